"""`.h5` and `.hdf5` files of Keras, and `.keras` files that are HDF5 inside (TF <= 2.11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from netlint.errors import ModelError
from netlint.network import Shape
from netlint.readers.keras.attributes import strings, texts
from netlint.readers.keras.document import Document, damaged_weights, parse_config, version_of
from netlint.readers.keras.weights import DAMAGED, LegacyWeights, group_at
from netlint.readers.registry import ModelFile, reader

if TYPE_CHECKING:
    import h5py

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_SAVE = "save the whole model with model.save(...), not only its weights"


def is_hdf5(file: ModelFile) -> bool:
    """Whether the HDF5 signature stands at 0, 512, 1024, ... (a user block may come first)."""
    offset = 0
    size = file.path.stat().st_size
    with file.path.open("rb") as stream:
        while offset < min(size, 2**20):
            stream.seek(offset)
            if stream.read(8) == _SIGNATURE:
                return True
            offset = 512 if offset == 0 else offset * 2
    return False


@reader(is_hdf5)
def read_hdf5(file: ModelFile) -> Document:
    """Reads the configuration of a Keras HDF5 file; the weights' shapes only on demand.

    Raises:
        ModelError: the file is truncated, holds only weights, or no Keras model.
    """
    import h5py

    try:
        stream = h5py.File(file.path, "r")
    except OSError:
        raise ModelError(
            file.name, "is a truncated or damaged HDF5 file", "copy or save it again"
        ) from None
    try:
        text = _attribute(file.name, stream)
        model = parse_config(file.name, text)
        keras, framework = version_of(next(iter(texts(stream, "keras_version")), None), model)
    except DAMAGED as error:
        reason = " ".join(str(error).split())
        raise ModelError(file.name, f"is a damaged HDF5 file: {reason}") from None

    root = group_at(stream, "model_weights")
    weights = None if root is None else LegacyWeights(root, comparable=keras > 1)
    return Document(
        file=file.name,
        model=model,
        keras=keras,
        framework=framework,
        open_weights=lambda: weights,
        disagreements=lambda expected: _disagreements(file.name, weights, expected),
        close=stream.close,
    )


def _disagreements(
    name: str, weights: LegacyWeights | None, expected: Mapping[str, Counter[Shape]]
) -> list[tuple[str, str]]:
    try:
        return [] if weights is None else list(weights.disagreements(expected))
    except DAMAGED as error:
        raise damaged_weights(name, error) from None


def _attribute(name: str, stream: h5py.File) -> str | bytes:
    if "model_config" not in stream.attrs:
        raise ModelError(name, *_without_config(stream))
    found = strings(stream, "model_config")
    if found is not None and len(found) == 1 and found[0]:
        return found[0]
    kind = "an array of numbers" if found is None else f"a list of {len(found)} texts"
    kind = "empty" if found in ([""], [b""]) else kind
    raise ModelError(name, f"its model_config is {kind}, not a JSON text", _SAVE)


def _without_config(stream: h5py.File) -> tuple[str, str]:
    if "layer_names" in stream.attrs or "layer_names0" in stream.attrs:
        return "holds only weights, no architecture", _SAVE
    if "model_weights" in stream or {"layers", "vars"} <= set(stream):
        return "holds only weights, no architecture (no model_config)", _SAVE
    return "is an HDF5 file, but not a Keras model (no model_config)", _SAVE
