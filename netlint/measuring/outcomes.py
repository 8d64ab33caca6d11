"""Outcomes: measured times beside predicted ones, their errors and their order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netlint.measuring.timing import Measured

_CLEAR = 1.1
"""Networks whose measured times differ by more should be in the right order."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A measured time beside the predicted one.

    Attributes:
        measured: the time on this machine.
        predicted: what the target says, in seconds.
    """

    measured: Measured
    predicted: float

    @property
    def error(self) -> float:
        """Predicted over measured, less one: -0.1 is 10 % too fast."""
        return self.predicted / self.measured.seconds - 1


Pair = tuple[Outcome, Outcome]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Several of them.

    Attributes:
        each: in the order in which they were measured.
    """

    each: tuple[Outcome, ...]

    @property
    def mean_error(self) -> float | None:
        """The mean of |predicted / measured - 1|; None where there are none."""
        return fmean(abs(one.error) for one in self.each) if self.each else None

    @property
    def median_error(self) -> float | None:
        """The median of the same."""
        return median(abs(one.error) for one in self.each) if self.each else None

    @property
    def clear_pairs(self) -> tuple[Pair, ...]:
        """Pairs whose measured times differ by more than 10 %, the faster one first."""
        ordered = sorted(self.each, key=lambda one: one.measured.seconds)
        return tuple(
            (one, other)
            for one, other in combinations(ordered, 2)
            if other.measured.seconds > _CLEAR * one.measured.seconds
        )

    @property
    def wrong_pairs(self) -> tuple[Pair, ...]:
        """Those of the clear pairs that are not predicted in the measured order."""
        return tuple(pair for pair in self.clear_pairs if pair[0].predicted >= pair[1].predicted)
