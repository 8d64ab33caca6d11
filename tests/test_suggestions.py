"""The nearest right word."""

from __future__ import annotations

from netlint.suggestions import did_you_mean


def test_the_nearest_is_named():
    assert did_you_mean("limit", ["limits", "list"]) == "; did you mean 'limits'?"


def test_nothing_where_none_is_near():
    assert did_you_mean("xyz", ["limits", "list"]) == ""
    assert did_you_mean("limit", []) == ""
    assert did_you_mean("tool", ["models"]) == ""


def test_the_cutoff_says_how_near():
    assert did_you_mean("xyz", ["limits"], 0.0) == "; did you mean 'limits'?"
    assert did_you_mean("limit", ["limits"], 0.99) == ""


def test_any_iterable_will_do():
    assert did_you_mean("limit", {"limits": 1}) == did_you_mean("limit", iter(["limits"]))
