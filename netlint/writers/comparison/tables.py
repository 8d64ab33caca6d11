"""The tables and notes of a comparison as people read them: shared by text and Markdown.

A row is a network. The texts are not escaped yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from netlint.facts.families import FAMILIES
from netlint.units import UNKNOWN
from netlint.writers.cells import at_least, short
from netlint.writers.table import coverage_line
from netlint.writers.targets.together import notes_together
from netlint.writers.targets.trust import trust

if TYPE_CHECKING:
    from netlint.comparison import Comparison, Entry, LevelCounts
    from netlint.facts.families import FamilyFigures
    from netlint.standings import Column

Mark = Literal["", "best", "worst"]
_SHORTENED = frozenset({"parameters", "mult-adds", "elements"})
# Left out first in a narrow terminal: the highest.
_RANKS = {
    "coverage": 6,
    "depth": 5,
    "top1_error": 4,
    "peak_activation_bytes": 3,
    "intensity": 2,
    "params": 1,
}
_NONE = "-"


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one network.

    Attributes:
        text: with all its digits.
        short: where that does not fit.
        mark: whether it is the best or the worst of its column.
    """

    text: str
    short: str
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Networks by figures.

    Attributes:
        title: what it shows.
        legend: what its signs mean; may be empty.
        headings: of the columns after the network's name.
        ranks: the column with the highest rank is left out first in a narrow terminal; 0: never.
        rows: a cell per column, network by network.
        notes: sentences that stand below it.
    """

    title: str
    legend: str
    headings: tuple[str, ...]
    ranks: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


def tables(comparison: Comparison) -> tuple[Table, ...]:
    """Those that have a column: figures, times and places, families, findings by rule."""
    every = (
        _figures(comparison),
        _times(comparison),
        _places(comparison),
        _families(comparison),
        _findings(comparison),
    )
    return tuple(table for table in every if table.headings)


def notes(comparison: Comparison) -> list[tuple[str, str]]:
    """What a reader has to know of a network, by its label: what is not exact or not alike."""
    found = []
    batches = {entry.survey.analysis.batch for entry in comparison.entries}
    for entry in comparison.entries:
        analysis = entry.survey.analysis
        if len(batches) > 1:
            batch = UNKNOWN if analysis.batch is None else f"{analysis.batch:,}"
            found.append((entry.label, f"counted at batch {batch}"))
        found += [(entry.label, f"warning: {text}") for text in analysis.network.warnings]
        if analysis.coverage.layers["exact"] < len(analysis.rows):
            found.append((entry.label, coverage_line(analysis)))
    for target in comparison.targets:
        told = notes_together(comparison, target)
        found += [(f"{labels} on {target.id}", text) for labels, text in told]
        found.append((target.id, trust(target)))
    for failure in comparison.failed:
        found.append((failure.file, f"could not be read: {failure.problem}"))
    return found


def _figures(comparison: Comparison) -> Table:
    columns = [each for each in comparison.columns if each.rule is None and not each.target]
    return _measured("Figures", "", comparison, columns)


def _times(comparison: Comparison) -> Table:
    columns = [column for column in comparison.columns if column.target]
    return _measured("Predicted time", "of one batch", comparison, columns)


def _measured(title: str, legend: str, comparison: Comparison, columns: Sequence[Column]) -> Table:
    marks = [_marks(comparison, column) for column in columns]
    rows = (
        tuple(
            Cell(column.text(entry), _short(column, entry), own[index])
            for column, own in zip(columns, marks, strict=True)
        )
        for index, entry in enumerate(comparison.entries)
    )
    return Table(
        title=title,
        legend=legend,
        headings=tuple(column.heading for column in columns),
        ranks=tuple(_RANKS.get(column.name, 0) for column in columns),
        rows=tuple(rows),
    )


def _places(comparison: Comparison) -> Table:
    """The order by mult-adds beside that on each target: where they differ, so do the rows."""
    rankings = comparison.rankings
    texts = [
        [_NONE if place is None else f"{place:,}" for place in ranking.places]
        for ranking in rankings
    ]
    rows = zip(*texts, strict=True)
    legend = "1: the fewest mult-adds, the shortest predicted time"
    unknown = any(place is None for ranking in rankings for place in ranking.places)
    return Table(
        title="Places",
        legend=f"{legend}; {_NONE}: unknown, and not counted" if unknown else legend,
        headings=tuple(f"by {ranking.column.heading}" for ranking in rankings),
        ranks=(0,) * len(rankings),
        rows=tuple(tuple(Cell(text, text) for text in row) for row in rows),
        notes=comparison.differences,
    )


def _marks(comparison: Comparison, column: Column) -> list[Mark]:
    best, worst = comparison.best(column) or (), comparison.worst(column) or ()
    return [
        "best" if index in best else "worst" if index in worst else ""
        for index in range(len(comparison.entries))
    ]


def _short(column: Column, entry: Entry) -> str:
    """Six characters for a count, with the sign of a lower bound."""
    value, least = column.value(entry), column.least(entry)
    if column.unit not in _SHORTENED or least is None:
        return column.text(entry)
    text = short(round(least))
    return text if value is not None else at_least(text)


def _families(comparison: Comparison) -> Table:
    """Shares in percent: of the mult-adds, then of the memory access."""
    by_entry = [dict(zip(FAMILIES, entry.families, strict=True)) for entry in comparison.entries]
    kept = [name for name in FAMILIES if any(_costs(row[name]) for row in by_entry)]
    return Table(
        title="Where the cost goes",
        legend="% of the mult-adds / % of the memory access, both of what is known",
        headings=tuple(kept),
        ranks=_ranks(kept, by_entry),
        rows=tuple(
            tuple(_share_cell(row[name], list(row.values())) for name in kept) for row in by_entry
        ),
    )


def _ranks(kept: Sequence[str], by_entry: Sequence[dict[str, FamilyFigures]]) -> tuple[int, ...]:
    """The family that has least of any network's memory access is left out first."""
    largest = dict.fromkeys(kept, 0.0)
    for row in by_entry:
        whole = sum(each.memory_access for each in row.values())
        for name in kept if whole else ():
            largest[name] = max(largest[name], row[name].memory_access / whole)
    order = sorted(kept, key=lambda name: -largest[name])
    return tuple(order.index(name) + 1 for name in kept)


