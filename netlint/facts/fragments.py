"""Fragments: the convolutions, dense layers and pools that a network is made of.

The term is that of ShuffleNet V2 (arXiv 1807.11164, section 2, G3): many small operations in a
block keep parallel hardware waiting. The paper counts convolutions and pools; a dense layer is a
1x1 convolution of one pixel, so it counts too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from netlint.facts.emulation import emulated_group_convolutions
from netlint.facts.once import once_per_survey
from netlint.operations import Composite, Conv, Dense, Opaque, Pool, Reduce

if TYPE_CHECKING:
    from netlint.facts.survey import Survey
    from netlint.network import Layer

Weights = Sequence[int] | Mapping[int, int]
"""The fragments of layers, by their index."""

_MOST_EXACT = 64


@once_per_survey
def fragments_of(survey: Survey) -> tuple[int | None, ...]:
    """The fragments of every layer; None for code that netlint does not know.

    Such code counts as none where it has no weights (a Lambda), for then it is no convolution.
    Of an emulated group convolution the first convolution counts, and its slices are known to
    be none even where the file holds them as code.
    """
    found = [_fragments(facts.layer) for facts in survey.layers]
    for groups in emulated_group_convolutions(survey):
        for index in (*groups.slices, *groups.convolutions[1:]):
            found[index] = 0
    return tuple(found)


def _fragments(layer: Layer) -> int | None:
    total, waiting = 0, [layer]
    while waiting:
        layer = waiting.pop()
        match layer.operation:
            case Conv() | Dense() | Pool() | Reduce(pooling=True):
                total += 1
            case Composite(parts=parts):
                waiting.extend(parts)
            case Opaque() if layer.weights != ():
                return None
    return total


def depths(
    members: Sequence[int], producers: Sequence[Sequence[int]], weights: Weights
) -> dict[int, int]:
    """The most fragments on a path within some layers to each of them, its own included.

    Args:
        members: the layers in order of execution; producers that are not among them are not
            followed.
        producers: for every layer of the network what it reads.
        weights: the fragments of each member.
    """
    found: dict[int, int] = {}
    for v in members:
        before = max((found[p] for p in producers[v] if p in found), default=0)
        found[v] = before + weights[v]
    return found


def side_by_side(
    members: Sequence[int], producers: Sequence[Sequence[int]], weights: Weights
) -> int:
    """The most layers with fragments of which none depends on another; the arguments of `depths`.

    That is the largest antichain, by Dilworth's theorem (Annals of Mathematics 51(1), 1950) the
    number of layers less a largest matching of layers with layers that depend on them. For more
    than 64 of them it is a lower bound: the most that have the same number of fragments before
    them, and so cannot depend on each other.
    """
    nodes = [v for v in members if weights[v]]
    if len(nodes) > _MOST_EXACT:
        below = depths(members, producers, weights)
        return max(Counter(below[v] - weights[v] for v in nodes).values())
    return len(nodes) - _matched(_needed(members, nodes, producers))


def _needed(
    members: Sequence[int], nodes: Sequence[int], producers: Sequence[Sequence[int]]
) -> list[int]:
    """For each node the nodes that it depends on, as the bits of their places."""
    place = {v: at for at, v in enumerate(nodes)}
    behind: dict[int, int] = {}
    needed = [0] * len(nodes)
    for v in members:
        bits = 0
        for p in producers[v]:
            bits |= behind.get(p, 0)
        if v in place:
            needed[place[v]] = bits
            bits |= 1 << place[v]
        behind[v] = bits
    return needed


def _matched(needed: Sequence[int]) -> int:
    """The size of a largest matching of places with places that they need (Kuhn's algorithm)."""
    partner: dict[int, int] = {}

    def match(at: int, seen: set[int]) -> bool:
        for other in range(at):
            if needed[at] >> other & 1 and other not in seen:
                seen.add(other)
                if other not in partner or match(partner[other], seen):
                    partner[other] = at
                    return True
        return False

    return sum(match(at, set()) for at in range(len(needed)))
