"""Copies and views as TensorFlow operations; what shapes leave open is chosen plainly."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from netlint.errors import LayerProblem
from netlint.measuring.lowering.registry import Lowered, described, lowers
from netlint.operations import Composite, Fixed, Move, Reshape, Resize

if TYPE_CHECKING:
    import tensorflow as tf

    from netlint.measuring.lowering.registry import Outputs


@lowers(Fixed)
def fixed(call: Lowered, operation: Fixed) -> tf.Tensor:
    """Nothing, or a tensor whose value is known."""
    import tensorflow as tf

    if operation.kind != "constant":
        return call.x
    (output,) = call.layer.outputs
    if output.value is None:
        raise LayerProblem("the file does not tell its value")
    return tf.constant(output.value, output.dtype)


@lowers(Reshape)
def reshape(call: Lowered, _operation: Reshape) -> tf.Tensor:
    """A view under another shape."""
    import tensorflow as tf

    return tf.reshape(call.x, call.shape)


@lowers(Composite)
def composite(call: Lowered, operation: Composite) -> Outputs:
    """A layer by its parts, which run once."""
    if operation.repeat != 1 or not operation.parts:
        raise LayerProblem(f"{described(call.layer)} cannot be run in LiteRT by netlint")
    return call.parts(operation.parts)


@lowers(Resize)
def resize(call: Lowered, operation: Resize) -> tf.Tensor:
    """Interpolation of images."""
    import tensorflow as tf

    if len(call.shape) != 4 or operation.method not in ("nearest", "bilinear"):
        raise LayerProblem(f"a {operation.method} resize of it cannot be run in LiteRT by netlint")
    return tf.image.resize(call.x, call.shape[1:3], operation.method)


@lowers(Move)
def move(call: Lowered, operation: Move) -> Outputs:
    """A copy, by its kind."""
    import tensorflow as tf

    match operation.kind:
        case "transpose":
            return tf.transpose(call.x, order_of(tuple(call.x.shape), call.shape))
        case "concat":
            return _concat(call)
        case "pad":
            return tf.pad(call.x, _paddings(tuple(call.x.shape), call.shape))
        case "slice" | "crop":
            return _slice(call, operation)
        case "split":
            return _split(call)
        case "tile":
            return _tile(call)
        case "cast":
            return tf.cast(call.x, call.layer.outputs[0].dtype)
        case "fill":
            return tf.zeros(call.shape, call.layer.outputs[0].dtype)
    raise LayerProblem(f"{operation.kind!r} cannot be run in LiteRT by netlint")


def order_of(before: tuple[int, ...], after: tuple[int, ...]) -> tuple[int, ...]:
    """The order of axes that leads from one shape to the other, the first axes in place.

    Where several do (a square map), the one that leaves the first axes where they are is taken;
    staying as it is comes last, as it would be no copy.

    Raises:
        LayerProblem: none does.
    """
    orders = [
        order
        for order in permutations(range(len(before)))
        if tuple(before[axis] for axis in order) == after
    ]
    if not orders or len(before) > 8:
        raise LayerProblem("netlint cannot tell in which order its axes come")
    return orders[1] if orders[0] == tuple(range(len(before))) and len(orders) > 1 else orders[0]


def _concat(call: Lowered) -> tf.Tensor:
    """Tensors joined along the axis on which the output is longer, or along a new one."""
    import tensorflow as tf

    first = tuple(call.x.shape)
    if len(call.inputs) == 1 and first == call.shape:
        return call.x
    if len(first) < len(call.shape):
        axes = range(len(call.shape))
        stacked = (a for a in axes if (*first[:a], len(call.inputs), *first[a:]) == call.shape)
        return tf.stack(call.inputs, next(stacked, 0))
    for axis, (length, whole) in enumerate(zip(first, call.shape, strict=True)):
        if length != whole:
            return tf.concat(call.inputs, axis)
    raise LayerProblem("netlint cannot tell along which axis it joins")


def _paddings(before: tuple[int, ...], after: tuple[int, ...]) -> list[tuple[int, int]]:
    """Where there is an odd one it comes behind, as `keras.applications` pads."""
    extra = [b - a for a, b in zip(before, after, strict=True)]
    return [(each // 2, each - each // 2) for each in extra]


def _slice(call: Lowered, operation: Move) -> tf.Tensor:
    """The part that is taken; a middle one where the network does not say which."""
    import tensorflow as tf

    before, shape = tuple(call.x.shape), call.shape
    if operation.taken is not None:
        cuts = tuple(slice(None) if part is None else _bounds(part) for part in operation.taken)
        return tf.reshape(call.x[cuts], shape)
    if len(before) != len(shape):
        raise LayerProblem("netlint cannot tell what it takes")
    begin = [(a - b) // 2 for a, b in zip(before, shape, strict=True)]
    return tf.slice(call.x, begin, shape)


def _bounds(part: range) -> slice:
    return slice(part.start, part.stop if part.stop >= 0 else None, part.step)


def _split(call: Lowered) -> list[tf.Tensor]:
    """The parts along the axis on which they are shorter, or without it."""
    import tensorflow as tf

    before, shapes = tuple(call.x.shape), call.shapes
    if len(shapes) == 1 and shapes[0] == before:
        return [call.x]
    for axis, length in enumerate(before):
        if len(shapes[0]) < len(before):
            if (*before[:axis], *before[axis + 1 :]) == shapes[0] and length == len(shapes):
                return list(tf.unstack(call.x, axis=axis))
        elif shapes[0][axis] != length:
            return list(tf.split(call.x, [shape[axis] for shape in shapes], axis))
    raise LayerProblem("netlint cannot tell along which axis it splits")


def _tile(call: Lowered) -> tf.Tensor:
    """Elements repeated; a row repeated along a new time axis."""
    import tensorflow as tf

    x, shape = call.x, call.shape
    if len(x.shape) < len(shape):
        x = tf.expand_dims(x, 1)
    if len(x.shape) != len(shape) or any(b % a for a, b in zip(x.shape, shape, strict=True)):
        raise LayerProblem("netlint cannot tell how it repeats")
    return tf.tile(x, [b // a for a, b in zip(x.shape, shape, strict=True)])
