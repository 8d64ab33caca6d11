"""A comparison as CSV: a row per network, exact figures, no formulas."""

from __future__ import annotations

import csv
import io

import pytest

from netlint.comparison import Comparison
from netlint.standings import COUNTED
from netlint.writers.comparison.csv import write_csv
from tests.comparing import costing, finding_many, full_comparison, hostile, timed, view
from tests.golden import assert_golden
from tests.networks import cost
from tests.writers.checking import finding, undecided


def rows(comparison: Comparison) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(write_csv(comparison, view()))))


def test_whole_output():
    assert_golden("comparison.csv", write_csv(full_comparison(), view()))


def test_columns():
    assert list(rows(full_comparison())[0]) == [
        "name", "file", *COUNTED, "T1", "T2", "verdict",
    ]  # fmt: skip


def test_figures_are_exact_and_unknown_ones_empty():
    partial, small, large = rows(full_comparison())
    assert (partial["params"], partial["coverage"]) == ("", "0.6666666666666666")
    assert (small["params"], small["mult_adds"], small["top1_error"]) == ("128", "7936", "39.7")
    assert large["mult_adds"] == "123464725"


def test_rules_say_how_often_they_are_broken():
    """Empty: undecided, or not in force."""
    every = Comparison(
        (finding_many(finding(), finding()), finding_many(undecided()), finding_many(rules=()))
    )
    assert [each["T1"] for each in rows(every)] == ["2", "", ""]
    assert [each["T2"] for each in rows(every)] == ["0", "0", ""]


def test_nothing_is_a_formula():
    for row in rows(hostile("=1+1")):
        assert row["name"].startswith("'=1+1")
        assert row["file"].startswith("'=1+1")


def test_times_come_last_in_seconds_and_unknown_ones_are_empty(chips):
    """On `work` a mult-add takes a microsecond and a byte a nanosecond: 4 bytes an element."""
    small = cost(100, 10, 60, 20)
    two = costing(small, label="one"), costing(small, label="partly", unknown=1)
    one, partly = rows(timed(Comparison(two), *chips))
    assert list(one)[-3:] == ["verdict", "time:work", "time:starts"]
    assert float(one["time:work"]) == pytest.approx(100e-6 + 4 * 80e-9)
    assert (partly["time:work"], partly["time:starts"]) == ("", "")
