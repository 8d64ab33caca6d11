"""The networks of a comparison as the page lists them: their figures, and where those are from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.units import many
from netlint.writers.page.bars import Bar
from netlint.writers.page.chart import Mark
from netlint.writers.page.families import bars_of
from netlint.writers.page.figures import compact
from netlint.writers.table import coverage_line

if TYPE_CHECKING:
    from netlint.comparison import Comparison, Entry
    from netlint.report import Analysis
    from netlint.standings import Column

LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a network.

    Attributes:
        text: in three digits.
        exact: with all of them.
        order: what the column is sorted by; empty where unknown: it comes last.
        mark: `best`, `worst` or empty.
    """

    text: str
    exact: str
    order: str
    mark: str


@dataclass(frozen=True, slots=True)
class NetworkView:
    """A network as the page shows it.

    Attributes:
        label: its name.
        source: what the user named.
        about: framework, layers.
        verdict: one sentence.
        mark: its colour and shape.
        cells: its figures.
        bars: where its cost goes.
        coverage: how much is known.
        warnings: what the reader of the file said.
        published: published figures with their source; empty for files.
    """

    label: str
    source: str
    about: str
    verdict: str
    mark: Mark
    cells: tuple[Cell, ...]
    bars: tuple[Bar, Bar]
    coverage: str
    warnings: tuple[str, ...]
    published: str


def headings(comparison: Comparison) -> list[tuple[Column, str]]:
    """The columns of the table, each with what its heading does not say."""
    return [(column, _unit(column)) for column in _columns(comparison)]


def network_views(comparison: Comparison) -> list[NetworkView]:
    """The networks in the order in which they were named."""
    return [_network(comparison, index) for index in range(len(comparison.entries))]


def _columns(comparison: Comparison) -> list[Column]:
    """What the table shows; coverage only where something is not known exactly.

    Predicted times have a section of their own, with what they rest on.
    """
    exact = all(entry.figures.coverage == 1 for entry in comparison.entries)
    counted = (each for each in comparison.columns if not each.target)
    return [each for each in counted if not (exact and each.name == "coverage")]


def _network(comparison: Comparison, index: int) -> NetworkView:
    entry = comparison.entries[index]
    analysis = entry.survey.analysis
    return NetworkView(
        label=printable(entry.label, LONGEST_LABEL),
        source=printable(entry.source, 200),
        about=_about(analysis),
        verdict=entry.verdict,
        mark=Mark(index),
        cells=tuple(_cell(comparison, column, index) for column in _columns(comparison)),
        bars=bars_of(entry),
        coverage=coverage_line(analysis),
        warnings=tuple(printable(text, 400) for text in analysis.network.warnings),
        published=_published(entry),
    )


def _about(analysis: Analysis) -> str:
    batch = "?" if analysis.batch is None else analysis.batch
    network = analysis.network
    return printable(
        f"{network.name} ({network.framework}), {many(len(analysis.rows), 'layer')}, batch {batch}"
    )


def _cell(comparison: Comparison, column: Column, index: int) -> Cell:
    entry = comparison.entries[index]
    value, least = column.value(entry), column.least(entry)
    exact = column.text(entry)
    text = exact
    if value is not None:
        text = compact(value, column.unit)
    elif least is not None:
        text = f"≥ {compact(least, column.unit)}"
    if column.unit == "percent" and value is not None:
        text = exact = f"{value:.1f}"
    order = "" if least is None else repr(least)
    return Cell(text, exact, order, _standing(comparison, column, index))


def _standing(comparison: Comparison, column: Column, index: int) -> str:
    """`best` or `worst` of a column; nothing where most networks share the place."""
    for word, places in (("best", comparison.best(column)), ("worst", comparison.worst(column))):
        if places and index in places and 2 * len(places) <= len(comparison.entries):
            return word
    return ""


def _unit(column: Column) -> str:
    """What the heading does not say."""
    own = {"elements": "elements", "ratio": "FLOPs per byte", "percent": "percent"}
    return "" if column.rule is not None else own.get(column.unit, "")


def _published(entry: Entry) -> str:
    """The published figures of a built-in network, with their source."""
    found = entry.published
    if found is None:
        return ""
    parts = []
    if found.mult_adds is not None:
        parts.append(f"{compact(found.mult_adds, 'mult-adds')} FLOPs (mult-adds)")
    if found.params is not None:
        parts.append(f"{compact(found.params, 'parameters')} parameters")
    if found.top1_error is not None:
        parts.append(f"top-1 error {found.top1_error:.1f} %")
    return f"{', '.join(parts)} ({printable(found.source)})"
