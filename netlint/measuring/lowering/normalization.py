"""Normalisations as TensorFlow operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.errors import LayerProblem
from netlint.measuring.lowering.registry import Lowered, lowers
from netlint.operations import Norm

if TYPE_CHECKING:
    import tensorflow as tf

_EPSILON = 1e-3
"""Keras's default for batch normalisation; files may have others, which take as long."""


@lowers(Norm)
def norm(call: Lowered, operation: Norm) -> tf.Tensor:
    """A normalisation of any kind."""
    match operation.kind:
        case "batch":
            return _batch(call)
        case "affine":
            return _affine(call, operation)
        case "layer" | "rms" | "unit":
            return _row(call, operation)
    raise LayerProblem(f"a {operation.kind} normalisation cannot be run in LiteRT by netlint")


def _batch(call: Lowered) -> tf.Tensor:
    """`gamma * (x - mean) / sqrt(variance + epsilon) + beta`, statistics being constants."""
    import tensorflow as tf

    weights = call.named()
    if "moving_mean" not in weights:
        raise LayerProblem("the file does not tell the statistics that it uses")
    if call.x.shape[-1] != weights["moving_mean"].size:
        raise LayerProblem("its channels are not last, as LiteRT has them")
    return tf.nn.batch_normalization(
        call.x,
        weights["moving_mean"],
        weights["moving_variance"],
        weights.get("beta"),
        weights.get("gamma"),
        _EPSILON,
    )


def _affine(call: Lowered, operation: Norm) -> tf.Tensor:
    """A fixed scale and shift: one number each, or one for each channel."""
    weights = call.named()
    if "mean" in weights:
        return (call.x - weights["mean"]) / weights["variance"] ** 0.5
    scale, shift = operation.numbers or (1 / 127.5, -1.0)
    return call.x * scale + shift


def _row(call: Lowered, operation: Norm) -> tf.Tensor:
    """A normalisation of each row by its own statistics (of the last axis)."""
    import tensorflow as tf

    x, weights = call.x, call.named()
    if any(weight.shape != (x.shape[-1],) for weight in weights.values()):
        raise LayerProblem("it normalises other axes than the last one")
    if operation.kind == "unit":
        return tf.math.l2_normalize(x, -1)
    if operation.kind == "layer":
        mean = tf.reduce_mean(x, -1, keepdims=True)
        spread = tf.reduce_mean(tf.math.squared_difference(x, mean), -1, keepdims=True)
        y = (x - mean) * tf.math.rsqrt(spread + _EPSILON)
    else:
        y = x * tf.math.rsqrt(tf.reduce_mean(tf.square(x), -1, keepdims=True) + _EPSILON)
    y = y * weights.get("gamma", weights.get("scale")) if operation.scale else y
    return y + weights["beta"] if operation.center else y
