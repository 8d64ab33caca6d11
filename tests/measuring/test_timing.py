"""Things are timed in turns, and their figure is a low quantile."""

from __future__ import annotations

import gc
from itertools import count

import pytest

from netlint.errors import NetlintError
from netlint.measuring.timing import Measured, measured, quantile, run_in_turns


def test_a_quantile_lies_between_two_times():
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert quantile([1.0, 2.0], 0.25) == 1.25
    assert quantile([7.0], 0.1) == 7.0


def test_the_figure_is_the_ten_percent_quantile_and_the_spread_reaches_to_the_median():
    times = [1.0] * 3 + [1.5] * 5 + [90.0] * 3
    assert measured("net", times) == Measured("net", seconds=1.0, spread=0.5, repeats=11)


class Machine:
    """A clock on which each thing takes its own time."""

    def __init__(self, **seconds):
        self.now = 0.0
        self.order = []
        self.things = {name: lambda name=name: self.run(name, seconds[name]) for name in seconds}

    def run(self, name, seconds):
        self.now += seconds
        self.order.append(name)

    def clock(self):
        return self.now


def test_things_take_turns():
    machine = Machine(a=1.0, b=2.0)
    times = run_in_turns(machine.things, 2, clock=machine.clock)
    visits = "".join(machine.order)
    assert visits == ("a" * 4 + "b" * 4) * 2  # one run that warms up, three that count
    assert times == {"a": [1.0] * 6, "b": [2.0] * 6}


def test_short_things_are_run_more_often_but_not_without_end():
    machine = Machine(short=0.002, shorter=1e-9)
    times = run_in_turns(machine.things, 1, clock=machine.clock)
    assert {name: len(each) for name, each in times.items()} == {"short": 10, "shorter": 30}


def test_a_clock_that_stands_still_is_no_reason_to_divide_by_zero():
    times = run_in_turns({"a": lambda: None}, 1, clock=lambda: 5.0)
    assert times == {"a": [0.0] * 30}


def test_progress_is_told_before_each_visit():
    told = []
    run_in_turns(
        {"a": lambda: None, "b": lambda: None},
        2,
        lambda done, total, name: told.append((done, total, name)),
        clock=count().__next__,
    )
    assert told == [(0, 4, "a"), (1, 4, "b"), (2, 4, "a"), (3, 4, "b")]


@pytest.mark.parametrize("on", [True, False])
def test_garbage_is_not_collected_while_timing_and_left_as_it_was(on):
    seen = []
    was = gc.isenabled()
    (gc.enable if on else gc.disable)()
    try:
        run_in_turns({"a": lambda: seen.append(gc.isenabled())}, 1)
        assert (set(seen), gc.isenabled()) == ({False}, on)
    finally:
        (gc.enable if was else gc.disable)()


def test_what_the_clock_cannot_tell_is_refused_by_name():
    with pytest.raises(NetlintError, match=r"^net: takes less time than this machine's clock"):
        measured("net", [0.0, 0.0, 1e-9])


def test_something_is_done_before_each_run_that_counts():
    order = []
    run_in_turns(
        {"a": lambda: order.append("run")},
        1,
        clock=count().__next__,
        between=lambda: order.append("between"),
    )
    assert order == ["run", *["between", "run"] * 3]
