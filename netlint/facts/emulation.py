"""Group convolutions emulated by slices, one convolution per slice, and a concatenation."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from netlint.facts.chains import Trace, trace, traced
from netlint.facts.kinds import channel_axis, channels_of, stays_in_channels
from netlint.facts.once import once_per_survey
from netlint.operations import Conv, Move, Opaque

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netlint.facts.storage import Place
    from netlint.facts.survey import LayerFacts, Survey
    from netlint.network import Layer, Tensor


@dataclass(frozen=True, slots=True)
class EmulatedGroups:
    """A group convolution written as slices, convolutions and a concatenation.

    The layers are indices into `survey.layers`.

    Attributes:
        slices: what cuts the input up; one layer where that is a split.
        convolutions: one per group, in order of the concatenation.
        concat: what joins their outputs.
        channels_in: the channels of the tensor that is cut up.
        channels_out: the channels of the concatenation.
    """

    slices: tuple[int, ...]
    convolutions: tuple[int, ...]
    concat: int
    channels_in: int
    channels_out: int


@once_per_survey
def emulated_group_convolutions(survey: Survey) -> tuple[EmulatedGroups, ...]:
    """The emulated group convolutions of a network, in order of execution.

    One tensor is cut into n >= 2 equal parts of its channels, each feeds a convolution of its
    own (the same kernel, stride and output channels in all of them), and one concatenation over
    the channels joins the results. Batch normalisations and activations may stand in between.
    Parts that overlap or are interleaved make no group convolution; where the file does not say
    which part a layer takes (a Lambda), its channels decide alone.
    """
    known = trace(survey, stays_in_channels)
    found = (
        _emulated(survey, known, facts) for facts in survey.layers if facts.layer.op == "concat"
    )
    return tuple(groups for groups in found if groups is not None)


def _emulated(survey: Survey, known: Trace, concat: LayerFacts) -> EmulatedGroups | None:
    convolutions = _convolutions(survey, known, concat.layer)
    cut = _cut(survey, known, convolutions) if convolutions else None
    if cut is None:
        return None
    first, count = survey.layers[convolutions[0]].layer, len(convolutions)
    whole, joined = channels_of(first, (cut.tensor,)), channels_of(first, concat.layer.outputs)
    part_in, part_out = channels_of(first, first.inputs), channels_of(first, first.outputs)
    if whole is None or joined is None or part_in is None or part_out is None:
        return None
    if whole != count * part_in or joined != count * part_out:
        return None
    if not _apart(survey, cut, first):
        return None
    return EmulatedGroups(cut.layers, convolutions, concat.index, whole, joined)


def _convolutions(survey: Survey, known: Trace, concat: Layer) -> tuple[int, ...]:
    """The dense convolutions that a concatenation joins, all alike; empty for anything else."""
    found = [traced(survey, known, tensor) for tensor in concat.inputs]
    places = tuple(source[0] for source in found if source is not None)
    if len(found) < 2 or not len(found) == len(places) == len(set(places)):
        return ()
    kinds = {_kind(survey.layers[place].layer) for place in places}
    return places if len(kinds) == 1 and None not in kinds else ()


def _kind(layer: Layer) -> tuple[object, ...] | None:
    """What convolutions of one group convolution agree on; None where it cannot be one.

    Calls of one layer share their weights, which the groups of a group convolution do not.
    """
    conv = layer.operation
    if not isinstance(conv, Conv) or len(layer.inputs) != 1 or layer.shared or conv.groups != 1:
        return None
    if conv.depthwise or conv.transposed or conv.local:
        return None
    sizes = channels_of(layer, layer.inputs), channels_of(layer, layer.outputs)
    return (conv.kernel, conv.strides, conv.dilation, conv.padding, conv.channel_axis, *sizes)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A tensor cut into parts, which of them are used, and the layers that cut it."""

    tensor: Tensor
    parts: frozenset[Place]
    layers: tuple[int, ...]


def _cut(survey: Survey, known: Trace, convolutions: Sequence[int]) -> _Cut | None:
    """What cuts up the one tensor whose parts convolutions read; None where it is not one."""
    sources = [traced(survey, known, survey.layers[i].layer.inputs[0]) for i in convolutions]
    parts = {source for source in sources if source is not None}
    if len(parts) != len(convolutions):
        return None
    layers = tuple(dict.fromkeys(index for index, _ in sorted(parts)))
    cutters = [survey.layers[index].layer for index in layers]
    tensors = {(t.producer, t.index): t for layer in cutters for t in layer.inputs}
    if len(tensors) != 1 or not all(map(_cuts, cutters)):
        return None
    return _Cut(next(iter(tensors.values())), frozenset(parts), layers)


def _apart(survey: Survey, cut: _Cut, conv: Layer) -> bool:
    """Whether the parts, as far as they are known, share no channel and are not interleaved.

    Together they are then the whole tensor, for they have as many channels.
    """
    cutters = [survey.layers[index].layer for index in cut.layers]
    if any(layer.op == "split" for layer in cutters):
        ways = {(layer.op, *(tensor.shape for tensor in layer.outputs)) for layer in cutters}
        return len(ways) == 1 and len({number for _, number in cut.parts}) == len(cut.parts)
    slices = [layer.operation for layer in cutters if isinstance(layer.operation, Move)]
    known = [each.taken for each in slices if each.taken is not None]
    texts = [each.selection for each in slices if each.selection is not None]
    if len(set(texts)) < len(texts):
        return False
    axis = channel_axis(conv, len(cut.tensor.shape or ()))
    channels = [_channels_taken(taken, axis) for taken in known]
    ranges = sorted((each.start, each.stop) for each in channels if each is not None)
    return len(ranges) == len(known) and all(a[1] <= b[0] for a, b in pairwise(ranges))


def _channels_taken(taken: tuple[range | None, ...], axis: int) -> range | None:
    """The channels that a slice takes in one piece, and nothing else; None for other slices."""
    others = [part for place, part in enumerate(taken) if place != axis]
    channels = taken[axis] if axis < len(taken) else None
    if channels is None or channels.step != 1 or any(part is not None for part in others):
        return None
    return channels


def _cuts(layer: Layer) -> bool:
    """Whether a layer may take a part of a tensor's channels; an opaque one is told by shapes."""
    match layer.operation:
        case Move(kind="slice" | "split"):
            return True
        case Opaque():
            return len(layer.inputs) == 1 and not layer.weights
    return False
