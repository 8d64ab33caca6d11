"""Group convolutions that are emulated by slices, convolutions and a concatenation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.costs.registry import plus, times, total_bytes
from netlint.facts.columns.convolution import kernel
from netlint.facts.emulation import EmulatedGroups, emulated_group_convolutions
from netlint.facts.once import once_per_survey
from netlint.facts.registry import layer_column
from netlint.operations import Opaque

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netlint.facts.survey import LayerFacts, Survey

_SOURCE = "arXiv 1707.01083 (ShuffleNet), section 3.1; arXiv 1807.11164, G2 and G3"


@once_per_survey
def _by_concat(survey: Survey) -> Mapping[int, EmulatedGroups]:
    return {groups.concat: groups for groups in emulated_group_convolutions(survey)}


@once_per_survey
def _inside(survey: Survey) -> frozenset[int]:
    groups = emulated_group_convolutions(survey)
    return frozenset(index for each in groups for index in each.convolutions)


def groups_at(facts: LayerFacts) -> EmulatedGroups | None:
    """The group convolution that ends in a concatenation; None where nothing is emulated."""
    return _by_concat(facts.survey).get(facts.index)


def _moved_bytes(facts: LayerFacts) -> int | None:
    """The memory access of a copy; of an opaque slice what a slice costs: it reads its part."""
    if isinstance(facts.layer.operation, Opaque):
        return times(2, total_bytes(facts.layer.outputs))
    return facts.cost.memory_access_bytes


@layer_column(unit="count", source=_SOURCE)
def emulated_groups(facts: LayerFacts) -> int:
    """On a concatenation: the groups of the group convolution that it emulates.

    One tensor is cut into equal parts of its channels, each part has a convolution of its own,
    all alike, and the concatenation joins them: a group convolution written by hand. 0 where
    there is none.
    """
    groups = groups_at(facts)
    return 0 if groups is None else len(groups.convolutions)


@layer_column(source=_SOURCE)
def emulated_kernel(facts: LayerFacts) -> str:
    """The kernel of the emulated group convolution, for instance `1x1`; empty where none."""
    groups = groups_at(facts)
    return "" if groups is None else kernel(facts.survey.layers[groups.convolutions[0]])


@layer_column(unit="channels", source=_SOURCE)
def emulated_in(facts: LayerFacts) -> int | None:
    """The input channels of the emulated group convolution, of all groups together."""
    groups = groups_at(facts)
    return None if groups is None else groups.channels_in


@layer_column(unit="channels", source=_SOURCE)
def emulated_out(facts: LayerFacts) -> int | None:
    """The output channels of the emulated group convolution, of all groups together."""
    groups = groups_at(facts)
    return None if groups is None else groups.channels_out


@layer_column(unit="bytes", source=_SOURCE)
def emulated_copies_bytes(facts: LayerFacts) -> int | None:
    """Bytes that slices and concatenation move and a native group convolution would not.

    A slice that the file holds as code is taken to read and write its part once. 0 where
    nothing is emulated.
    """
    groups, layers = groups_at(facts), facts.survey.layers
    if groups is None:
        return 0
    return plus(*(_moved_bytes(layers[index]) for index in (*groups.slices, groups.concat)))


@layer_column(source=_SOURCE)
def emulated_first(facts: LayerFacts) -> str:
    """The first convolution of the emulated group convolution; empty where none."""
    groups = groups_at(facts)
    return "" if groups is None else facts.survey.layers[groups.convolutions[0]].layer.name


@layer_column(source=_SOURCE)
def in_emulated_group(facts: LayerFacts) -> bool:
    """Whether a convolution is one of the groups of an emulated group convolution."""
    return facts.index in _inside(facts.survey)
