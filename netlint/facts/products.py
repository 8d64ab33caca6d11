"""Convolutions and dense layers: where their channels are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.operations import Composite, Conv, Dense, Opaque

if TYPE_CHECKING:
    from netlint.network import Layer, Tensor


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
    """The channels of the first of the tensors that a product reads or writes.

    None for other layers (weights that differ from place to place have no channels in this
    sense), and where the number is unknown.
    """
    shape = tensors[0].shape if tensors else None
    product = product_of(layer)
    if not shape or product is None or is_local(product):
        return None
    return shape[channel_axis(layer, len(shape))]


def is_local(layer: Layer) -> bool:
    """Whether it is a convolution whose weights differ from place to place."""
    return isinstance(layer.operation, Conv) and layer.operation.local


def hides_weights(layer: Layer) -> bool:
    """Whether it is code that netlint does not know and that may have weights, a bias too."""
    return isinstance(layer.operation, Opaque) and layer.weights != ()
