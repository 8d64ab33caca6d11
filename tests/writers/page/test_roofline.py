"""The roofline, by hand: 1 G mult-adds per second, 4 GB per second, ridge at a quarter."""

from __future__ import annotations

from math import log10

import pytest

from netlint.comparison import Comparison
from netlint.targets import read_target
from netlint.writers.page.roofline import roofline_chart
from tests.comparing import costing, timed
from tests.networks import cost
from tests.targets import TARGET, write_target

# 30 elements read and 10 written: 160 bytes.
MUCH, LITTLE, NONE = cost(1600, 10, 30, 10), cost(16, 10, 30, 10), cost(0, 10, 30, 10)


@pytest.fixture(scope="session")
def untimed(chips):
    return read_target(write_target(chips[0].file.parent, "untimed", TARGET))


def drawn(target, *costs, **others):
    made = timed(Comparison((costing(*costs, label="net", **others),)), target)
    return roofline_chart(made, target, "roofline-0")


def points(chart):
    (trace,) = [each for each in chart.spec["data"] if "meta" in each]
    return trace


def test_a_kernel_stands_at_its_intensity_and_its_speed(chips):
    """`work`: a microsecond for a mult-add, a nanosecond for a byte."""
    seconds = 1600e-6 + 160e-9
    trace = points(drawn(chips[0], MUCH))
    assert trace["x"] == [1600 / 160]
    assert trace["y"] == [pytest.approx(1600 / seconds, rel=1e-4)]
    assert trace["text"] == ["conv_0<br>1.6 ms, 100.0 % of the network<br>bound by compute"]


def test_the_roof_is_the_bandwidth_up_to_the_ridge_and_then_the_peak(chips):
    chart = drawn(chips[0], MUCH)
    roof = chart.spec["data"][0]
    assert roof["x"][1] == chips[0].specification.ridge == 0.25
    assert roof["y"] == [pytest.approx(4e9 * roof["x"][0]), 1e9, 1e9]
    low, high = chart.spec["layout"]["xaxis"]["range"]
    assert low < log10(0.25) < log10(10) < high


def test_a_slower_kernel_is_larger(chips):
    sizes = points(drawn(chips[0], MUCH, LITTLE))["marker"]["size"]
    assert sizes[0] == 28
    assert 8 < sizes[1] < 9, "a hundredth of the time, a tenth of the width"


def test_without_a_time_model_a_kernel_lies_on_the_roof(untimed):
    """16 mult-adds on 160 bytes: a tenth, times 4 GB/s; bound by memory."""
    chart = drawn(untimed, MUCH, LITTLE)
    assert points(chart)["y"] == [1e9, pytest.approx(0.4e9)]
    assert points(chart)["text"][1].endswith("bound by memory")
    assert chart.headings[2] == "time at best"
    assert [row[4] for row in chart.rows] == ["compute", "memory"]


def test_the_table_has_the_slowest_kernels_first_with_their_part_of_the_roof(chips):
    rows = drawn(chips[0], LITTLE, MUCH).rows
    assert [row[1] for row in rows] == ["conv_1", "conv_0"]
    assert rows[0] == ("net", "conv_1", "1.6 ms", "99.0 %", "compute", "10", "< 0.1 %")


def test_what_has_no_mult_adds_is_not_drawn_and_the_chart_says_so(chips):
    """`starts`: each of two kernels takes 10 ms."""
    chart = drawn(chips[1], MUCH, NONE)
    assert len(points(chart)["x"]) == 1
    assert "they take 50.0 % of the time." in chart.note
    assert drawn(chips[1], MUCH).note == ""


def test_an_unknown_kernel_is_not_drawn(chips):
    assert len(points(drawn(chips[0], MUCH, unknown=1))["x"]) == 1
    nothing = drawn(chips[0], unknown=1)
    assert nothing.spec is None
    assert nothing.rows == ()


def test_of_very_many_kernels_the_slowest_are_drawn(chips, monkeypatch):
    monkeypatch.setattr("netlint.writers.page.roofline._MOST_POINTS", 2)
    names = [text.split("<br>")[0] for text in points(drawn(chips[0], LITTLE, MUCH, MUCH))["text"]]
    assert names == ["conv_1", "conv_2"]
