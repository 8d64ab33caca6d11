"""Targets on the page: what they are, time by cause, published times."""

from __future__ import annotations

from dataclasses import replace

from netlint.comparison import Comparison
from netlint.targets import read_target
from netlint.writers.page.targets import target_views
from tests.comparing import costing, timed
from tests.networks import cost
from tests.targets import TARGET, write_target

SMALL, LARGE = cost(100, 10, 60, 20), cost(300, 10, 50, 40)


def views(*targets):
    two = costing(LARGE, label="one"), costing(SMALL, SMALL, label="two")
    return target_views(timed(Comparison(two), *targets))


def test_a_target_says_what_it_is_and_what_its_times_rest_on(chips):
    (found,) = views(chips[0])
    assert (found.id, found.name, found.about) == ("work", "Test chip", "A chip for tests.")
    assert found.facts == (
        "One core of a processor, float32: at best 1.00 G mult-adds per second and 4 GB/s, so a "
        "kernel below 0.25 mult-adds per byte of that memory cannot reach the peak."
    )
    assert "on 5 measured times that it had not seen" in found.trust
    assert found.fit == (
        "Fitted to some measured times (7.0 % off on average). "
        "Not seen by the fit: other measured times."
    )


def test_a_bar_is_as_long_as_its_time_and_parted_by_cause(chips):
    """On `starts` a kernel takes 10 ms: one against two, and next to nothing else."""
    _, found = views(*chips)
    one, two = found.timed
    assert (one.time, two.time) == ("10 ms", "20 ms")
    assert [part.title for part in one.bar.segments] == [
        "compute: 0.30 us, < 0.1 %",
        "memory access: 0.36 us, < 0.1 %",
        "starting kernels: 10 ms, 100.0 %",
    ]
    assert [part.family for part in one.bar.segments] == [1, 5, 9]
    assert (one.bar.segments[-1].width, two.bar.segments[-1].width[:3]) == ("49.998", "99.")


def test_an_unknown_kernel_makes_a_time_a_lower_bound_and_is_named(chips):
    made = timed(Comparison((costing(SMALL, label="partly", unknown=1),)), chips[1])
    (found,) = target_views(made)
    assert found.timed[0].time == "≥ 10 ms"
    assert [label for label, _ in found.notes] == ["partly"]
    assert "custom_0" in found.notes[0][1]


def test_a_published_time_stands_beside_the_predicted_one(chips):
    """Half a second measured, a quarter predicted, on the first target only."""
    work, starts = views(*chips)
    (row,) = work.published
    assert (row.network, row.batch, row.predicted, row.published) == (1, 8, "250 ms", "500 ms")
    assert (row.ratio, row.seen, row.source) == ("\u221250 %", "yes", "a paper, table 2")
    assert starts.published == ()


def test_a_target_without_a_time_model_has_a_roofline_only(chips):
    untimed = read_target(write_target(chips[0].file.parent, "untimed", TARGET))
    (found,) = views(untimed)
    assert (found.timed, found.fit) == ((), "")
    assert found.trust.startswith("No times:")
    assert found.chart == "roofline-0"


def test_a_fit_that_was_tried_on_nothing_else_says_no_more(chips):
    fit = replace(chips[0].fit, held_out="", held_out_samples=0, held_out_error=None)
    (found,) = views(replace(chips[0], fit=fit))
    assert found.fit == "Fitted to some measured times (7.0 % off on average)."
