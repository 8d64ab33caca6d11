"""Products of matrices as TensorFlow operations."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from netlint.errors import LayerProblem
from netlint.measuring.lowering.activation import activated
from netlint.measuring.lowering.registry import Lowered, lowers
from netlint.operations import Dense, Lookup, Matmul

if TYPE_CHECKING:
    import tensorflow as tf


@lowers(Dense)
def dense(call: Lowered, operation: Dense) -> tf.Tensor:
    """A product with a matrix of weights over the last axes."""
    import tensorflow as tf

    kernel, *rest = call.weights
    contracted = operation.contracted
    if contracted is None or kernel.size % contracted:
        raise LayerProblem("its weights are not a matrix that netlint can run in LiteRT")
    rows = tf.reshape(call.x, (-1, contracted))
    columns = kernel.size // contracted
    y = tf.matmul(rows, kernel.reshape(contracted, columns))
    if prod(call.shape) != rows.shape[0] * columns:
        raise LayerProblem("netlint cannot tell which axes it sums")
    if operation.bias and rest[0].size == columns:
        y = tf.nn.bias_add(y, rest[0].reshape(-1))
    y = activated(y, operation.activation)
    if operation.bias and rest[0].size != columns:
        raise LayerProblem("its bias is not one number for each output")
    return tf.reshape(y, call.shape)


@lowers(Matmul)
def matmul(call: Lowered, _operation: Matmul) -> tf.Tensor:
    """A product of two activations: the first way to multiply them that gives the output's shape.

    Raises:
        LayerProblem: there is none without moving axes.
    """
    import tensorflow as tf

    operands = (*call.inputs, *call.weights)
    if len(operands) != 2:
        raise LayerProblem("it does not multiply two tensors")
    for flip in (False, True):
        a, b = (tuple(operand.shape) for operand in operands)
        b = (*b[:-2], b[-1], b[-2]) if flip else b
        if len(a) == len(b) and a[-1] == b[-2] and (*a[:-1], b[-1]) == call.shape:
            return tf.matmul(*operands, transpose_b=flip)
    raise LayerProblem("netlint cannot tell how its operands are multiplied")


@lowers(Lookup)
def lookup(call: Lowered, _operation: Lookup) -> tf.Tensor:
    """Rows fetched from a table of weights."""
    import tensorflow as tf

    return tf.gather(call.weights[0], tf.cast(call.x, tf.int32))
