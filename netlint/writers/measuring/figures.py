"""What both reports have: cells, and what stands below their tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.units import UNKNOWN, many, shown
from netlint.writers.layout import TextColumn, fit, table_lines

if TYPE_CHECKING:
    from netlint.measuring.outcomes import Outcome, Outcomes, Pair
    from netlint.measuring.timing import Measured
    from netlint.writers.paint import Paint

_BEFORE_UNIT = re.compile(r"(?<=[0-9]) (?=(?:%|s|ms|us)(?![A-Za-z]))")
_TIE = "\xa0"
_BUSY, _SOME = 0.25, 0.1
"""A spread that other work on the machine causes, where more than some times have it. On an AMD
EPYC with nothing else to do 2 % of the times of a calibration spread by more, half of them by 5 %.
"""


def percent(error: float | None) -> str:
    """A signed share: `-8.3 %`; `?` for missing."""
    return UNKNOWN if error is None else f"{100 * error:+.1f} %"


def seconds(value: float | None) -> str:
    """A time: `2.17 ms`."""
    return shown(value, "seconds")


def share(value: float | None) -> str:
    """A share: `3.8 %`."""
    return shown(value, "share")


def table(columns: Sequence[TextColumn], width: int | None, paint: Paint) -> Iterator[str]:
    """The lines of a table, and which columns the width has no room for."""
    kept, left_out = fit(columns, width)
    head, body = table_lines(kept)
    yield from (paint(line, "bold") for line in head)
    yield from body
    if left_out:
        yield from wrapped([f"Not shown at {width} columns: {', '.join(left_out)}"], width)


def order_lines(outcomes: Outcomes) -> Iterator[str]:
    """In how many clear pairs the prediction has the order right, and in which it has not."""
    clear, wrong = outcomes.clear_pairs, outcomes.wrong_pairs
    if clear:
        yield (
            "order, where measured times differ by more than 10 %: "
            f"{len(clear) - len(wrong)} of {many(len(clear), 'pair')} right"
        )
    yield from (f"  not right: {_pair(*pair)}" for pair in wrong)


def order_members(outcomes: Outcomes) -> dict[str, object]:
    """The same for JSON, with the mean error; null where nothing is predicted."""
    return {
        "mean_error": outcomes.mean_error,
        "clear_pairs": len(outcomes.clear_pairs),
        "wrong_pairs": [_names(pair) for pair in outcomes.wrong_pairs],
    }


def busy_lines(measured: Sequence[Measured]) -> Iterator[str]:
    """That times are not to be trusted, where many are far above the best ones."""
    busy = [one for one in measured if one.spread > _BUSY]
    if len(busy) > _SOME * len(measured):
        worst = max(busy, key=lambda one: one.spread)
        most = f"{share(worst.spread)} for {printable(worst.name)}"
        yield (
            f"The machine was busy: {len(busy)} of {many(len(measured), 'time')} spread by more "
            f"than {_BUSY:.0%} ({most}). Stop what else runs and measure again, or raise --rounds."
        )


def wrapped(lines: Iterable[str], width: int | None) -> Iterator[str]:
    """Prose at a width; None: as it is."""
    for line in lines:
        if width is None:
            yield line
        else:
            tied = _BEFORE_UNIT.sub(_TIE, line)  # a figure stays with its unit
            for part in wrap(tied, width, subsequent_indent="  "):
                yield part.replace(_TIE, " ")


def _pair(one: Outcome, other: Outcome) -> str:
    return (
        f"{printable(one.measured.name)} before {printable(other.measured.name)}: measured "
        f"{seconds(one.measured.seconds)} and {seconds(other.measured.seconds)}, predicted "
        f"{seconds(one.predicted)} and {seconds(other.predicted)}"
    )


def _names(pair: Pair) -> list[str]:
    return [one.measured.name for one in pair]
