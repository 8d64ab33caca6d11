"""Markdown for a comment on a pull request: passed or failed, then a table per model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.escaping import markdown_text
from netlint.units import many
from netlint.writers.checks.counting import shown_of, summary, total_line, verdict
from netlint.writers.checks.entries import Entry, advice, entries
from netlint.writers.checks.lines import hint
from netlint.writers.checks.registry import check_writer
from netlint.writers.prose import markdown_cell, markdown_row, sentence
from netlint.writers.table import title

if TYPE_CHECKING:
    from netlint.decks.rule import Level
    from netlint.findings import CheckReport, CheckView, Inspection

# GitHub takes comments of 65,536 characters; a row has some 300.
_MOST_ROWS = 100


@check_writer("markdown", suffixes=(".md", ".markdown"))
def write_markdown(report: CheckReport, view: CheckView) -> str:
    """A headline that says passed or failed, and a section per model."""
    findings = [finding for each in report.inspections for finding in each.findings]
    word, _, reason = verdict(report).partition(": ")
    models = many(len(report.inspections) + len(report.failed), "model")
    lines = [
        f"## netlint check: {word.lower()}",
        "",
        f"{sentence(reason)} {models}: {summary(findings, view.show)}.",
    ]
    for inspection in report.inspections:
        lines += ["", f"### {markdown_text(title(inspection.subject))}", ""]
        lines += findings_table(inspection, show=view.show)
        lines.append(sentence(total_line(inspection, view.show)))
    if report.failed:
        lines += ["", "### Could not be checked", ""]
        lines += [
            f"- {markdown_text(failure.file)}: {markdown_text(failure.problem)}"
            for failure in report.failed
        ]
    lines += [line for text in hint(findings, view.show) for line in ("", sentence(text))]
    return "\n".join(lines) + "\n"


def findings_table(inspection: Inspection, *, show: Level) -> list[str]:
    """The findings of one network as a table, worst first, and what would decide the rest."""
    rows = entries(shown_of(inspection.findings, show), gather=True)
    lines = []
    if rows:
        lines += ["| level | rule | where | finding | costs | fix |", "|---|---|---|---|---|---|"]
        lines += [_row(entry) for entry in rows[:_MOST_ROWS]]
        lines.append("")
    if len(rows) > _MOST_ROWS:
        lines += [f"{len(rows) - _MOST_ROWS:,} more are left out here.", ""]
    for text in advice(inspection):
        lines += [f"{markdown_cell(text)}.", ""]
    return lines


def _row(entry: Entry) -> str:
    rule = f"{entry.rule.id} {entry.rule.name}"
    where = markdown_cell(entry.where) + entry.rest
    accepted = f" ({markdown_cell(entry.accepted)})" if entry.accepted else ""
    return markdown_row(
        (
            entry.kind,
            markdown_cell(rule),
            where,
            markdown_cell(entry.message) + accepted,
            entry.cost,
            markdown_cell(entry.fix),
        )
    )
