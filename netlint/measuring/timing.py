"""How long things take on a machine that others use too.

Everything is run in turns, round after round: what disturbs the machine for a while disturbs a
part of each thing's times and none as a whole. The figure is a low quantile of all times, which
disturbances do not reach; how far the times spread is reported beside it.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from netlint.errors import NetlintError

_QUANTILE = 0.1
_FEWEST, _MOST = 3, 30
_VISIT = 0.02
"""Seconds that one thing is run for before it is the next one's turn."""

Progress = Callable[[int, int, str], None]
"""Told how many visits are done, how many there are, and which one is next."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How long one thing takes.

    Attributes:
        name: what was run.
        seconds: the time of one run: the 10 % quantile of all times.
        spread: how much longer the median is, as a share of `seconds`: 0.05 is 5 %.
        repeats: how many runs were timed.
    """

    name: str
    seconds: float
    spread: float
    repeats: int


def measured(name: str, times: Sequence[float]) -> Measured:
    """The figure and the spread of all times of one thing, in seconds.

    Raises:
        NetlintError: it takes less time than the clock tells.
    """
    low = quantile(times, _QUANTILE)
    if low <= 0:
        raise NetlintError(f"{name}: takes less time than this machine's clock can tell")
    return Measured(name, low, statistics.median(times) / low - 1, len(times))


def quantile(times: Sequence[float], share: float) -> float:
    """The time that a share of all times does not exceed, interpolated between two of them."""
    ordered = sorted(times)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def run_in_turns(
    things: Mapping[str, Callable[[], object]],
    rounds: int,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.perf_counter,
    between: Callable[[], object] = lambda: None,
) -> dict[str, list[float]]:
    """Times of every thing, in seconds, run in turns.

    Args:
        things: what to run, by name.
        rounds: how often each has its turn.
        progress: is told of each visit, outside of what is timed.
        clock: the time in seconds.
        between: what to do before each run, outside of what is timed.
    """
    times: dict[str, list[float]] = {name: [] for name in things}
    total = rounds * len(things)
    for turn in range(rounds):
        for place, (name, thing) in enumerate(things.items()):
            if progress is not None:
                progress(turn * len(things) + place, total, name)
            with _no_garbage_collection():
                times[name] += _visit(thing, clock, between)
    return times


def _visit(
    thing: Callable[[], object], clock: Callable[[], float], between: Callable[[], object]
) -> list[float]:
    """Several runs in a row, after one that warms up and tells how many there is time for."""
    start = clock()
    thing()
    first = clock() - start
    count = min(max(int(_VISIT / first), _FEWEST), _MOST) if first > 0 else _MOST
    times = []
    for _ in range(count):
        between()
        start = clock()
        thing()
        times.append(clock() - start)
    return times


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
