"""The prose of rules as parts that the template shows: paragraphs and tables."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from netlint.escaping import printable


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or a table.

    Attributes:
        text: the paragraph; empty for a table.
        headings: the table's columns; empty for a paragraph.
        rows: its rows.
    """

    text: str = ""
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def passages(text: str) -> tuple[Passage, ...]:
    """Splits prose at blank lines; a run of lines that begin with `|` is a table."""
    found: list[Passage] = []
    for blank, lines in groupby(text.strip().splitlines(), key=lambda line: not line.strip()):
        if blank:
            continue
        for table, part in groupby(lines, key=lambda line: line.lstrip().startswith("|")):
            own = [line.strip() for line in part]
            found.append(_table(own) if table else Passage(printable(" ".join(own))))
    return tuple(found)


def _table(lines: list[str]) -> Passage:
    rows = [
        tuple(printable(cell.strip()) for cell in line.strip("|").split("|"))
        for line in lines
        if set(line) - set("|-: ")
    ]
    return Passage(headings=rows[0], rows=tuple(rows[1:])) if rows else Passage()
