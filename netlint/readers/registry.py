"""Recognises a file by its content and hands it to the reader of its format.

A reader is registered with a test on the first bytes of the file:

    @reader("a zip archive (.keras)", lambda head: head.startswith(b"PK"))
    def read_archive(file: ModelFile) -> Document: ...
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from netlint.errors import ModelError
from netlint.network import Network
from netlint.readers.keras.build import build_network
from netlint.readers.keras.document import Document
from netlint.readers.keras.inputs import InputShapes
from netlint.registering import import_modules

_HEAD = 4096
_SUPPORTED = "netlint reads Keras .h5, .hdf5, .keras and architecture .json files"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A regular, readable file.

    Attributes:
        name: as the user wrote it.
        path: where it lies.
        head: its first bytes.
        size: all its bytes.
    """

    name: str
    path: Path
    head: bytes
    size: int


Read = Callable[[ModelFile], Document]


@dataclass(frozen=True, slots=True)
class _Format:
    matches: Callable[[ModelFile], bool]
    read: Read


_FORMATS: list[_Format] = []


def reader(matches: Callable[[ModelFile], bool]) -> Callable[[Read], Read]:
    """Registers the reader of the files that `matches` recognises."""

    def keep(read: Read) -> Read:
        _FORMATS.append(_Format(matches, read))
        return read

    return keep


def read_network(source: str | os.PathLike[str] | Any, shapes: InputShapes) -> Network:
    """Reads a model file, or takes a live Keras model.

    Args:
        source: a path, or a Keras model object.
        shapes: the batch size and the input shapes that the user gives.

    Raises:
        ModelError: it is no model, it is damaged, or it describes an impossible network.
    """
    size = None
    if isinstance(source, str | os.PathLike):
        file = _open(os.fspath(source))
        size = file.size
        document = _document(file)
    else:
        from netlint.readers.live import live_document

        document = live_document(source)
    try:
        return replace(build_network(document, shapes), file_bytes=size)
    finally:
        document.close()


def _document(file: ModelFile) -> Document:
    _load_formats()
    for known in _FORMATS:
        if known.matches(file):
            return known.read(file)
    raise ModelError(file.name, _what_is_it(file.head), _SUPPORTED)


def _open(name: str) -> ModelFile:
    if not name:
        raise ModelError("''", "is no file name", _SUPPORTED)
    path = Path(name)
    try:
        status = path.stat()
        mode = status.st_mode
        if stat.S_ISDIR(mode):
            saved = (path / "saved_model.pb").exists()
            what = "is a TensorFlow SavedModel folder" if saved else "is a directory"
            advice = "save it as .keras" if saved else "name a file in it"
            raise ModelError(name, f"{what}, not a model file", f"{advice}; {_SUPPORTED}")
        if not stat.S_ISREG(mode):
            raise ModelError(name, "is not a regular file", _SUPPORTED)
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except FileNotFoundError:
        raise ModelError(name, "no such file", "check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ModelError(name, f"cannot be read: {reason}", "check the path") from None
    return ModelFile(name, path, head, status.st_size)


def _what_is_it(head: bytes) -> str:
    """Names the usual reasons why a file is not a model."""
    start = head.lstrip()[:200].lower()
    if not head:
        return "is empty"
    if head.startswith(b"version https://git-lfs"):
        return "is a Git LFS pointer, not the model: run `git lfs pull` first"
    if start.startswith((b"<!doctype html", b"<html")):
        return "is an HTML page, not a model: the download failed"
    if head.startswith(b"\x1f\x8b"):
        return "is compressed with gzip: gunzip it first"
    if head.startswith(b"TFL3", 4):
        return "is a TensorFlow Lite file, not a Keras model"
    if head.startswith((b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")):
        return "is a Python pickle, which netlint never opens"
    if b"\x89HDF" in head[:8] or (head[:8] and b"\x89HDF\r\n\x1a\n".startswith(head[:8])):
        return "is a truncated HDF5 file: copy or save it again"
    return "is not a model file"


@cache
def _load_formats() -> None:
    import_modules("netlint.readers", packages=False)
