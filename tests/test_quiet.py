"""Native code's messages are dropped, and nothing else."""

from __future__ import annotations

import os
import sys

import pytest

from netlint.quiet import without_native_messages


def test_what_is_written_to_standard_error_meanwhile_is_dropped_and_nothing_else(
    monkeypatch, capfd
):
    monkeypatch.delenv("TF_CPP_MIN_LOG_LEVEL", raising=False)
    with without_native_messages():
        os.write(2, b"hello, ")
    os.write(2, b"world")
    assert capfd.readouterr().err == "world"


def test_standard_error_is_back_after_an_error(capfd):
    with pytest.raises(ValueError, match="no"), without_native_messages():
        raise ValueError("no")
    os.write(2, b"back")
    assert capfd.readouterr().err == "back"


def test_without_a_standard_error_there_is_nothing_to_do(monkeypatch):
    monkeypatch.setattr(sys, "__stderr__", None)
    with without_native_messages():
        pass
