"""Models that a program builds: found as by `python -m`, quiet, and honest about what failed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from netlint.builders import anchor_of, build
from netlint.errors import NetlintError, UsageError
from netlint.findings import Anchor

CODE = """
import functools
import os
import sys


class Model:
    def __init__(self, name="net"):
        self.name = name
        self.layers = []

    def to_json(self):
        return "{}"


def kept(function):
    @functools.wraps(function)
    def wrapper():
        return function()

    return wrapper


def build():
    print("from python", sys.argv)
    os.system("echo from a process")
    return Model()


@kept
@kept
def decorated():
    return Model()


class Family:
    @staticmethod
    def small():
        return Model("small")


partial = functools.partial(Model, "partial")
size = 3


def nothing():
    return None


def a_path():
    return "model.h5"


def wide(width):
    return Model()


def broken():
    raise ValueError("no\\nwidth")


def leaves():
    sys.exit(0)
"""


@pytest.fixture(autouse=True)
def _repository(tmp_path, monkeypatch):
    """A package `trained` in the working directory, forgotten after the test."""
    folder = tmp_path / "trained"
    folder.mkdir()
    (folder / "model.py").write_text(CODE)
    (folder / "typo.py").write_text("def build(:\n")
    (folder / "needs.py").write_text("import no_such_module\n")
    (folder / "fails.py").write_text("x = 1\n\nx / 0\n")
    monkeypatch.chdir(tmp_path)
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "trained"]:
        del sys.modules[name]


def test_a_function_of_the_working_directory_is_called():
    assert build("trained.model:build").name == "net"
    assert build("trained.model:Family.small").name == "small"
    assert build("trained.model:partial").name == "partial"


def test_the_import_path_and_the_arguments_are_as_before():
    path, arguments = list(sys.path), sys.argv
    build("trained.model:build")
    with pytest.raises(NetlintError):
        build("trained.model:broken")
    assert sys.path == path
    assert sys.argv is arguments


def test_what_it_prints_goes_to_standard_error(capfd):
    build("trained.model:build")
    out, err = capfd.readouterr()
    assert out == ""
    assert "from python ['netlint']" in err
    assert "from a process" in err
    sys.stdout.write("and back, ")
    sys.stdout.flush()
    os.write(1, b"from both")
    assert capfd.readouterr().out == "and back, from both"


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("trained.other:build", UsageError, "trained.other:build: there is no module 'trained.ot"),
        ("nowhere:build", UsageError, "nowhere:build: there is no module 'nowhere', neither from"),
        ("trained.model:biuld", UsageError, "has no 'biuld'; did you mean 'build'?"),
        ("trained.model:Family.tall", UsageError, "trained.model has no 'Family.tall'"),
        ("trained.model:size", UsageError, "'size' is no function"),
        ("trained.model:nothing", NetlintError, "returned 'NoneType', not a Keras model"),
        ("trained.model:a_path", NetlintError, "returned 'str', not a Keras model"),
        ("trained.model:wide", NetlintError, "missing 1 required positional argument: 'width'"),
        ("trained.model:leaves", NetlintError, "trained.model:leaves: SystemExit: 0 at trained/"),
        ("trained.needs:build", NetlintError, "needs 'no_such_module': No module named"),
        ("trained.needs:build", NetlintError, "at trained/needs.py:1"),
        ("trained.fails:build", NetlintError, "ZeroDivisionError: division by zero at trained/f"),
        ("trained.fails:build", NetlintError, "at trained/fails.py:3 (NETLINT_DEBUG=1 shows"),
        ("trained.typo:build", NetlintError, "trained.typo:build: SyntaxError: "),
        ("trained.typo:build", NetlintError, "at trained/typo.py:1 "),
    ],
)
def test_what_goes_wrong_is_one_line_with_its_place(name, kind, message):
    with pytest.raises(kind) as caught:
        build(name)
    assert message in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert type(caught.value) is kind


def test_an_error_of_the_code_says_where_it_was_raised_and_keeps_its_trace():
    line = 1 + CODE.split("\n").index('    raise ValueError("no\\nwidth")')
    message = rf"ValueError: no width at trained/model\.py:{line} "
    with pytest.raises(NetlintError, match=message) as caught:
        build("trained.model:broken")
    assert isinstance(caught.value.__cause__, ValueError)


def test_the_anchor_is_the_line_of_the_definition():
    build("trained.model:build")
    lines = CODE.split("\n")
    file = str(Path.cwd() / "trained" / "model.py")
    assert anchor_of("trained.model:build") == Anchor(file, 1 + lines.index("def build():"))
    assert anchor_of("trained.model:decorated") == Anchor(file, 1 + lines.index("def decorated():"))
    assert anchor_of("trained.model:Family.small").line == 1 + lines.index("    def small():")


def test_what_has_no_definition_stands_on_the_first_line_of_its_module():
    build("trained.model:build")
    first = Anchor(str(Path("trained/model.py")), 1)
    assert anchor_of("trained.model:partial") == first
    assert anchor_of("trained.model:gone") == first
    assert anchor_of("trained.typo:build") == Anchor(str(Path("trained/typo.py")), 1)
    assert anchor_of("nowhere:build") is None
