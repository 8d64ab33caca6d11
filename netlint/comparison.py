"""Several networks side by side: what `netlint compare` and `netlint report` show.

Everything here is data and pure functions of it; writers (text, JSON, CSV, Markdown, HTML) say
it. Counts are of the convention `full`. What is unknown is None, with what is known of it in
`Overview.known`: a lower bound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

from netlint.facts.families import FamilyFigures, families_of
from netlint.facts.kinds import hides_work
from netlint.facts.registry import Row, columns_of
from netlint.labels import unique_labels
from netlint.rankings import MULT_ADDS, Ranking, differences, ranked
from netlint.standings import FIGURES, TOP1_ERROR, Column, time_column
from netlint.verdicts import verdict_of

if TYPE_CHECKING:
    from netlint.decks.rule import Rule
    from netlint.facts.prediction import Prediction
    from netlint.facts.survey import Survey
    from netlint.findings import Failure, Inspection
    from netlint.report import Figures
    from netlint.targets import Target
    from netlint.zoo import Published, PublishedTime

PlotlyJs = Literal["inline", "cdn", "directory"]
PLOTLY_JS: tuple[PlotlyJs, ...] = get_args(PlotlyJs)


@dataclass(frozen=True, slots=True)
class LevelCounts:
    """How many findings of one rule a network has, by kind.

    Attributes:
        error: decided ones of level error.
        warning: decided ones of level warning.
        info: decided ones of level info: remarks.
        undecided: those that a missing figure leaves open, whatever their level may be.
    """

    error: int = 0
    warning: int = 0
    info: int = 0
    undecided: int = 0

    @property
    def broken(self) -> int:
        """Errors and warnings together: how often the rule is broken. Remarks do not count."""
        return self.error + self.warning


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of one network that reports compare.

    Attributes:
        layers: layer calls, inputs and layers without work among them.
        params: parameters.
        mult_adds: multiply-accumulates.
        flops: operations: 2 x mult-adds + all other arithmetic.
        memory_access: elements read and written, nothing fused.
        memory_access_bytes: the same in bytes.
        intensity: FLOPs per byte of memory access.
        peak_activation_bytes: the most memory that activations need at once.
        depth: convolutions and dense layers on the longest path.
        kernels: what is left to run after the fusion that every engine does.
        coverage: the share of the layers that are known exactly, 0 to 1; None without layers.
        known: the sums of what is known; lower bounds where the figure itself is None.
        findings: counts by rule id, for every rule in force, in the order of the rules.
        top1_error: the published top-1 error on ImageNet, in percent; None where there is none.
    """

    layers: int
    params: int | None
    mult_adds: int | None
    flops: int | None
    memory_access: int | None
    memory_access_bytes: int | None
    intensity: float | None
    peak_activation_bytes: int | None
    depth: int | None
    kernels: int | None
    coverage: float | None
    known: Figures
    findings: Mapping[str, LevelCounts]
    top1_error: float | None


@dataclass(frozen=True, slots=True)
class TimeCheck:
    """A published time of a network, beside the time predicted for the same batch size.

    Attributes:
        published: what was measured.
        seconds: what is predicted.
    """

    published: PublishedTime
    seconds: float

    @property
    def ratio(self) -> float:
        """Predicted over published: 1.2 for a prediction that is 20 % too long."""
        return self.seconds / self.published.seconds


@dataclass(frozen=True, eq=False)
class Entry:
    """One network of a comparison.

    Attributes:
        label: what reports call it, unique within the comparison; untrusted text.
        source: what the user named: `zoo:shufflenet_v2` or a path.
        inspection: the rules in force and their findings.
        survey: its facts: layers, blocks, kernels (see `netlint.facts`), with the network and its
            costs (`survey.analysis`, convention `full`).
        published: published figures of a built-in network; None for files.
        predictions: what it takes on each target.
        times: published times of a built-in network on these targets.
    """

    label: str
    source: str
    inspection: Inspection
    survey: Survey
    published: Published | None = None
    predictions: tuple[Prediction, ...] = ()
    times: tuple[TimeCheck, ...] = ()

    def prediction(self, target: str) -> Prediction | None:
        """What it takes on a target, by the target's id; None where that was not asked."""
        return next((each for each in self.predictions if each.target.id == target), None)

    @cached_property
    def figures(self) -> Overview:
        """The figures that reports compare."""
        analysis = self.survey.analysis
        totals, rows = analysis.totals, len(analysis.rows)
        network = Row(self.survey, columns_of("network"))
        peak, depth = network["peak_activation_bytes"], network["depth"]
        return Overview(
            layers=rows,
            params=totals.params,
            mult_adds=totals.mult_adds,
            flops=totals.flops,
            memory_access=totals.memory_access,
            memory_access_bytes=totals.memory_access_bytes,
            intensity=totals.intensity,
            peak_activation_bytes=peak if isinstance(peak, int) else None,
            depth=depth if isinstance(depth, int) else None,
            kernels=_kernels(self.survey),
            coverage=analysis.coverage.layers["exact"] / rows if rows else None,
            known=totals.known,
            findings=_counted(self.inspection),
            top1_error=None if self.published is None else self.published.top1_error,
        )

    @cached_property
    def families(self) -> tuple[FamilyFigures, ...]:
        """What each family of operations costs: all of `FAMILIES`, in that order."""
        return families_of(self.survey)

    @cached_property
    def verdict(self) -> str:
        """One sentence: what the network pays for most, and which rules it breaks."""
        return verdict_of(self.families, self.figures, self.inspection.rules)


