"""Which entries of two sequences are the same: in order, with few differences, never slow.

A shortest edit script (E. W. Myers, "An O(ND) difference algorithm and its variations",
Algorithmica 1986) as long as it stays short; beyond that anchors as in "patience" comparison:
entries that occur once on both sides, of which the longest run in order is kept. Between anchors
the same again, once. What is left after that is paired occurrence by occurrence. So the effort
grows with the length times a constant, whatever the sequences hold.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence

Pairs = list[tuple[int, int]]

_MOST_EDITS = 200
"""Entries on one side only, up to which the shortest script is looked for."""


def aligned(old: Sequence[Hashable], new: Sequence[Hashable]) -> Pairs:
    """Pairs of places that hold equal entries, rising on both sides.

    Args:
        old: one sequence.
        new: the other one.
    """
    return list(_aligned(old, new, anchored=True))


def gaps(pairs: Pairs, old: int, new: int) -> Iterator[tuple[range, range]]:
    """The places before, between and behind pairs that rise on both sides.

    Args:
        pairs: the pairs.
        old: the length of the one sequence.
        new: the length of the other.
    """
    before = (-1, -1)
    for pair in [*pairs, (old, new)]:
        yield range(before[0] + 1, pair[0]), range(before[1] + 1, pair[1])
        before = pair


def _aligned(
    old: Sequence[Hashable], new: Sequence[Hashable], *, anchored: bool
) -> Iterator[tuple[int, int]]:
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    yield from ((index, index) for index in range(head))
    ends = len(old) - tail, len(new) - tail
    for one, other in _middle(old[head : ends[0]], new[head : ends[1]], anchored=anchored):
        yield one + head, other + head
    yield from ((ends[0] + index, ends[1] + index) for index in range(tail))


def _middle(old: Sequence[Hashable], new: Sequence[Hashable], *, anchored: bool) -> Pairs:
    if not old or not new:
        return []
    found = _shortest(old, new)
    if found is not None:
        return found
    anchors = _rising(_once(old, new)) if anchored else []
    if not anchors:
        return _rising(_by_occurrence(old, new))
    found = list(anchors)
    for one, other in gaps(anchors, len(old), len(new)):
        between = _aligned(old[one.start : one.stop], new[other.start : other.stop], anchored=False)
        found += [(one.start + first, other.start + second) for first, second in between]
    return sorted(found)


def _common(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """How many entries are equal from the start."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _shortest(old: Sequence[Hashable], new: Sequence[Hashable]) -> Pairs | None:
    """The pairs that a shortest edit script keeps; None where it is too long.

    `reach[k]` is how far a script gets in `old` on the diagonal k = place in old - in new.
    """
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(min(_MOST_EDITS, len(old) + len(new)) + 1):
        trace.append(dict(reach))
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
            x = reach[k + 1] if down else reach[k - 1] + 1
            y = x - k
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            reach[k] = x
            if x >= len(old) and y >= len(new):
                return _kept(trace, len(old), len(new))
    return None


def _kept(trace: Sequence[dict[int, int]], x: int, y: int) -> Pairs:
    """The way back through the scripts: the diagonal steps are the pairs."""
    pairs: Pairs = []
    for edits in range(len(trace) - 1, -1, -1):
        reach, k = trace[edits], x - y
        down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
        before = k + 1 if down else k - 1
        start = reach[before]
        while x > (start if down else start + 1):
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = start, start - before
    return pairs[::-1]


def _once(old: Sequence[Hashable], new: Sequence[Hashable]) -> Pairs:
    """Places of entries that occur once on both sides, in the order of the old."""
    counts = Counter(old), Counter(new)
    places = {entry: place for place, entry in enumerate(new) if counts[1][entry] == 1}
    return [
        (place, places[entry])
        for place, entry in enumerate(old)
        if counts[0][entry] == 1 and entry in places
    ]


def _by_occurrence(old: Sequence[Hashable], new: Sequence[Hashable]) -> Pairs:
    """The first occurrence of an entry with the first, the second with the second, ..."""
    places: dict[Hashable, list[int]] = defaultdict(list)
    for place, entry in enumerate(new):
        places[entry].append(place)
    seen: Counter[Hashable] = Counter()
    pairs = []
    for place, entry in enumerate(old):
        if seen[entry] < len(places.get(entry, ())):
            pairs.append((place, places[entry][seen[entry]]))
        seen[entry] += 1
    return pairs


def _rising(pairs: Pairs) -> Pairs:
    """The longest run of pairs that rises on both sides; `pairs` rise in the old."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        at = bisect_left(tails, place)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [index]
    found = []
    index = ends[-1] if ends else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]
