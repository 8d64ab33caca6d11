"""Families of operations: where mult-adds and memory access go.

A family is what hardware treats alike. The first five multiply and add: 1x1 convolutions, group
convolutions, depthwise ones, all other convolutions ("spatial", transposed ones among them) and
matrix products. The paper splits networks in the same way (arXiv 1807.11164, section 2, figure
2: convolutions, data, element-wise); here convolutions are told apart, because guidelines G1,
G2 and G4 are about different ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from operator import attrgetter
from typing import TYPE_CHECKING

from netlint.costs.registry import Cost, cost_of, times
from netlint.facts.kinds import is_depthwise
from netlint.facts.once import once_per_survey
from netlint.operations import (
    Activation,
    Composite,
    Conv,
    Dense,
    Elementwise,
    Matmul,
    Move,
    Norm,
    Opaque,
    Pool,
    Reduce,
    Reshape,
)

if TYPE_CHECKING:
    from netlint.facts.survey import Survey
    from netlint.network import Layer

FAMILIES = (
    "pointwise",
    "group",
    "depthwise",
    "spatial",
    "dense",
    "element-wise",
    "data movement",
    "pooling",
    "other",
    "unknown",
)
"""Every family, in the order in which reports show them."""

MIXED = "mixed"
"""The `family` of a layer whose parts are of several."""


@dataclass(frozen=True, slots=True)
class FamilyFigures:
    """What one family costs in a network: sums of what is known.

    Attributes:
        family: one of `FAMILIES`.
        layers: layer calls of it; a layer made of parts counts in every family of its parts.
        mult_adds: their known mult-adds.
        memory_access: their known memory access, in elements.
        memory_access_bytes: the same in bytes.
        params: their known parameters.
        complete: whether nothing is missing; else the sums are lower bounds.
    """

    family: str
    layers: int
    mult_adds: int
    memory_access: int
    memory_access_bytes: int
    params: int
    complete: bool


def family_of(layer: Layer) -> str:
    """The family of a layer that is not made of parts; `MIXED` for parts of several families.

    `Conv2D(groups=channels)` is depthwise. Weights that differ from place to place make no
    convolution: `other`, as are reductions that pool nothing, interpolation, embeddings,
    inputs, constants and what does nothing at inference.
    """
    match layer.operation:
        case Composite():
            found = {family_of(leaf) for leaf, _ in _leaves(layer, 1)}
            return found.pop() if len(found) == 1 else MIXED if found else "other"
        case Conv() as conv:
            return _convolution(layer, conv)
        case Dense() | Matmul():
            return "dense"
        case Elementwise() | Activation() | Norm():
            return "element-wise"
        case Move() | Reshape():
            return "data movement"
        case Pool() | Reduce(pooling=True):
            return "pooling"
        case Opaque():
            return "unknown"
    return "other"


def _convolution(layer: Layer, conv: Conv) -> str:
    if conv.local:
        return "other"
    if is_depthwise(layer):
        return "depthwise"
    if conv.groups > 1:
        return "group"
    return "pointwise" if prod(conv.kernel) == 1 else "spatial"


@once_per_survey
def families_of(survey: Survey) -> tuple[FamilyFigures, ...]:
    """What each family costs, all of `FAMILIES` in order.

    Mult-adds, memory access and parameters add up to what is known of the network
    (`analysis.totals.known`): where a figure of a layer made of parts is unknown, none of its
    parts counts.
    """
    sums = {name: _Sum() for name in FAMILIES}
    for facts in survey.layers:
        for name in dict.fromkeys(family_of(leaf) for leaf, _ in _leaves(facts.layer, 1)):
            sums[name].layers += 1
        _add_costs(sums, facts.layer, facts.cost)
        _add_params(sums, facts.layer)
    return tuple(_figures(name, each) for name, each in sums.items())


_COUNTED = ("mult_adds", "read", "written", "read_bytes", "written_bytes")
_counted_of = attrgetter(*_COUNTED)


class _Sum:
    """One family's figures while they are added up."""

    __slots__ = ("complete", "figures", "layers", "params")

    def __init__(self) -> None:
        self.layers = 0
        self.params = 0
        self.complete = True
        self.figures = dict.fromkeys(_COUNTED, 0)


def _figures(name: str, found: _Sum) -> FamilyFigures:
    return FamilyFigures(
        family=name,
        layers=found.layers,
        mult_adds=found.figures["mult_adds"],
        memory_access=found.figures["read"] + found.figures["written"],
        memory_access_bytes=found.figures["read_bytes"] + found.figures["written_bytes"],
        params=found.params,
        complete=found.complete,
    )


def _leaves(layer: Layer, repeat: int | None) -> Iterator[tuple[Layer, int | None]]:
    """The layer itself, or its parts and theirs, each with how often it runs."""
    if not isinstance(layer.operation, Composite):
        yield layer, repeat
        return
    often = times(repeat, layer.operation.repeat)
    for part in layer.operation.parts:
        yield from _leaves(part, often)


def _add_costs(sums: dict[str, _Sum], layer: Layer, cost: Cost) -> None:
    composite = isinstance(layer.operation, Composite)
    whole = _counted_of(cost)
    for leaf, often in _leaves(layer, 1):
        into = sums[family_of(leaf)]
        own = _counted_of(cost_of(leaf)) if composite else whole
        for name, total, figure in zip(_COUNTED, whole, own, strict=True):
            amount = None if total is None else times(often, figure)
            if amount is None:
                into.complete = False
            else:
                into.figures[name] += amount


def _add_params(sums: dict[str, _Sum], layer: Layer) -> None:
    """Splits a layer's parameters by its parts; what its parts do not name is `other`."""
    whole = layer.params
    leaves = [(sums[family_of(leaf)], leaf) for leaf, _ in _leaves(layer, 1)]
    if whole is None:
        for into, _ in leaves:
            into.complete = False
    elif len(leaves) == 1:
        leaves[0][0].params += whole
    else:
        each = [leaf.weight_elements() or 0 for _, leaf in leaves]
        rest = whole - sum(each)
        for (into, _), amount in zip(leaves, each, strict=True):
            into.params += amount if rest >= 0 else 0
        sums["other"].params += rest if rest >= 0 else whole
