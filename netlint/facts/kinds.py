"""What kind of layer a layer is: what facts ask of one layer by itself, wherever it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.costs.elementwise import activation_ops
from netlint.operations import (
    Activation,
    Composite,
    Conv,
    Dense,
    Fixed,
    Norm,
    Opaque,
    Operation,
    Reshape,
)

if TYPE_CHECKING:
    from netlint.network import Layer, Tensor


def is_free(operation: Operation) -> bool:
    """Whether an operation does no work: what it writes is what it reads, or a constant.

    Inputs, constants, identities (dropout at inference), reshapes, linear activations, and
    layers made of nothing else.
    """
    match operation:
        case Fixed() | Reshape():
            return True
        case Activation(function=function):
            return activation_ops(function) == 0
        case Composite(parts=parts):
            return all(is_free(part.operation) for part in parts)
    return False


def hands_on(operation: Operation) -> bool:
    """Whether an operation writes what it reads, in the same or in another shape.

    It is free and no constant: the shape of a tensor is one, though it is asked of the tensor.
    """
    return is_free(operation) and operation != Fixed("constant")


def is_identity(layer: Layer) -> bool:
    """Whether a layer hands on the one tensor that it reads as it is: no reshape."""
    plain = isinstance(layer.operation, Fixed | Activation) and hands_on(layer.operation)
    return plain and len(layer.inputs) == 1


def stays_in_channels(layer: Layer) -> bool:
    """Whether a layer computes each channel of its one input from that channel alone.

    Identity, batch normalisation, activation.
    """
    match layer.operation:
        case Norm(kind="batch"):
            return len(layer.inputs) == 1
        case Activation(function=function):
            return len(layer.inputs) == 1 and "softmax" not in function
    return is_identity(layer)


def product_of(layer: Layer) -> Layer | None:
    """The convolution or dense layer whose result a layer hands out; None for other layers.

    That is the layer itself, or the pointwise part of a separable convolution.
    """
    match layer.operation:
        case Conv() | Dense():
            return layer
        case Composite(kind="separable_conv", parts=(*_, last)):
            return last
    return None


def channel_axis(layer: Layer, rank: int, first_ranks: frozenset[int] = frozenset()) -> int:
    """The axis that holds channels in a tensor of some rank that a layer reads or writes.

    A convolution says so itself, a dense layer works on the last axis. Of other layers it is
    the network's habit: `first_ranks` are the ranks of tensors whose channels come first.
    """
    product = product_of(layer)
    if product is None:
        return 1 if rank in first_ranks else rank - 1
    operation = product.operation
    return operation.channel_axis % rank if isinstance(operation, Conv) else rank - 1


def channels_of(layer: Layer, tensors: tuple[Tensor, ...]) -> int | None:
    """The channels of the first of some tensors, laid out as a product reads and writes them.

    None for other layers (weights that differ from place to place have no channels in this
    sense), and where the number is unknown.
    """
    shape = tensors[0].shape if tensors else None
    product = product_of(layer)
    if not shape or product is None or is_local(product):
        return None
    return shape[channel_axis(layer, len(shape))]


def is_depthwise(layer: Layer) -> bool:
    """Whether a layer is a depthwise convolution, however it is written.

    `Conv2D(groups=channels)` is one too: each group sees one channel.
    """
    conv = layer.operation
    if not isinstance(conv, Conv) or conv.depthwise:
        return isinstance(conv, Conv)
    return conv.groups > 1 and conv.groups == channels_of(layer, layer.inputs)


def is_local(layer: Layer) -> bool:
    """Whether it is a convolution whose weights differ from place to place."""
    return isinstance(layer.operation, Conv) and layer.operation.local


def hides_weights(layer: Layer) -> bool:
    """Whether it is code that netlint does not know and that may have weights, a bias too."""
    return isinstance(layer.operation, Opaque) and layer.weights != ()


def hides_work(layer: Layer) -> bool:
    """Whether a layer, or a part of it, is code that netlint does not know.

    Its inputs and outputs are known, not what it reads and writes on the way.
    """
    waiting = [layer]
    while waiting:
        match waiting.pop().operation:
            case Opaque():
                return True
            case Composite(parts=parts):
                waiting.extend(parts)
    return False
