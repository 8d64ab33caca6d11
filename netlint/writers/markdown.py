"""Markdown (GitHub's tables): for pull requests and reports; exact figures, names escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from netlint.columns import Column, Row
from netlint.escaping import markdown_text
from netlint.views import View
from netlint.writers.prose import markdown_row, sentence
from netlint.writers.registry import writer
from netlint.writers.table import (
    cell_text,
    coverage_line,
    heading,
    readable_columns,
    subtitle,
    title,
    total_lines,
)

if TYPE_CHECKING:
    from netlint.report import Analysis


@writer("markdown", suffixes=(".md", ".markdown"))
def write_markdown(analyses: Sequence[Analysis], view: View) -> str:
    """A heading, the layer table, the totals, warnings and coverage for each model."""
    return "\n\n".join("\n".join(_report(analysis, view)) for analysis in analyses) + "\n"


def _report(analysis: Analysis, view: View) -> list[str]:
    rows = view.rows(analysis)
    return [
        f"## {markdown_text(title(analysis.network))}",
        "",
        subtitle(analysis, len(rows), view),
        "",
        *_table(analysis, rows, readable_columns(analysis, view)),
        "",
        "| total | |",
        "|---|---|",
        *(markdown_row((label, markdown_text(text))) for label, text in total_lines(analysis)),
        "",
        *_prediction(analysis),
        *_findings(analysis, view),
        *(f"**Warning:** {markdown_text(text)}\n" for text in analysis.network.warnings),
        coverage_line(analysis),
    ]


def _table(analysis: Analysis, rows: Iterable[Row], columns: Sequence[Column]) -> list[str]:
    whole = analysis.totals
    return [
        markdown_row(heading(columns, index) for index in range(len(columns))),
        "|" + "|".join("---:" if column.numeric else "---" for column in columns) + "|",
        *(
            markdown_row(markdown_text(cell_text(column, row, whole)) for column in columns)
            for row in rows
        ),
    ]


def _prediction(analysis: Analysis) -> list[str]:
    """What the network takes on the target, and how far to trust that."""
    prediction = analysis.prediction
    if prediction is None:
        return []
    from netlint.writers.targets import prediction as lines_of
    from netlint.writers.targets.trust import trust

    lines = [f"### {markdown_text(lines_of.heading(prediction.target))}", "", "| | |", "|---|---|"]
    lines += [
        markdown_row((label.strip(), markdown_text(text)))
        for label, text in lines_of.total_lines(analysis, prediction)
    ]
    for note in lines_of.notes(analysis, prediction):
        lines += ["", f"**Note:** {markdown_text(note)}"]
    return [*lines, "", markdown_text(sentence(trust(prediction.target))), ""]


def _findings(analysis: Analysis, view: View) -> list[str]:
    """What rules say of the network, and where to read why."""
    inspection = (view.findings or {}).get(analysis.network.file)
    if inspection is None:
        return []
    from netlint.decks.rule import Level
    from netlint.writers.checks.counting import total_below_a_table
    from netlint.writers.checks.lines import hint
    from netlint.writers.checks.markdown import findings_table

    show = Level.WARNING
    lines = ["### Findings", "", *findings_table(inspection, show=show)]
    for text in (total_below_a_table(inspection, show), *hint(inspection.findings, show)):
        lines += [sentence(text), ""]
    return lines
