"""Lays a text table out for a width: exact figures, else short ones, else fewer columns.

`rich.table` would do the drawing, but measures and wraps every cell: 0.3 s for the 700 rows
of DenseNet201, 2 s for 5,000 rows, where this takes milliseconds. What rich knows about wide
characters and terminal colours is used (`rich.cells`, `rich.style`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from textwrap import wrap

from netlint.escaping import cut

_GAP = "  "
_WIDEST = 80


@dataclass(slots=True)
class TextColumn:
    """A column of strings.

    Attributes:
        heading: may be wrapped at its spaces.
        cells: one string per row.
        right: aligned to the right.
        short: the cells to use where `cells` are too wide; None: the same.
        least: the width below which the cells are never cut; None: never cut.
        rank: the column with the highest rank is left out first; 0: never.
        label: what the column is called when it is left out.
    """

    heading: str
    cells: list[str]
    right: bool = False
    short: list[str] | None = None
    least: int | None = None
    rank: int = 0
    label: str = ""
    width: int = field(init=False)
    spills: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        words = max((len(word) for word in self.heading.split()), default=1)
        self.width = max(words, max(map(display_width, self.cells), default=0))

    def line(self, index: int) -> str:
        """The cell of a row, padded; one too long is cut, or spills over its column."""
        cell = self.cells[index]
        if self.spills and display_width(cell) > self.width:
            return cell
        return pad(cell, self.width, right=self.right)

    def headings(self) -> list[str]:
        """The heading's lines."""
        return wrap(self.heading, self.width, break_long_words=False) or [""]


def fit(columns: Sequence[TextColumn], width: int | None) -> tuple[list[TextColumn], list[str]]:
    """The columns as they fit into `width` characters, and the labels of those left out.

    Without a width nothing is cut, but a column grows to 80 characters at most: beyond that
    a cell spills over, so that one huge name does not blow up every line.
    """
    kept = list(columns)
    if width is None:
        for column in kept:
            column.spills = column.width > _WIDEST
            column.width = min(column.width, _WIDEST)
        return kept, []
    if _width(kept) <= width:
        return kept, []
    kept = [replace(c, cells=c.short or c.cells) for c in kept]
    left_out: list[str] = []
    while _width(kept) > width:
        if _width(kept) - sum(map(_slack, kept)) <= width:
            _squeeze(kept, _width(kept) - width)
            break
        last = max(kept, key=lambda column: column.rank)
        if last.rank == 0:
            _squeeze(kept, _width(kept) - width)
            break
        kept.remove(last)
        left_out.append(last.label)
    return kept, [label for label in left_out if label]


def table_lines(columns: Sequence[TextColumn]) -> tuple[list[str], list[str]]:
    """The heading's lines (with a rule) and one line per row."""
    headings = [column.headings() for column in columns]
    height = max(map(len, headings), default=0)
    head = [
        _join(
            pad(([""] * (height - len(lines)) + lines)[row], column.width, right=column.right)
            for column, lines in zip(columns, headings, strict=True)
        )
        for row in range(height)
    ]
    head.append(_join("-" * column.width for column in columns))
    count = len(columns[0].cells) if columns else 0
    return head, [_join(column.line(row) for column in columns) for row in range(count)]


def display_width(text: str) -> int:
    """How many character cells a terminal needs for the text."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly `width` cells, cut in the middle where it is longer."""
    missing = width - display_width(text)
    if missing < 0:
        keep = width
        while display_width(shown := cut(text, keep)) > width:
            keep -= 1
        text, missing = shown, width - display_width(shown)
    return " " * missing + text if right else text + " " * missing


def _join(cells: Iterable[str]) -> str:
    return _GAP.join(cells).rstrip()


def _width(columns: Sequence[TextColumn]) -> int:
    return sum(column.width for column in columns) + len(_GAP) * (len(columns) - 1)


def _slack(column: TextColumn) -> int:
    return 0 if column.least is None else max(0, column.width - column.least)


def _squeeze(columns: Sequence[TextColumn], excess: int) -> None:
    """Narrows the columns that may be cut, the one with the most slack first."""
    for column in sorted(columns, key=_slack, reverse=True):
        taken = min(excess, _slack(column))
        column.width -= taken
        excess -= taken
