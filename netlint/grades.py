"""How bad a finding is, and whether it is worse than it was."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.choices import LEVELS

if TYPE_CHECKING:
    from netlint.findings import Finding

_ROUNDING = 1e-6
"""How far a figure may lie above an older one, relatively: floating point on other machines."""


@dataclass(frozen=True, slots=True)
class Grade:
    """How bad a finding is.

    Attributes:
        level: `info`, `warning` or `error`; of an undecided one how bad it may be.
        figure: what the rule measures, finite; None where undecided.
        limit: the limit that the figure exceeds; None where undecided.
    """

    level: str
    figure: float | None
    limit: float | None

    def worse_than(self, before: Grade) -> bool:
        """Whether it is at a worse level, or further above its limit by more than rounding.

        What was undecided and is decided now, or the other way about, cannot be compared: worse.
        """
        new, old = self._decided, before._decided
        if (new is None) is not (old is None):
            return True
        if self.level != before.level or new is None or old is None:
            return LEVELS.index(self.level) > LEVELS.index(before.level)
        (figure, limit), (figure_before, limit_before) = new, old
        tolerance = _ROUNDING * max(abs(figure), abs(figure_before))
        return figure - limit > figure_before - limit_before + tolerance

    @property
    def _decided(self) -> tuple[float, float] | None:
        """The figure and its limit; None where undecided."""
        return None if self.figure is None or self.limit is None else (self.figure, self.limit)


def grade_of(finding: Finding) -> Grade:
    """A finding's grade; an infinite figure, which JSON has not, is the largest one."""
    return Grade(str(finding.level), _bounded(finding.figure), finding.limit)


def _bounded(figure: float | None) -> float | None:
    if figure is None or math.isfinite(figure):
        return figure
    return math.copysign(sys.float_info.max, figure)
