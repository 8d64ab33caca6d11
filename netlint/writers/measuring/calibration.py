"""A calibration as text and as JSON: how well a target explains this machine."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.units import many, shown
from netlint.writers.jsontext import members_of, rows_of
from netlint.writers.layout import TextColumn, fit, table_lines
from netlint.writers.measuring.figures import percent, seconds, share
from netlint.writers.paint import painter

if TYPE_CHECKING:
    from netlint.measuring.calibration import Calibration, Outcome

SCHEMA = "netlint-calibration/1"
_COMBINED = {
    "sum": "compute and memory access add up",
    "max": "compute and memory access overlap",
}


def calibration_text(report: Calibration, *, width: int | None, color: bool) -> str:
    """What was found, how well it fits, and how well it holds on unseen networks."""
    paint = painter(color)
    target = report.target
    assert target.time is not None
    hardware = target.specification
    cache = shown(hardware.cache, "bytes")
    found = (
        f"{_COMBINED[target.time.combine]}; {hardware.vector} channels at once; {cache} of cache"
    )
    lines = [paint(printable(target.name), "bold"), found, _fitted(report.fitted), ""]
    head, body = table_lines(fit(_columns(report.held_out), width)[0])
    lines += [*(paint(line, "bold") for line in head), *body, ""]
    lines.append(f"mean error on networks it has not seen: {share(_mean(report.held_out))}")
    clear, wrong = report.clear_pairs, report.wrong_pairs
    lines.append(
        f"order, where measured times differ by more than 10 %: {len(clear) - len(wrong)} of "
        f"{many(len(clear), 'pair')} right"
    )
    lines += [f"  not right: {_pair(*pair)}" for pair in wrong]
    return "\n".join(lines) + "\n"


def calibration_json(report: Calibration) -> str:
    """The same figures, one network a line, schema `netlint-calibration/1`."""
    clear, wrong = report.clear_pairs, report.wrong_pairs
    head = {
        "schema": SCHEMA,
        "target": report.target.name,
        "mean_error_fitted": _mean(report.fitted),
        "mean_error_held_out": _mean(report.held_out),
        "clear_pairs": len(clear),
        "wrong_pairs": [[one.measured.name, other.measured.name] for one, other in wrong],
    }
    members = [
        *members_of(head),
        rows_of("held_out", [_row(one) for one in report.held_out]),
        rows_of("fitted", [_row(one) for one in report.fitted]),
    ]
    return "{\n" + ",\n".join(members) + "\n}\n"


def _fitted(outcomes: Sequence[Outcome]) -> str:
    return (
        f"fitted to {many(len(outcomes), 'piece')} of networks: mean error "
        f"{share(_mean(outcomes))}, median {share(_middle(outcomes))}; "
        f"measured times spread by {share(_spread(outcomes))}"
    )


def _columns(outcomes: Sequence[Outcome]) -> list[TextColumn]:
    names = [printable(one.measured.name) for one in outcomes]
    return [
        TextColumn("not seen by the fit", names, least=12),
        TextColumn("measured", [seconds(one.measured.seconds) for one in outcomes], right=True),
        TextColumn("spread", [share(one.measured.spread) for one in outcomes], right=True, rank=1),
        TextColumn("predicted", [seconds(one.predicted) for one in outcomes], right=True),
        TextColumn("error", [percent(one.error) for one in outcomes], right=True),
    ]


def _pair(one: Outcome, other: Outcome) -> str:
    return (
        f"{printable(one.measured.name)} before {printable(other.measured.name)}: measured "
        f"{seconds(one.measured.seconds)} and {seconds(other.measured.seconds)}, predicted "
        f"{seconds(one.predicted)} and {seconds(other.predicted)}"
    )


def _row(one: Outcome) -> dict[str, object]:
    return {
        "network": one.measured.name,
        "measured_seconds": one.measured.seconds,
        "spread": one.measured.spread,
        "repeats": one.measured.repeats,
        "predicted_seconds": one.predicted,
        "error": one.error,
    }


def _mean(outcomes: Sequence[Outcome]) -> float:
    return sum(abs(one.error) for one in outcomes) / len(outcomes)


def _middle(outcomes: Sequence[Outcome]) -> float:
    return median(abs(one.error) for one in outcomes)


def _spread(outcomes: Sequence[Outcome]) -> float:
    return median(one.measured.spread for one in outcomes)
