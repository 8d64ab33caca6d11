"""The model files below a folder, told by their suffix; of `.json` by how it begins, too."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from netlint.errors import UsageError

SUFFIXES = (".h5", ".hdf5", ".keras", ".json")
_ONLY_WEIGHTS = ".weights.h5"
_HEAD = 4096
# What `model.to_json()` writes first is the model's class, or the Python module of it.
_ARCHITECTURE = re.compile(rb'\s*\{.*"class_name"\s*:', re.DOTALL)
_ENVIRONMENT = ("pyvenv.cfg", "conda-meta")


def model_files_below(folder: str, most: int) -> list[str]:
    """The model files in a folder and its folders, sorted.

    Hidden folders and files, and virtual environments, are left out; links to folders are not
    followed. A link to a file stands where the file itself is not found. What has a suffix of
    Keras is a model, whatever is in it: a damaged file is to be said, not passed over; but
    `.weights.h5` is Keras's suffix for files without a model. Many things are JSON: of those
    only what begins as an architecture does.

    Args:
        folder: as the user names it; the paths begin with it.
        most: how many files are too many.

    Raises:
        UsageError: there are more, or a folder cannot be read.
    """
    files: list[Path] = []
    links: list[Path] = []
    for path in _candidates(folder):
        (links if path.is_symlink() else files).append(path)
        if len(files) + len(links) > most:
            raise UsageError(f"{folder}: holds more than {most:,} model files")
    real = {os.path.realpath(path) for path in files}
    for link in links:
        target = os.path.realpath(link)
        if target not in real:
            real.add(target)
            files.append(link)
    return [str(path) for path in sorted(files)]


def _candidates(folder: str) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise UsageError(f"{error.filename or folder}: cannot be read: {error.strerror}") from None

    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if _is_looked_into(Path(parent, name)))
        for name in sorted(names):
            path = Path(parent, name)
            if not name.startswith(".") and _is_model(path):
                yield path


def _is_looked_into(folder: Path) -> bool:
    return not folder.name.startswith(".") and not any(
        (folder / mark).exists() for mark in _ENVIRONMENT
    )


def _is_model(path: Path) -> bool:
    name = path.name.lower()
    if not name.endswith(SUFFIXES) or name.endswith(_ONLY_WEIGHTS):
        return False
    try:
        if path.exists() and not path.is_file():
            return False
        return not name.endswith(".json") or _begins_as_architecture(path)
    except OSError:
        return True  # reading it says what is wrong


def _begins_as_architecture(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(_HEAD).removeprefix(b"\xef\xbb\xbf")
    return _ARCHITECTURE.match(head) is not None
