"""The figure of rankings: a line per network, through its places."""

from __future__ import annotations

from netlint.comparison import Comparison
from netlint.writers.page.ranking import ranking_chart
from tests.comparing import costing, timed
from tests.networks import cost

SMALL, LARGE = cost(100, 10, 60, 20), cost(300, 10, 50, 40)


def test_lines_go_through_places_and_cells_say_what_they_are_by(chips):
    two = costing(LARGE, label="one"), costing(SMALL, SMALL, label="two")
    chart = ranking_chart(timed(Comparison(two), *chips))
    assert chart.spec is not None
    assert [line["y"] for line in chart.spec["data"]] == [[2, 2, 1], [1, 1, 2]]
    assert chart.headings == ("network", "by mult-adds", "by work", "by starts")
    assert chart.rows == (
        ("one", "2: 300", "2: 0.30 ms", "1: 10 ms"),
        ("two", "1: 200", "1: 0.20 ms", "2: 20 ms"),
    )


def test_an_unknown_time_is_a_gap_and_a_lower_bound(chips):
    two = costing(LARGE, label="one"), costing(SMALL, label="partly", unknown=1)
    chart = ranking_chart(timed(Comparison(two), *chips))
    assert chart.spec is not None
    assert chart.spec["data"][1]["y"] == [None] * 3
    assert chart.rows[1] == ("partly", "≥ 100", "≥ 0.10 ms", "≥ 10 ms")
    nothing = costing(label="nothing", unknown=1), costing(SMALL, label="small")
    assert ranking_chart(timed(Comparison(nothing), *chips)).rows[0] == ("nothing", *"---")


def test_long_names_of_targets_break_near_the_middle(chips):
    two = Comparison((costing(LARGE, label="one"), costing(SMALL, label="two")))
    from dataclasses import replace

    ids = ("xeon-gold-6148", "snapdragon810", "npu", "a<b>-long-name")
    ticks = ranking_chart(timed(two, *(replace(chips[0], id=each) for each in ids))).spec
    assert ticks["layout"]["xaxis"]["ticktext"] == [
        "mult-adds", "xeon-<br>gold-6148", "snapdragon810", "npu", "a&lt;b&gt;-<br>long-name",
    ]  # fmt: skip


def test_without_targets_there_is_nothing_to_draw():
    assert ranking_chart(Comparison((costing(LARGE), costing(SMALL)))).spec is None
