"""Stages of equal resolution, and the convolution that does not belong in its stage."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import prod
from statistics import median
from typing import TYPE_CHECKING

from netlint.facts.chains import channels
from netlint.facts.once import once_per_survey
from netlint.facts.patterns import emulated_group_convolutions
from netlint.facts.registry import layer_column
from netlint.operations import Composite, Conv, Dense

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netlint.facts.survey import LayerFacts, Survey
    from netlint.network import Layer

_MOSTLY = 2 / 3
_ENOUGH = 3


@once_per_survey
def stages(survey: Survey) -> tuple[int, ...]:
    """The number of each layer's stage, from 1.

    A stage is a run of layers whose outputs have one height and width. Layers that lay margins
    around a map or cut them off, single pixels and vectors inside it (squeeze-and-excitation)
    and layers of unknown size belong to the stage around them; what follows the last map is a
    stage of its own, the head.
    """
    layout = _layout(survey)
    numbers: list[int] = []
    current: tuple[int, ...] = ()
    number, head = 0, None
    for facts in survey.layers:
        size = layout.size(facts.layer)
        if size and facts.layer.op not in ("pad", "crop"):
            number, current, head = number + (size != current), size, None
        elif head is None and number and layout.is_pixel(facts.layer):
            head = facts.index
        numbers.append(max(number, 1))
    if head is not None:
        numbers[head:] = [number + 1] * (len(numbers) - head)
    return tuple(numbers)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a network lays out its maps.

    Attributes:
        rank: the axes of a map, batch and channels among them.
        channels_first: whether the channels stand before height and width.
    """

    rank: int
    channels_first: bool

    def size(self, layer: Layer) -> tuple[int, ...]:
        """The height and width of a layer's output; empty unless it is a map of known size.

        Vectors and single pixels are no maps, and neither is what a channel shuffle reshapes
        a map to on its way.
        """
        shape = layer.outputs[0].shape if layer.outputs else None
        if shape is None or len(shape) != self.rank:
            return ()
        axes = shape[2:] if self.channels_first else shape[1:-1]
        size = tuple(axis for axis in axes if axis is not None)
        return size if len(size) == len(axes) and prod(size) > 1 else ()

    def is_pixel(self, layer: Layer) -> bool:
        """Whether a layer writes a vector or single pixel, as those of squeeze-and-excitation."""
        shape = layer.outputs[0].shape if layer.outputs else None
        return shape is not None and None not in shape and not self.size(layer)


@once_per_survey
def _layout(survey: Survey) -> _Layout:
    """The layout of the first convolution's maps; without one, images with channels last."""
    for facts in survey.layers:
        match facts.layer.operation:
            case Conv(kernel=kernel, channel_axis=axis):
                return _Layout(len(kernel) + 2, axis in (1, -1 - len(kernel)))
    return _Layout(4, False)


@dataclass(frozen=True, slots=True)
class _Stage:
    """The convolutions of a stage.

    Attributes:
        convolutions: how many; an emulated group convolution is one.
        light: how many are pointwise or depthwise.
        depthwise: how many are depthwise.
        typical: the median of the mult-adds of the light ones; None where none is known.
    """

    convolutions: int
    light: int
    depthwise: int
    typical: float | None


def _kind(facts: LayerFacts) -> str:
    """`pointwise`, `depthwise`, `spatial` (dense k x k) or `other`; empty for other layers.

    A dense layer over a map is a pointwise convolution. Windows that do not overlap (patches)
    see no neighbours.
    """
    match facts.layer.operation:
        case Composite(kind="separable_conv"):
            return "depthwise"
        case Conv(transposed=False, local=False) as conv:
            if conv.depthwise or (conv.groups > 1 and conv.groups == _input_channels(facts, conv)):
                return "depthwise"
            if prod(conv.kernel) == 1:
                return "pointwise"
            overlaps = any(k > s for k, s in zip(conv.kernel, conv.strides, strict=False))
            return "spatial" if conv.groups == 1 and overlaps else "other"
        case Dense(einsum=False):
            shape = facts.layer.outputs[0].shape
            return "pointwise" if shape is not None and len(shape) > 3 else ""
    return ""


