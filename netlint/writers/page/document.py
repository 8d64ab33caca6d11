"""Puts the page of a comparison together: what is said, what is drawn, what is allowed to run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from netlint import __version__
from netlint.escaping import printable
from netlint.facts.families import FAMILIES, MIXED
from netlint.writers.checks.counting import KINDS
from netlint.writers.page.assets import asset, markup, script, template
from netlint.writers.page.costs import equal_chart, memory_chart
from netlint.writers.page.families import family_rows, used_families
from netlint.writers.page.findings import (
    SIGNS,
    finding_views,
    guidelines,
    heat_rows,
    rule_views,
)
from netlint.writers.page.graph import graph_data
from netlint.writers.page.guidelines import guideline_charts
from netlint.writers.page.networks import LONGEST_LABEL, headings, network_views
from netlint.writers.page.ranking import ranking_chart
from netlint.writers.page.roofline import roofline_chart
from netlint.writers.page.security import (
    PLOTLY_CDN,
    PLOTLY_FILE,
    added_styles,
    digest,
    json_text,
    policy,
    script_text,
)
from netlint.writers.page.strips import depth_chart
from netlint.writers.page.targets import CAUSES, chart_name, target_views

if TYPE_CHECKING:
    from netlint.comparison import Comparison, PlotlyJs
    from netlint.writers.page.chart import Chart

_SCRIPTS = ("start.js", "tables.js", "findings.js", "targets.js", "layout.js", "graph.js")
_PAGE = "comparison"
_CHARTS = "charts.js"  # after Plotly, which takes longest: all else works before it
_STYLE = "style.css"


def write_page(comparison: Comparison, plotlyjs: PlotlyJs) -> str:
    """The whole page; the same comparison gives the same bytes.

    Args:
        comparison: the networks.
        plotlyjs: where Plotly comes from: `inline` within the page, `cdn` from its network
            address, `directory` from the file `plotly.min.js` beside the page
            (`plotly_source()` is its content).
    """
    charts = _charts(comparison)
    *scripts, charts_script = (script(_PAGE, name) for name in (*_SCRIPTS, _CHARTS))
    style = asset(_PAGE, _STYLE)
    source = plotly_source()
    plotly = script_text(source) if plotlyjs == "inline" else ""
    networks = [graph_data(entry) for entry in comparison.entries]
    page: str = template(_PAGE).render(
        **_content(comparison, charts),
        graphs=markup(json_text({"families": [*FAMILIES, MIXED], "networks": networks})),
        specs=markup(json_text({each.name: each.spec for each in charts if each.spec})),
        policy=policy(
            [*scripts, charts_script, *([plotly] if plotly else [])],
            [style, *added_styles(source)],
            plotlyjs,
        ),
        style=markup(style),
        scripts=[markup(each) for each in scripts],
        charts_script=markup(charts_script),
        plotly=markup(plotly),
        plotly_file=_plotly_address(plotlyjs),
        plotly_integrity=digest(source, "sha384") if plotlyjs == "cdn" else "",
        plotly_version=_plotly_version(),
    )
    return page


def _charts(comparison: Comparison) -> tuple[Chart, ...]:
    return (
        equal_chart(comparison),
        ranking_chart(comparison),
        *(
            roofline_chart(comparison, target, chart_name(number))
            for number, target in enumerate(comparison.targets)
        ),
        *guideline_charts(comparison),
        depth_chart(comparison),
        memory_chart(comparison),
    )


def plotly_source() -> str:
    """Plotly's script, as its Python package holds it."""
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())


def _plotly_version() -> str:
    from plotly.offline import get_plotlyjs_version

    return str(get_plotlyjs_version())


def _plotly_address(plotlyjs: PlotlyJs) -> str:
    if plotlyjs == "cdn":
        return f"{PLOTLY_CDN}/plotly-{_plotly_version()}.min.js"
    return PLOTLY_FILE if plotlyjs == "directory" else ""


def _content(comparison: Comparison, charts: Sequence[Chart]) -> dict[str, object]:
    """What the template says, all of it text to be escaped."""
    findings, left_out = finding_views(comparison)
    return {
        "title": _title(comparison),
        "version": __version__,
        "command": printable(comparison.command),
        "networks": network_views(comparison),
        "columns": headings(comparison),
        "charts": {chart.name: chart for chart in charts},
        "families": used_families(comparison),
        "family_rows": family_rows(comparison),
        "targets": target_views(comparison),
        "causes": CAUSES,
        "differences": [printable(text) for text in comparison.differences],
        "guidelines": guidelines(comparison),
        "heat": heat_rows(comparison),
        "findings": findings,
        "left_out": left_out,
        "rules": rule_views(comparison),
        "kinds": KINDS,
        "signs": SIGNS,
        "failed": [(printable(each.file), printable(each.problem)) for each in comparison.failed],
    }


def _title(comparison: Comparison) -> str:
    entries = comparison.entries
    if len(entries) == 1:
        return printable(entries[0].label, LONGEST_LABEL)
    return f"{_NUMBERS.get(len(entries), str(len(entries)))} networks compared"


_NUMBERS = dict(
    enumerate(("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"), start=2)
)
