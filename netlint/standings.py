"""The columns of a comparison: which figures are compared, and which network stands where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from netlint.units import shown

if TYPE_CHECKING:
    from netlint.comparison import Entry
    from netlint.decks.rule import Rule
    from netlint.targets import Target

Direction = Literal["smaller", "larger", "neutral"]
_SUMS = frozenset({"params", "mult_adds", "flops", "memory_access", "memory_access_bytes"})


@dataclass(frozen=True, slots=True)
class Column:
    """A figure that can be compared.

    Attributes:
        name: the attribute of `Overview`, a rule's id, or `time:` and a target's id.
        heading: what tables call it.
        unit: one of `netlint.units.UNITS`, or `percent`.
        direction: which is better: `smaller`, `larger`, or `neutral` where neither is.
        about: one sentence of documentation.
        rule: the rule whose findings it counts (errors and warnings); None for other figures.
        stated: not counted but published: networks without it do not take part.
        target: the id of the target whose predicted time it is; empty for other figures.
    """

    name: str
    heading: str
    unit: str
    direction: Direction
    about: str
    rule: Rule | None = None
    stated: bool = False
    target: str = ""

    def value(self, entry: Entry) -> float | None:
        """The figure of a network; None where it is unknown or there is none."""
        if self.target:
            prediction = entry.prediction(self.target)
            return None if prediction is None or prediction.unknown else prediction.seconds
        if self.rule is None:
            value: float | None = getattr(entry.figures, self.name)
            return value
        counts = entry.figures.findings.get(self.name)
        return None if counts is None or counts.undecided else counts.broken

    def least(self, entry: Entry) -> float | None:
        """The figure, or a lower bound of it; None where nothing is known."""
        value = self.value(entry)
        if value is not None:
            return value
        if self.target:
            prediction = entry.prediction(self.target)
            return None if prediction is None else prediction.seconds or None
        if self.rule is None:
            known = entry.figures.known
            return (getattr(known, self.name) or None) if self.name in _SUMS else None
        counts = entry.figures.findings.get(self.name)
        return None if counts is None else counts.broken or None

    def absent(self, entry: Entry) -> bool:
        """Whether a network has no such figure: none is published, the rule is not in force."""
        if self.rule is not None:
            return self.name not in entry.figures.findings
        return self.stated and self.value(entry) is None

    def text(self, entry: Entry) -> str:
        """The figure as people read it: `1,234`, `>= 1,234`, `?`; `-` where there is none."""
        if self.absent(entry):
            return "-"
        value, least = self.value(entry), self.least(entry)
        if value is None and least is not None:
            return f">= {shown(least, self.unit)}"
        return shown(value, self.unit)

    def leaders(self, entries: Sequence[Entry]) -> tuple[int, ...] | None:
        """The places of the networks with the best figure; see `Comparison.best`."""
        return self._extreme(entries, largest=self.direction == "larger")

    def trailers(self, entries: Sequence[Entry]) -> tuple[int, ...] | None:
        """The places of the networks with the worst figure; see `Comparison.worst`."""
        return self._extreme(entries, largest=self.direction == "smaller")

    def _extreme(self, entries: Sequence[Entry], *, largest: bool) -> tuple[int, ...] | None:
        if self.direction == "neutral":
            return None
        present = {i: each for i, each in enumerate(entries) if not self.absent(each)}
        values = {i: self.value(each) for i, each in present.items()}
        known = [value for value in values.values() if value is not None]
        if len(known) < 2 or min(known) == max(known):
            return None
        extreme = max(known) if largest else min(known)
        if any(self._may_reach(present[i], extreme, largest) for i in values if values[i] is None):
            return None
        return tuple(i for i, value in values.items() if value == extreme)

    def _may_reach(self, entry: Entry, extreme: float, largest: bool) -> bool:
        """Whether a figure that is unknown may be as far out: only lower bounds are known."""
        least = self.least(entry)
        return largest or least is None or least <= extreme


FIGURES = (
    Column("params", "parameters", "parameters", "smaller", "Parameters; shared ones once."),
    Column("mult_adds", "mult-adds", "mult-adds", "smaller", "What papers call FLOPs."),
    Column(
        "memory_access",
        "memory access",
        "elements",
        "smaller",
        "Elements read and written by all layers, nothing fused.",
    ),
    Column("intensity", "intensity", "ratio", "larger", "FLOPs per byte of memory access."),
    Column(
        "peak_activation_bytes",
        "peak activation memory",
        "bytes",
        "smaller",
        "The most memory that activations need at once.",
    ),
    Column(
        "depth",
        "depth",
        "count",
        "neutral",
        "Convolutions and dense layers on the longest path.",
    ),
    Column(
        "coverage",
        "known exactly",
        "share",
        "neutral",
        "The share of the layers that are known exactly.",
    ),
)
TOP1_ERROR = Column(
    "top1_error",
    "top-1 error %",
    "percent",
    "smaller",
    "Published error on ImageNet's validation set, one crop.",
    stated=True,
)
MORE_FIGURES = (
    Column("flops", "FLOPs", "operations", "smaller", "2 x mult-adds + all other arithmetic."),
    Column(
        "memory_access_bytes",
        "memory access in bytes",
        "bytes",
        "smaller",
        "Bytes read and written by all layers, nothing fused.",
    ),
    Column(
        "kernels",
        "kernels",
        "count",
        "smaller",
        "What is left to run after the fusion that every engine does.",
    ),
    Column("layers", "layers", "layers", "neutral", "Layer calls."),
)
"""Figures of `Overview` that a comparison does not show: a difference does."""

COUNTED = (
    "layers",
    "params",
    "mult_adds",
    "flops",
    "memory_access",
    "memory_access_bytes",
    "intensity",
    "peak_activation_bytes",
    "depth",
    "coverage",
    "top1_error",
)
"""Every figure of `Overview` that is a number, in the order in which machines read them."""


def time_column(target: Target) -> Column:
    """The predicted time on a target, in seconds; of a network with unknown kernels unknown."""
    return Column(
        name=f"time:{target.id}",
        heading=target.id,
        unit="seconds",
        direction="smaller",
        about=f"Predicted time of one batch on {target.name}.",
        target=target.id,
    )
