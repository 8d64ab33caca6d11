"""What a layer is by itself: its settings, without what follows from the layers before it.

A convolution's filters, kernel and strides are its own; the channels that it reads are those of
the layer before. Two networks are compared by both: a layer whose own settings differ was
changed, one that only reads something else is affected by a change elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import TypeAlias

from netlint.network import Layer
from netlint.operations import Composite, Conv, Dense, Operation

Trait: TypeAlias = int | float | str | tuple["Trait", ...] | None
Traits: TypeAlias = dict[str, Trait]

_DERIVED = frozenset({"contracted", "einsum", "bias_op", "fused", "parts", "repeat", "taken"})
"""Attributes of operations that follow from the input, or that say how it is run, not what."""

_SAID_BY_THE_WORD = frozenset({"depthwise", "local", "transposed"})

_HASHES = {"fingerprint": "code", "selection": "part taken", "settings": "settings"}
"""Attributes that hold a hash: what it is of, and its first digits, are enough for people."""

_DIGITS = 8


def traits_of(layer: Layer) -> Traits:
    """A layer's own settings by name: `operation`, `filters`, `kernel`, `bias`, ...

    Unknown is None. What follows from the layers before it is left out, and so are names.
    """
    found: Traits = {"operation": layer.op}
    if layer.op == "opaque":
        found["class"] = layer.class_name
    found.update(_settings(layer.operation))
    found.update(_width(layer))
    found.update(_weights(layer))
    if isinstance(layer.operation, Composite):
        found.update(_of_parts(layer.operation.parts))
    return found


def _settings(operation: Operation) -> Iterator[tuple[str, Trait]]:
    """The attributes of the operation, of whatever class, a plugin's too."""
    depthwise = isinstance(operation, Conv) and operation.depthwise
    for name in getattr(operation, "__dataclass_fields__", ()):
        if name in _DERIVED or name in _SAID_BY_THE_WORD or (depthwise and name == "groups"):
            continue
        if name == "kind" and getattr(operation, name) == operation.word:
            continue
        value = _plain(getattr(operation, name))
        if name in _HASHES and isinstance(value, str):
            value = value[:_DIGITS]
        yield _HASHES.get(name, name.replace("_", " ")), value


def _plain(value: object) -> Trait:
    """A value that can be compared and shown."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and not isfinite(value):
        return str(value)  # not a number is equal to nothing, and no JSON
    if value is None or isinstance(value, int | float | str):
        return value
    if isinstance(value, tuple | list):
        return tuple(map(_plain, value))
    return str(value)


def _width(layer: Layer) -> Iterator[tuple[str, Trait]]:
    """How many channels it makes, where that is its own choice."""
    made = layer.outputs[0].shape if layer.outputs else None
    match layer.operation:
        case Conv(channel_axis=axis, depthwise=True):
            read = layer.inputs[0].shape if layer.inputs else None
            yield "depth multiplier", _multiple(_at(made, axis), _at(read, axis))
        case Conv(channel_axis=axis):
            yield "filters", _at(made, axis)
        case Dense():
            yield "units", _at(made, -1)


def _at(shape: tuple[int | None, ...] | None, axis: int) -> int | None:
    return shape[axis] if shape and -len(shape) <= axis < len(shape) else None


def _multiple(made: int | None, read: int | None) -> int | None:
    return made // read if made is not None and read else None


def _weights(layer: Layer) -> Iterator[tuple[str, Trait]]:
    """Their types, whether training changes them, and whether they are another layer's."""
    if layer.shared:
        yield "shared weights", "yes"
    if layer.weights is None:
        yield "weights", None
    elif layer.weights:
        types = tuple(sorted({weight.dtype for weight in layer.weights}))
        yield "weight type", types[0] if len(types) == 1 else types
        yield "trainable", _trainable({weight.trainable for weight in layer.weights})


def _trainable(found: set[bool | None]) -> str | None:
    if None in found:
        return None
    return "in part" if len(found) == 2 else "yes" if True in found else "no"


def _of_parts(parts: tuple[Layer, ...]) -> Iterator[tuple[str, Trait]]:
    """The traits of a layer's parts, behind the part's own name."""
    taken: dict[str, int] = {}
    for part in parts:
        name = part.name.rpartition("/")[2] or part.op
        taken[name] = taken.get(name, 0) + 1
        lead = name if taken[name] == 1 else f"{name} {taken[name]}"
        for key, value in traits_of(part).items():
            if key not in ("operation", "trainable", "weight type"):
                yield f"{lead}: {key}", value
