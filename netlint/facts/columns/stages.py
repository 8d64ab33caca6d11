"""Stages of equal resolution, and the convolution that does not belong in its stage."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import prod
from statistics import median
from typing import TYPE_CHECKING

from netlint.costs.registry import plus
from netlint.facts.emulation import emulated_group_convolutions
from netlint.facts.kinds import is_depthwise
from netlint.facts.once import once_per_survey
from netlint.facts.registry import layer_column
from netlint.facts.shares import share
from netlint.facts.stages import layout_of, stages
from netlint.operations import Composite, Conv, Dense

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netlint.facts.survey import LayerFacts, Survey

_MOSTLY = 2 / 3
_ENOUGH = 3


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
            if is_depthwise(facts.layer):
                return "depthwise"
            if prod(conv.kernel) == 1:
                return "pointwise"
            overlaps = any(k > s for k, s in zip(conv.kernel, conv.strides, strict=False))
            return "spatial" if conv.groups == 1 and overlaps else "other"
        case Dense(einsum=False):
            shape = facts.layer.outputs[0].shape
            return "pointwise" if shape is not None and len(shape) > 3 else ""
    return ""


@once_per_survey
def _stages_by_number(survey: Survey) -> Mapping[int, _Stage]:
    layout = layout_of(survey)
    groups = {g.convolutions[0]: g.convolutions for g in emulated_group_convolutions(survey)}
    others = {index for members in groups.values() for index in members[1:]}
    kinds: defaultdict[int, list[str]] = defaultdict(list)
    light: defaultdict[int, list[int]] = defaultdict(list)
    for facts, number in zip(survey.layers, stages(survey), strict=True):
        kind = _kind(facts)
        if not kind or facts.index in others or layout.is_pixel(facts.layer):
            continue
        kinds[number].append(kind)
        parts = groups.get(facts.index, (facts.index,))
        cost = plus(*(survey.layers[index].cost.mult_adds for index in parts))
        if kind in ("pointwise", "depthwise") and cost is not None:
            light[number].append(cost)
    return {number: _stage(found, light[number]) for number, found in kinds.items()}


def _stage(kinds: list[str], light: list[int]) -> _Stage:
    depthwise = kinds.count("depthwise")
    typical = median(light) if light else None
    return _Stage(len(kinds), depthwise + kinds.count("pointwise"), depthwise, typical)


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
    whole = _known_mult_adds(facts.survey)[stages(facts.survey)[facts.index]]
    return share(facts.cost.mult_adds, whole)


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
    if layout_of(survey).is_pixel(facts.layer):
        return 0.0
    around = _stages_by_number(survey)[stages(survey)[facts.index]]
    siblings = around.convolutions - 1
    if around.light < max(_ENOUGH, _MOSTLY * siblings) or not around.depthwise:
        return 0.0
    own = facts.cost.mult_adds
    return None if own is None or not around.typical else own / around.typical
