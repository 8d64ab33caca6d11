"""Findings: what rules say of a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from netlint.decks.rule import Level

if TYPE_CHECKING:
    from pathlib import Path

    from netlint.baseline import Known
    from netlint.decks.rule import Rule
    from netlint.subjects import Subject
    from netlint.targets import Target
    from netlint.waivers import Waiver

Standing = Literal["new", "known", "waived"]
STANDINGS: tuple[Standing, ...] = ("new", "known", "waived")
_WIDTH = 96
"""Characters per line of a report as text."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a finding costs in time, as predicted on a target; advisory.

    Attributes:
        seconds: what mending it would save.
        of: what the whole network takes, as far as it is known.
        target: the target's name for commands.
    """

    seconds: float
    of: float
    target: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a network takes on the target that it was checked for; advisory.

    Attributes:
        target: the target's name for commands.
        seconds: the predicted time of all kernels whose work is known; None: the target has no
            time model.
        unknown: kernels whose work is not known.
    """

    target: str
    seconds: float | None = None
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule broken at a layer, a block or the network, or one that cannot be decided.

    Attributes:
        rule: the rule, with the limits in force.
        level: how bad it is; of an undecided one, how bad it may be.
        where: the layer's path, the block's name or the network's.
        index: the place in the order of execution of the first layer concerned.
        layers: the paths of the layers concerned; empty for the network.
        figure: what the rule measures; None where undecided.
        limit: the limit that the figure exceeds; None where undecided.
        message: what is wrong, in figures.
        fix: what to change.
        cost_bytes: bytes of memory access that it costs; None where unknown or not a matter
            of memory access.
        cost_share: `cost_bytes` as a share of the network's known memory access.
        price: what it costs in time on the target in force; None where that is unknown, or no
            matter of time.
        missing: the columns that are missing, of an undecided one.
        fingerprint: what the layers concerned are, whatever they are called; empty for the
            network. See `netlint.fingerprints`.
        waiver: what accepts it on purpose; None: nothing does.
        known: it is in the baseline, and no worse than there.
        was: the figure that the baseline has, of one that is worse than there.
    """

    rule: Rule
    level: Level
    where: str
    index: int
    layers: tuple[str, ...]
    figure: float | None
    limit: float | None
    message: str
    fix: str
    cost_bytes: int | None = None
    cost_share: float | None = None
    missing: tuple[str, ...] = ()
    fingerprint: str = ""
    waiver: Waiver | None = None
    known: bool = False
    was: float | None = None
    price: Price | None = None

    @property
    def undecided(self) -> bool:
        """Whether the rule could not be decided."""
        return self.figure is None

    @property
    def seconds(self) -> float:
        """What it costs in time, to put it in order: 0 where no price is known."""
        return 0.0 if self.price is None else self.price.seconds

    @property
    def kind(self) -> str:
        """`info`, `warning`, `error` or `undecided`: the word that users see."""
        return "undecided" if self.undecided else str(self.level)

    @property
    def standing(self) -> Standing:
        """`new`, `known` (in the baseline) or `waived`: only a new one fails a gate."""
        if self.waiver is not None:
            return "waived"
        return "known" if self.known else "new"


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the rules say of one network.

    Attributes:
        subject: the network that was checked.
        rules: the rules that were checked, with the limits in force.
        findings: what they found, worst first.
        fixed: what is in the baseline and was not found.
        forecast: what it takes on the target in force; None: there is none.
    """

    subject: Subject
    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]
    fixed: tuple[Known, ...] = ()
    forecast: Forecast | None = None

    def failures(self, fail_on: Level, *, allow_undecided: bool = False) -> tuple[Finding, ...]:
        """The findings that fail a gate: new ones, neither waived nor in the baseline.

        Args:
            fail_on: the mildest level that does.
            allow_undecided: whether undecided ones do not.
        """
        return tuple(
            finding
            for finding in self.findings
            if finding.standing == "new"
            and finding.level >= fail_on
            and not (allow_undecided and finding.undecided)
        )


@dataclass(frozen=True, slots=True)
class Failure:
    """A model that could not be read or checked.

    Attributes:
        file: the model, as the user named it.
        message: what went wrong, in one line.
    """

    file: str
    message: str

    @property
    def problem(self) -> str:
        """The message without the file's name in front."""
        return self.message.removeprefix(f"{self.file}: ")


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `netlint check` reports.

    Attributes:
        inspections: what the rules say of every model that could be checked.
        failed: the models that could not.
        fail_on: the mildest level that fails the gate.
        allow_undecided: whether undecided findings do not.
        target: the hardware that the models were checked for; None: none in particular.
        baseline: whether a baseline is in force.
    """

    inspections: tuple[Inspection, ...]
    failed: tuple[Failure, ...]
    fail_on: Level
    allow_undecided: bool
    target: Target | None = None
    baseline: bool = False

    def __str__(self) -> str:
        """The report as text."""
        from netlint.writers.checks.text import write_text

        return write_text(self, CheckView(width=_WIDTH, show=min(Level.WARNING, self.fail_on)))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, also mild and accepted ones, model by model."""
        return tuple(finding for inspection in self.inspections for finding in inspection.findings)

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings that fail the gate, model by model."""
        return tuple(
            finding
            for inspection in self.inspections
            for finding in inspection.failures(self.fail_on, allow_undecided=self.allow_undecided)
        )

    @property
    def passed(self) -> bool:
        """Whether every model was checked, at least one, and nothing fails the gate."""
        return bool(self.inspections) and not self.failed and not self.failures


@dataclass(frozen=True, slots=True)
class Anchor:
    """A line of a source file that stands for a model file, which has no lines.

    Attributes:
        file: the source file, as the user named it.
        line: the line, from 1.
    """

    file: str
    line: int


def _ignore(_: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class CheckView:
    """How a check is shown.

    Attributes:
        width: characters per line (text only); None: as wide as needed.
        color: whether terminal colours may be used (text only).
        show: the mildest level of the findings that are listed; the others are counted.
        known: whether those in the baseline are listed too.
        anchor: where findings are placed; None: on the model file.
        anchors: the same of some models, by the model's file.
        root: the folder of the repository, which paths for build servers start from; None: the
            working directory.
        notice: is told what a format had to leave out, in one line.
    """

    width: int | None = None
    color: bool = False
    show: Level = Level.WARNING
    known: bool = False
    anchor: Anchor | None = None
    anchors: Mapping[str, Anchor] = field(default_factory=dict)
    root: Path | None = None
    notice: Callable[[str], None] = _ignore

    def anchor_of(self, model: str) -> Anchor | None:
        """Where the findings of a model are placed; None: on the model file."""
        return self.anchor or self.anchors.get(model)
