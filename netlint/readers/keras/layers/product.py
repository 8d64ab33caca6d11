"""Products, convolutions and pooling of `keras.ops` and TensorFlow."""

from __future__ import annotations

from typing import Any

from netlint.errors import LayerProblem
from netlint.network import Shape, Tensor
from netlint.operations import Conv, Matmul, Opaque, Pool
from netlint.readers.keras.config import is_integer, shown
from netlint.readers.keras.einsum import einsum_shape, parse_equation
from netlint.readers.keras.layers.movement import constant
from netlint.readers.keras.registry import (
    Built,
    Call,
    constant_arrays,
    keras_operation,
    show,
    tensors_in,
    tf_function,
)
from netlint.readers.keras.shapes import broadcast
from netlint.readers.keras.windows import Window, channel_axis, slide


@keras_operation("Matmul", "Dot")
@tf_function("matmul", "mat_mul", "batch_mat_mul", "batch_mat_mul_v2", "batch_dot", "dot")
def matmul(call: Call) -> Built:
    """A matrix product, batched over the leading axes."""
    given = call.argument(0, "a", "x1", "x"), call.argument(1, "b", "x2", "y")
    x, y = (_operand(value) for value in given)
    flags = (("transpose_a", "adj_x", "adjoint_a"), ("transpose_b", "adj_y", "adjoint_b"))
    shapes = []
    for tensor, names in ((x, flags[0]), (y, flags[1])):
        shape = tensor.shape
        if shape is None:
            return Built(Matmul(None), (Tensor(None, x.dtype),))
        if call.argument(None, *names, default=False) is True and len(shape) > 1:
            shape = (*shape[:-2], shape[-1], shape[-2])
        shapes.append(shape)
    a, b = shapes
    if not a or not b:
        raise LayerProblem(f"a product of {show(a)} and {show(b)} is impossible")
    inner = b[-2] if len(b) > 1 else b[0]
    if a[-1] is not None and inner is not None and a[-1] != inner:
        raise LayerProblem(f"the product of {show(a)} and {show(b)} does not fit")
    batch, _ = broadcast([Tensor(a[:-2]), Tensor(b[:-2])])
    rows = a[-2:-1] if len(a) > 1 else ()
    columns = b[-1:] if len(b) > 1 else ()
    shape = (*(batch or ()), *rows, *columns)
    output = (call.like(x, shape),)
    return Built(Matmul(a[-1]), output, constants=constant_arrays(given))


def _operand(value: Any) -> Tensor:
    """A tensor, or a constant array written into the architecture."""
    if isinstance(value, Tensor):
        return value
    arrays = constant_arrays([value])
    return arrays[0] if arrays else Tensor(None)


@keras_operation("Einsum")
@tf_function("einsum")
def einsum(call: Call) -> Built:
    """A sum of products over named axes.

    Keras 2 loses the operands of `tf.einsum` when it saves: what is left is the equation.
    """
    tensors = call.inputs + tensors_in(call.kwargs)
    text = call.argument(None, "subscripts", "equation")
    if text is None:
        text = next((value for value in call.args if isinstance(value, str)), "")
    if not isinstance(text, str) or not text or len(tensors) != text.count(",") + 1:
        reason = "an einsum whose operands the file does not name"
        return Built(Opaque(reason), (Tensor(call.stored_outputs.get(0), call.policy.compute),))
    equation = parse_equation(text, len(tensors))
    sizes = equation.sizes(*(tensor.shape for tensor in tensors))
    shape = einsum_shape(equation, sizes, tensors[0].shape)
    output = (call.like(tensors[0], shape),)
    if len(tensors) > 2:
        return Built(Opaque("an einsum of more than two operands"), output)
    einsum = call.keras < 3 or not equation.runs_as_matmul
    return Built(Matmul(equation.contracted(sizes), einsum), output)


