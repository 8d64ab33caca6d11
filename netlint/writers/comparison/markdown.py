"""Markdown (GitHub's tables): for a comment on a pull request; names escaped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from netlint.escaping import markdown_text
from netlint.writers.comparison.registry import comparison_writer
from netlint.writers.comparison.tables import Cell, Table, notes, tables
from netlint.writers.prose import markdown_cell, markdown_row, sentence

if TYPE_CHECKING:
    from netlint.comparison import Comparison, ComparisonView


@comparison_writer("markdown", suffixes=(".md", ".markdown"))
def write_markdown(comparison: Comparison, _view: ComparisonView) -> str:
    """A verdict per network, then tables of networks by figures."""
    names = [markdown_cell(entry.label) for entry in comparison.entries]
    lines = ["## netlint compare" if len(names) != 1 else "## netlint report", ""]
    for name, entry in zip(names, comparison.entries, strict=True):
        lines.append(f"- {name}: {sentence(markdown_text(entry.verdict))}")
    for table in tables(comparison) if names else ():
        lines += ["", f"### {table.title}", ""]
        lines += [f"{sentence(markdown_text(table.legend))}", ""] if table.legend else []
        lines += _table(table, names)
        lines += ["", *(f"- {markdown_text(text)}" for text in table.notes)] if table.notes else []
    said = [f"- {markdown_cell(name)}: {markdown_cell(text)}" for name, text in notes(comparison)]
    lines += ["", *said] if said else []
    lines += ["", f"Made by: {markdown_cell(comparison.command)}"] if comparison.command else []
    return "\n".join(lines) + "\n"


def _table(table: Table, names: Sequence[str]) -> list[str]:
    return [
        markdown_row(["network", *map(markdown_text, table.headings)]),
        "|---|" + "---:|" * len(table.headings),
        *(
            markdown_row([name, *map(_cell, row)])
            for name, row in zip(names, table.rows, strict=True)
        ),
    ]


def _cell(cell: Cell) -> str:
    text = markdown_text(cell.text)
    return f"{text} ({cell.mark})" if cell.mark else text
