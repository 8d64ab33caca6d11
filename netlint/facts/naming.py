"""Names for blocks, from the names of their layers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

_SEPARATORS = "/_.-"
_MOST_BEGINNINGS = 32
"""Names come from files: nobody writes more, and each costs a look at all names of a block."""


def block_names(layers: Sequence[str], blocks: Sequence[Sequence[int]]) -> list[str]:
    """A name for every block, each once.

    It is what the name of its first layer begins with, up to a separator (`conv2_block1` for
    `conv2_block1_1_conv` ... `conv2_block1_out`), where more than half of its layers and none
    outside begin like that; else its first and its last layer, `stem_conv..stem_pool`. Of
    several such beginnings it is the one of most layers, then the longest.

    Args:
        layers: the names of all layers, in order of execution.
        blocks: for each block its layers' indices, ascending.
    """
    ordered = sorted(layers)
    taken: set[str] = set()
    return [_once(_name(ordered, [layers[i] for i in block]), taken) for block in blocks]


def _name(ordered: Sequence[str], names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    found, most = f"{names[0]}..{names[-1]}", len(names) // 2 + 1
    for begin in _beginnings(names[0]):
        inside = sum(name.startswith(begin) for name in names)
        if inside >= most and _count(ordered, begin) == inside:
            found, most = begin[:-1], inside
    return found


def _beginnings(name: str) -> Iterator[str]:
    """What a name begins with up to each separator, that included, the shortest first."""
    ends = (at for at, letter in enumerate(name) if letter in _SEPARATORS)
    for end in islice(ends, _MOST_BEGINNINGS):
        if any(map(str.isalpha, name[:end])):
            yield name[: end + 1]


def _count(ordered: Sequence[str], begin: str) -> int:
    """How many names begin with a text that ends in a separator."""
    behind = begin[:-1] + chr(ord(begin[-1]) + 1)
    return bisect_left(ordered, behind) - bisect_left(ordered, begin)


def _once(name: str, taken: set[str]) -> str:
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}#{number}"
    taken.add(found)
    return found
