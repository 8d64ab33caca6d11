"""Keeps libraries written in C and C++ from writing to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def without_native_messages() -> Iterator[None]:
    """Sends what is written to standard error nowhere, for a while, whoever writes it.

    TensorFlow and LiteRT greet and warn there before any setting of theirs is read.
    """
    if sys.__stderr__ is None:
        yield
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.__stderr__.flush()
    kept = os.dup(2)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
