"""Biases that a batch normalisation takes out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.costs.elementwise import activation_ops
from netlint.facts.kinds import channel_axis, channels_of, hides_weights, is_local, product_of
from netlint.facts.reach import reach_of
from netlint.facts.registry import layer_column
from netlint.operations import Conv, Dense, Norm

if TYPE_CHECKING:
    from netlint.facts.survey import LayerFacts
    from netlint.network import Layer


@layer_column(unit="parameters", source="arXiv 1502.03167, section 3.2")
def bias_before_norm(facts: LayerFacts) -> int | None:
    """Parameters of a bias that a batch normalisation takes out again; 0 for none.

    The only layer that reads the convolution or dense layer (dropout, views and linear
    activations aside) subtracts the mean, the bias with it, and adds a learned shift of its
    own. A shared layer counts at its first call, where this is so at every call.
    """
    layer = facts.layer
    if hides_weights(layer):
        return None
    product = product_of(layer)
    if layer.shared or product is None or not _adds_bare_bias(product):
        return 0
    calls = reach_of(facts.survey).calls[layer.path]
    verdicts = {_is_shifted(facts.survey.layers[call]) for call in calls}
    if False in verdicts:
        return 0
    return None if None in verdicts else _bias_parameters(layer, product)


def _adds_bare_bias(product: Layer) -> bool:
    """Whether nothing follows its bias, which is one number per channel."""
    operation = product.operation
    if not isinstance(operation, Conv | Dense) or not operation.bias:
        return False
    return activation_ops(operation.activation) == 0 and not is_local(product)


def _is_shifted(facts: LayerFacts) -> bool | None:
    """Whether only a batch normalisation over its channels, with a shift, reads a layer."""
    consumer = reach_of(facts.survey).sole_consumer[facts.index]
    if consumer is None:
        return False
    norm = facts.survey.layers[consumer].layer
    match norm.operation:
        case Norm(kind="batch", center=True):
            return _normalises_channels(norm, facts.layer)
    return False


def _normalises_channels(norm: Layer, layer: Layer) -> bool | None:
    """Whether every feature that is normalised belongs to one channel; None where unknown.

    After a view that joins axes a feature does where channels come last and divide features.
    """
    features = norm.weights[-1].elements if norm.weights else None
    channels = channels_of(layer, layer.outputs)
    if features is None or not channels:
        return None
    written, read = layer.outputs[0].shape or (), norm.inputs[0].shape
    if written == read:
        return features == channels
    last = channel_axis(layer, len(written)) == len(written) - 1
    return last and features % channels == 0


def _bias_parameters(layer: Layer, product: Layer) -> int | None:
    """The elements of a bias of one number per channel; 0 for a bias of another form."""
    channels = channels_of(layer, layer.outputs)
    named = [weight.elements for weight in product.weights or () if "bias" in weight.name]
    return channels if named in ([], [channels]) else 0
