"""`.keras` archives: a zip of `config.json`, `metadata.json` and `model.weights.h5`."""

from __future__ import annotations

import json
import stat
import tempfile
import zipfile
import zlib
from functools import cache
from typing import IO

from netlint.errors import ModelError
from netlint.readers.keras.document import (
    MAX_CONFIG_BYTES,
    Document,
    parse_config,
    version_of,
)
from netlint.readers.keras.weights import ArchiveWeights, WeightStore
from netlint.readers.registry import ModelFile, reader

_MAX_METADATA_BYTES = 2**20
_MAX_WEIGHTS_BYTES = 4 * 2**30
_MAX_INFLATION = 200
_MEMORY = 16 * 2**20
_CONFIG, _METADATA, _WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@reader(lambda file: file.head.startswith((b"PK\x03\x04", b"PK\x05\x06")))
def read_archive(file: ModelFile) -> Document:
    """Reads the configuration of a `.keras` archive; the weights' shapes only on demand.

    Raises:
        ModelError: the archive is damaged, inflates beyond the limit, or is no Keras model.
    """
    try:
        archive = zipfile.ZipFile(file.path)
    except (*_DAMAGED, ValueError):
        raise ModelError(
            file.name, "is a truncated or damaged zip archive", "copy or save it again"
        ) from None
    entry = _entry(file.name, archive, _CONFIG)
    if entry is None:
        raise ModelError(file.name, "is a zip archive, but not a Keras model (no config.json)", "")
    text = _read(file.name, archive, entry, MAX_CONFIG_BYTES)
    model = parse_config(file.name, text)
    keras, framework = version_of(_version(file.name, archive), model)
    return Document(
        file=file.name,
        model=model,
        keras=keras,
        framework=framework,
        open_weights=cache(lambda: _open_weights(archive)),
        warnings=tuple(_warnings(archive)),
        close=archive.close,
    )


def _entry(name: str, archive: zipfile.ZipFile, wanted: str) -> zipfile.ZipInfo | None:
    found = [info for info in archive.infolist() if info.filename == wanted]
    if len(found) > 1:
        raise ModelError(name, f"holds two entries {wanted!r}", "save the model again")
    return found[0] if found else None


def _read(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    if entry.flag_bits & 1:
        raise ModelError(name, f"its {entry.filename} is encrypted", "save it without a password")
    if entry.file_size > limit:
        raise ModelError(
            name, f"its {entry.filename} inflates to more than {limit // 2**20} MiB", ""
        )
    try:
        with archive.open(entry) as stream:
            data = stream.read(limit + 1)
    except _DAMAGED as error:
        raise ModelError(
            name, f"its {entry.filename} is damaged: {error}", "copy or save it again"
        ) from None
    if len(data) > limit:
        raise ModelError(name, f"its {entry.filename} inflates beyond {limit // 2**20} MiB", "")
    return data


def _version(name: str, archive: zipfile.ZipFile) -> str | None:
    entry = _entry(name, archive, _METADATA)
    if entry is None:
        return None
    try:
        metadata = json.loads(_read(name, archive, entry, _MAX_METADATA_BYTES))
    except (ValueError, RecursionError):
        return None
    version = metadata.get("keras_version") if isinstance(metadata, dict) else None
    return version if isinstance(version, str) else None


def _warnings(archive: zipfile.ZipFile) -> list[str]:
    """Entries that an unpacking program would be harmed by; netlint unpacks nothing."""
    odd = []
    for info in archive.infolist():
        parts = info.filename.replace("\\", "/").split("/")
        if ".." in parts or info.filename.startswith(("/", "\\")):
            odd.append(f"the archive's entry {info.filename!r} points outside it: not unpacked")
        elif stat.S_ISLNK(info.external_attr >> 16):
            odd.append(f"the archive's entry {info.filename!r} is a link: not followed")
    return odd[:20]


def _open_weights(archive: zipfile.ZipFile) -> WeightStore | None:
    """The weights' shapes, or None where the entry is missing, damaged or too large."""
    import h5py

    try:
        entry = archive.getinfo(_WEIGHTS)
        if entry.file_size > min(_MAX_WEIGHTS_BYTES, _limit(entry)) or entry.flag_bits & 1:
            return None
        spool: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_MEMORY)  # noqa: SIM115 -- h5py keeps it
        with archive.open(entry) as stream:
            while chunk := stream.read(2**20):
                spool.write(chunk)
        spool.seek(0)
        return ArchiveWeights(h5py.File(spool, "r"))
    except (KeyError, *_DAMAGED):
        return None


def _limit(entry: zipfile.ZipInfo) -> int:
    """Zeros deflate 1:1000; beyond a free size only a plausible ratio is unpacked."""
    return max(256 * 2**20, entry.compress_size * _MAX_INFLATION)
