"""Puts the page of a comparison together: what is said, what is drawn, what is allowed to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from netlint import __version__
from netlint.escaping import printable
from netlint.facts.families import FAMILIES, MIXED
from netlint.resources import data_folder
from netlint.writers.checks.text import problem_of
from netlint.writers.page.chart import Chart, Mark
from netlint.writers.page.costs import equal_chart, memory_chart
from netlint.writers.page.families import Bar, bars_of, family_rows, used_families
from netlint.writers.page.figures import compact, many
from netlint.writers.page.findings import (
    KINDS,
    SIGNS,
    finding_views,
    guidelines,
    heat_rows,
    rule_views,
)
from netlint.writers.page.graph import graph_data
from netlint.writers.page.guidelines import guideline_charts
from netlint.writers.page.security import (
    PLOTLY_CDN,
    PLOTLY_FILE,
    PlotlyFrom,
    added_styles,
    digest,
    json_text,
    policy,
    script_text,
)
from netlint.writers.page.strips import depth_chart
from netlint.writers.table import coverage_line

if TYPE_CHECKING:
    from netlint.comparison import Comparison, Entry
    from netlint.report import Analysis
    from netlint.standings import Column

_LONGEST_LABEL = 80
_SCRIPTS = ("start.js", "tables.js", "findings.js", "graph.js")
_CHARTS = "charts.js"  # after Plotly, which takes longest: all else works before it
_STYLE = "style.css"


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


def write_page(comparison: Comparison, plotlyjs: PlotlyFrom) -> str:
    """The whole page; the same comparison gives the same bytes.

    Args:
        comparison: the networks.
        plotlyjs: where Plotly comes from: `inline` within the page, `cdn` from its network
            address, `directory` from the file `plotly.min.js` beside the page
            (`plotly_source()` is its content).
    """
    charts = (
        equal_chart(comparison),
        *guideline_charts(comparison),
        depth_chart(comparison),
        memory_chart(comparison),
    )
    *scripts, charts_script = map(_script, (*_SCRIPTS, _CHARTS))
    style = _asset(_STYLE)
    source = plotly_source()
    plotly = script_text(source) if plotlyjs == "inline" else ""
    networks = [graph_data(entry) for entry in comparison.entries]
    page: str = _template().render(
        **_content(comparison, charts),
        graphs=_markup(json_text({"families": [*FAMILIES, MIXED], "networks": networks})),
        specs=_markup(json_text({each.name: each.spec for each in charts if each.spec})),
        policy=policy(
            [*scripts, charts_script, *([plotly] if plotly else [])],
            [style, *added_styles(source)],
            plotlyjs,
        ),
        style=_markup(style),
        scripts=[_markup(script) for script in scripts],
        charts_script=_markup(charts_script),
        plotly=_markup(plotly),
        plotly_file=_plotly_address(plotlyjs),
        plotly_integrity=digest(source, "sha384") if plotlyjs == "cdn" else "",
        plotly_version=_plotly_version(),
    )
    return page


def plotly_source() -> str:
    """Plotly's script, as its Python package holds it."""
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())


def _plotly_version() -> str:
    from plotly.offline import get_plotlyjs_version

    return str(get_plotlyjs_version())


def _plotly_address(plotlyjs: PlotlyFrom) -> str:
    if plotlyjs == "cdn":
        return f"{PLOTLY_CDN}/plotly-{_plotly_version()}.min.js"
    return PLOTLY_FILE if plotlyjs == "directory" else ""


def _asset(name: str) -> str:
    """A file of `reports/comparison`; line ends as a browser sees them when it hashes."""
    return (data_folder("reports") / "comparison" / name).read_text("utf-8").replace("\r\n", "\n")


def _script(name: str) -> str:
    return script_text(_asset(name))


def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(data_folder("reports") / "comparison"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")


def _shown(value: Any) -> Any:
    """Every text that the template shows, on one line of printable characters."""
    return printable(value) if type(value) is str else value


def _markup(text: str) -> Any:
    """Text that is safe where the template puts it: hashed assets and escaped JSON."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 -- only what this module made harmless


def _content(comparison: Comparison, charts: Sequence[Chart]) -> dict[str, object]:
    """What the template says, all of it text to be escaped."""
    findings, left_out = finding_views(comparison)
    return {
        "title": _title(comparison),
        "version": __version__,
        "command": printable(comparison.command),
        "networks": [_network(comparison, i) for i in range(len(comparison.entries))],
        "columns": [(column, _unit(column)) for column in _columns(comparison)],
        "charts": {chart.name: chart for chart in charts},
        "families": used_families(comparison),
        "family_rows": family_rows(comparison),
        "guidelines": guidelines(comparison),
        "heat": heat_rows(comparison),
        "findings": findings,
        "left_out": left_out,
        "rules": rule_views(comparison),
        "kinds": KINDS,
        "signs": SIGNS,
        "failed": [(printable(each.file), problem_of(each)) for each in comparison.failed],
    }


def _title(comparison: Comparison) -> str:
    entries = comparison.entries
    if len(entries) == 1:
        return printable(entries[0].label, _LONGEST_LABEL)
    return f"{_NUMBERS.get(len(entries), str(len(entries)))} networks compared"


_NUMBERS = dict(
    enumerate(("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"), start=2)
)


def _columns(comparison: Comparison) -> list[Column]:
    """What the table shows; coverage only where something is not known exactly."""
    exact = all(entry.figures.coverage == 1 for entry in comparison.entries)
    return [each for each in comparison.columns if not (exact and each.name == "coverage")]


def _network(comparison: Comparison, index: int) -> NetworkView:
    entry = comparison.entries[index]
    analysis = entry.inspection.analysis
    return NetworkView(
        label=printable(entry.label, _LONGEST_LABEL),
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
    text = exact if value is None else compact(value, column.unit)
    if value is None and least is not None and not column.absent(entry):
        text = f"≥ {compact(least, column.unit)}"
    if column.unit == "percent" and value is not None:
        text = exact = f"{value:.1f}"
    order = "" if column.absent(entry) or least is None else repr(least)
    if value is not None:
        order = repr(value)
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
    parts = [f"{compact(found.mult_adds, 'mult-adds')} FLOPs (mult-adds)"]
    if found.params is not None:
        parts.append(f"{compact(found.params, 'parameters')} parameters")
    parts.append(f"top-1 error {found.top1_error:.1f} %")
    return f"{', '.join(parts)} ({printable(found.source)})"
