"""Plugins are installed modules; the working directory is never searched."""

from __future__ import annotations

import sys
from itertools import count

import pytest

from netlint.errors import NetlintError, UsageError
from netlint.plugins import load_plugins
from netlint.readers.keras.registry import LAYERS

_NUMBER = count()
_REGISTERS = """
from netlint.readers.keras.registry import keras_layer
keras_layer(__name__)(lambda call: None)
"""


@pytest.fixture
def name():
    """A module name that no other test has imported."""
    made = f"netlint_test_plugin_{next(_NUMBER)}"
    yield made
    for known in [known for known in LAYERS if known.split(".")[0] == made]:
        del LAYERS[known]
    for module in [module for module in sys.modules if module.split(".")[0] == made]:
        del sys.modules[module]


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A folder on the import path."""
    folder = tmp_path / "installed"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return folder


def test_a_plugin_is_imported_once(installed, name):
    (installed / f"{name}.py").write_text(_REGISTERS)
    load_plugins([name, name])
    load_plugins([name])
    assert name in LAYERS


def test_a_module_in_a_package(installed, name):
    (installed / name).mkdir()
    (installed / name / "inner.py").write_text(_REGISTERS)
    load_plugins([f"{name}.inner"])
    assert f"{name}.inner" in sys.modules


@pytest.mark.parametrize("entry", ["", ".", "absolute", "link", "slash"])
def test_the_working_directory_is_not_searched(tmp_path, monkeypatch, name, entry):
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / f"{name}.py").write_text("raise SystemExit('executed')")
    (tmp_path / "link").symlink_to(folder)
    monkeypatch.chdir(folder)
    entries = {"absolute": str(folder), "link": str(tmp_path / "link"), "slash": f"{folder}/"}
    monkeypatch.syspath_prepend(entries.get(entry, entry))
    before = list(sys.path)
    with pytest.raises(UsageError, match="the working directory is never searched"):
        load_plugins([name])
    assert sys.path == before


@pytest.mark.parametrize("how", ["PYTHONPATH", "an installation for development"])
def test_a_working_directory_that_somebody_put_on_the_path_is_searched(
    tmp_path, monkeypatch, name, how
):
    (tmp_path / f"{name}.py").write_text(_REGISTERS)
    monkeypatch.chdir(tmp_path)
    if how == "PYTHONPATH":
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        monkeypatch.syspath_prepend(str(tmp_path))
    else:
        packages = ["/venv/lib/site-packages", str(tmp_path)]
        monkeypatch.setattr(sys, "path", [*sys.path, *packages])
    load_plugins([name])
    assert name in LAYERS


@pytest.mark.parametrize("search", ["", ".", ":"])
def test_an_empty_or_relative_search_path_is_no_permission(tmp_path, monkeypatch, name, search):
    (tmp_path / f"{name}.py").write_text("raise SystemExit('executed')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", search)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(UsageError, match="no plugin"):
        load_plugins([name])


def test_what_a_plugin_adds_to_the_path_stays(installed, name, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    (installed / f"{name}.py").write_text(
        f"import sys\nsys.path.append({str(tmp_path)!r}){_REGISTERS}"
    )
    load_plugins([name])
    assert sys.path[-1] == str(tmp_path)


@pytest.mark.parametrize(
    "bad", ["", ".", "a.", ".a", "a..b", "../a", "a/b", "a.py/", "/etc/x", "a b", "a-b", "1a"]
)
def test_what_is_no_module_name(bad):
    with pytest.raises(UsageError, match="is not a dotted module name"):
        load_plugins([bad])


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("1 / 0", "failed to import: ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)", "failed to import: SystemExit: 3"),
        ("def f(:", "failed to import: SyntaxError"),
        ("import no_such_module_anywhere", "needs 'no_such_module_anywhere'"),
        ("from netlint.errors import UsageError\nraise UsageError('twice')", "failed: twice"),
    ],
)
def test_a_plugin_that_fails(installed, name, code, message):
    (installed / f"{name}.py").write_text(code)
    with pytest.raises(NetlintError) as caught:
        load_plugins([name])
    assert message in str(caught.value)
    assert repr(name) in str(caught.value)


def test_the_parent_may_be_missing_too(name):
    with pytest.raises(UsageError, match="no plugin"):
        load_plugins([f"{name}.inner"])


def test_what_a_plugin_prints_stays_off_standard_output(installed, name, capsys):
    (installed / f"{name}.py").write_text(f"print('hello'){_REGISTERS}")
    load_plugins([name])
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "hello\n")


def test_a_plugin_that_registers_nothing_is_an_error(installed, name):
    """Whatever it imports: what netlint brings along is none of its own."""
    (installed / f"{name}.py").write_text("import netlint.pipeline, netlint.costs.pooling")
    with pytest.raises(NetlintError, match=f"the plugin '{name}' registers nothing: no layer"):
        load_plugins([name])


@pytest.mark.parametrize("bad", ["__main__", "netlint.__main__", "a.__main__.b"])
def test_programs_are_no_plugins(bad):
    with pytest.raises(UsageError, match=f"the plugin '{bad}' is a program, not a module"):
        load_plugins([bad])


@pytest.mark.parametrize("bad", ["this", "antigravity", "idlelib.idle", "os", "builtins"])
def test_pythons_own_modules_are_no_plugins(bad):
    with pytest.raises(UsageError, match=f"the plugin '{bad}' is a module of Python itself"):
        load_plugins([bad])
    assert bad not in {"this", "antigravity"} & sys.modules.keys()


def test_a_plugin_does_not_see_the_arguments(installed, name, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["netlint", "check", "m.h5", "--plugin", name])
    (installed / f"{name}.py").write_text(f"import sys\nseen = list(sys.argv){_REGISTERS}")
    load_plugins([name])
    assert sys.modules[name].seen == ["netlint"]
    assert sys.argv[1] == "check"
