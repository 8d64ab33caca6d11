"""Running text: nothing lost, nothing wider than asked for, no markup from outside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlint.writers.layout import display_width
from netlint.writers.prose import (
    escaped_prose,
    hanging,
    markdown_cell,
    markdown_row,
    passages,
    prose_lines,
    prose_markdown,
    sentence,
    wrapped,
)

TEXT = """
One paragraph
over two lines.

- an item that
  goes on
- another
| a | b |
|---|---|
| x | 1,480 |
| yy | 76.2 |
after the table
"""
WORDS = st.text(alphabet=st.sampled_from("ab .卷|-`"), max_size=60)


@given(WORDS, st.integers(2, 30), st.integers(0, 30))
def test_wrapping_keeps_every_sign_and_the_width(text, width, used):
    first, *rest = lines = wrapped(text, width, used)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert display_width(first) <= max(0, width - used)
    assert all(display_width(line) <= width for line in rest)


def test_wrapping_breaks_at_spaces():
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("one two three", 8, used=5) == ["one", "two", "three"]
    assert wrapped("one", 8, used=6) == ["", "one"]
    assert wrapped("abcdefgh ij", 3) == ["abc", "def", "gh", "ij"]
    assert wrapped("卷积层", 4) == ["卷积", "层"]
    assert wrapped("", 4) == [""]


def test_hanging_text_stands_beside_its_lead():
    assert hanging("lead  ", "one two three", 14) == ["lead  one two", "      three"]
    assert hanging("lead  ", "one two three", None) == ["lead  one two three"]
    assert hanging("lead  ", "", 14) == ["lead"]


def test_paragraphs_items_and_tables_are_told_apart():
    assert [(each.kind, each.lines) for each in passages(TEXT)] == [
        ("paragraph", ("One paragraph over two lines.",)),
        ("item", ("an item that goes on",)),
        ("item", ("another",)),
        ("table", ("| a | b |", "|---|---|", "| x | 1,480 |", "| yy | 76.2 |")),
        ("paragraph", ("after the table",)),
    ]
    assert list(passages(" \n ")) == []


def test_a_terminal_gets_wrapped_text_and_aligned_tables():
    assert prose_lines(TEXT, 18, "  ") == [
        "  One paragraph",
        "  over two lines.",
        "",
        "  - an item that",
        "    goes on",
        "  - another",
        "",
        "  a       b",
        "  --  -----",
        "  x   1,480",
        "  yy   76.2",
        "",
        "  after the table",
    ]


def test_a_ragged_table_is_no_error():
    assert prose_lines("| a |\n|---|\n| b | c |", 40) == ["a", "-  -", "b  c"]


def test_markdown_keeps_items_tables_and_code():
    assert prose_markdown("a*b `c*d`\n\n- x\n- y|\n\n| a | `b` |\n|--:|---|\n| 1 | <i> |") == [
        r"a\*b `c*d`",
        "",
        "- x",
        r"- y\|",
        "",
        "| a | `b` |",
        "| --: | --- |",
        "| 1 | &lt;i&gt; |",
    ]


@pytest.mark.parametrize("text", ["<script>", "[x](y)", "`<b>", "**a**", "@you", "a\x1b[2J"])
def test_nothing_else_is_markup(text):
    shown = escaped_prose(text)
    assert shown.isprintable()
    assert shown != text


@given(WORDS)
def test_markdown_stays_on_its_line(text):
    assert "\n" not in escaped_prose(text)


def test_a_table_of_markdown_keeps_its_columns():
    lines = prose_markdown("| a | b |\n|---|---|\n" + "| `x` | y |\n" * 3)
    assert {line.count("|") for line in lines} == {3}


def test_code_in_a_cell_does_not_end_the_cell():
    assert escaped_prose("`a|b`", cell=True) == "`a\\|b`"
    assert escaped_prose("`a|b`") == "`a|b`"


def test_a_cell_of_markdown_is_one_harmless_line():
    assert markdown_cell("a|b\n`c`") == "a\\|b\\\\x0a\\`c\\`"
    assert len(markdown_cell("x" * 5000)) == 400


def test_a_row_of_markdown_has_bars_around_and_between():
    assert markdown_row(["a", "", "b"]) == "| a |  | b |"


def test_a_sentence_begins_and_ends_as_one():
    assert sentence("2 errors, GhostNet") == "2 errors, GhostNet."
    assert sentence("passed") == "Passed."
