"""The prose of rules as parts that the template shows: paragraphs, lists and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from netlint.escaping import printable
from netlint.writers import prose


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a list or a table.

    Attributes:
        text: the paragraph; empty for the others.
        points: the list's items; empty for the others.
        headings: the table's columns; empty for the others.
        rows: its rows.
    """

    text: str = ""
    points: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def passages(text: str) -> tuple[Passage, ...]:
    """The parts of a rule's text, all of it printable; see `netlint.writers.prose`."""
    found: list[Passage] = []
    for kind, parts in groupby(prose.passages(text), key=lambda part: part.kind):
        if kind == "table":
            found += [_table(part.lines) for part in parts]
            continue
        texts = [printable(part.lines[0]) for part in parts]
        found += [Passage(points=tuple(texts))] if kind == "item" else map(Passage, texts)
    return tuple(found)


def _table(lines: Sequence[str]) -> Passage:
    rows = [tuple(map(printable, row)) for row in prose.table_rows(lines)]
    return Passage(headings=rows[0], rows=tuple(rows[1:])) if rows else Passage()
