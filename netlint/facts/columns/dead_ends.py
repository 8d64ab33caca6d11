"""Dead ends: layers that nobody reads, and the work that is done only for them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from netlint.costs.registry import plus
from netlint.facts.once import once_per_survey
from netlint.facts.reach import reach_of
from netlint.facts.registry import layer_column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netlint.facts.survey import LayerFacts, Survey

_ALIVE = -1


@once_per_survey
def dead_ends(survey: Survey) -> Mapping[int, tuple[int, ...]] | None:
    """For each dead end the layers that work only for it, itself among them.

    A layer that works for several dead ends, and for no output, counts for the first of them.
    The model's own inputs neither work nor end. None: the network's outputs are not known.
    """
    if not survey.output_indices:
        return None
    found: defaultdict[int, list[int]] = defaultdict(list)
    for index, goal in enumerate(_goals(survey)):
        if goal != _ALIVE and not _is_input(survey.layers[index]):
            found[goal].append(index)
    return {goal: tuple(members) for goal, members in found.items()}


def _goals(survey: Survey) -> list[int]:
    """For each layer the first dead end that it works for; `_ALIVE` where it serves an output."""
    goals = [_ALIVE] * len(survey.layers)
    for index in reversed(range(len(goals))):
        if index not in survey.output_indices and not _is_unread_input(survey.layers[index]):
            goals[index] = min((goals[i] for i in survey.consumers[index]), default=index)
    return goals


def _is_input(facts: LayerFacts) -> bool:
    return facts.layer.op == "input" and not facts.layer.inputs


def _is_unread_input(facts: LayerFacts) -> bool:
    return _is_input(facts) and not facts.consumers


def _members(facts: LayerFacts) -> tuple[int, ...] | None:
    found = dead_ends(facts.survey)
    return None if found is None else found.get(facts.index, ())


@layer_column()
def dead_end(facts: LayerFacts) -> bool | None:
    """Whether nobody reads the layer.

    It is no output of the network and no input. Missing where the outputs are not known, and
    where the file lost what some layer reads: that may be this one.
    """
    found = dead_ends(facts.survey)
    if found is None:
        return None
    if facts.index not in found:
        return False
    return None if reach_of(facts.survey).reaches_output[facts.index] is None else True


@layer_column(unit="layers")
def dead_layers(facts: LayerFacts) -> int | None:
    """On a dead end: how many layers work only for it.

    The dead end itself is one of them. A layer that works for several dead ends counts for the
    first. 0 on every other layer.
    """
    members = _members(facts)
    return None if members is None else len(members)


@layer_column(unit="bytes")
def dead_bytes(facts: LayerFacts) -> int | None:
    """On a dead end: the memory access of the layers that work only for it; else 0."""
    members, layers = _members(facts), facts.survey.layers
    if members is None:
        return None
    return plus(*(layers[i].cost.memory_access_bytes for i in members))


@layer_column(unit="mult-adds")
def dead_mult_adds(facts: LayerFacts) -> int | None:
    """On a dead end: the mult-adds of the layers that work only for it; else 0."""
    members, layers = _members(facts), facts.survey.layers
    return None if members is None else plus(*(layers[i].cost.mult_adds for i in members))
