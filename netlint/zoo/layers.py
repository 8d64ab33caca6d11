"""What the networks are made of, in standard Keras layers with readable names.

The only place that imports Keras, inside its functions. Images are `channels_last` whatever the
user's Keras prefers. Padding is `same`: at the even sizes of these networks a stride of 2 gives
the sizes of PyTorch's padding of k // 2, with the border on one side instead of two.
"""

from __future__ import annotations

import math
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, TypeAlias

from netlint.quiet import without_native_messages

if TYPE_CHECKING:
    import keras

    Tensor: TypeAlias = keras.KerasTensor

_LAST = "channels_last"


def keras_version() -> int:
    """The major version of the Keras that is installed.

    Raises:
        ImportError: Keras or its backend is missing.
    """
    with nullcontext() if "keras" in sys.modules else without_native_messages():
        import keras

    return int(keras.__version__.partition(".")[0])


def _normal(inputs: int) -> keras.Initializer:
    """Random weights for sums of so many inputs (He et al., arXiv 1502.01852, equation 10).

    Keras' own `he_normal` is written to files with settings that older Kerases refuse.
    """
    from keras.initializers import RandomNormal

    return RandomNormal(stddev=math.sqrt(2 / inputs))


def image(resolution: int) -> Tensor:
    """The input: a square image of three colours, `resolution` pixels high and wide."""
    from keras import Input

    return Input((resolution, resolution, 3), name="image")


def network(image: Tensor, scores: Tensor, name: str) -> keras.Model:
    """The whole network, from its input to its output."""
    from keras import Model

    return Model(image, scores, name=name)


def conv(
    x: Tensor, filters: int, kernel: int, name: str, *, stride: int = 1, groups: int = 1
) -> Tensor:
    """A convolution without a bias, and its batch normalisation."""
    from keras import layers

    x = layers.Conv2D(
        filters,
        kernel,
        strides=stride,
        padding="same",
        groups=groups,
        use_bias=False,
        kernel_initializer=_normal(kernel * kernel * x.shape[-1] // groups),
        data_format=_LAST,
        name=name,
    )(x)
    return layers.BatchNormalization(axis=-1, name=f"{name}_bn")(x)


def depthwise(x: Tensor, kernel: int, name: str, *, stride: int = 1) -> Tensor:
    """A depthwise convolution without a bias, and its batch normalisation."""
    from keras import layers

    x = layers.DepthwiseConv2D(
        kernel,
        strides=stride,
        padding="same",
        use_bias=False,
        depthwise_initializer=_normal(kernel * kernel),
        data_format=_LAST,
        name=name,
    )(x)
    return layers.BatchNormalization(axis=-1, name=f"{name}_bn")(x)


def pointwise(x: Tensor, filters: int, name: str, *, bias: bool) -> Tensor:
    """A 1x1 convolution without batch normalisation."""
    from keras import layers

    return layers.Conv2D(
        filters,
        1,
        use_bias=bias,
        kernel_initializer=_normal(x.shape[-1]),
        data_format=_LAST,
        name=name,
    )(x)


def relu(x: Tensor, name: str) -> Tensor:
    """max(x, 0)."""
    from keras import layers

    return layers.ReLU(name=name)(x)


def hard_swish(x: Tensor, name: str) -> Tensor:
    """x relu6(x + 3) / 6 (MobileNet V3, arXiv 1905.02244, section 5.2)."""
    from keras import layers

    return layers.Activation("hard_silu", name=name)(x)


def max_pool(x: Tensor, name: str) -> Tensor:
    """The maximum of 3x3 pixels, stride 2."""
    from keras import layers

    return layers.MaxPooling2D(3, strides=2, padding="same", data_format=_LAST, name=name)(x)


def average_pool(x: Tensor, name: str) -> Tensor:
    """The mean of 3x3 pixels, stride 2."""
    from keras import layers

    return layers.AveragePooling2D(3, strides=2, padding="same", data_format=_LAST, name=name)(x)


def global_pool(x: Tensor, name: str, *, keepdims: bool = False) -> Tensor:
    """The mean of a whole map; with `keepdims` still a map, of one pixel."""
    from keras import layers

    return layers.GlobalAveragePooling2D(data_format=_LAST, keepdims=keepdims, name=name)(x)


def add(x: Tensor, y: Tensor, name: str) -> Tensor:
    """The sum, element by element."""
    from keras import layers

    return layers.Add(name=name)([x, y])


def concat(x: Tensor, y: Tensor, name: str) -> Tensor:
    """The channels of both, one after the other."""
    from keras import layers

    return layers.Concatenate(axis=-1, name=name)([x, y])


def channel_shuffle(x: Tensor, groups: int, name: str) -> Tensor:
    """Spreads each group's channels over all groups (arXiv 1707.01083, section 3.1).

    The channels, as a table of `groups` rows, are transposed.
    """
    from keras import layers

    _, height, width, channels = x.shape
    table = (height, width, groups, channels // groups)
    x = layers.Reshape(table, name=f"{name}_split")(x)
    x = layers.Permute((1, 2, 4, 3), name=f"{name}_permute")(x)
    return layers.Reshape((height, width, channels), name=f"{name}_merge")(x)


def channel_split(x: Tensor, name: str) -> tuple[Tensor, Tensor]:
    """The first and the second half of the channels (arXiv 1807.11164, figure 3c).

    Slices without a `Lambda` or an operation whose file format changes between versions of
    Keras: the channels become two rows of an axis, and cropping takes one of them.
    """
    from keras import layers

    _, height, width, channels = x.shape
    half = channels // 2
    x = layers.Reshape((height, width, 2, half), name=f"{name}_rows")(x)
    halves = []
    for side, cut in (("left", (0, 1)), ("right", (1, 0))):
        row = layers.Cropping3D((0, 0, cut), data_format=_LAST, name=f"{name}_{side}")(x)
        halves.append(layers.Reshape((height, width, half), name=f"{name}_{side}_map")(row))
    return halves[0], halves[1]


def squeeze_excite(x: Tensor, reduced: int, name: str) -> Tensor:
    """Weighs channels by what is in them (arXiv 1709.01507), with a hard sigmoid as gate."""
    from keras import layers

    gate = global_pool(x, f"{name}_pool", keepdims=True)
    gate = pointwise(gate, reduced, f"{name}_reduce", bias=True)
    gate = relu(gate, f"{name}_relu")
    gate = pointwise(gate, x.shape[-1], f"{name}_expand", bias=True)
    gate = layers.Activation("hard_sigmoid", name=f"{name}_hsigmoid")(gate)
    return layers.Multiply(name=f"{name}_scale")([x, gate])


def dropout(x: Tensor, rate: float, name: str) -> Tensor:
    """Sets a share of the elements to 0, in training only."""
    from keras import layers

    return layers.Dropout(rate, name=name)(x)


def flatten(x: Tensor, name: str) -> Tensor:
    """A map of one pixel as a vector."""
    from keras import layers

    return layers.Reshape((x.shape[-1],), name=name)(x)


def classifier(x: Tensor, classes: int, *, bias: bool) -> Tensor:
    """A dense layer and softmax: the probability of every class."""
    from keras import layers

    x = layers.Dense(classes, use_bias=bias, kernel_initializer=_normal(x.shape[-1]), name="fc")(x)
    return layers.Softmax(name="softmax")(x)
