"""Arithmetic between tensors as TensorFlow operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any

from netlint.errors import LayerProblem
from netlint.measuring.lowering.activation import activated
from netlint.measuring.lowering.registry import Lowered, lowers
from netlint.operations import Elementwise

if TYPE_CHECKING:
    import tensorflow as tf

_CONSTANT = 0.5
"""What stands for a number that the file does not tell: no arithmetic with it overflows soon."""


def _binary() -> Mapping[str, Callable[[Any, Any], tf.Tensor]]:
    import tensorflow as tf

    math = tf.math
    return {
        "add": math.add,
        "subtract": math.subtract,
        "multiply": math.multiply,
        "divide": math.divide,
        "maximum": math.maximum,
        "minimum": math.minimum,
        "squared_difference": math.squared_difference,
        "power": math.pow,
    }


def _unary() -> Mapping[str, Callable[[Any], tf.Tensor]]:
    import tensorflow as tf

    names = "abs negative square sqrt rsqrt exp log sin cos floor ceil round sign erf reciprocal"
    return {name: getattr(tf.math, name) for name in names.split()}


@lowers(Elementwise)
def elementwise(call: Lowered, operation: Elementwise) -> tf.Tensor:
    """Arithmetic of two operands or more, or a function of one."""
    import tensorflow as tf

    x, function = call.x, operation.function
    binary = _binary().get("add" if function == "average" else function)
    if binary is not None:
        y = reduce(binary, _operands(call, operation))
        return y * (1.0 / operation.operands) if function == "average" else y
    match function:
        case "scaled_add":
            return x + call.inputs[1] * _CONSTANT
        case "clip":
            return tf.clip_by_value(x, -1.0, 1.0)
        case "mask":
            seen = tf.reduce_any(x != 0, axis=-1, keepdims=True)
            return x * tf.cast(seen, x.dtype)
    unary = _unary().get(function)
    if operation.operands == 1 and unary is not None:
        return unary(x)
    if operation.operands == 1:
        return activated(x, function)
    raise LayerProblem(f"the arithmetic {function!r} cannot be run in LiteRT by netlint")


def _operands(call: Lowered, operation: Elementwise) -> list[Any]:
    """All operands: tensors, weights and constants, or one number that stands for a constant.

    Keras puts missing axes behind the batch axis.
    """
    import tensorflow as tf

    found: list[Any] = [*call.inputs, *call.weights]
    if len(found) < 2:
        constant = _CONSTANT if operation.constant is None else operation.constant
        return [*found, tf.constant(constant, found[0].dtype)]
    rank = max(len(each.shape) for each in call.inputs)
    return [_aligned(each, rank) for each in call.inputs] + list(call.weights)


def _aligned(x: tf.Tensor, rank: int) -> tf.Tensor:
    import tensorflow as tf

    shape = tuple(x.shape)
    if not 0 < len(shape) < rank:
        return x
    return tf.reshape(x, (shape[0], *(1,) * (rank - len(shape)), *shape[1:]))
