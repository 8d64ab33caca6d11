"""What holds while code that is not netlint's runs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from netlint.foreigncode import output_on_standard_error, without_arguments


def fail():
    sys.stdout.write("python ")
    os.write(1, b"descriptor ")
    subprocess.run([sys.executable, "-c", "print('process')"], check=True)
    raise ZeroDivisionError


def test_output_goes_to_standard_error_and_comes_back_also_after_an_error(capfd):
    with pytest.raises(ZeroDivisionError), output_on_standard_error():
        fail()
    out, err = capfd.readouterr()
    assert out == ""
    assert set(err.split()) == {"python", "descriptor", "process"}
    os.write(1, b"back")
    assert capfd.readouterr().out == "back"


def test_a_closed_standard_output_stays_closed(monkeypatch, capsys):
    def closed(_):
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr(os, "dup", closed)
    with output_on_standard_error():
        sys.stdout.write("x")
    assert capsys.readouterr() == ("", "x")


def test_arguments_are_hidden_and_come_back():
    kept = sys.argv
    with without_arguments():
        assert sys.argv == ["netlint"]
    assert sys.argv is kept
