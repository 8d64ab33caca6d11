"""Convolutions: plain, grouped, depthwise, separable, transposed, locally connected."""

from __future__ import annotations

from math import prod

from netlint.errors import LayerProblem
from netlint.network import Shape, Tensor, Weight
from netlint.operations import Composite, Conv
from netlint.readers.keras.parts import part
from netlint.readers.keras.quantization import quantized
from netlint.readers.keras.registry import Built, Call, keras_layer, show
from netlint.readers.keras.windows import Window, channel_axis, slide, slide_transposed


def rank_of(class_name: str) -> int:
    """The number of spatial axes that a class name such as `SeparableConv2D` tells."""
    return int(next(c for c in class_name if c in "123"))


def images(call: Call) -> tuple[int, Tensor, bool, int]:
    """The number of spatial axes, the input, whether channels are last, and their axis.

    Raises:
        LayerProblem: the input has another rank.
    """
    rank = rank_of(call.class_name)
    last = call.config.channels_last()
    return rank, call.input_of_rank(rank + 2), last, channel_axis(rank, last)


def window_of(call: Call, rank: int, paddings: tuple[str, ...] = ("valid", "same")) -> Window:
    """The kernel, strides, dilation and padding of a convolution's configuration."""
    return Window(
        call.config.integers("kernel_size", rank),
        call.config.integers("strides", rank, 1),
        call.config.integers("dilation_rate", rank, 1),
        call.config.text("padding", "valid", paddings),
    )


def input_channels(
    call: Call, x: Tensor, axis: int, kernel_axis: int, groups: int = 1
) -> int | None:
    """The input's channels: from its shape, else from the stored kernel; None where unknown."""
    assert x.shape is not None
    channels = x.shape[axis]
    if channels is not None:
        return channels
    stored = call.stored()
    if stored and len(stored[0].shape) > abs(kernel_axis):
        return _times(stored[0].shape[kernel_axis], groups)
    return None


def _times(channels: int | None, factor: int) -> int | None:
    return None if channels is None else channels * factor


@keras_layer("Conv1D", "Conv2D", "Conv3D", "Convolution1D", "Convolution2D", "Convolution3D")
def conv(call: Call) -> Built:
    """A convolution, also grouped."""
    rank, x, last, axis = images(call)
    window = window_of(call, rank, ("valid", "same", "causal"))
    filters = call.config.integer("filters")
    groups = call.config.integer("groups", 1)
    channels = input_channels(call, x, axis, -2, groups)
    if (channels or 0) % groups or filters % groups:
        raise LayerProblem(
            f"{groups} groups do not divide {channels} input channels and {filters} filters"
        )
    operation = _operation(call, window, axis, groups=groups)
    depth = None if channels is None else channels // groups
    kernel = call.weight("kernel", (*window.size, depth, filters))
    weights = quantized(call, [kernel, *_bias(call, (filters,))])
    return Built(operation, (_slid(call, x, window, last, filters),), weights, _open(x, axis))


@keras_layer("DepthwiseConv1D", "DepthwiseConv2D")
def depthwise_conv(call: Call) -> Built:
    """A depthwise convolution: every input channel has `depth_multiplier` kernels of its own."""
    rank, x, last, axis = images(call)
    window = window_of(call, rank)
    multiplier = call.config.integer("depth_multiplier", 1)
    channels = input_channels(call, x, axis, -2)
    wide = _times(channels, multiplier)
    operation = _operation(call, window, axis, groups=channels or 1, depthwise=True)
    kernel = call.weight("depthwise_kernel", (*window.size, channels, multiplier))
    outputs = (_slid(call, x, window, last, wide),)
    weights = (kernel, *_bias(call, (wide,)))
    return Built(operation, outputs, weights, _open(x, axis))


@keras_layer(
    "SeparableConv1D", "SeparableConv2D", "SeparableConvolution1D", "SeparableConvolution2D"
)
def separable_conv(call: Call) -> Built:
    """A depthwise convolution and a pointwise one, with nothing between them."""
    rank, x, last, axis = images(call)
    window = window_of(call, rank, ("valid", "same", "causal"))
    multiplier = call.config.integer("depth_multiplier", 1)
    filters = call.config.integer("filters")
    channels = input_channels(call, x, axis, -2)
    wide = _times(channels, multiplier)
    ones = (1,) * rank
    depthwise_kernel = call.weight("depthwise_kernel", (*window.size, channels, multiplier))
    pointwise_kernel = call.weight("pointwise_kernel", (*ones, wide, filters))
    bias = _bias(call, (filters,))
    middle = _slid(call, x, window, last, wide)
    output = _slid(call, middle, Window(ones, ones, ones, "valid"), last, filters)
    depthwise = Conv(
        window.size,
        window.strides,
        window.dilation,
        window.padding,
        axis,
        groups=channels or 1,
        depthwise=True,
    )
    pointwise = _operation(call, Window(ones, ones, ones, "valid"), axis)
    parts = (
        part("depthwise", depthwise, [x], [middle], (depthwise_kernel,)),
        part("pointwise", pointwise, [middle], [output], (pointwise_kernel, *bias)),
    )
    weights = (depthwise_kernel, pointwise_kernel, *bias)
    return Built(Composite("separable_conv", parts), (output,), weights, _open(x, axis))


