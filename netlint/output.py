"""Writes results: to standard output, or to a file whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from netlint.errors import NetlintError, UsageError

STANDARD_OUTPUT = "-"


def write_standard_output(text: str) -> None:
    """Writes to standard output; what its encoding cannot express is escaped.

    A reader that closed the pipe (`| head`) has what it wanted: no error.

    Raises:
        NetlintError: it cannot be written to (closed, or a full disk).
    """
    stream = sys.stdout
    if stream is None:
        raise NetlintError("standard output is closed")
    encoding = stream.encoding or "utf-8"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except BrokenPipeError:
        _silence()
    except OSError as error:
        _silence()
        raise NetlintError(f"cannot write to standard output: {error.strerror}") from None


def check_writable(path: str, read: Sequence[str] = (), *, toml: bool = False) -> None:
    """Says at once, before the work is done, that a file cannot be written.

    Args:
        path: the file to write.
        read: the files that are read: models, decks, the baseline.
        toml: whether a TOML file that is there already may be replaced.

    Raises:
        UsageError: it is a directory, one of the files that are read or a TOML file that is
            there already (what is written seldom is TOML, but configurations and rules are),
            or its folder does not exist or may not be written to.
    """
    target = Path(path)
    if target.is_dir():
        raise UsageError(f"cannot write {path}: it is a directory")
    if any(_same_file(target, other) for other in read):
        raise UsageError(f"cannot write {path}: it is the model itself, a deck or the baseline")
    if not toml and os.path.realpath(path).lower().endswith(".toml") and target.is_file():
        raise UsageError(f"cannot write {path}: it is a TOML file, a configuration or a rule")
    if not target.parent.is_dir():
        raise UsageError(f"cannot write {path}: there is no folder {target.parent}")
    whole = not target.exists() or target.is_file()  # others are written to directly
    if whole and not os.access(Path(os.path.realpath(path)).parent, os.W_OK):
        raise UsageError(f"cannot write {path}: its folder may not be written to")


def _same_file(target: Path, other: str) -> bool:
    with suppress(OSError, ValueError):
        return target.samefile(other)
    with suppress(ValueError):  # no name of a file
        return os.path.realpath(target) == os.path.realpath(other)  # not there yet
    return False


def write_file(path: str, text: str | bytes) -> None:
    """Writes a file whole or not at all: beside it first, then put in its place.

    A symbolic link stays and its target is replaced; what is no regular file (`/dev/stderr`,
    a named pipe) is written to directly.

    Raises:
        NetlintError: it cannot be written.
    """
    write_files([(path, text)])


def write_files(files: Iterable[tuple[str, str | bytes]]) -> None:
    """Writes several files, none where one of them cannot be written; each as `write_file` does.

    Raises:
        NetlintError: one cannot be written.
    """
    staged: list[tuple[str, Path]] = []
    try:
        for path, text in files:
            content = text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")
            with _named(path):
                if Path(path).exists() and not Path(path).is_file():
                    _stream(path, content)
                else:
                    staged.append((path, _beside(Path(os.path.realpath(path)), content)))
        for path, temporary in staged:
            with _named(path):
                temporary.replace(os.path.realpath(path))
    finally:
        for _, temporary in staged:
            temporary.unlink(missing_ok=True)


@contextmanager
def _named(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NetlintError(f"cannot write {path}: {error.strerror}") from None


def _stream(path: str, content: bytes) -> None:
    """Writes to what is no regular file; who closed a pipe has what he wanted."""
    with suppress(BrokenPipeError), Path(path).open("wb") as stream:
        stream.write(content)


def _beside(target: Path, content: bytes) -> Path:
    """A temporary file with the content, in the target's folder, with the mode it will have."""
    handle, name = tempfile.mkstemp(prefix=".netlint-", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        temporary.chmod(_mode(target))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _mode(target: Path) -> int:
    """The mode that the file has, or that a new file would get."""
    if target.exists():
        return target.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _silence() -> None:
    """Keeps Python from failing again when it flushes standard output at its end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # not a real file (a test's capture)
        return
