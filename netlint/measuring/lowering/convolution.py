"""Convolutions as TensorFlow operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netlint.errors import LayerProblem
from netlint.measuring.lowering.activation import activated
from netlint.measuring.lowering.registry import Lowered, lowers
from netlint.operations import Conv

if TYPE_CHECKING:
    import tensorflow as tf


@lowers(Conv)
def conv(call: Lowered, operation: Conv) -> tf.Tensor:
    """A convolution with its bias and activation; channels have to be last, as in LiteRT."""
    import tensorflow as tf

    rank = len(operation.kernel)
    if operation.channel_axis != rank + 1:
        raise LayerProblem("its channels are not last, as LiteRT has them")
    if operation.local:
        raise LayerProblem("a locally connected layer cannot be run in LiteRT")
    kernel, *rest = call.weights
    x = _padded(call.x, operation)
    if operation.transposed:
        y = _transposed(x, kernel, operation, call.shape)
    elif operation.depthwise:
        y = _depthwise(x, kernel, operation)
    else:
        padding = "SAME" if operation.padding == "same" else "VALID"
        y = tf.nn.convolution(
            x, kernel, strides=operation.strides, padding=padding, dilations=operation.dilation
        )
    return activated(tf.nn.bias_add(y, rest[0]) if operation.bias else y, operation.activation)


def _padded(x: tf.Tensor, operation: Conv) -> tf.Tensor:
    """Causal convolutions see zeros before the first element (Keras pads on one side)."""
    import tensorflow as tf

    if operation.padding != "causal":
        return x
    before = operation.dilation[0] * (operation.kernel[0] - 1)
    return tf.pad(x, [[0, 0], [before, 0], [0, 0]])


def _depthwise(x: tf.Tensor, kernel: Any, operation: Conv) -> tf.Tensor:
    """A depthwise convolution; one spatial axis is taken for a map of one row."""
    import tensorflow as tf

    padding = "SAME" if operation.padding == "same" else "VALID"
    strides, dilation = operation.strides, operation.dilation
    if len(operation.kernel) == 1:
        one = tf.nn.depthwise_conv2d(
            x[:, None], kernel[None], [1, *strides * 2, 1], padding, dilations=[1, *dilation]
        )
        return one[:, 0]
    if len(operation.kernel) != 2:
        raise LayerProblem("a depthwise convolution of three axes cannot be run in LiteRT")
    return tf.nn.depthwise_conv2d(x, kernel, [1, *strides, 1], padding, dilations=dilation)


def _transposed(x: tf.Tensor, kernel: Any, operation: Conv, shape: tuple[int, ...]) -> tf.Tensor:
    import tensorflow as tf

    return tf.nn.conv_transpose(
        x, kernel, shape, operation.strides, operation.padding.upper(), dilations=operation.dilation
    )
