"""Where in a rule file something stands, for messages that editors can follow."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_EXAMPLE = re.compile(r"^[ \t]*\[\[[ \t]*[\"']?example[\"']?[ \t]*\]\]", re.MULTILINE)


_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Place:
    """A file, a part of it or a key in it; as text what a message begins with: `a.toml:12`.

    TOML's parser tells no lines, so they are looked up in the text, and only for a message.

    Attributes:
        file: the file's path.
        text: what it holds; empty: no line is told.
        part: the part, for instance `example 3`; empty for the whole file.
        line: the line, from 1; None where it is not known.
        start: where the part begins in the text.
        end: where it ends; None: with the text.
    """

    file: str
    text: str = ""
    part: str = ""
    line: int | None = None
    start: int = 0
    end: int | None = None

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.part}" if self.part else where

    def key(self, name: str) -> Place:
        """The line of a key of this part; the part's own where it is not found."""
        written = re.compile(
            rf"^[ \t]*(?:\[\[?[ \t]*(?:example\.)?)?[\"']?{re.escape(name)}[\"']?[ \t]*[=.\]]",
            re.MULTILINE,
        )
        end = len(self.text) if self.end is None else self.end
        found = written.search(self.text, self.start, end)
        return self if found is None else replace(self, line=self._line(found.start()))

    def within(self, table: str) -> Place:
        """A table of the file by its name, `[table]` or `[other.table]`, up to the next one."""
        head = re.compile(rf"^[ \t]*\[[^\[\]\n]*\b{re.escape(table)}[\"']?[ \t]*\]", re.MULTILINE)
        part = f"{self.part}: {table!r}" if self.part else repr(table)
        found = head.search(self.text, self.start)
        if found is None:
            return replace(self, part=part)
        after = _TABLE.search(self.text, found.end())
        end = after.start() if after else None
        return replace(self, part=part, line=self._line(found.start()), start=found.end(), end=end)

    def examples(self, count: int) -> list[Place]:
        """The examples of the file, from 1 to their number."""
        heads = [found.start() for found in _EXAMPLE.finditer(self.text)]
        if len(heads) != count:  # written as `example = [...]`
            whole = self.key("example")
            return [replace(whole, part=f"example {number}") for number in range(1, count + 1)]
        ends = [*heads[1:], None]
        return [
            replace(self, part=f"example {n}", line=self._line(start), start=start, end=end)
            for n, (start, end) in enumerate(zip(heads, ends, strict=True), 1)
        ]

    def _line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1
