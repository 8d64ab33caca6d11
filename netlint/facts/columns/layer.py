"""Every layer: what it is, what it costs, where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.costs.registry import total_elements
from netlint.facts.kinds import channel_axis, hides_weights, product_of
from netlint.facts.reach import reach_of
from netlint.facts.registry import layer_column
from netlint.facts.shares import share
from netlint.operations import Activation, Conv, Dense, Elementwise

if TYPE_CHECKING:
    from netlint.facts.survey import LayerFacts
    from netlint.network import Layer, Tensor


@layer_column()
def name(facts: LayerFacts) -> str:
    """The layer's unique name: its path, with `#2` for the second call of a shared layer."""
    return facts.layer.name


@layer_column()
def op(facts: LayerFacts) -> str:
    """What the layer does, in netlint's words: `conv`, `depthwise_conv`, `dense`, `add`, ..."""
    return facts.layer.op


@layer_column()
def class_name(facts: LayerFacts) -> str:
    """The framework's class, for instance `Conv2D`."""
    return facts.layer.class_name


@layer_column()
def function(facts: LayerFacts) -> str:
    """The function of an activation or an element-wise layer; empty for other layers."""
    match facts.layer.operation:
        case Activation(function=text) | Elementwise(function=text):
            return text
    return ""


@layer_column()
def changes_dtype(facts: LayerFacts) -> bool:
    """Whether the layer writes another data type than it reads first: a cast, whatever else.

    In mixed precision an `Activation("linear")` of type float32 is one.
    """
    read = {tensor.dtype for tensor in facts.layer.inputs[:1]}
    return bool(read) and any(tensor.dtype not in read for tensor in facts.layer.outputs)


@layer_column()
def activation(facts: LayerFacts) -> str:
    """The activation fused into a convolution or dense layer; `linear` for none.

    Empty for other layers.
    """
    product = product_of(facts.layer)
    operation = None if product is None else product.operation
    return operation.activation if isinstance(operation, Conv | Dense) else ""


@layer_column()
def bias(facts: LayerFacts) -> bool | None:
    """Whether a convolution or dense layer adds a bias.

    Missing for code that netlint does not know and that may have weights, `no` for every other
    layer.
    """
    if hides_weights(facts.layer):
        return None
    product = product_of(facts.layer)
    operation = None if product is None else product.operation
    return isinstance(operation, Conv | Dense) and operation.bias


@layer_column()
def trainable(facts: LayerFacts) -> bool | None:
    """Whether training changes any of the layer's parameters."""
    if facts.layer.weights is None:
        return None
    flags = [weight.trainable for weight in facts.layer.weights]
    if True in flags:
        return True
    return None if None in flags else False


@layer_column(unit="parameters")
def params(facts: LayerFacts) -> int | None:
    """The number of parameters; 0 at a later call of a shared layer."""
    return facts.layer.params


@layer_column(unit="mult-adds")
def mult_adds(facts: LayerFacts) -> int | None:
    """Multiply-accumulates of one call, which papers call FLOPs."""
    return facts.cost.mult_adds


@layer_column(unit="operations")
def flops(facts: LayerFacts) -> int | None:
    """Operations of one call: 2 x mult-adds and all other arithmetic."""
    return facts.cost.flops


@layer_column(unit="elements", source="arXiv 1807.11164, section 2, G1")
def memory_access(facts: LayerFacts) -> int | None:
    """Elements read and written: inputs, weights (the bias too) and outputs."""
    return facts.cost.memory_access


@layer_column(unit="bytes", source="arXiv 1807.11164, section 2, G1")
def memory_access_bytes(facts: LayerFacts) -> int | None:
    """Bytes read and written: inputs, weights (the bias too) and outputs."""
    return facts.cost.memory_access_bytes


@layer_column(unit="ratio", source="Williams et al., Roofline, CACM 52(4), 2009")
def intensity(facts: LayerFacts) -> float | None:
    """Operations per byte of memory access; missing where nothing is accessed."""
    return facts.cost.intensity


