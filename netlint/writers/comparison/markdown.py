"""Markdown (GitHub's tables): for a comment on a pull request; names escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from netlint.escaping import cut, markdown_text, printable
from netlint.writers.checks.markdown import sentence
from netlint.writers.comparison.registry import comparison_writer
from netlint.writers.comparison.tables import Cell, Table, notes, tables

if TYPE_CHECKING:
    from netlint.comparison import Comparison, ComparisonView

_LONGEST = 400


@comparison_writer("markdown", suffixes=(".md", ".markdown"))
def write_markdown(comparison: Comparison, _view: ComparisonView) -> str:
    """A verdict per network, then tables of networks by figures."""
    names = [_escaped(entry.label) for entry in comparison.entries]
    lines = ["## netlint compare" if len(names) != 1 else "## netlint report", ""]
    for name, entry in zip(names, comparison.entries, strict=True):
        lines.append(f"- {name}: {sentence(markdown_text(entry.verdict))}")
    for table in tables(comparison) if names else ():
        lines += ["", f"### {table.title}", ""]
        lines += [f"{sentence(markdown_text(table.legend))}", ""] if table.legend else []
        lines += _table(table, names)
    said = [f"- {_escaped(name)}: {_escaped(text)}" for name, text in notes(comparison)]
    lines += ["", *said] if said else []
    lines += ["", f"Made by: {_escaped(comparison.command)}"] if comparison.command else []
    return "\n".join(lines) + "\n"


def _table(table: Table, names: Sequence[str]) -> list[str]:
    return [
        _line(["network", *map(markdown_text, table.headings)]),
        "|---|" + "---:|" * len(table.headings),
        *(_line([name, *map(_cell, row)]) for name, row in zip(names, table.rows, strict=True)),
    ]


def _cell(cell: Cell) -> str:
    text = markdown_text(cell.text)
    return f"{text} ({cell.mark})" if cell.mark else text


def _escaped(text: str) -> str:
    return markdown_text(cut(printable(text), _LONGEST))


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