@keras_layer(
    "Conv1DTranspose",
    "Conv2DTranspose",
    "Conv3DTranspose",
    "Convolution1DTranspose",
    "Convolution2DTranspose",
    "Convolution3DTranspose",
    "Deconvolution2D",
    "Deconvolution3D",
)
def conv_transpose(call: Call) -> Built:
    """A transposed convolution."""
    rank, x, last, axis = images(call)
    window = window_of(call, rank)
    filters = call.config.integer("filters")
    channels = input_channels(call, x, axis, -1)
    extra = call.config.get("output_padding")
    padding = None if extra is None else call.config.integers("output_padding", rank, minimum=0)
    assert x.shape is not None
    output = call.like(x, slide_transposed(x.shape, window, padding, last, filters))
    kernel = call.weight("kernel", (*window.size, filters, channels))
    operation = _operation(call, window, axis, transposed=True)
    weights = (kernel, *_bias(call, (filters,)))
    return Built(operation, (output,), weights, _open(x, axis))


@keras_layer("LocallyConnected1D", "LocallyConnected2D")
def locally_connected(call: Call) -> Built:
    """A convolution whose weights differ from place to place (Keras 2 only).

    Source: Keras 2, `keras.src.layers.locally_connected`: the shape of the kernel depends on
    `implementation`; 1 is the default.
    """
    rank, x, last, axis = images(call)
    window = window_of(call, rank)
    filters = call.config.integer("filters")
    channels = input_channels(call, x, axis, -2)
    output = _slid(call, x, window, last, filters)
    weights = _local_weights(call, x, output, window, channels, filters)
    operation = _operation(call, window, axis, local=True)
    return Built(operation, (output,), weights, x.inferred)


def _local_weights(
    call: Call, x: Tensor, output: Tensor, window: Window, channels: int | None, filters: int
) -> tuple[Weight, ...] | None:
    assert x.shape is not None
    assert output.shape is not None
    if None in output.shape or channels is None:
        return call.stored()
    places = [d for a, d in enumerate(output.shape) if a and a != _axis(call, output)]
    spots = [d for a, d in enumerate(x.shape) if a and a != _axis(call, x)]
    shape: Shape
    match call.config.integer("implementation", 1):
        case 1:
            shape = (prod(places), prod(window.size) * channels, filters)  # type: ignore[arg-type]
        case 2 if call.config.channels_last():
            shape = (*spots, channels, *places, filters)
        case 2:
            shape = (channels, *spots, filters, *places)
        case _:
            return call.stored()
    bias = _bias(call, tuple(output.shape[1:]))
    return (call.weight("kernel", shape), *bias)


def _axis(call: Call, tensor: Tensor) -> int:
    assert tensor.shape is not None
    return len(tensor.shape) - 1 if call.config.channels_last() else 1


def _operation(
    call: Call,
    window: Window,
    axis: int,
    *,
    groups: int = 1,
    depthwise: bool = False,
    transposed: bool = False,
    local: bool = False,
) -> Conv:
    bias_shape = (call.config.get("filters", groups),)
    return Conv(
        kernel=window.size,
        strides=window.strides,
        dilation=window.dilation,
        padding=window.padding,
        channel_axis=axis,
        groups=groups,
        depthwise=depthwise,
        transposed=transposed,
        local=local,
        bias=call.config.flag("use_bias", True),
        activation=call.config.function("activation"),
        bias_op="AddV2" if local else call.bias_op(bias_shape),
    )


def _slid(call: Call, x: Tensor, window: Window, last: bool, channels: int | None) -> Tensor:
    assert x.shape is not None
    try:
        return call.like(x, slide(x.shape, window, last, channels))
    except LayerProblem as problem:
        raise LayerProblem(
            f"{problem.problem} (input shape {show(x.shape)})", problem.advice
        ) from None


def _bias(call: Call, shape: Shape) -> tuple[Weight, ...]:
    return (call.weight("bias", shape),) if call.config.flag("use_bias", True) else ()


def _open(x: Tensor, axis: int) -> bool:
    """Whether the input's channels were taken from the kernel: inference, not a statement."""
    assert x.shape is not None
    return x.shape[axis] is None
