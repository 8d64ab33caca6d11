"""Which layers of two networks are the same: by name, and by what they are.

Names that a person gave stay with their layers; those that Keras gives are numbers in the order
of making, so one layer more renames all that follow. Both readings are tried, the layers paired
by their names first, and in the order of execution by their structure; the one that leaves fewer
differences counts, the names where both leave as many.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from netlint.alignment import Pairs, aligned, gaps
from netlint.fingerprints import fingerprints_of
from netlint.network import Network
from netlint.traits import Traits, traits_of

_DIGITS = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class Matching:
    """The layers of two networks, by their places in the order of execution.

    Attributes:
        pairs: the layers that are the same, old and new, in the order of the new.
        removed: the old ones that have no match.
        added: the new ones that have none.
    """

    pairs: tuple[tuple[int, int], ...]
    removed: tuple[int, ...]
    added: tuple[int, ...]


class _Side:
    """What the layers of one network are compared by, each a list in order of execution."""

    def __init__(self, network: Network) -> None:
        layers = network.layers
        self.traits: list[Traits] = [traits_of(layer) for layer in layers]
        self.names = [layer.name for layer in layers]
        self.words = [layer.op for layer in layers]
        places = {name: place for place, name in enumerate(self.names)}
        self.reads: list[list[int | None]] = [
            [places.get(tensor.producer) for tensor in layer.inputs] for layer in layers
        ]
        self.fingerprints: Sequence[Hashable] = fingerprints_of(network)
        self.settings: Sequence[Hashable] = [tuple(each.items()) for each in self.traits]
        stems = (_DIGITS.sub("", name.rpartition("/")[2]) for name in self.names)
        self.stems: Sequence[Hashable] = list(zip(self.words, stems, strict=True))

    @property
    def every(self) -> range:
        """The places of all layers."""
        return range(len(self.names))


def match(old: Network, new: Network) -> Matching:
    """Pairs the layers of two networks; the effort grows with their number.

    Args:
        old: the network before.
        new: the network after.
    """
    one, other = _Side(old), _Side(new)
    found = min((_by_names(one, other), _by_structure(one, other)), key=lambda each: each[0])[1]
    return Matching(
        tuple(sorted(found, key=lambda pair: pair[1])),
        tuple(_others(one.every, (place for place, _ in found))),
        tuple(_others(other.every, (place for _, place in found))),
    )


def _by_names(old: _Side, new: _Side) -> tuple[int, Pairs]:
    """Equal names with equal operations; the rest by structure; then equal names at all."""
    places = {name: place for place, name in enumerate(old.names)}
    pairs = [
        (places[name], place)
        for place, name in enumerate(new.names)
        if name in places and old.words[places[name]] == new.words[place]
    ]
    for key in ("fingerprints", "settings"):
        left = _left(old, new, pairs)
        pairs += _aligned(old, new, key, *left)
    return _with_names(old, new, pairs)


def _by_structure(old: _Side, new: _Side) -> tuple[int, Pairs]:
    """Equal layers in order; between them equal settings, then names that differ in numbers."""
    pairs: Pairs = []
    for key in ("fingerprints", "settings", "stems"):
        open_places = list(gaps(sorted(pairs), len(old.names), len(new.names)))
        for one, other in open_places:
            pairs += _aligned(old, new, key, one, other)
    return _with_names(old, new, pairs)


def _aligned(
    old: _Side, new: _Side, key: str, one: Sequence[int], other: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Pairs of some places that are alike by a key, in order."""
    first: Sequence[Hashable] = getattr(old, key)
    second: Sequence[Hashable] = getattr(new, key)
    pairs = aligned([first[place] for place in one], [second[place] for place in other])
    return ((one[i], other[j]) for i, j in pairs)


def _with_names(old: _Side, new: _Side, pairs: Pairs) -> tuple[int, Pairs]:
    """Adds what is left of the same name, and counts the differences."""
    one, other = _left(old, new, pairs)
    places = {old.names[place]: place for place in one}
    named = [(places[new.names[place]], place) for place in other if new.names[place] in places]
    alone = len(one) + len(other) - 2 * len(named)
    pairs = [*pairs, *named]
    altered = sum(old.traits[i] != new.traits[j] for i, j in pairs)
    return alone + altered + _rewired(old, new, pairs), pairs


def _rewired(old: _Side, new: _Side, pairs: Pairs) -> int:
    """How many layers read from another one though both are in both networks."""
    becomes: dict[int | None, int] = dict(pairs)
    taken: set[int | None] = {place for _, place in pairs}
    return sum(
        any(
            one in becomes and other in taken and becomes[one] != other
            for one, other in zip(old.reads[i], new.reads[j], strict=False)
        )
        for i, j in pairs
    )


def _left(old: _Side, new: _Side, pairs: Pairs) -> tuple[list[int], list[int]]:
    """The places that no pair holds."""
    return (
        _others(old.every, (place for place, _ in pairs)),
        _others(new.every, (place for _, place in pairs)),
    )


def _others(every: range, taken: Iterator[int]) -> list[int]:
    gone = set(taken)
    return [place for place in every if place not in gone]
