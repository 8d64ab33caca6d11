"""What the rules about waivers look at: a waiver, beside what was found in one model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netlint.waivers import Waiver


@dataclass(frozen=True, slots=True)
class WaiverFacts:
    """A waiver and one model that it is for.

    Attributes:
        waiver: the waiver.
        model: the model's path.
        matches: the findings of the model that are its: where it records layers those at
            them, else all that its rule and its patterns match.
        concerned: whether it says anything of this model: where it records layers, some of it.
        today: the day on which it is looked at.
    """

    waiver: Waiver
    model: str
    matches: int
    concerned: bool
    today: date
