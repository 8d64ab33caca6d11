"""Predicted time on the target in force.

Missing without a target that has a time model, and where the work of a kernel is unknown. A
kernel's time stands at the layer that does the work: what runs inside another layer's kernel, and
what the engine does for free, takes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from netlint.costs.registry import total_bytes
from netlint.facts.columns.dead_ends import dead_ends
from netlint.facts.columns.elementwise import is_elementwise
from netlint.facts.columns.emulation import groups_at
from netlint.facts.columns.hard_functions import steps_at
from netlint.facts.kinds import is_depthwise
from netlint.facts.prediction import prediction_of
from netlint.facts.pricing import seconds_of, tasks_on_target, time_model
from netlint.facts.registry import block_column, layer_column, network_column
from netlint.facts.survey import BlockFacts, LayerFacts
from netlint.targets.time import Workload

if TYPE_CHECKING:
    from netlint.facts.survey import Survey

_SOURCE = "the target's file: [time]"


@layer_column(unit="seconds", source=_SOURCE)
@block_column(unit="seconds", source=_SOURCE)
@network_column(unit="seconds", source=_SOURCE)
def predicted_seconds(facts: LayerFacts | BlockFacts | Survey) -> float | None:
    """The time of the kernels in which the layer, the block or the network does its work."""
    if isinstance(facts, LayerFacts):
        return seconds_of(facts.survey, (facts.index,))
    survey = facts.survey if isinstance(facts, BlockFacts) else facts
    return seconds_of(survey, [each.index for each in facts.layers])


@layer_column(unit="seconds", source=_SOURCE)
def padding_seconds(facts: LayerFacts) -> float | None:
    """What a kernel takes for channels that only fill the target's vectors.

    0 where memory access takes longer and only the longer one counts.
    """
    model, task = time_model(facts.survey), tasks_on_target(facts.survey).get(facts.index)
    if model is None or (task is not None and task.works is None):
        return None
    if task is None or task.works is None or len(task.works) != 1:
        return 0.0
    (work,) = task.works
    own = replace(work, mult_adds=min(work.mult_adds, task.kernel.cost.mult_adds or 0))
    return model.parts(work).seconds - model.parts(own).seconds


@layer_column(unit="seconds", source=_SOURCE)
def dead_seconds(facts: LayerFacts) -> float | None:
    """On a dead end: the time of the layers that work only for it; else 0."""
    found = dead_ends(facts.survey)
    return None if found is None else seconds_of(facts.survey, found.get(facts.index, ()))


@layer_column(unit="seconds", source=_SOURCE)
def emulation_seconds(facts: LayerFacts) -> float | None:
    """On a concatenation: what an emulated group convolution takes more than a native one.

    The time of slices, convolutions and concatenation, less that of one convolution with the
    same mult-adds and memory access, and as many groups. 0 where nothing is emulated, and where
    it takes no longer.
    """
    groups, survey = groups_at(facts), facts.survey
    if groups is None:
        return 0.0
    emulated = seconds_of(survey, (*groups.slices, *groups.convolutions, groups.concat))
    native = _native_seconds(survey, groups.convolutions)
    return None if emulated is None or native is None else max(0.0, emulated - native)


def _native_seconds(survey: Survey, convolutions: Sequence[int]) -> float | None:
    """The time of one group convolution in place of several convolutions."""
    model, known = time_model(survey), tasks_on_target(survey)
    works = [work for index in convolutions for work in known[index].works or ()]
    if model is None or survey.target is None or len(works) != len(convolutions):
        return None
    moved = sum(work.bytes for work in works)
    native = Workload(
        kind=works[0].kind,
        mult_adds=sum(work.mult_adds for work in works),
        bytes=moved,
        spilled_bytes=survey.target.specification.spilled(moved),
        groups=len(works),
    )
    return model.parts(native).seconds


@layer_column(unit="seconds", source=_SOURCE)
def steps_seconds(facts: LayerFacts) -> float | None:
    """On the last layer of a hard function written step by step: what one layer would save.

    The time of the steps, less that of one element-wise kernel with the same input and output.
    0 on every other layer, and where the steps take no longer.
    """
    layers, source = steps_at(facts)
    if not layers:
        return 0.0
    target, steps = facts.survey.target, seconds_of(facts.survey, layers)
    moved = total_bytes((*source, *facts.layer.outputs))
    if target is None or target.time is None or steps is None or moved is None:
        return None
    spilled = target.specification.spilled(moved)
    one = Workload("elementwise", bytes=moved, spilled_bytes=spilled)
    return max(0.0, steps - target.time.parts(one).seconds)


@block_column(unit="seconds", source=_SOURCE)
@network_column(unit="seconds", source=_SOURCE)
def elementwise_seconds(facts: BlockFacts | Survey) -> float | None:
    """The time of element-wise kernels, without depthwise convolutions.

    Activations, arithmetic between tensors, normalisations, copies and shuffles, as far as the
    target's engine does not run them inside another kernel or for free.
    """
    layers = [
        each.index
        for each in facts.layers
        if is_elementwise(each.layer) and not is_depthwise(each.layer)
    ]
    return seconds_of(facts.survey if isinstance(facts, BlockFacts) else facts, layers)


@block_column(unit="seconds", source=_SOURCE)
def depthwise_seconds(facts: BlockFacts) -> float | None:
    """The time of depthwise convolutions."""
    layers = [each.index for each in facts.layers if is_depthwise(each.layer)]
    return seconds_of(facts.survey, layers)


@network_column(unit="seconds", source=_SOURCE)
def known_predicted_seconds(survey: Survey) -> float | None:
    """The time of the kernels whose work is known: at least so long it takes.

    Missing without a target that has a time model.
    """
    prediction = prediction_of(survey)
    return None if prediction is None else prediction.seconds


@network_column(unit="share", source="the target's file: [fit]")
def prediction_error(survey: Survey) -> float | None:
    """How far the target's predictions were off, on average, where somebody measured.

    On measured times that its time model was not fitted to, where there are some.
    """
    fit = None if survey.target is None else survey.target.fit
    return None if fit is None else fit.expected_error
