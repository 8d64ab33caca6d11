"""Tables that modules fill when they are imported."""

from __future__ import annotations

import sys

import pytest

from netlint.errors import UsageError
from netlint.registering import import_modules, registrar


def test_a_function_stands_under_all_of_its_keys():
    table = {}
    register = registrar(table, "the number")

    @register("one", "uno")
    def one():
        return 1

    assert table == {"one": one, "uno": one}
    assert one() == 1


def test_a_key_has_one_function():
    table = {}
    register = registrar(table, "the number", str.upper)
    register("one")(len)
    with pytest.raises(UsageError, match=r"^the number ONE is registered twice$"):
        register("one")(max)
    assert table == {"one": len}


@pytest.mark.parametrize("packages", [True, False])
def test_every_module_of_a_package_is_imported(tmp_path, monkeypatch, packages):
    package = f"registering_{packages}"
    (tmp_path / package / "inner").mkdir(parents=True)
    for file in ("__init__.py", "b.py", "inner/__init__.py", "inner/deeper.py"):
        (tmp_path / package / file).write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    import_modules(package, packages=packages)
    there = {name.removeprefix(package) for name in sys.modules if name.startswith(package)}
    assert there == {"", ".b", ".inner"} - (set() if packages else {".inner"})
