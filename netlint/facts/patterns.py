"""Group convolutions emulated by slices, one convolution per slice, and a concatenation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.facts.chains import Trace, channels, touches_up, trace, traced
from netlint.facts.once import once_per_survey
from netlint.facts.registry import layer_column
from netlint.network import bits
from netlint.operations import Conv, Move, Opaque

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from netlint.facts.survey import LayerFacts, Survey
    from netlint.network import Layer, Tensor

_SOURCE = "arXiv 1707.01083 (ShuffleNet), section 3.1; arXiv 1807.11164, G2 and G3"


@dataclass(frozen=True, slots=True)
class EmulatedGroups:
    """A group convolution written as slices, convolutions and a concatenation.

    The layers are indices into `survey.layers`.

    Attributes:
        slices: what cuts the input up; one layer where that is a split.
        convolutions: one per group, in order of the concatenation.
        concat: what joins their outputs.
        kernel: the kernel that they share.
        channels_in: the channels of the tensor that is cut up.
        channels_out: the channels of the concatenation.
    """

    slices: tuple[int, ...]
    convolutions: tuple[int, ...]
    concat: int
    kernel: tuple[int, ...]
    channels_in: int
    channels_out: int


@once_per_survey
def emulated_group_convolutions(survey: Survey) -> tuple[EmulatedGroups, ...]:
    """The emulated group convolutions of a network, in order of execution.

    One tensor is cut into n >= 2 equal parts of its channels, each feeds a convolution of its
    own (the same kernel, stride and output channels in all of them), and one concatenation over
    the channels joins the results. Batch normalisations and activations may stand in between.
    """
    known = trace(survey, touches_up)
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
    axis, kernel = _axis_and_kernel(first)
    whole = channels(cut.tensor.shape, axis)
    joined = channels(concat.layer.outputs[0].shape, axis)
    part_in = channels(first.inputs[0].shape, axis)
    part_out = channels(first.outputs[0].shape, axis)
    if whole is None or joined is None or part_in is None or part_out is None:
        return None
    if whole != count * part_in or joined != count * part_out:
        return None
    return EmulatedGroups(cut.layers, convolutions, concat.index, kernel, whole, joined)


def _axis_and_kernel(layer: Layer) -> tuple[int, tuple[int, ...]]:
    conv = layer.operation
    return (conv.channel_axis, conv.kernel) if isinstance(conv, Conv) else (-1, ())


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
    sizes = [channels(t.shape, conv.channel_axis) for t in (*layer.inputs, *layer.outputs[:1])]
    return (conv.kernel, conv.strides, conv.dilation, conv.padding, conv.channel_axis, *sizes)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A tensor cut into parts, and the layers that cut it."""

    tensor: Tensor
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
    return _Cut(next(iter(tensors.values())), layers)


def _cuts(layer: Layer) -> bool:
    """Whether a layer may take a part of a tensor's channels; an opaque one is told by shapes."""
    match layer.operation:
        case Move(kind="slice" | "split" | "gather"):
            return True
        case Opaque():
            return len(layer.inputs) == 1 and not layer.weights
    return False


@once_per_survey
def _by_concat(survey: Survey) -> Mapping[int, EmulatedGroups]:
    return {groups.concat: groups for groups in emulated_group_convolutions(survey)}


@once_per_survey
def _inside(survey: Survey) -> frozenset[int]:
    groups = emulated_group_convolutions(survey)
    return frozenset(index for each in groups for index in each.convolutions)


def _of(facts: LayerFacts) -> EmulatedGroups | None:
    return _by_concat(facts.survey).get(facts.index)


def _moved_bytes(layer: LayerFacts) -> int | None:
    """The memory access of a copy; of an opaque slice what a slice costs: it reads its part."""
    if not isinstance(layer.layer.operation, Opaque):
        return layer.cost.memory_access_bytes
    total = 0
    for tensor in layer.layer.outputs:
        width = bits(tensor.dtype)
        if tensor.elements is None or width is None:
            return None
        total += 2 * tensor.elements * width // 8
    return total


@layer_column(unit="count", source=_SOURCE)
def emulated_groups(facts: LayerFacts) -> int:
    """On a concatenation: the groups of the group convolution that it emulates.

    One tensor is cut into equal parts of its channels, each part has a convolution of its own,
    all alike, and the concatenation joins them: a group convolution written by hand. 0 where
    there is none.
    """
    groups = _of(facts)
    return 0 if groups is None else len(groups.convolutions)


@layer_column(source=_SOURCE)
def emulated_kernel(facts: LayerFacts) -> str:
    """The kernel of the emulated group convolution, for instance `1x1`; empty where none."""
    groups = _of(facts)
    return "" if groups is None else "x".join(map(str, groups.kernel))


@layer_column(unit="channels", source=_SOURCE)
def emulated_in(facts: LayerFacts) -> int | None:
    """The input channels of the emulated group convolution, of all groups together."""
    groups = _of(facts)
    return None if groups is None else groups.channels_in


@layer_column(unit="channels", source=_SOURCE)
def emulated_out(facts: LayerFacts) -> int | None:
    """The output channels of the emulated group convolution, of all groups together."""
    groups = _of(facts)
    return None if groups is None else groups.channels_out


@layer_column(unit="bytes", source=_SOURCE)
def emulated_copies_bytes(facts: LayerFacts) -> int | None:
    """Bytes that slices and concatenation move and a native group convolution would not.

    A slice that the file holds as code is taken to read and write its part once. 0 where
    nothing is emulated.
    """
    groups, layers = _of(facts), facts.survey.layers
    if groups is None:
        return 0
    moved = [_moved_bytes(layers[index]) for index in (*groups.slices, groups.concat)]
    known = [each for each in moved if each is not None]
    return sum(known) if len(known) == len(moved) else None


@layer_column(source=_SOURCE)
def emulated_first(facts: LayerFacts) -> str:
    """The first convolution of the emulated group convolution; empty where none."""
    groups = _of(facts)
    return "" if groups is None else facts.survey.layers[groups.convolutions[0]].layer.name


@layer_column(source=_SOURCE)
def in_emulated_group(facts: LayerFacts) -> bool:
    """Whether a convolution is one of the groups of an emulated group convolution."""
    return facts.index in _inside(facts.survey)
