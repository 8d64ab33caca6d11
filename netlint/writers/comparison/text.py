"""Text for terminals and pipes: a verdict per network, then tables of networks by figures.

The best and the worst of a column carry a sign, so that neither needs a colour. On a terminal
the tables fit its width, and a note names what is left out; in a pipe nothing is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.writers.checks.lines import indented
from netlint.writers.comparison.registry import comparison_writer
from netlint.writers.comparison.tables import Cell, Table, notes, tables
from netlint.writers.layout import TextColumn, fit, table_lines
from netlint.writers.paint import Paint, painter
from netlint.writers.prose import wrapped

if TYPE_CHECKING:
    from netlint.comparison import Comparison, ComparisonView

_SIGNS = {"": " ", "best": "+", "worst": "!"}
_STYLES = {"+": "green", "!": "red"}
_LEAST_NAME = 20
_LONGEST_NAME = 80
_INDENT = "  "


@comparison_writer("text", suffixes=(".txt",))
def write_text(comparison: Comparison, view: ComparisonView) -> str:
    """Verdicts, tables, and what is not known or could not be read."""
    paint = painter(view.color)
    names = [printable(entry.label, _LONGEST_NAME) for entry in comparison.entries]
    lines = []
    for name, entry in zip(names, comparison.entries, strict=True):
        lines += _labelled(name, printable(entry.verdict), view.width, paint)
    for table in tables(comparison) if names else ():
        lines += ["", *_table(table, names, view.width, paint)]
    said = notes(comparison)
    lines += [""] * bool(said)
    for name, text in said:
        lines += _labelled(printable(name, _LONGEST_NAME), printable(text), view.width, paint)
    return "\n".join(lines) + "\n"


def _labelled(name: str, text: str, width: int | None, paint: Paint) -> list[str]:
    """A name and what is said of it; on a terminal wrapped, further lines indented."""
    label = f"{name}: "
    if width is None:
        return [paint(label, "bold") + text]
    first, *rest = wrapped(label + text, max(1, width))
    below = [_INDENT + line for line in wrapped(" ".join(rest), max(1, width - len(_INDENT)))]
    if not first.startswith(label):  # a name wider than the terminal
        return [first, *below]
    return [paint(label, "bold") + first.removeprefix(label), *(below if rest else [])]


def _table(table: Table, names: Sequence[str], width: int | None, paint: Paint) -> list[str]:
    marks = {cell.mark for row in table.rows for cell in row} - {""}
    columns = [TextColumn("", list(names), least=_LEAST_NAME), *_columns(table, bool(marks))]
    kept, left_out = fit(columns, width)
    head, body = table_lines(kept)
    legend = [table.legend] if table.legend else []
    legend += [", ".join(f"{_SIGNS[mark]} {mark}" for mark in ("best", "worst"))] if marks else []
    title = f"{table.title} ({'; '.join(legend)})" if legend else table.title
    lines = [paint(line, "bold") for line in indented(title, width, painter(False), indent="")]
    lines += [paint(line, "bold") for line in head]
    for index, line in enumerate(body):
        lead = kept[0].line(index).rstrip()
        lines.append(lead + _painted(line.removeprefix(lead), paint))
    if left_out:
        note = f"Not shown at {width} columns: {', '.join(left_out)}"
        lines += indented(note, width, paint, "dim", "")
    for said in ("", *table.notes) if table.notes else ():
        lines += indented(printable(said), width, painter(False), indent="")
    return lines


def _columns(table: Table, marked: bool) -> list[TextColumn]:
    made = []
    for place, heading in enumerate(map(printable, table.headings)):
        cells = [row[place] for row in table.rows]
        signs = marked and any(cell.mark for cell in cells)
        made.append(
            TextColumn(
                heading=heading,
                cells=[_cell(cell, cell.text, signs) for cell in cells],
                short=[_cell(cell, cell.short, signs) for cell in cells],
                right=True,
                rank=table.ranks[place],
                label=heading,
            )
        )
    return made


def _cell(cell: Cell, text: str, signs: bool) -> str:
    """The figure, with its sign or the room for one."""
    return f"{text} {_SIGNS[cell.mark]}" if signs else text


def _painted(line: str, paint: Paint) -> str:
    """The signs in colour: nothing else in the figures looks like them."""
    for sign, style in _STYLES.items():
        line = line.replace(f" {sign}", " " + paint(sign, style))
    return line