def _kernels(survey: Survey) -> int | None:
    """Missing where a layer is code that netlint does not know: it may run any number."""
    if any(hides_work(facts.layer) for facts in survey.layers):
        return None
    return len(survey.kernels)


def _counted(inspection: Inspection) -> dict[str, LevelCounts]:
    found: dict[str, LevelCounts] = {
        rule.id: LevelCounts() for rule in inspection.rules if rule.limits.highest is not None
    }
    for finding in inspection.findings:
        counts = found.get(finding.rule.id, LevelCounts())
        more = {finding.kind: getattr(counts, finding.kind) + 1}
        found[finding.rule.id] = replace(counts, **more)
    return found


@dataclass(frozen=True, eq=False)
class Comparison:
    """Several networks side by side; one alone for `netlint report`.

    Attributes:
        entries: the networks, in the order in which they were named.
        command: the command line that makes the report; empty where there is none.
        failed: the models that could not be read.
    """

    entries: tuple[Entry, ...]
    command: str = ""
    failed: tuple[Failure, ...] = ()

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that is in force for some network, each once, by its id."""
        found: dict[str, Rule] = {}
        for entry in self.entries:
            for rule in entry.inspection.rules:
                if rule.limits.highest is not None:
                    found.setdefault(rule.id, rule)
        return tuple(found.values())

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The figures to compare: costs, predicted times, one per rule, the published error."""
        rules = (
            Column(rule.id, rule.id, "count", "smaller", rule.summary, rule) for rule in self.rules
        )
        published = any(entry.figures.top1_error is not None for entry in self.entries)
        times = (time_column(target) for target in self.timed)
        return (*FIGURES, *times, *rules, *([TOP1_ERROR] if published else []))

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """The targets that every network is looked at on, in the order in which they were named."""
        return tuple(each.target for each in self.entries[0].predictions) if self.entries else ()

    @property
    def timed(self) -> tuple[Target, ...]:
        """Those of the targets that have a time model."""
        return tuple(target for target in self.targets if target.time is not None)

    @cached_property
    def rankings(self) -> tuple[Ranking, ...]:
        """The networks by mult-adds, then by predicted time on each target; none for one alone."""
        if len(self.entries) < 2 or not self.timed:
            return ()
        work = next(column for column in FIGURES if column.name == MULT_ADDS)
        by_time = (ranked(self.entries, time_column(each), each) for each in self.timed)
        return (ranked(self.entries, work), *by_time)

    @cached_property
    def differences(self) -> tuple[str, ...]:
        """Where these rankings differ, in sentences."""
        return differences(self.rankings, [entry.label for entry in self.entries])

    def best(self, column: Column) -> tuple[int, ...] | None:
        """The networks (places in `entries`) with the best figure, those that tie together.

        None where neither direction is better, where all tie, and where a figure that is
        unknown could be as good or better. A network that has no such figure (see
        `Column.absent`) takes no part.
        """
        return column.leaders(self.entries)

    def worst(self, column: Column) -> tuple[int, ...] | None:
        """The networks with the worst figure; see `best`."""
        return column.trailers(self.entries)


def compared(
    entries: Sequence[Entry], command: str = "", failed: Sequence[Failure] = ()
) -> Comparison:
    """Networks side by side, under labels that are unique.

    A file that shares its name with another is told apart by its folders, then by a number.

    Args:
        entries: the networks; the label of a file is its name.
        command: the command line that makes the report.
        failed: the models that could not be read.
    """
    labels = unique_labels([(entry.label, entry.source) for entry in entries])
    named = (replace(entry, label=label) for entry, label in zip(entries, labels, strict=True))
    return Comparison(tuple(named), command, tuple(failed))


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """How a comparison is shown.

    Attributes:
        width: characters per line (text only); None: as wide as needed.
        color: whether terminal colours may be used (text only).
        plotlyjs: where the page has plotly's script from (HTML only): within the page, from
            its network address, or from the file `plotly.min.js` in the page's own folder,
            which the command writes beside it.
    """

    width: int | None = None
    color: bool = False
    plotlyjs: PlotlyJs = "inline"