@keras_operation("MaxPool", "AveragePool")
@tf_function("max_pool", "max_pool2d", "max_pool_v2", "avg_pool", "avg_pool2d", "pool2d")
def pool(call: Call) -> Built:
    """A window that keeps the largest or the mean of its elements."""
    x = call.input
    if x.shape is None:
        return Built(Pool("max", ()), (Tensor(None, x.dtype),))
    rank = _rank(x.shape)
    size = _spatial(call.argument(1, "pool_size", "ksize"), rank)
    stride = call.argument(2, "strides", default=None)
    strides = size if stride is None else _spatial(stride, rank)
    last = _last(call)
    window = Window(size, strides, (1,) * rank, _padding(call))
    channels = x.shape[channel_axis(rank, last)]
    kind = "average" if call.class_name.lower().startswith("av") else "max"
    shape = slide(x.shape, window, last, channels)
    return Built(Pool(kind, size), (call.like(x, shape),))


@keras_operation("Conv", "DepthwiseConv")
@tf_function("conv1d", "conv2d", "conv3d", "convolution", "depthwise_conv2d", "conv2_d")
def conv(call: Call) -> Built:
    """A convolution whose kernel is a constant or a tensor of the graph."""
    x = call.input
    kernel = call.argument(1, "filters", "filter", "kernel", "depthwise_kernel")
    shape = _operand(kernel).shape
    if x.shape is None or shape is None or len(shape) != len(x.shape):
        return Built(Opaque("a convolution whose kernel is not known"), (Tensor(None, x.dtype),))
    rank = _rank(x.shape)
    last = _last(call)
    depthwise = "epthwise" in call.class_name
    channels, inputs = x.shape[channel_axis(rank, last)], shape[-2]
    filters = shape[-1]
    if filters is None or inputs is None or None in shape:
        return Built(Opaque("a convolution whose kernel is not known"), (Tensor(None, x.dtype),))
    groups = inputs if depthwise else (channels or inputs) // max(inputs, 1)
    filters = filters * inputs if depthwise else filters
    window = Window(
        tuple(d for d in shape[:-2] if d is not None),
        _spatial(call.argument(2, "strides", default=1), rank),
        _spatial(call.argument(None, "dilations", "dilation_rate", "rate", default=1), rank),
        _padding(call),
    )
    operation = Conv(
        window.size,
        window.strides,
        window.dilation,
        window.padding,
        channel_axis(rank, last),
        max(groups, 1),
        depthwise,
    )
    output = call.like(x, slide(x.shape, window, last, filters))
    return Built(operation, (output,), constants=constant_arrays([kernel]))


def _last(call: Call) -> bool:
    layout = call.argument(None, "data_format")
    return not (isinstance(layout, str) and (layout == "channels_first" or layout[:2] == "NC"))


def _padding(call: Call) -> str:
    padding = call.argument(3, "padding", default="valid")
    text = padding.lower() if isinstance(padding, str) else padding
    if text not in ("valid", "same"):
        raise LayerProblem(f"padding is {shown(padding)}, not valid or same")
    return str(text)


def _rank(shape: Shape) -> int:
    """The number of spatial axes, beside the batch and the channels."""
    if len(shape) < 3:
        raise LayerProblem(f"its input {show(shape)} has no spatial axes")
    return len(shape) - 2


def _spatial(value: Any, rank: int) -> tuple[int, ...]:
    """Window sizes as TensorFlow writes them: one, one per axis, or with batch and channels."""
    value = constant(value)
    if value is None:
        value = 1
    values = (value,) * rank if is_integer(value) else value
    if isinstance(values, tuple) and len(values) == 1:
        values = values * rank
    if isinstance(values, tuple) and len(values) == rank + 2:
        values = values[1:-1] if values[-1] == 1 else values[2:]
    fits = isinstance(values, tuple) and len(values) == rank
    if not fits or not all(is_integer(v) and v >= 1 for v in values):
        raise LayerProblem(f"{shown(value)} are not {rank} window sizes")
    return tuple(int(v) for v in values)
