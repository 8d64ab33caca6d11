"""JSON a member a line, and a row a line."""

from __future__ import annotations

import json

from netlint.writers.jsontext import members_of, rows_of


def test_every_member_is_a_text_of_its_own():
    assert members_of({"a": [1, None], "b": "\ud800"}) == ['"a": [1, null]', '"b": "\\ud800"']


def test_every_row_has_a_line():
    text = rows_of("rows", [{"a": 1}, {"a": None}])
    assert text == '"rows": [\n{"a": 1},\n{"a": null}\n]'
    assert json.loads(f"{{{text}}}") == {"rows": [{"a": 1}, {"a": None}]}


def test_no_rows_are_an_empty_list():
    assert rows_of("rows", []) == '"rows": []'
