"""A calibration as text and as JSON: how well a target explains this machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.units import many, shown
from netlint.writers.jsontext import members_of, rows_of
from netlint.writers.layout import TextColumn
from netlint.writers.measuring.figures import (
    busy_lines,
    order_lines,
    order_members,
    percent,
    seconds,
    share,
    table,
    wrapped,
)
from netlint.writers.paint import painter

if TYPE_CHECKING:
    from netlint.measuring.calibration import Calibration
    from netlint.measuring.outcomes import Outcome, Outcomes

SCHEMA = "netlint-calibration/1"
_COMBINED = {
    "sum": "compute and memory access add up",
    "max": "compute and memory access overlap",
}


def calibration_text(report: Calibration, *, width: int | None, color: bool) -> str:
    """What was found, how well it fits, and how well it holds on unseen networks.

    Args:
        report: the calibration.
        width: characters per line; None (a pipe): as wide as needed.
        color: whether terminal colours may be used.
    """
    paint = painter(color)
    lines = [paint(printable(report.target.name), "bold"), *wrapped(_found(report), width), ""]
    if report.held_out.each:
        lines += [*table(_columns(report.held_out.each), width, paint), ""]
        lines += wrapped(_held_out(report.held_out), width)
    measured = [one.measured for one in (*report.fitted.each, *report.held_out.each)]
    lines += wrapped(busy_lines(measured), width)
    return "\n".join(lines) + "\n"


def calibration_json(report: Calibration) -> str:
    """The same figures, one network a line, schema `netlint-calibration/1`."""
    order = order_members(report.held_out)
    head = {
        "schema": SCHEMA,
        "target": report.target.name,
        "mean_error_fitted": report.fitted.mean_error,
        "mean_error_held_out": order.pop("mean_error"),
        **order,
    }
    members = [
        *members_of(head),
        rows_of("held_out", [_row(one) for one in report.held_out.each]),
        rows_of("fitted", [_row(one) for one in report.fitted.each]),
    ]
    return "{\n" + ",\n".join(members) + "\n}\n"


def _found(report: Calibration) -> Iterator[str]:
    hardware, model, fitted = report.target.specification, report.target.time, report.fitted
    assert model is not None
    cache = shown(hardware.cache, "bytes")
    yield f"{_COMBINED[model.combine]}; {hardware.vector} channels at once; {cache} of cache"
    yield (
        f"fitted to {many(len(fitted.each), 'piece')} of networks: mean error "
        f"{share(fitted.mean_error)}, median {share(fitted.median_error)}; "
        f"measured times spread by {share(median(one.measured.spread for one in fitted.each))}"
    )


def _held_out(outcomes: Outcomes) -> Iterator[str]:
    yield f"mean error on networks that the fit has not seen: {share(outcomes.mean_error)}"
    yield from order_lines(outcomes)


def _columns(outcomes: Sequence[Outcome]) -> list[TextColumn]:
    names = [printable(one.measured.name) for one in outcomes]
    spreads = [share(one.measured.spread) for one in outcomes]
    return [
        TextColumn("network", names, least=12),
        TextColumn("measured", [seconds(one.measured.seconds) for one in outcomes], right=True),
        TextColumn("spread", spreads, right=True, rank=1, label="spread"),
        TextColumn("predicted", [seconds(one.predicted) for one in outcomes], right=True),
        TextColumn("error", [percent(one.error) for one in outcomes], right=True),
    ]


def _row(one: Outcome) -> dict[str, object]:
    return {
        "network": one.measured.name,
        "measured_seconds": one.measured.seconds,
        "spread": one.measured.spread,
        "repeats": one.measured.repeats,
        "predicted_seconds": one.predicted,
        "error": one.error,
    }
