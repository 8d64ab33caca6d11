"""Findings line by line: level, rule, where, what it costs, what to do.

In a pipe one line per finding and nothing cut, so that `grep` and `sort` work. On a terminal
a finding that does not fit into the width is wrapped below its message, and the fix gets a
line of its own: figures are what it is read for, so none of them is cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.writers.checks.counting import shown_of, total_below_a_table
from netlint.writers.checks.entries import Entry, advice, entries, fixed_lines
from netlint.writers.layout import display_width, pad
from netlint.writers.paint import Paint, painter
from netlint.writers.prose import wrapped

if TYPE_CHECKING:
    from netlint.decks.rule import Level
    from netlint.findings import Finding, Inspection

STYLES = {
    "error": "bold red",
    "warning": "yellow",
    "info": "cyan",
    "undecided": "magenta",
    "known": "dim",
    "waived": "dim",
}
_INDENT = "  "
_LONGEST = 1000
_LEAST_NAME = 12


def findings_lines(
    inspection: Inspection, *, width: int | None, color: bool, show: Level
) -> list[str]:
    """The findings of one network and how many there are, for below a table.

    Args:
        inspection: what the rules say of the network.
        width: characters per line; None: one line per finding, nothing cut.
        color: whether terminal colours may be used.
        show: the mildest level that is listed; the others are counted.
    """
    paint = painter(color)
    lines = listed(inspection, width=width, paint=paint, show=show)
    return [*lines, *indented(total_below_a_table(inspection, show), width, paint)]


def listed(
    inspection: Inspection, *, width: int | None, paint: Paint, show: Level, known: bool = False
) -> list[str]:
    """The findings of one network, and what would decide those that are undecided."""
    found = shown_of(inspection.findings, show, known=known)
    shown = entries(found, gather=width is not None)
    kinds = max((len(entry.kind) for entry in shown), default=0)
    ids = max((display_width(entry.rule.id) for entry in shown), default=0)
    lines = []
    for entry in shown:
        lead = f"{_INDENT}{entry.kind:<{kinds}}  {pad(entry.rule.id, ids)}  "
        lines += _lines(entry, lead, width, paint)
    for text in fixed_lines(inspection):
        line = f"fixed  {printable(text, None if width is None else _LONGEST)}"
        lines += indented(line, width, paint, "green")
    for text in advice(inspection):
        limit = None if width is None else _LONGEST
        lines += indented(printable(text, limit), width, paint, "dim")
    return lines


def indented(
    text: str, width: int | None, paint: Paint, style: str = "", indent: str = _INDENT
) -> list[str]:
    """One line of text, wrapped on a terminal."""
    parts = [text] if width is None else wrapped(text, max(1, width - len(indent)))
    return [indent + paint(part, style) for part in parts]


def hint(findings: Iterable[Finding], show: Level) -> list[str]:
    """How to read on about the first finding that is listed; empty where there is none."""
    first = next(iter(shown_of(findings, show)), None)
    return [] if first is None else [f"`netlint explain {first.rule.id}` says why, and what to do"]


def _lines(entry: Entry, lead: str, width: int | None, paint: Paint) -> list[str]:
    limit = None if width is None else _LONGEST
    where = printable(entry.where, limit)
    if width is not None:
        room = max(_LEAST_NAME, width - len(lead) - len(entry.rest) - len(": "))
        where = pad(where, min(display_width(where), room))
    where += entry.rest
    what = printable(entry.message, limit) + entry.costs
    what += f" [{printable(entry.accepted, limit)}]" if entry.accepted else ""
    fix = f"fix: {printable(entry.fix, limit)}" if entry.fix else ""
    head = f"{lead}{where}: "
    painted = _painted(entry, lead, where, paint)
    whole = f"{what}  {fix}".rstrip()
    if width is None or display_width(head + whole) <= width:
        return [painted + what + ("  " + paint(fix, "dim") if fix else "")]
    room = max(1, width - len(lead))
    first, *rest = wrapped(what, room, display_width(head) - len(lead))
    below = [paint(part, "dim") for part in wrapped(fix, room)] if fix else []
    return [(painted + first).rstrip(), *(" " * len(lead) + line for line in [*rest, *below])]


def _painted(entry: Entry, lead: str, where: str, paint: Paint) -> str:
    kind = paint(entry.kind, STYLES[entry.kind])
    return lead.replace(entry.kind, kind, 1) + paint(where, "bold") + ": "


def joined(sections: Sequence[Sequence[str]]) -> list[str]:
    """Sections with an empty line around each that has more than one line."""
    lines: list[str] = []
    before = 0
    for section in sections:
        if lines and (before > 1 or len(section) > 1):
            lines.append("")
        lines += section
        before = len(section)
    return lines
