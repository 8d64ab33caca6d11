"""Layers that reshape, reorder, pad, crop and repeat."""

from __future__ import annotations

from typing import Any

from netlint.errors import LayerProblem
from netlint.network import Shape, Tensor
from netlint.operations import Fixed, Move, Reshape, Resize
from netlint.readers.keras.config import is_integer, shown
from netlint.readers.keras.layers.convolution import rank_of
from netlint.readers.keras.registry import Built, Call, keras_layer, show
from netlint.readers.keras.shapes import flattened, reshaped
from netlint.readers.keras.windows import spatial_axes


@keras_layer("Flatten")
def flatten(call: Call) -> Built:
    """All axes but the batch as one; channels first are brought to the end, which copies."""
    x = call.input
    if x.shape is None:
        return Built(Reshape(), (Tensor(None, x.dtype),))
    shape = (*x.shape, 1) if len(x.shape) == 1 else flattened(x.shape)
    first = not call.config.channels_last() and len(x.shape) > 2
    operation = Move("transpose") if first else Reshape()
    return Built(operation, (Tensor(shape, x.dtype, inferred=x.inferred),))


@keras_layer("Reshape")
def reshape(call: Call) -> Built:
    """The same elements under another shape."""
    x = call.input
    target = call.config.get("target_shape")
    if not isinstance(target, list | tuple):
        raise LayerProblem(f"target_shape is {shown(target)}, not a list")
    batch = None if not x.shape else x.shape[0]
    shape = (batch, *reshaped(None if x.shape is None else x.shape[1:], list(target)))
    return Built(Reshape(), (Tensor(shape, x.dtype, inferred=x.inferred),))


@keras_layer("Permute")
def permute(call: Call) -> Built:
    """Axes in another order (counted from 1): a copy."""
    x = call.input
    dims = call.config.get("dims")
    rank = len(dims) if isinstance(dims, list | tuple) else 0
    if not isinstance(dims, list | tuple) or sorted(dims, key=str) != sorted(
        range(1, rank + 1), key=str
    ):
        raise LayerProblem(f"dims is {shown(dims)}, not an order of axes")
    if x.shape is None:
        return Built(Move("transpose"), (Tensor((None,) * (rank + 1), x.dtype),))
    if len(x.shape) != rank + 1:
        raise LayerProblem(f"dims {shown(dims)} do not fit the input shape {show(x.shape)}")
    shape = (x.shape[0], *(x.shape[dim] for dim in dims))
    same = list(dims) == sorted(dims)
    operation = Fixed("identity") if same else Move("transpose")
    return Built(operation, (Tensor(shape, x.dtype, inferred=x.inferred),))


@keras_layer("RepeatVector")
def repeat_vector(call: Call) -> Built:
    """A row repeated along a new time axis."""
    x = call.input_of_rank(2)
    assert x.shape is not None
    shape = (x.shape[0], call.config.integer("n"), x.shape[1])
    return Built(Move("tile"), (Tensor(shape, x.dtype, inferred=x.inferred),))


@keras_layer("ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D")
def zero_padding(call: Call) -> Built:
    """Zeros around the spatial axes."""
    return _spatial(call, "padding", 1, "pad")


@keras_layer("Cropping1D", "Cropping2D", "Cropping3D")
def cropping(call: Call) -> Built:
    """Rows and columns cut off the spatial axes."""
    return _spatial(call, "cropping", -1, "crop")


def _spatial(call: Call, key: str, sign: int, kind: str) -> Built:
    rank = rank_of(call.class_name)
    x = call.input_of_rank(rank + 2)
    pairs = _pairs(call, key, rank)
    assert x.shape is not None
    shape = list(x.shape)
    axes = spatial_axes(rank, call.config.channels_last())
    for axis, (before, after) in zip(axes, pairs, strict=True):
        length = shape[axis]
        if length is not None:
            shape[axis] = length + sign * (before + after)
            if shape[axis] is not None and shape[axis] <= 0:  # type: ignore[operator]
                raise LayerProblem(f"{key} {shown(pairs)} leaves nothing of {show(x.shape)}")
    operation: Fixed | Move = Fixed("identity")
    if any(pair != (0, 0) for pair in pairs):
        taken = _left(x.shape, tuple(shape), dict(zip(axes, pairs, strict=True)))
        operation = Move("crop", "outputs", taken=taken) if sign < 0 else Move(kind)
    return Built(operation, (Tensor(tuple(shape), x.dtype, inferred=x.inferred),))


def _left(
    before: Shape, after: Shape, pairs: dict[int, tuple[int, int]]
) -> tuple[range | None, ...] | None:
    """What cropping leaves of each axis, as `Move.taken` says it."""
    taken: list[range | None] = []
    for axis, (whole, length) in enumerate(zip(before, after, strict=True)):
        start, _ = cut = pairs.get(axis, (0, 0))
        if cut != (0, 0) and (whole is None or length is None):
            return None
        taken.append(None if cut == (0, 0) or length is None else range(start, start + length))
    return tuple(taken)


def _pairs(call: Call, key: str, rank: int) -> list[tuple[int, int]]:
    """`n`, `[a, b]` (one per axis; in 1D before and after), or `[[a, b], ...]`."""
    value: Any = call.config.get(key, 1)
    if is_integer(value):
        value = [[value, value]] * rank
    elif rank == 1 and isinstance(value, list | tuple) and len(value) == 2 and is_integer(value[0]):
        value = [value]
    elif isinstance(value, list | tuple):
        value = [[v, v] if is_integer(v) else v for v in value]
    fits = isinstance(value, list | tuple) and len(value) == rank
    if not fits or not all(
        isinstance(p, list | tuple) and len(p) == 2 and all(is_integer(v) and v >= 0 for v in p)
        for p in value
    ):
        raise LayerProblem(f"{key} is {shown(value)}, not {rank} pair(s) of counts")
    return [(p[0], p[1]) for p in value]


@keras_layer("UpSampling1D", "UpSampling2D", "UpSampling3D")
def upsampling(call: Call) -> Built:
    """Rows and columns repeated, or interpolated."""
    rank = rank_of(call.class_name)
    x = call.input_of_rank(rank + 2)
    factors = call.config.integers("size", rank, 2)
    method = call.config.text("interpolation", "nearest")
    assert x.shape is not None
    shape = list(x.shape)
    for axis, factor in zip(spatial_axes(rank, call.config.channels_last()), factors, strict=True):
        length = shape[axis]
        shape[axis] = None if length is None else length * factor
    return Built(Resize(method), (call.like(x, tuple(shape)),))
