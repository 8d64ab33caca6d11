"""TOML files that people write, the configuration and rules: read whole, or one clear line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from netlint.errors import NetlintError

_LINE = re.compile(r"\(at line ([0-9]+), column [0-9]+\)")

Problem = Callable[[str], NetlintError]
"""What to raise, given a message."""


def content_of(file: Path, most_bytes: int, problem: Problem) -> bytes:
    """A file's bytes.

    Args:
        file: a regular file, or a link to one.
        most_bytes: how large it may be.
        problem: what to raise where it cannot be read, or is larger.
    """
    try:
        if not file.is_file():  # a pipe would be waited for
            dangling = file.is_symlink() and not file.exists()
            what = "is a link that leads nowhere" if dangling else "is not a regular file"
            raise problem(f"{file}: {what}")
        with file.open("rb") as stream:
            content = stream.read(most_bytes + 1)
    except OSError as error:
        raise problem(f"{file}: cannot be read: {error.strerror}") from None
    if len(content) > most_bytes:
        raise problem(f"{file}: is larger than {most_bytes:,} bytes")
    return content


def text_of(file: Path, content: bytes, problem: Problem) -> str:
    """The text of a file in UTF-8; a byte order mark, as some editors write it, is left out."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise problem(f"{file}:{line}: is not valid TOML: is not UTF-8") from None


def table_of(file: Path, text: str, problem: Problem) -> dict[str, Any]:
    """What a TOML text holds; the message of what is none names the line."""
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise problem(f"{file}: is nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        where = f"{file}:{line[1]}" if line else f"{file}"
        raise problem(f"{where}: is not valid TOML: {error}") from None
    except ValueError:  # Python's own limit to the digits of a whole number
        raise problem(f"{file}: is not valid TOML: a number has too many digits") from None
