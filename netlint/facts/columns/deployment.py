"""A network as it is shipped: dropout left in, the weight of its classifier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from netlint.costs.registry import plus
from netlint.facts.once import once_per_survey
from netlint.facts.registry import network_column
from netlint.facts.shares import share
from netlint.operations import (
    Activation,
    Composite,
    Conv,
    Dense,
    Elementwise,
    Fixed,
    Move,
    Norm,
    Reshape,
)

_PASSED = Fixed | Reshape | Activation | Norm | Elementwise | Move

if TYPE_CHECKING:
    from netlint.facts.survey import Survey
    from netlint.network import Layer, Tensor

_DROPOUT = frozenset(
    {
        *("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "FixedDropout"),
        *("AlphaDropout", "GaussianDropout", "GaussianNoise", "StochasticDepth"),
        *("AugMix", "CutMix", "Equalization", "MixUp", "RandAugment", "Solarization"),
    }
)


@network_column(unit="layers")
def dropout_layers(survey: Survey) -> int:
    """Layers that only work in training and were left in: dropout, noise, random augmentation.

    Engines drop them; they cost a node of the graph, and a converter that does not know them
    stops. Those inside wrappers count; the rates of attention and recurrent layers do not.
    """
    return sum(1 for _ in _dropouts(survey))


@network_column()
def first_dropout(survey: Survey) -> str | None:
    """The first layer that only works in training; missing where there is none."""
    return next((layer.name for layer in _dropouts(survey)), None)


def _dropouts(survey: Survey) -> Iterator[Layer]:
    """Layers that only work in training, in order of execution."""
    for facts in survey.layers:
        waiting = [facts.layer]
        while waiting:
            layer = waiting.pop()
            if isinstance(layer.operation, Composite):
                waiting += reversed(layer.operation.parts)
            elif layer.operation == Fixed("identity") and _is_dropout(layer.class_name):
                yield layer


def _is_dropout(class_name: str) -> bool:
    plain = class_name.rpartition(">")[2]  # `Custom>FixedDropout`
    return plain in _DROPOUT or plain.startswith("Random")


@network_column(unit="parameters")
def classifier_params(survey: Survey) -> int | None:
    """Parameters of the classifier: dense layers between the last map and the outputs.

    Found by walking back from the outputs through layers that handle one position per sample:
    dense layers and pointwise convolutions count, activations, normalisations, arithmetic
    and reshapes are passed; a pooling layer, or whatever reads a map or a sequence, ends the
    walk. A convolution whose kernel covers its whole input counts as the dense layer that it
    is, the last one. 0 where there is no such layer, and where nothing with parameters comes
    before: a network of dense layers is no classifier on top of anything. Missing where a shape
    on the way is unknown.
    """
    return _classifier(survey)


@network_column(unit="share")
def classifier_params_share(survey: Survey) -> float | None:
    """`classifier_params` as a share of all parameters; 0 where there are none at all."""
    own, whole = _classifier(survey), survey.analysis.totals.params
    return share(own, whole)


@once_per_survey
def _classifier(survey: Survey) -> int | None:
    params: int | None = 0
    waiting = sorted(survey.output_indices)
    seen, passed = set(waiting), set()
    while waiting:
        facts = survey.layers[waiting.pop()]
        role = _role(facts.layer)
        if role is None:
            return None
        if role.counts:
            params = plus(params, facts.layer.params)
        if role.counts or role.passes:
            passed.add(facts.index)
        if role.passes:
            further = [i for i in survey.producers[facts.index] if i not in seen]
            seen.update(further)
            waiting += further
    before = (facts.layer for facts in survey.layers if facts.index not in passed)
    return params if any(layer.weights != () for layer in before) else 0


class _Role(NamedTuple):
    """What a layer is to a walk back from the outputs.

    Attributes:
        counts: its parameters are the classifier's.
        passes: the walk goes on to what it reads.
    """

    counts: bool
    passes: bool


def _role(layer: Layer) -> _Role | None:
    """The role of a layer; None where a shape is unknown."""
    outputs, inputs = _all_vectors(layer.outputs), _all_vectors(layer.inputs)
    if outputs is None or inputs is None:
        return None
    counts = outputs and ((isinstance(layer.operation, Dense) and inputs) or _covers(layer))
    return _Role(counts, outputs and inputs and (counts or isinstance(layer.operation, _PASSED)))


def _covers(layer: Layer) -> bool:
    """Whether a convolution sees its whole input in one position, each channel all others."""
    operation = layer.operation
    if not isinstance(operation, Conv) or operation.depthwise or operation.groups > 1:
        return False
    shape = layer.inputs[0].shape if layer.inputs else None
    return shape is not None and _spatial(shape, operation.channel_axis) == operation.kernel


def _spatial(shape: tuple[int | None, ...], channel_axis: int) -> tuple[int | None, ...]:
    channel = channel_axis % len(shape)
    return tuple(dim for axis, dim in enumerate(shape) if axis not in (0, channel))


def _all_vectors(tensors: tuple[Tensor, ...]) -> bool | None:
    """Whether tensors hold one position per sample: at most one axis is longer than 1.

    None where a shape is unknown.
    """
    if any(not tensor.known for tensor in tensors):
        return None
    return all(sum(dim != 1 for dim in (each.shape or ())[1:]) <= 1 for each in tensors)
