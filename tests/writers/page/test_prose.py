"""Prose of rules as paragraphs, lists and tables."""

from __future__ import annotations

from netlint.writers.page.prose import Passage, passages


def test_paragraphs_are_separated_by_blank_lines():
    assert passages("one\n two\n\n\nthree") == (Passage("one two"), Passage("three"))


def test_lines_with_bars_are_a_table():
    text = "Before:\n| a | b |\n|---|--:|\n| 1 | 2 |\nafter"
    table = Passage(headings=("a", "b"), rows=(("1", "2"),))
    assert passages(text) == (Passage("Before:"), table, Passage("after"))


def test_lines_with_dashes_are_a_list():
    text = "Before:\n- one that\n  goes on\n- two\n\nafter"
    points = Passage(points=("one that goes on", "two"))
    assert passages(text) == (Passage("Before:"), points, Passage("after"))


def test_a_table_of_nothing_is_an_empty_paragraph():
    assert passages("|---|") == (Passage(),)


def test_prose_is_printable():
    assert passages("a\u202eb") == (Passage("a\\u202eb"),)
