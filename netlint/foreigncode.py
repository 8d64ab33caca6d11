"""What holds while code that is not netlint's runs in its process: plugins, builders of models."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress


@contextmanager
def without_arguments() -> Iterator[None]:
    """Hides the command's arguments, so that no module takes them for its own."""
    kept = sys.argv
    sys.argv = ["netlint"]
    try:
        yield
    finally:
        sys.argv = kept


@contextmanager
def output_on_standard_error() -> Iterator[None]:
    """Sends standard output to standard error: no report is mixed with what others print.

    Also what is written by code that is not Python, and by processes that are started.
    """
    with redirect_stdout(sys.stderr), _descriptor_on_standard_error():
        yield


@contextmanager
def _descriptor_on_standard_error() -> Iterator[None]:
    try:
        kept = os.dup(1)
    except OSError:  # closed: nothing can be mixed
        yield
        return
    try:
        with suppress(OSError):
            os.dup2(2, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