def _costs(figures: FamilyFigures) -> bool:
    return bool(figures.mult_adds or figures.memory_access or not figures.complete)


def _share_cell(own: FamilyFigures, every: Sequence[FamilyFigures]) -> Cell:
    if not own.layers:
        return Cell(_NONE, _NONE)
    parts = (
        _percent(own.mult_adds, sum(each.mult_adds for each in every), own),
        _percent(own.memory_access, sum(each.memory_access for each in every), own),
    )
    text = " / ".join(parts)
    return Cell(text, text.replace(" ", ""))


def _percent(part: int, whole: int, own: FamilyFigures) -> str:
    if not part:
        return "0" if own.complete else UNKNOWN
    percent = 100 * part / whole
    return "<1" if percent < 0.5 else f"{percent:.0f}"


def _findings(comparison: Comparison) -> Table:
    rules = [rule.id for rule in comparison.rules]
    counts = [entry.figures.findings for entry in comparison.entries]
    silent = {rule for rule in rules if not any(_any(each.get(rule)) for each in counts)}
    order = sorted(rules, key=lambda rule: rule in silent)  # what says nothing is left out first
    legend = (
        "number of them: e error, w warning, i info, u undecided"
        if len(silent) < len(rules)
        else ""
    )
    return Table(
        title="Findings by rule",
        legend=legend,
        headings=tuple(rules),
        ranks=tuple(order.index(rule) + 1 for rule in rules),
        rows=tuple(tuple(_count_cell(each.get(rule)) for rule in rules) for each in counts),
    )


def _any(counts: LevelCounts | None) -> bool:
    return counts is not None and bool(list(_kinds(counts)))


def _count_cell(counts: LevelCounts | None) -> Cell:
    """`2e 5w`; `0` for none, `-` where the rule is not in force."""
    text = _NONE if counts is None else " ".join(_kinds(counts)) or "0"
    return Cell(text, text)


def _kinds(counts: LevelCounts) -> Iterator[str]:
    for sign, count in (
        ("e", counts.error),
        ("w", counts.warning),
        ("i", counts.info),
        ("u", counts.undecided),
    ):
        if count:
            yield f"{count:,}{sign}"
