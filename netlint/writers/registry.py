"""The registry of output formats."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from netlint.errors import UsageError
from netlint.report import Analysis
from netlint.views import View

Writer = Callable[[Sequence[Analysis], View], str]

WRITERS: dict[str, Writer] = {}
_SUFFIXES: dict[str, str] = {}


def writer(name: str, *, suffixes: Sequence[str] = ()) -> Callable[[Writer], Writer]:
    """Registers a writer for `--format NAME`, and for files with one of the suffixes.

    Raises:
        UsageError: the name or a suffix is taken.
    """

    def keep(write: Writer) -> Writer:
        taken = [name] * (name in WRITERS) + [suffix for suffix in suffixes if suffix in _SUFFIXES]
        if taken:
            raise UsageError(f"the output format {taken[0]!r} is registered twice")
        WRITERS[name] = write
        _SUFFIXES.update(dict.fromkeys(suffixes, name))
        return write

    return keep


def format_of(path: str) -> str:
    """The format that a file's suffix stands for.

    Raises:
        UsageError: the suffix stands for none.
    """
    load_writers()
    suffix = Path(path).suffix.lower()
    if suffix not in _SUFFIXES:
        known = ", ".join(sorted(_SUFFIXES))
        raise UsageError(f"cannot tell the format of {path!r}: pass --format, or end it in {known}")
    return _SUFFIXES[suffix]


@cache
def load_writers() -> dict[str, Writer]:
    """All writers by format, those of this package among them."""
    package = importlib.import_module("netlint.writers")
    for found in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"netlint.writers.{found.name}")
    return WRITERS
