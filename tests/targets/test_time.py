"""The time of a kernel by its causes; figures by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlint.targets import KINDS, Parts, Rates, TimeModel, Workload

MODEL = TimeModel(
    combine="sum",
    rates=Rates(mult_add=2.0, byte=3.0, kernel=100.0),
    spilled_byte=5.0,
    group=7.0,
    branch=11.0,
    kinds={"copy": Rates(mult_add=0.0, byte=1.0, kernel=10.0)},
)
WORK = Workload("convolution", 10, 20, 4, groups=3, branches=2)


def test_each_cause_has_its_share():
    parts = MODEL.parts(WORK)
    # 2 * 10, 3 * 20 + 5 * 4, one start, two groups beyond the first, one branch beyond the first
    assert parts == Parts(20.0, 80.0, 100.0, 14.0, 11.0)
    assert parts.seconds == 225.0


def test_of_a_roofline_only_the_larger_one_counts():
    roofline = replace(MODEL, combine="max")
    assert roofline.parts(WORK) == Parts(0.0, 80.0, 100.0, 14.0, 11.0)
    assert roofline.parts(replace(WORK, mult_adds=41)) == Parts(82.0, 0.0, 100.0, 14.0, 11.0)
    assert roofline.parts(replace(WORK, mult_adds=40)) == Parts(80.0, 0.0, 100.0, 14.0, 11.0)


def test_kinds_may_have_rates_of_their_own():
    assert MODEL.parts(replace(WORK, kind="copy")) == Parts(0.0, 40.0, 10.0, 14.0, 11.0)
    assert MODEL.rates_of("depthwise") is MODEL.rates
    assert set(MODEL.kinds) <= set(KINDS)


def test_each_start_counts():
    assert MODEL.parts(replace(WORK, kernels=3)).overhead == 300.0


@pytest.mark.parametrize(
    ("parts", "bound"),
    [
        (Parts(3, 2, 2), "compute"),
        (Parts(2, 3, 2), "memory"),
        (Parts(2, 2, 3), "overhead"),
        (Parts(2, 2, 1, 1, 1), "overhead"),
        (Parts(2, 2, 2), "compute"),
        (Parts(1, 2, 2), "memory"),
    ],
)
def test_what_most_of_a_time_goes_to(parts, bound):
    assert parts.bound == bound


def test_times_add_up_cause_by_cause():
    both = Parts.total(iter([Parts(1, 2, 3, 4, 5), Parts(10, 20, 30, 40, 50)]))
    assert both == Parts(11, 22, 33, 44, 55)
    assert Parts.total([]) == Parts()
    assert Parts().seconds == 0


AMOUNTS = st.integers(0, 10**9)


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.integers(1, 64), st.integers(1, 64))
def test_a_roofline_takes_at_most_the_sum_and_at_least_half_of_it(flow, size, spilled, g, b):
    work = Workload("convolution", flow, size, spilled, g, b)
    whole = MODEL.parts(work).seconds
    assert whole / 2 <= replace(MODEL, combine="max").parts(work).seconds <= whole
