"""Networks in the order of a figure, and where the orders by two figures differ.

Mult-adds rank networks in one way, each target in its own. Predicted times are not exact: where
two of them are closer than the target's error on networks that its fit had not seen, their order
is not taken for a difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netlint.comparison import Entry
    from netlint.standings import Column
    from netlint.targets import Target

MULT_ADDS = "mult_adds"
_MOST_BETWEEN_TARGETS = 3


@dataclass(frozen=True, slots=True)
class Ranking:
    """Networks by one figure, the smallest first.

    Attributes:
        column: the figure: mult-adds, or the predicted time on a target.
        figures: each network's; None where it is unknown.
        margin: by how much two figures have to differ for their order to count; 0.2 for 20 %.
    """

    column: Column
    figures: tuple[float | None, ...]
    margin: float = 0.0

    @property
    def places(self) -> tuple[int | None, ...]:
        """Each network's place, 1 for the smallest; equal figures share it; None if unknown."""
        known = [figure for figure in self.figures if figure is not None]
        return tuple(
            None if figure is None else 1 + sum(other < figure for other in known)
            for figure in self.figures
        )

    def ratio(self, first: int, second: int) -> float | None:
        """How many times the first network's figure the second's is; None where that is open."""
        figure, other = self.figures[first], self.figures[second]
        return other / figure if figure and other else None

    def before(self, first: int, second: int) -> bool:
        """Whether the first network stands before the second one by more than the margin."""
        ratio = self.ratio(first, second)
        return ratio is not None and ratio > 1 + self.margin


def ranked(entries: Sequence[Entry], column: Column, target: Target | None = None) -> Ranking:
    """Networks by a figure; for a predicted time with the margin that its target's fit states."""
    fit = None if target is None else target.fit
    margin = 0.0 if fit is None else fit.expected_error
    return Ranking(column, tuple(column.value(entry) for entry in entries), margin)


def differences(rankings: Sequence[Ranking], labels: Sequence[str]) -> tuple[str, ...]:
    """Where orders differ, in sentences: each target's from that by mult-adds, then each other's.

    Args:
        rankings: that by mult-adds, then one per target.
        labels: what the networks are called; untrusted text, as it is.
    """
    if len(labels) < 2 or len(rankings) < 2:
        return ()
    by_work, *by_time = rankings
    against = (_from_work(by_work, each, labels) for each in by_time)
    return (*filter(None, against), *_between(by_time, labels))


def _from_work(by_work: Ranking, by_time: Ranking, labels: Sequence[str]) -> str:
    """How many pairs stand the other way round on a target, and the farthest apart of them.

    Empty where no two networks have both figures known.
    """
    name = by_time.column.heading
    pairs = [
        pair
        for pair in combinations(range(len(labels)), 2)
        if by_work.ratio(*pair) is not None and by_time.ratio(*pair) is not None
    ]
    turned = list(_turned(by_work, by_time, len(labels)))
    if not pairs:
        return ""
    if not turned:
        return f"{name}: no two networks stand clearly the other way round than by mult-adds."
    more, less = max(turned, key=lambda pair: _times(by_work, *pair[::-1]) * _times(by_time, *pair))
    verb = "stands" if len(turned) == 1 else "stand"
    count = f"{len(turned)} of {len(pairs)} pairs {verb}" if len(pairs) > 1 else "the pair stands"
    return (
        f"{name}: {count} clearly the other way round than by mult-adds. {labels[more]} has "
        f"{_times(by_work, less, more):.2f} times the mult-adds of {labels[less]} and is "
        f"predicted {_times(by_time, more, less):.1f} times as fast."
    )


def _between(rankings: Sequence[Ranking], labels: Sequence[str]) -> Iterator[str]:
    """The pairs of targets that disagree most, each with the networks that they disagree on."""
    found = []
    for one, other in combinations(rankings, 2):
        turned = list(_turned(one, other, len(labels)))
        if turned:
            pair = max(turned, key=lambda pair: _least(one, other, *pair))
            found.append((_least(one, other, *pair), one, other, pair))
    found.sort(key=lambda each: -each[0])
    for _, one, other, (first, second) in found[:_MOST_BETWEEN_TARGETS]:
        yield (
            f"{labels[second]} is predicted {_times(one, second, first):.1f} times as fast as "
            f"{labels[first]} on {one.column.heading}, but {labels[first]} "
            f"{_times(other, first, second):.1f} times as fast as {labels[second]} on "
            f"{other.column.heading}."
        )


def _turned(one: Ranking, other: Ranking, count: int) -> Iterator[tuple[int, int]]:
    """The pairs whose first network is behind the second by one ranking, before it by the other."""
    for first, second in permutations(range(count), 2):
        if one.before(second, first) and other.before(first, second):
            yield first, second


def _least(one: Ranking, other: Ranking, first: int, second: int) -> float:
    return min(_times(one, second, first), _times(other, first, second))


def _times(ranking: Ranking, first: int, second: int) -> float:
    return ranking.ratio(first, second) or 0.0