@layer_column(unit="share")
def params_share(facts: LayerFacts) -> float | None:
    """The share of the network's known parameters."""
    return share(facts.layer.params, facts.survey.analysis.totals.known.params)


@layer_column(unit="share")
def mult_adds_share(facts: LayerFacts) -> float | None:
    """The share of the network's known mult-adds."""
    return share(facts.cost.mult_adds, facts.survey.analysis.totals.known.mult_adds)


@layer_column(unit="share")
def memory_access_share(facts: LayerFacts) -> float | None:
    """The share of the network's known memory access, in bytes."""
    return share(facts.cost.memory_access_bytes, facts.survey.known_memory_access_bytes)


@layer_column(unit="elements")
def output_elements(facts: LayerFacts) -> int | None:
    """The elements of all outputs together."""
    outputs = facts.layer.outputs
    return total_elements(outputs) if outputs else None


@layer_column(unit="pixels")
def input_height(facts: LayerFacts) -> int | None:
    """The height of the first input, where it is an image."""
    return _spatial(facts, facts.layer.inputs, -2)


@layer_column(unit="pixels")
def input_width(facts: LayerFacts) -> int | None:
    """The width of the first input, where it is an image or a 1-d convolution's sequence."""
    return _spatial(facts, facts.layer.inputs, -1)


@layer_column(unit="pixels")
def output_height(facts: LayerFacts) -> int | None:
    """The height of the first output, where it is an image."""
    return _spatial(facts, facts.layer.outputs, -2)


@layer_column(unit="pixels")
def output_width(facts: LayerFacts) -> int | None:
    """The width of the first output, where it is an image or a 1-d convolution's sequence."""
    return _spatial(facts, facts.layer.outputs, -1)


@layer_column()
def output_size(facts: LayerFacts) -> str | None:
    """The spatial size of the first output, for instance `56x56`; empty where it has none.

    `?` stands for an axis that is unknown; missing where all are.
    """
    outputs = facts.layer.outputs
    if not outputs or outputs[0].shape is None:
        return None
    axes = _spatial_axes(facts, outputs)
    return "x".join("?" if size is None else str(size) for size in axes)


@layer_column()
def reads_input(facts: LayerFacts) -> bool:
    """Whether the data gives its input channels.

    It reads an input of the network, directly or through layers that keep the number of
    channels and have no product of weights: views, padding, casts, normalisation, pooling.
    """
    return reach_of(facts.survey).reads_input[facts.index]


@layer_column()
def feeds_output(facts: LayerFacts) -> bool | None:
    """Whether the task gives its output channels.

    What it computes leaves the network, directly or through layers that keep the number of
    channels and have no product of weights: views, activations, normalisation, pooling,
    element-wise. Missing where the network's outputs are not known.
    """
    return reach_of(facts.survey).feeds_output[facts.index]


@layer_column()
def reaches_output(facts: LayerFacts) -> bool | None:
    """Whether some output of the network depends on it.

    Missing where it is not found to, and the file tells no outputs or lost what a layer reads.
    """
    return reach_of(facts.survey).reaches_output[facts.index]


def _spatial(facts: LayerFacts, tensors: tuple[Tensor, ...], place: int) -> int | None:
    """A spatial axis of the first tensor: -1 the width, -2 the height."""
    axes = _spatial_axes(facts, tensors)
    return axes[place] if -place <= len(axes) <= 2 else None


def _spatial_axes(facts: LayerFacts, tensors: tuple[Tensor, ...]) -> tuple[int | None, ...]:
    """The spatial axes of the first tensor; none where it is no image, sequence or volume."""
    shape = tensors[0].shape if tensors else None
    if shape is None or not (len(shape) == 4 or _slides(facts.layer)):
        return ()
    channels = channel_axis(facts.layer, len(shape), reach_of(facts.survey).first_ranks)
    return tuple(size for axis, size in enumerate(shape) if axis not in (0, channels))


def _slides(layer: Layer) -> bool:
    """Whether its spatial axes are known in a tensor of any rank: those of a convolution."""
    product = product_of(layer)
    return product is not None and isinstance(product.operation, Conv)
