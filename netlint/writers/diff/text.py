"""Text for terminals and pipes: what matters in one line, totals, layers, why, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.writers.checks.lines import STYLES, indented
from netlint.writers.diff import reasons, words
from netlint.writers.diff.registry import diff_writer
from netlint.writers.layout import TextColumn, display_width, fit, table_lines
from netlint.writers.paint import Paint, painter
from netlint.writers.prose import hanging

if TYPE_CHECKING:
    from netlint.difference import Difference, DifferenceView

_MOST_LAYERS = 40
_LONGEST_NAME = 60
_INDENT = "  "
_KIND_STYLES = {"added": "green", "removed": "red", "changed": "yellow", "affected": ""}
_CHANGE_STYLES = {"new": "bold red", "worse": "red", "better": "green", "fixed": "bold green"}
_DIRECTIONS = {"better": "green", "worse": "red", "": ""}


@diff_writer("text", suffixes=(".txt",))
def write_text(difference: Difference, view: DifferenceView) -> str:
    """The headline first, the verdict of the gate last."""
    paint, width = painter(view.color), view.width
    lines = []
    for word, entry in (("old", difference.old), ("new", difference.new)):
        lines += hanging(f"{word}  ", printable(words.title(entry)), width)
    lines += ["", *_painted(printable(words.headline(difference)), width, paint, "bold")]
    lines += ["", *_totals(difference, width, paint)]
    for section in (_layers, _why, _findings):
        found = section(difference, width, paint)
        lines += ["", *found] if found else []
    notes = words.notes(difference)
    lines += [""] * bool(notes)
    for word, text in notes:
        lines += hanging(f"{word}: ", printable(text), width)
    verdict = words.verdict(difference)
    if verdict:
        style = "green" if difference.passed else "bold red"
        lines += ["", *_painted(printable(verdict), width, paint, style)]
    return "\n".join(lines) + "\n"


def _totals(difference: Difference, width: int | None, paint: Paint) -> list[str]:
    rows = words.totals(difference)
    columns = [
        TextColumn("", [row.heading for row in rows]),
        TextColumn("old", [row.old for row in rows], right=True),
        TextColumn("new", [row.new for row in rows], right=True),
        TextColumn("change", [row.change for row in rows], right=True),
        TextColumn("%", [row.share.removesuffix(" %") for row in rows], right=True, rank=1),
    ]
    kept, _ = fit(columns, width)
    head, body = table_lines(kept)
    lines = [paint(line, "bold") for line in head]
    for index, (row, line) in enumerate(zip(rows, body, strict=True)):
        lead = "  ".join(column.line(index) for column in kept[:3])
        lines.append(lead + paint(line.removeprefix(lead), _DIRECTIONS[row.direction]))
    return lines


def _layers(difference: Difference, width: int | None, paint: Paint) -> list[str]:
    layers, left_out = words.largest(difference, _MOST_LAYERS)
    if not layers:
        return []
    lines = [paint(f"Layers: {words.layers_in_words(difference)}", "bold")]
    names = [_name(change.name, width) for change in layers]
    room = max(map(display_width, names))
    for change, name in zip(layers, names, strict=True):
        sign = words.SIGNS[change.kind]
        gap = " " * (room - display_width(name) + 2)
        lead = f"{_INDENT}{sign} {name}{gap}"
        first, *rest = hanging(lead, printable(reasons.what(change)), width)
        lines += [paint(first, _KIND_STYLES[change.kind]) if sign.strip() else first, *rest]
    if left_out:
        lines += indented(f"{left_out:,} more, all of them in --format json", width, paint, "dim")
    return [*lines, *indented(words.below_the_layers(difference), width, paint, "dim")]


def _why(difference: Difference, width: int | None, paint: Paint) -> list[str]:
    found = reasons.why(difference)
    lines = [paint("Why the totals moved", "bold")] if found else []
    for each in found:
        lines += indented(f"{each.heading} {each.movement}", width, paint)
        amounts = max(len(reason.amount) for reason in each.reasons)
        for reason in each.reasons:
            lead = f"{_INDENT * 2}{reason.amount:>{amounts}}" + "  " * bool(amounts)
            name = f"{_name(reason.name, width)}: " if reason.name else ""
            lines += hanging(lead, name + printable(reason.text), width)
    return lines


def _findings(difference: Difference, width: int | None, paint: Paint) -> list[str]:
    if not difference.new.inspection.rules:
        return []
    found = words.findings(difference)
    lines = [paint(f"Findings: {words.findings_in_words(difference)}", "bold")]
    changes = max((len(line.change) for line in found), default=0)
    kinds = max((len(line.finding.kind) for line in found), default=0)
    for line in found:
        finding = line.finding
        plain = f"{_INDENT}{line.change:<{changes}}  {finding.kind:<{kinds}}  {finding.rule.id}  "
        text = f"{_name(finding.where, width)}: {printable(line.text)}"
        first, *rest = hanging(plain, text, width)
        marked = paint(line.change, _CHANGE_STYLES[line.change])
        first = first.replace(line.change, marked, 1)
        if line.change != "fixed":
            first = first.replace(finding.kind, paint(finding.kind, STYLES[finding.kind]), 1)
        lines += [first, *rest]
    return lines


def _name(name: str, width: int | None) -> str:
    """On a terminal long names are cut: what happened to the layer is what is read."""
    return printable(name, None if width is None else min(_LONGEST_NAME, max(8, width // 2)))


def _painted(text: str, width: int | None, paint: Paint, style: str) -> list[str]:
    return indented(text, width, paint, style, "")
