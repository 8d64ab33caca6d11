"""Large regions without cut nodes, cut where they are narrowest.

A cell of NASNet reads the two cells before it, so that no layer of the body is a cut node. But
between two cells only two tensors are alive, and inside a cell many more. So a region of more
than `_LARGE` fragments is cut behind joins (layers that read several tensors) at the places in
the order of execution across which the fewest tensors are alive; parts that are still too large
are cut again at their own narrowest places, a few times at most. A part of less than a third of
the fragments of a usual part (what brings an older tensor to the size of a newer one, before a
cell of NASNet) goes with the part behind it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netlint.facts.regions import Flow

_LARGE = 32
_ROUNDS = 8


def narrow_pieces(flow: Flow, members: Sequence[int], weights: Sequence[int]) -> list[list[int]]:
    """The pieces of a region in order; one piece where it is not large.

    Args:
        flow: the graph.
        members: the region's layers in order of execution.
        weights: the fragments of every layer of the network.
    """
    pieces = [list(members)]
    if sum(weights[v] for v in members) <= _LARGE:
        return pieces
    widths = _widths(flow, members)
    for _ in range(_ROUNDS):
        pieces = [part for piece in pieces for part in _parts(piece, widths, weights)]
    return _without_crumbs(pieces, weights)


def _without_crumbs(pieces: list[list[int]], weights: Sequence[int]) -> list[list[int]]:
    """The pieces, the small ones put before those behind them."""
    sizes = [sum(weights[v] for v in piece) for piece in pieces]
    least = _usual(sizes) / 3
    found: list[list[int]] = [[]]
    size = 0
    for piece, fragments in zip(pieces, sizes, strict=True):
        found[-1].extend(piece)
        size += fragments
        if size >= least:
            found.append([])
            size = 0
    crumbs = found.pop()  # empty where the last piece is none
    found[-1].extend(crumbs)
    return found


def _usual(sizes: Sequence[int]) -> int:
    """The size of the piece that holds the median fragment: crumbs are many, but hold few."""
    ordered = sorted(sizes)
    return ordered[bisect_left(list(accumulate(ordered)), sum(ordered) / 2)]


def _parts(piece: list[int], widths: dict[int, int], weights: Sequence[int]) -> list[list[int]]:
    """A piece cut at all its narrowest places, where it is large."""
    places = [v for v in piece[:-1] if v in widths]
    if not places or sum(weights[v] for v in piece) <= _LARGE:
        return [piece]
    narrowest = min(widths[v] for v in places)
    parts: list[list[int]] = [[]]
    for v in piece:
        parts[-1].append(v)
        if v != piece[-1] and widths.get(v) == narrowest:
            parts.append([])
    return parts


def _widths(flow: Flow, members: Sequence[int]) -> dict[int, int]:
    """For every join the number of tensors of the region that are alive right behind it."""
    place = {v: at for at, v in enumerate(members)}
    end = len(members)
    born, died = [0] * (end + 1), [0] * (end + 1)
    last: dict[int, int] = {}
    for at, v in enumerate(members):
        for p in flow.producers[v]:
            last[p] = at
    for v in members:
        readers = flow.consumers[v]
        outside = v in flow.sinks or any(c not in place for c in readers)
        last[v] = end if outside else last[v]
    for v, at in last.items():
        born[place.get(v, 0)] += 1
        died[at] += 1
    widths: dict[int, int] = {}
    alive = 0
    for at, v in enumerate(members):
        alive += born[at] - died[at]
        if len(flow.producers[v]) > 1:
            widths[v] = alive
    return widths
