"""Markdown (GitHub's tables): for a comment on a pull request; names escaped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from netlint.escaping import markdown_text
from netlint.writers.diff import reasons, words
from netlint.writers.diff.registry import diff_writer
from netlint.writers.prose import markdown_cell, markdown_row, sentence

if TYPE_CHECKING:
    from netlint.difference import Difference, DifferenceView

# GitHub takes comments of 65,536 characters; a row has some 300.
_MOST_LAYERS = 60
_MOST_FINDINGS = 60


@diff_writer("markdown", suffixes=(".md", ".markdown"))
def write_markdown(difference: Difference, _view: DifferenceView) -> str:
    """The headline, then tables: totals, layers, why, findings."""
    verdict = words.verdict(difference)
    word = f": {verdict.partition(':')[0].lower()}" if verdict else ""
    lines = [f"## netlint diff{word}", ""]
    lines += [f"{sentence(markdown_text(verdict.partition(': ')[2]))}", ""] if verdict else []
    lines.append(sentence(markdown_text(words.headline(difference))))
    for name, entry in (("old", difference.old), ("new", difference.new)):
        lines += [""] * (name == "old")
        lines.append(f"- {name}: {markdown_cell(words.title(entry))}")
    lines += _section("Totals", _totals(difference))
    lines += _section("Layers", _layers(difference))
    lines += _section("Why the totals moved", _why(difference))
    if difference.new.inspection.rules:
        lines += _section("Findings", _findings(difference))
    notes = [f"- {word}: {markdown_cell(text)}" for word, text in words.notes(difference)]
    lines += ["", *notes] if notes else []
    command = difference.command
    lines += ["", f"Made by: {markdown_cell(command)}"] if command else []
    return "\n".join(lines) + "\n"


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", f"### {title}", "", *lines] if lines else []


def _totals(difference: Difference) -> list[str]:
    rows = (
        markdown_row(map(markdown_text, (row.heading, row.old, row.new, row.change, row.share)))
        for row in words.totals(difference)
    )
    return ["| total | old | new | change | % |", "|---|---:|---:|---:|---:|", *rows]


def _layers(difference: Difference) -> list[str]:
    layers, left_out = words.largest(difference, _MOST_LAYERS)
    if not layers:
        return []
    lines = ["| | layer | what |", "|---|---|---|"]
    for change in layers:
        cells = (change.kind, markdown_cell(change.name), markdown_cell(reasons.what(change)))
        lines.append(markdown_row(cells))
    more = [f"{left_out:,} more are left out here."] if left_out else []
    return [*lines, "", *more, sentence(words.below_the_layers(difference))]


def _why(difference: Difference) -> list[str]:
    lines: list[str] = []
    for each in reasons.why(difference):
        lines.append(f"- {each.heading} {markdown_text(each.movement)}")
        for reason in each.reasons:
            lead = f"{markdown_text(reason.amount)} " if reason.amount else ""
            name = f"{markdown_cell(reason.name)}: " if reason.name else ""
            lines.append(f"  - {lead}{name}{markdown_cell(reason.text)}")
    return lines


def _findings(difference: Difference) -> list[str]:
    found = words.findings(difference)
    total = f"{words.findings_in_words(difference)}."
    if not found:
        return [total]
    lines = ["| change | level | rule | where | finding |", "|---|---|---|---|---|"]
    for line in found[:_MOST_FINDINGS]:
        rule = f"{line.finding.rule.id} {line.finding.rule.name}"
        texts = (rule, line.finding.where, line.text)
        lines.append(markdown_row((line.change, line.finding.kind, *map(markdown_cell, texts))))
    more = len(found) - _MOST_FINDINGS
    return [*lines, "", *([f"{more:,} more are left out here."] if more > 0 else []), total]
