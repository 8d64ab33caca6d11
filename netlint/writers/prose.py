"""Running text: wrapped for a terminal, escaped for Markdown.

The texts of a rule are written by its author: paragraphs, items that begin with `- `, and
tables in Markdown's form. Both ways of showing them keep these three and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from netlint.escaping import markdown_text, printable
from netlint.writers.layout import TextColumn, display_width, table_lines

DEFAULT_WIDTH = 80
LEAST_ROOM = 36
"""Cells that a text needs beside what it explains."""

_ITEM = "- "
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, an item of a list, or a table.

    Attributes:
        kind: which of them.
        lines: the text of the first two as one line; of a table line by line.
    """

    kind: Literal["paragraph", "item", "table"]
    lines: tuple[str, ...]


def wrapped(text: str, width: int, used: int = 0) -> list[str]:
    """Text in lines of at most `width` cells of a terminal, broken at spaces.

    Args:
        text: one line; a word wider than a line is broken anywhere.
        width: at least 1.
        used: cells of the first line that are taken; it may come out empty.
    """
    lines, line, room = [], "", width - used
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if display_width(joined) <= room:
            line = joined
            continue
        if line or room < width:
            lines.append(line)
            room = width
        *full, line = _pieces(word, width)
        lines += full
    return [*lines, line]


def hanging(lead: str, text: str, width: int | None) -> list[str]:
    """A lead and a text beside it, wrapped into the room that is left.

    Args:
        lead: what stands first, with the gap that follows it.
        text: one line.
        width: cells of a line; None: all on one line.
    """
    if width is None:
        return [(lead + text).rstrip()]
    start = display_width(lead)
    first, *rest = wrapped(text, max(1, width - start))
    return [(lead + first).rstrip(), *(" " * start + line for line in rest)]


def prose_lines(text: str, width: int, indent: str = "") -> list[str]:
    """A rule's text for a terminal: paragraphs and items wrapped, tables aligned."""
    room = max(1, width - len(indent))

    def lines_of(passage: Passage) -> Sequence[str]:
        if passage.kind == "table":
            return _aligned(passage.lines)
        if passage.kind == "item":
            return hanging(_ITEM, printable(passage.lines[0]), room)
        return wrapped(printable(passage.lines[0]), room)

    return [(indent + line).rstrip() for line in _spaced(text, lines_of)]


def prose_markdown(text: str) -> list[str]:
    """A rule's text as Markdown: nothing in it is markup but items, tables and `code`."""

    def lines_of(passage: Passage) -> Sequence[str]:
        if passage.kind == "table":
            return [markdown_row(row) for row in _escaped(passage.lines)]
        lead = _ITEM if passage.kind == "item" else ""
        return [lead + escaped_prose(passage.lines[0])]

    return _spaced(text, lines_of)


def _spaced(text: str, lines_of: Callable[[Passage], Sequence[str]]) -> list[str]:
    """The lines of every passage, an empty line between them but not between items."""
    lines: list[str] = []
    before: Passage | None = None
    for passage in passages(text):
        if before is not None and not before.kind == passage.kind == "item":
            lines.append("")
        lines += lines_of(passage)
        before = passage
    return lines


def escaped_prose(text: str, *, cell: bool = False) -> str:
    """One line of text for Markdown: what stands between two backticks stays code.

    Args:
        text: any text.
        cell: whether it stands in a table, where a bar ends a cell even within code.
    """
    parts = printable(text).split("`")
    if len(parts) % 2 == 0:
        return markdown_text(text)
    bar = "\\|" if cell else "|"
    return "".join(
        f"`{part.replace('|', bar)}`" if index % 2 and part else markdown_text(part)
        for index, part in enumerate(parts)
    )


def markdown_cell(text: str) -> str:
    """Untrusted text for a table or a list in Markdown: one line, cut in the middle where long."""
    return markdown_text(printable(text, _LONGEST))


def markdown_row(cells: Iterable[str]) -> str:
    """A row of a table in Markdown, of cells that are escaped already."""
    return "| " + " | ".join(cells) + " |"


def sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def passages(text: str) -> Iterator[Passage]:
    """Splits a text into paragraphs, items and tables."""
    gathered: list[str] = []
    kind: Literal["paragraph", "item", "table"] = "paragraph"
    for line in [*(line.strip() for line in text.splitlines()), ""]:
        table, item = line.startswith("|"), line.startswith(_ITEM)
        if gathered and (not line or item or table is not (kind == "table")):
            yield _passage(kind, gathered)
            gathered = []
        if line and not gathered:
            kind = "table" if table else "item" if item else "paragraph"
        if line:
            gathered.append(line.removeprefix(_ITEM) if item else line)


def table_rows(lines: Sequence[str]) -> list[list[str]]:
    """The cells of a table, its heading first, without the line below that."""
    return [_cells(line) for line in lines if not _is_rule(line)]


def _passage(kind: Literal["paragraph", "item", "table"], lines: Sequence[str]) -> Passage:
    return Passage(kind, tuple(lines) if kind == "table" else (" ".join(lines),))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def _is_rule(line: str) -> bool:
    """Whether a line is the one between a table's heading and its rows."""
    return not line.strip("|-: ")


def _escaped(lines: Sequence[str]) -> Iterator[list[str]]:
    for line in lines:
        yield [cell if _is_rule(line) else escaped_prose(cell) for cell in _cells(line)]


def _aligned(lines: Sequence[str]) -> list[str]:
    """A table with its columns aligned, numbers to the right; too wide ones are not cut."""
    rows = [list(map(printable, row)) for row in table_rows(lines)]
    height = max(map(len, rows), default=0)
    columns = [[row[index] if index < len(row) else "" for row in rows] for index in range(height)]
    made = [
        TextColumn(heading, cells, right=index > 0 and all(map(_is_figure, cells)))
        for index, (heading, *cells) in enumerate(columns)
    ]
    for column in made:  # a heading is not wrapped: most are figures' names
        column.width = max(column.width, display_width(column.heading))
    head, body = table_lines(made)
    return head + body


def _is_figure(text: str) -> bool:
    return not text.strip("0123456789.,%+-<> x")


def _pieces(word: str, width: int) -> list[str]:
    """A word in pieces of at most `width` cells; the last may be short or empty."""
    pieces, piece, used = [], "", 0
    for sign in word:
        needed = display_width(sign)
        if piece and used + needed > width:
            pieces.append(piece)
            piece, used = "", 0
        piece, used = piece + sign, used + needed
    return [*pieces, piece]
