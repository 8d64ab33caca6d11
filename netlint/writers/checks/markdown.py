"""Markdown for a comment on a pull request: passed or failed, then a table per model."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from netlint.escaping import markdown_text
from netlint.units import many
from netlint.writers.checks.counting import shown_of, summary, total_line, verdict
from netlint.writers.checks.entries import Entry, advice, entries, fixed_lines
from netlint.writers.checks.lines import hint
from netlint.writers.checks.registry import check_writer
from netlint.writers.prose import markdown_cell, markdown_row, sentence
from netlint.writers.table import title
from netlint.writers.targets.trust import trust

if TYPE_CHECKING:
    from netlint.decks.rule import Level
    from netlint.findings import CheckReport, CheckView, Finding, Inspection

MOST_ROWS = 100
_MOST_BYTES = 65_000
_ROOM_FOR_MORE = 200
_HEADING = ["| level | rule | where | finding | costs | fix |", "|---|---|---|---|---|---|"]
_TABLE_WITHOUT_ROWS = 150  # its heading, and how many more findings there are


@check_writer("markdown", suffixes=(".md", ".markdown"))
def write_markdown(report: CheckReport, view: CheckView) -> str:
    """A headline that says passed or failed, and a section per model.

    GitHub takes comments of 65,536 characters.
    """
    return document(report, view, _MOST_BYTES, MOST_ROWS)


def document(report: CheckReport, view: CheckView, most_bytes: int, most_rows: int) -> str:
    """The whole text; what does not fit is left out, the models that fail the gate last.

    Args:
        report: the check.
        view: how it is shown.
        most_bytes: the most bytes in UTF-8.
        most_rows: the most rows of a model's table.
    """
    findings = [finding for each in report.inspections for finding in each.findings]
    head, tail = _head(report, view, findings), _tail(report, view, most_bytes // 2)
    room = most_bytes - _size([*head, *tail]) - _ROOM_FOR_MORE
    sections: dict[int, list[str]] = {}
    for index in _failing_first(report):
        section = _section(report.inspections[index], view, most_rows, room)
        if section is not None:
            sections[index] = section
            room -= _size(section)
    lines = [line for index in sorted(sections) for line in sections[index]]
    left_out = len(report.inspections) - len(sections)
    rest = ["", f"{many(left_out, 'more model')} left out here."] if left_out else []
    return "\n".join([*head, *lines, *rest, *tail]) + "\n"


def _head(report: CheckReport, view: CheckView, findings: Sequence[Finding]) -> list[str]:
    fixed = [each for inspection in report.inspections for each in inspection.fixed]
    word, _, reason = verdict(report).partition(": ")
    models = many(len(report.inspections) + len(report.failed), "model")
    return [
        f"## netlint check: {word.lower()}",
        "",
        f"{sentence(reason)} {models}: {summary(findings, view.show, fixed=fixed)}.",
    ]


def _tail(report: CheckReport, view: CheckView, room: int) -> list[str]:
    """What could not be checked, in at most so many bytes, and how to read on."""
    said = (
        f"- {markdown_cell(failure.file)}: {markdown_cell(failure.problem)}"
        for failure in report.failed
    )
    failures = list(_fitting(said, room))
    lines = ["", "### Could not be checked", "", *failures] if report.failed else []
    if len(report.failed) > len(failures):
        lines += ["", f"{len(report.failed) - len(failures):,} more are left out here."]
    findings = (finding for each in report.inspections for finding in each.findings)
    if report.target is not None:
        lines += ["", f"{markdown_cell(trust(report.target))}."]
    return lines + [line for text in hint(findings, view.show) for line in ("", sentence(text))]


def _failing_first(report: CheckReport) -> list[int]:
    def passes(index: int) -> bool:
        allow = report.allow_undecided
        return not report.inspections[index].failures(report.fail_on, allow_undecided=allow)

    return sorted(range(len(report.inspections)), key=passes)


def _section(
    inspection: Inspection, view: CheckView, most_rows: int, room: int
) -> list[str] | None:
    """A model's part, with as many rows as there is room for; None: there is none at all."""
    top = ["", f"### {markdown_cell(title(inspection.subject))}", ""]
    bottom = [markdown_text(sentence(total_line(inspection, view.show)))]
    left = room - _size([*top, *bottom]) - _TABLE_WITHOUT_ROWS
    table = findings_table(
        inspection, show=view.show, known=view.known, most_rows=most_rows, room=left
    )
    section = [*top, *table, *bottom]
    return section if _size(section) <= room else None


def _size(lines: Sequence[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def findings_table(
    inspection: Inspection,
    *,
    show: Level,
    known: bool = False,
    most_rows: int = MOST_ROWS,
    room: float = math.inf,
) -> list[str]:
    """The findings of one network as a table, worst first, and what would decide the rest.

    Args:
        inspection: the network's.
        show: the mildest level that is listed.
        known: whether findings in the baseline are listed too.
        most_rows: the most rows.
        room: the most bytes of the rows and of what would decide the rest.
    """
    found = entries(shown_of(inspection.findings, show, known=known), gather=True)
    fixed = fixed_lines(inspection)
    below = [f"- fixed: {markdown_cell(text)}" for text in fixed] + [""] * bool(fixed)
    below += [line for text in advice(inspection) for line in (f"{markdown_cell(text)}.", "")]
    rows = list(_fitting(map(_row, found[:most_rows]), room - _size(below)))
    lines = [*_HEADING, *rows, ""] if rows else []
    if len(found) > len(rows):
        lines += [f"{len(found) - len(rows):,} more are left out here.", ""]
    return lines + below


def _fitting(lines: Iterable[str], room: float) -> Iterator[str]:
    """The first lines, as many as there are bytes for."""
    for line in lines:
        room -= _size([line])
        if room < 0:
            return
        yield line


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
            markdown_text("; ".join(filter(None, (entry.price, entry.cost)))),
            markdown_cell(entry.fix),
        )
    )
