"""Names from model files are untrusted text: made harmless here before anything shows them.

A name may hold line breaks, terminal escapes, bidirectional overrides that turn a line
around, or half a surrogate pair that no encoding takes. What is shown is always one line of
printable characters. Escapes are for reading, not for turning back: a backslash stays as it
is, so that Windows paths stay legible. JSON escapes by itself and keeps names exactly.

What is shown also ends up in logs of build servers, which take some lines for commands:
GitHub's runner a line that begins with `::error` and the like (docs.github.com, "Workflow
commands"), Azure's and GitHub's older ones `##vso[` and `##[` anywhere in a line
(learn.microsoft.com, "Logging commands"), TeamCity's `##teamcity[`. None comes through.
"""

from __future__ import annotations

import re

_COMMAND = re.compile(r"#(?=#[A-Za-z]*\[)")
_FIRST_COLON = re.compile(r":(?=:)")
_LEADING_COLON = re.compile(r"(?<![A-Za-z0-9_]):(?=:)")
_MARKDOWN = re.compile(r"[\\`*\[\]|~#!]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;", "://": "&#58;//"}
_ENTITY = re.compile(r"://|[&<>@]")
_FORMULA_STARTS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")


def printable(text: str, limit: int | None = None) -> str:
    r"""One line of printable characters.

    Whatever Unicode does not call printable is shown as `\xNN`, `\uNNNN` or `\UNNNNNNNN`:
    control characters (also C1 and DEL), line and paragraph separators, bidirectional and
    zero-width formatting, lone surrogates, unassigned characters, spaces other than U+0020.
    Commands to build servers are broken in the same way, by an escape of their first character.

    Args:
        text: any text.
        limit: the most characters to return; longer text is cut in the middle.
    """
    if not text.isprintable():
        text = "".join(c if c.isprintable() else _escape(ord(c)) for c in text)
    if "::" in text or "##" in text:
        text = _without_commands(text)
    return text if limit is None else cut(text, limit)


def _without_commands(text: str) -> str:
    r"""`::error::x` as `\x3a:error\x3a:x`, `##vso[x` as `\x23#vso[x`; `aten::add` stays.

    Lines are wrapped later, also within long words, so a whole command is broken wherever it
    stands in the text.
    """
    colons = _FIRST_COLON if text.count("::") > 1 else _LEADING_COLON
    return _COMMAND.sub(r"\\x23", colons.sub(r"\\x3a", text))


def cut(text: str, width: int) -> str:
    """The text in at most `width` characters (at least 3), cut in the middle.

    The end of a layer's path tells more than its beginning, so it keeps the larger part.
    """
    if len(text) <= width:
        return text
    head = (width - 2) // 3
    return text[:head] + ".." + text[len(text) - (width - 2 - head) :]


def markdown_text(text: str) -> str:
    """Text for a Markdown table cell: no markup, no HTML, no links, no mentions."""
    marked = _MARKDOWN.sub(lambda found: "\\" + found[0], printable(text))
    return _ENTITY.sub(lambda found: _ENTITIES[found[0]], marked)


def csv_text(text: str) -> str:
    """Text for a CSV cell that no spreadsheet takes for a formula.

    A cell that begins with `=`, `+`, `-` or `@` (also after spaces, also full-width) gets a
    leading apostrophe (OWASP, "CSV injection"); tabs and line breaks are escaped by `printable`.
    """
    shown = printable(text)
    return "'" + shown if shown.lstrip().startswith(_FORMULA_STARTS) else shown


def _escape(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
