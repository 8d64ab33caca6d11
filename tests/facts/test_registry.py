"""Columns are registered once, with a kind, a unit and documentation."""

from __future__ import annotations

from itertools import groupby

import pytest

from netlint.errors import UsageError
from netlint.facts import registry
from netlint.facts.registry import (
    SCOPES,
    Column,
    Row,
    block_column,
    columns_of,
    layer_column,
    listed_columns,
    load_columns,
    network_column,
)
from netlint.units import UNITS


@pytest.fixture
def tables(monkeypatch):
    """Empty tables of columns."""
    empty = {scope: {} for scope in SCOPES}
    monkeypatch.setattr(registry, "_COLUMNS", empty)
    return empty


@pytest.mark.parametrize(
    ("register", "scope"),
    [(layer_column, "layer"), (block_column, "block"), (network_column, "network")],
)
def test_a_column_is_kept_under_its_name(tables, register, scope):
    @register(unit="bytes", source="a paper")
    def weight_bytes(facts: object) -> int | None:
        """What weights take.

        More words.
        """
        return 4

    found = tables[scope]["weight_bytes"]
    assert (found.scope, found.kind, found.unit, found.source) == (
        scope,
        "number",
        "bytes",
        "a paper",
    )
    assert found.doc == "What weights take.\n\nMore words."
    assert found.section == "Columns are registered once, with a kind, a unit and documentation"
    assert found.compute is weight_bytes
    assert weight_bytes(None) == 4


@pytest.mark.parametrize(
    ("kind", "returns", "unit"),
    [
        ("number", "int", "count"),
        ("number", "int | None", "count"),
        ("number", "float | None", "ratio"),
        ("text", "str", ""),
        ("text", "str | None", ""),
        ("flag", "bool | None", ""),
    ],
)
def test_the_return_type_is_the_kind(tables, kind, returns, unit):
    def column(facts):
        """Something."""

    column.__annotations__["return"] = returns
    layer_column(unit=unit)(column)
    assert tables["layer"]["column"].kind == kind


def documented(facts: object) -> int:
    """Something."""
    return 1


def undocumented(facts: object) -> int:
    return 1


def untyped(facts):
    """Something."""


def a_list(facts: object) -> list[int]:
    """Something."""
    return []


def a_text(facts: object) -> str:
    """Something."""
    return ""


@pytest.mark.parametrize(
    ("function", "unit"),
    [
        (documented, ""),
        (documented, "furlongs"),
        (undocumented, "count"),
        (untyped, "count"),
        (a_list, "count"),
        (a_text, "count"),
    ],
)
def test_columns_that_are_not_documented_are_refused(tables, function, unit):
    with pytest.raises(UsageError, match=f"the layer column {function.__name__!r} lacks a return"):
        layer_column(unit=unit)(function)
    assert not tables["layer"]


def test_a_name_is_taken_once_per_scope(tables):
    layer_column(unit="count")(documented)
    block_column(unit="count")(documented)
    with pytest.raises(UsageError, match="the layer column 'documented' is registered twice"):
        layer_column(unit="count")(documented)


def test_a_row_computes_each_column_once_and_only_when_asked():
    asked = []

    def compute(facts):
        asked.append(facts)
        return len(asked)

    columns = {
        name: Column(name, "layer", "number", "count", "", "A figure.", compute)
        for name in ("one", "two")
    }
    row = Row("facts", columns)
    assert "one" not in row
    assert (row["one"], row["one"]) == (1, 1)
    assert dict(row) == {"one": 1}
    assert asked == ["facts"]


def test_a_missing_value_is_computed_once_too():
    asked = []
    column = Column("one", "layer", "number", "count", "", "A figure.", asked.append)
    row = Row("facts", {"one": column})
    assert row["one"] is None
    assert row["one"] is None
    assert asked == ["facts"]


def test_an_unknown_column_is_no_figure():
    with pytest.raises(KeyError):
        Row("facts", {})["one"]


@pytest.mark.parametrize("scope", SCOPES)
def test_the_real_columns_are_documented(scope):
    columns = columns_of(scope)
    assert columns
    for name, column in columns.items():
        assert (column.name, column.scope) == (name, scope)
        assert column.doc.partition("\n")[0].endswith(".")
        assert (column.unit in UNITS) is (column.kind == "number")


@pytest.mark.parametrize("scope", SCOPES)
def test_columns_are_listed_by_section_the_general_ones_first(scope):
    listed = listed_columns(scope)
    assert listed[0].name == "name"
    assert set(listed) == set(columns_of(scope).values())
    sections = [section for section, _ in groupby(column.section for column in listed)]
    assert len(sections) == len(set(sections)) > (scope != "waiver")
    assert all(sections)


def test_a_column_of_a_module_without_a_text_has_no_section(tables):
    def column(facts) -> int:
        """Something."""

    column.__module__ = "nowhere"
    column.__annotations__["return"] = "int"
    layer_column(unit="count")(column)
    assert tables["layer"]["column"].section == ""


def test_columns_are_loaded_once():
    assert load_columns() is load_columns()
    assert set(load_columns()) == set(SCOPES)
