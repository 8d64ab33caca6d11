"""A design rule, as its file says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from netlint.decks.templates import Template
    from netlint.expressions import Expression, Value
    from netlint.facts.registry import Scope

Status = Literal["stable", "preview", "deprecated"]
OnMissing = Literal["undecided", "skip"]


class Level(IntEnum):
    """How bad a finding is; `str()` is the word that users see."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()

    @property
    def key(self) -> str:
        """The key of the level's limit in a rule file: `info`, `warn` or `error`."""
        return "warn" if self is Level.WARNING else str(self)


_WORST_FIRST = tuple(reversed(Level))


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures above which a rule speaks; None: it never does at that level.

    Attributes:
        info: the limit of a remark.
        warn: the limit of a warning.
        error: the limit of an error.
    """

    info: float | None = None
    warn: float | None = None
    error: float | None = None

    def of(self, level: Level) -> float | None:
        """The limit of a level."""
        return (self.info, self.warn, self.error)[level - 1]

    def broken_by(self, figure: float) -> tuple[Level, float] | None:
        """The highest level whose limit a figure exceeds, with that limit; None: none."""
        for level in _WORST_FIRST:
            limit = self.of(level)
            if limit is not None and figure > limit:
                return level, limit
        return None

    @property
    def highest(self) -> Level | None:
        """The highest level that has a limit; None: the rule is switched off."""
        return next((level for level in _WORST_FIRST if self.of(level) is not None), None)

    def __iter__(self) -> Iterator[tuple[Level, float]]:
        """The levels that have a limit, mildest first."""
        for level in Level:
            limit = self.of(level)
            if limit is not None:
                yield level, limit


@dataclass(frozen=True, slots=True)
class Example:
    """A case with what the rule has to say of it: a test, and what `explain` shows.

    Attributes:
        about: what it is, for readers.
        expect: `silent`, `info`, `warning`, `error` or `undecided`.
        columns: a row of columns; empty where there are layers.
        missing: columns of the row that are missing.
        layers: a small network, layer by layer; empty where there is a row.
        at: the layers, blocks or network at which it speaks; empty: exactly one, anywhere.
        figure: what the measure yields; None: not checked.
        limits: limits in place of the rule's own; None: those.
    """

    about: str
    expect: str
    columns: Mapping[str, Value]
    missing: tuple[str, ...] = ()
    layers: tuple[Mapping[str, Any], ...] = ()
    at: tuple[str, ...] = ()
    figure: float | None = None
    limits: Limits | None = None

    @property
    def fires(self) -> bool:
        """Whether the rule has to speak."""
        return self.expect != "silent"


@dataclass(frozen=True, slots=True)
class Rule:
    """A design rule: it states a violation, over the columns of its scope.

    Attributes:
        id: short and unique, for instance `G1`.
        name: in words joined by hyphens, unique too.
        summary: one sentence.
        deck: the deck's name.
        file: where it was read.
        since: the version of netlint (or of the deck) that brought it.
        status: `stable`, `preview` or `deprecated`.
        tags: words to select it by.
        scope: whether it looks at layers, blocks or the network.
        where: which of them; None: all.
        measure: the figure; a finding where it is above a limit.
        lower_bound: what the figure is at least, for where it is missing; None: nothing known.
        unit: the figure's unit, one of `netlint.units.UNITS`.
        limits: the limits by level.
        cost: what a finding costs, in bytes of memory access; None where that says nothing.
        price: what mending it saves on a target, by amounts of work or in seconds; of a rule
            that says nothing the bytes of its cost.
        on_missing: whether a missing figure is `undecided` or passes (`skip`).
        message: what a finding says.
        fix: what to change.
        rationale: why it is a rule.
        evidence: what was measured, with its source.
        reference: where to read on.
        examples: its tests.
    """

    id: str
    name: str
    summary: str
    deck: str
    file: Path
    since: str
    status: Status
    tags: tuple[str, ...]
    scope: Scope
    where: Expression | None
    measure: Expression
    lower_bound: Expression | None
    unit: str
    limits: Limits
    cost: Expression | None
    price: Mapping[str, Expression]
    on_missing: OnMissing
    message: Template
    fix: Template
    rationale: str
    evidence: str
    reference: tuple[str, ...]
    examples: tuple[Example, ...]
