"""What layers and groups of them take: a kernel's time is that of the layer that does its work."""

from __future__ import annotations

import pytest

from netlint import timing
from netlint.targets import Parts
from netlint.timing import NO_TIMING, Timing, merged
from tests.predictions import ADD, CONV, FREE, custom, joined, network, predicted
from tests.targets import TARGET, TIMED


def timings(*arguments):
    analysis = predicted(*arguments)
    names = [row.layer.name for row in analysis.rows]
    return dict(zip(names, timing.timings(analysis), strict=True))


def test_the_layer_that_does_the_work_has_the_time():
    found = timings()
    assert found["conv"].kernel == "conv"
    assert found["conv"].seconds == pytest.approx(CONV)
    assert found["sum"].seconds == pytest.approx(ADD)
    assert (found["conv"].kernels, found["sum"].bound) == (1, "overhead")


@pytest.mark.parametrize("name", ["norm", "relu"])
def test_what_runs_in_another_kernel_says_in_which(name):
    found = timings()[name]
    assert (found.kernel, found.kernels, found.seconds) == ("conv", 0, 0)
    assert found.is_fused


@pytest.mark.parametrize("name", ["image", "drop"])
def test_what_is_nothing_to_run_is_in_no_kernel(name):
    found = timings()[name]
    assert (found.kernel, found.kernels, found.seconds) == (None, 0, 0)
    assert not found.is_fused


def test_what_the_target_does_for_free_is_nothing_to_run():
    free = timings(FREE, joined())["both"]
    assert (free.kernel, free.kernels, free.seconds, free.bound) == (None, 0, 0, None)
    assert timings(TIMED, joined())["both"].kernel == "both"


def test_what_is_unknown_is_not_zero():
    unknown = timings(TIMED, custom())["custom"]
    assert (unknown.kernel, unknown.kernels, unknown.seconds) == ("custom", 1, None)
    assert unknown.bound is None


def test_without_a_time_model_there_are_bounds_and_no_times():
    found = timings(TARGET, custom())
    assert {each.seconds for each in found.values()} == {None}
    bounds = {name: each.bound for name, each in found.items() if each.bound}
    # 1,024 mult-adds / 2,112 bytes are above the ridge of 0.25, a sum has none.
    assert bounds == {"conv": "compute", "sum": "memory"}


def test_without_a_target_there_is_nothing():
    assert set(timing.timings(network())) == {NO_TIMING}
    assert merged([NO_TIMING, NO_TIMING]) == NO_TIMING


def test_a_group_adds_up():
    whole = merged(timings().values())
    assert whole.seconds == pytest.approx(CONV + ADD)
    assert (whole.kernel, whole.kernels, whole.bound) == (None, 2, "overhead")


def test_a_group_of_one_kernel_names_it():
    found = timings()
    assert merged([found["conv"], found["norm"], found["relu"]]).kernel == "conv"


def test_a_group_with_something_unknown_is_unknown_and_has_a_lower_bound():
    whole = merged(timings(TIMED, custom()).values())
    assert whole.seconds is None
    assert whole.known is not None
    assert whole.known.seconds == pytest.approx(CONV + ADD)
    assert whole.kernels == 3


def test_what_limits_a_group_is_where_most_of_its_time_goes():
    def one(**causes):
        return Timing("a", 1, Parts(**causes), Parts(**causes), "compute")

    assert merged([one(compute=2), one(memory=3)]).bound == "memory"
    assert merged([Timing("a", 0, Parts(), Parts())]).bound is None


def test_without_times_a_group_is_bound_where_all_its_kernels_are():
    found = timings(TARGET)
    assert merged([found["conv"], found["relu"]]).bound == "compute"
    assert merged(found.values()).bound is None
