"""What standard output is: how wide, and whether it takes colours; and writing to it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence

from netlint.output import (
    STANDARD_OUTPUT,
    check_writable,
    write_file,
    write_files,
    write_standard_output,
)


def width() -> int | None:
    """Characters per line; None in a pipe, unless COLUMNS says otherwise."""
    if os.environ.get("COLUMNS", "").isdigit() or _is_terminal():
        return shutil.get_terminal_size().columns
    return None


def color() -> bool:
    """Whether to colour: on a terminal, unless NO_COLOR (no-color.org) or TERM forbid it."""
    dumb = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return _is_terminal() and not dumb


def _is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def file_of(output: str | None, read: Sequence[str] = ()) -> str | None:
    """The file that `-o` names, None for standard output; it is checked before any work.

    Args:
        output: what the option says.
        read: the files that the command reads: models and decks.

    Raises:
        UsageError: it cannot be written.
    """
    if output is None or output == STANDARD_OUTPUT:
        return None
    check_writable(output, read)
    return output


def write(text: str, file: str | None) -> None:
    """Writes to a file, whole or not at all; None: to standard output."""
    if file is None:
        write_standard_output(text)
    else:
        write_file(file, text)


def write_all(texts: Sequence[tuple[str, str | None]]) -> None:
    """Writes several texts, each to its file or (None) to standard output, or no file at all."""
    write_files([(file, text) for text, file in texts if file is not None])
    for text, file in texts:
        if file is None:
            write_standard_output(text)
