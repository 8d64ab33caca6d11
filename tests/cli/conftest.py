"""The command line in this process: output, files, exit codes, one line per error."""

from __future__ import annotations

import pytest

from netlint.cli import main, terminal
from tests.models import dense_model, write
from tests.rulebook import built_in


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """No configuration and rules but those of the tests, no terminal settings of the machine."""
    built_in(monkeypatch, tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "NETLINT_DEBUG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def model(tmp_path):
    """An input and a dense layer with 25 parameters, 20 mult-adds."""
    return write(tmp_path, "small.json", dense_model())


@pytest.fixture
def run(capsys):
    """Runs a command line; returns the exit code, standard output and standard error."""

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


@pytest.fixture
def failing(run):
    """Runs a command that must fail with exit code 2 and print nothing but one line: this."""

    def command(*arguments: str) -> str:
        code, out, err = run(*arguments)
        assert (code, out) == (2, "")
        assert err.startswith("netlint: ")
        assert err.endswith("\n")
        assert len(err.splitlines()) == 1
        return err

    return command


@pytest.fixture
def terminal_80(monkeypatch):
    """Standard output and standard error say that they are terminals of 80 columns."""
    monkeypatch.setattr(terminal, "_is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
