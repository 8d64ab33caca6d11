"""Levels and limits."""

from __future__ import annotations

import pytest

from netlint.decks.rule import Example, Level, Limits


def test_levels_are_ordered_and_named():
    assert Level.INFO < Level.WARNING < Level.ERROR
    assert [str(level) for level in Level] == ["info", "warning", "error"]
    assert [level.key for level in Level] == ["info", "warn", "error"]


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (1.0, None),
        (1.001, (Level.INFO, 1)),
        (2, (Level.INFO, 1)),
        (2.5, (Level.WARNING, 2)),
        (3, (Level.WARNING, 2)),
        (1e9, (Level.ERROR, 3)),
    ],
)
def test_a_figure_breaks_the_highest_limit_that_it_is_above(figure, expected):
    assert Limits(1, 2, 3).broken_by(figure) == expected


def test_levels_without_a_limit_are_left_out():
    limits = Limits(warn=0)
    assert limits.broken_by(9) == (Level.WARNING, 0)
    assert limits.broken_by(0) is None
    assert limits.of(Level.INFO) is None
    assert limits.highest is Level.WARNING
    assert list(limits) == [(Level.WARNING, 0)]


def test_no_limits_switch_off():
    assert Limits().highest is None
    assert Limits().broken_by(1e9) is None
    assert list(Limits()) == []


def test_all_limits_mildest_first():
    assert list(Limits(1, 2, 3)) == [(Level.INFO, 1), (Level.WARNING, 2), (Level.ERROR, 3)]
    assert Limits(1, 2, 3).highest is Level.ERROR


@pytest.mark.parametrize(
    ("expect", "fires"), [("silent", False), ("info", True), ("undecided", True)]
)
def test_an_example_fires_unless_silent(expect, fires):
    assert Example("a case", expect, {}).fires is fires
