"""Shapes found from what lies downstream, where neither the file nor an operation says them."""

from __future__ import annotations

from netlint.network import Layer, Shape, Tensor
from netlint.operations import (
    Activation,
    Conv,
    Dense,
    Elementwise,
    Fixed,
    Move,
    Norm,
)
from netlint.readers.keras.shapes import filled

_SAME_SHAPES = ("add", "subtract", "average", "maximum", "minimum")
"""Merges whose inputs have one shape. A product does not tell: gates are often 1 x 1."""


def infer_outputs(layers: list[Layer]) -> dict[tuple[str, int], Shape]:
    """What consumers tell about outputs with unknown dimensions: `(producer, index) -> shape`.

    One sweep from the outputs to the inputs: a kernel tells its input channels, a layer that
    keeps its shape passes on what is known of its output, a merge what is known of its other
    inputs.
    """
    if all(tensor.known for layer in layers for tensor in layer.outputs):
        return {}
    found: dict[tuple[str, int], Shape] = {}
    for layer in reversed(layers):
        outputs = [_better(tensor, found) for tensor in layer.outputs]
        for tensor, shape in zip(layer.inputs, _inputs(layer, outputs), strict=False):
            if shape is not None and not tensor.known and tensor.producer:
                key = (tensor.producer, tensor.index)
                found[key] = filled(found.get(key, tensor.shape), shape)
    return found


def _inputs(layer: Layer, outputs: list[Shape | None]) -> list[Shape | None]:
    """What a layer's outputs and weights say of its inputs."""
    output = outputs[0] if outputs else None
    match layer.operation:
        case Conv() as conv:
            return [_conv_input(layer, conv, output)]
        case Dense() if layer.weights and output is not None:
            return [(*output[:-1], layer.weights[0].shape[0])]
        case Norm(kind="batch") if output is not None:
            return [output]
        case Activation() | Fixed() | Elementwise(operands=1):
            return [output]
        case Elementwise(function=function) if function in _SAME_SHAPES and output is not None:
            return [
                output if _rank(tensor) in (None, len(output)) else None for tensor in layer.inputs
            ]
        case Move(kind="concat"):
            return _concat_inputs(layer, output)
    return []


def _conv_input(layer: Layer, conv: Conv, output: Shape | None) -> Shape | None:
    if not layer.weights:
        return None
    rank = len(conv.kernel)
    axes: list[int | None] = [None] * (rank + 2)
    kernel = layer.weights[0].shape
    channels = kernel[-1] if conv.transposed else kernel[-2]
    per_group = not conv.depthwise and not conv.transposed and channels is not None
    if per_group and channels is not None:
        channels *= conv.groups
    axes[conv.channel_axis] = channels
    if output is not None and len(output) == rank + 2:
        axes[0] = output[0]
        spots = [axis for axis in range(1, rank + 2) if axis != conv.channel_axis]
        for place, axis in enumerate(spots):
            axes[axis] = _length_before(output[axis], conv, place)
    return tuple(axes)


def _length_before(length: int | None, conv: Conv, place: int) -> int | None:
    """The input's length along an axis where the stride is 1; else several lengths are possible."""
    if length is None or conv.strides[place] != 1 or conv.transposed:
        return None
    if conv.padding != "valid":
        return length
    return length + (conv.kernel[place] - 1) * conv.dilation[place]


def _concat_inputs(layer: Layer, output: Shape | None) -> list[Shape | None]:
    """Inputs of a concatenation agree on every axis but one: the one that differs."""
    shapes = [t.shape for t in layer.inputs if t.shape is not None]
    if output is None or not shapes:
        return []
    shape = tuple(
        None if any(len(s) == len(output) and s[axis] not in (None, dim) for s in shapes) else dim
        for axis, dim in enumerate(output)
    )
    return [shape] * len(layer.inputs)


def _better(tensor: Tensor, known: dict[tuple[str, int], Shape]) -> Shape | None:
    hint = known.get((tensor.producer, tensor.index))
    return tensor.shape if hint is None else filled(tensor.shape, hint)


def _rank(tensor: Tensor) -> int | None:
    return None if tensor.shape is None else len(tensor.shape)