def _input_channels(facts: LayerFacts, conv: Conv) -> int | None:
    inputs = facts.layer.inputs
    return channels(inputs[0].shape, conv.channel_axis) if inputs else None


@once_per_survey
def _stages_by_number(survey: Survey) -> Mapping[int, _Stage]:
    layout = _layout(survey)
    groups = {g.convolutions[0]: g.convolutions for g in emulated_group_convolutions(survey)}
    others = {index for members in groups.values() for index in members[1:]}
    kinds: defaultdict[int, list[str]] = defaultdict(list)
    light: defaultdict[int, list[int]] = defaultdict(list)
    for facts, number in zip(survey.layers, stages(survey), strict=True):
        kind = _kind(facts)
        if not kind or facts.index in others or layout.is_pixel(facts.layer):
            continue
        kinds[number].append(kind)
        cost = _mult_adds(survey, groups.get(facts.index, (facts.index,)))
        if kind in ("pointwise", "depthwise") and cost is not None:
            light[number].append(cost)
    return {number: _stage(found, light[number]) for number, found in kinds.items()}


def _stage(kinds: list[str], light: list[int]) -> _Stage:
    depthwise = kinds.count("depthwise")
    typical = median(light) if light else None
    return _Stage(len(kinds), depthwise + kinds.count("pointwise"), depthwise, typical)


def _mult_adds(survey: Survey, members: Iterable[int]) -> int | None:
    total = 0
    for index in members:
        own = survey.layers[index].cost.mult_adds
        if own is None:
            return None
        total += own
    return total


@once_per_survey
def _known_mult_adds(survey: Survey) -> Mapping[int, int]:
    """The known mult-adds of each stage."""
    totals: defaultdict[int, int] = defaultdict(int)
    for facts, number in zip(survey.layers, stages(survey), strict=True):
        totals[number] += facts.cost.mult_adds or 0
    return totals


@once_per_survey
def _after_convolution(survey: Survey) -> tuple[bool, ...]:
    """For each layer whether a convolution lies upstream of it: it is not in the stem."""
    found: list[bool] = []
    for index, producers in enumerate(survey.producers):
        before = [i for i in producers if i < index]
        found.append(any(found[i] or _kind(survey.layers[i]) for i in before))
    return tuple(found)


@layer_column(unit="count")
def stage(facts: LayerFacts) -> int:
    """The number of the layer's stage: a run of layers of one output height and width.

    Margins, and vectors and single pixels inside a stage, do not end it; what follows the last
    map is a stage of its own.
    """
    return stages(facts.survey)[facts.index]


@layer_column(unit="share")
def stage_mult_adds_share(facts: LayerFacts) -> float | None:
    """The layer's share of its stage's mult-adds, as far as they are known."""
    own = facts.cost.mult_adds
    if not own:
        return None if own is None else 0.0
    return own / _known_mult_adds(facts.survey)[stages(facts.survey)[facts.index]]


@layer_column(unit="ratio", source="arXiv 1704.04861 (MobileNet), section 3.1")
def spatial_outlier(facts: LayerFacts) -> float | None:
    """A dense k x k convolution among pointwise and depthwise ones: how many times their cost.

    Its mult-adds over the median of its stage's pointwise and depthwise convolutions (a group
    convolution emulated by slices is one). 0 for every layer that is none: at least two thirds
    of the stage's other convolutions must be pointwise or depthwise, at least three, one of
    them depthwise, for where depthwise convolutions see the neighbours a dense kernel larger
    than 1 x 1 has no place of its own. The first convolution of a network is none.
    """
    survey = facts.survey
    if _kind(facts) != "spatial" or not _after_convolution(survey)[facts.index]:
        return 0.0
    if _layout(survey).is_pixel(facts.layer):
        return 0.0
    around = _stages_by_number(survey)[stages(survey)[facts.index]]
    siblings = around.convolutions - 1
    if around.light < max(_ENOUGH, _MOSTLY * siblings) or not around.depthwise:
        return 0.0
    own = facts.cost.mult_adds
    return None if own is None or not around.typical else own / around.typical
