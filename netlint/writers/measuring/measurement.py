"""Measurements as text and as JSON: networks, and their kernels where the engine tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.units import many
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
    from netlint.measuring.beside import KernelOutcome, Measurement, Measurements
    from netlint.writers.paint import Paint

SCHEMA = "netlint-measurement/1"
_TICK = 1e-6
"""The engine counts the microseconds of its operations."""


def measurements_text(report: Measurements, *, width: int | None, color: bool) -> str:
    """A line per network, below it its kernels; then what was measured with.

    Args:
        report: what was measured.
        width: characters per line; None (a pipe): as wide as needed.
        color: whether terminal colours may be used.
    """
    paint = painter(color)
    lines = [line for each in report.networks for line in _network(each, width, paint)]
    lines += wrapped(_below(report), width)
    return "\n".join(lines) + "\n"


def measurements_json(report: Measurements) -> str:
    """The same figures, one kernel a line, schema `netlint-measurement/1`."""
    networks = ",\n".join(_object(each) for each in report.networks)
    head = members_of({"schema": SCHEMA, "engine": report.engine, **order_members(report.outcomes)})
    return "{\n" + ",\n".join([*head, f'"networks": [\n{networks}\n]']) + "\n}\n"


def _network(one: Measurement, width: int | None, paint: Paint) -> Iterator[str]:
    name = printable(one.measured.name)
    first, *others = wrapped([f"{name}: {_total(one)}"], width)
    yield paint(name, "bold") + first.removeprefix(name) if first.startswith(name) else first
    yield from others
    timed = [kernel for kernel in one.kernels if kernel.measured or kernel.predicted]
    if timed:
        yield from table(_columns(timed), width, paint)
    if len(timed) < len(one.kernels):
        untimed = many(len(one.kernels) - len(timed), "operation")
        yield from wrapped([f"left out, since they take no time: {untimed}"], width)
    if one.untold:
        yield from wrapped([f"kernels: not told ({printable(one.untold)})"], width)
    if one.kernels or one.untold:
        yield ""


def _below(report: Measurements) -> Iterator[str]:
    outcomes = report.outcomes
    if len(outcomes.each) > 1:
        yield f"mean error of {len(outcomes.each)} networks: {share(outcomes.mean_error)}"
        yield from order_lines(outcomes)
    yield from busy_lines([one.measured for one in report.networks])
    yield f"measured with {printable(report.engine)}, one thread, float32"


def _total(one: Measurement) -> str:
    measured = one.measured
    text = (
        f"{seconds(measured.seconds)} measured (spread {share(measured.spread)}, "
        f"{many(measured.repeats, 'run')})"
    )
    if one.prediction is None:
        return text
    name = printable(one.prediction.target.id)
    if one.prediction.seconds is None:
        return f"{text}; {name} has no time model"
    if one.outcome is None:
        return f"{text}, at least {seconds(one.prediction.seconds)} predicted on {name}"
    error = percent(one.outcome.error)
    return f"{text}, {seconds(one.prediction.seconds)} predicted on {name} ({error})"


def _columns(kernels: Sequence[KernelOutcome]) -> list[TextColumn]:
    """A row for each kernel, and one for all of them."""
    operations = [printable("+".join(each.operations)) for each in kernels]
    measured = [_measured(each.measured) for each in kernels]
    whole = sum(each.measured for each in kernels)
    columns = [
        TextColumn("layers", [*map(_layers, kernels), "all of them"], least=16),
        TextColumn(
            "engine's operation", [*operations, ""], least=10, rank=2, label="engine's operation"
        ),
        TextColumn("measured", [*measured, seconds(whole)], right=True),
    ]
    known = [each.predicted for each in kernels if each.predicted is not None]
    if known:
        predicted = [seconds(each.predicted) for each in kernels]
        errors = [percent(_error(each.measured, each.predicted)) for each in kernels]
        columns += [
            TextColumn("predicted", [*predicted, seconds(sum(known))], right=True),
            TextColumn(
                "error",
                [*errors, percent(_error(whole, sum(known)))],
                right=True,
                rank=1,
                label="error",
            ),
        ]
    return columns


def _measured(value: float) -> str:
    """What is below a tick of the engine's clock is only known to be so."""
    return f"< {seconds(_TICK)}" if value < _TICK else seconds(value)


def _error(measured: float, predicted: float | None) -> float | None:
    return None if predicted is None or measured < _TICK else predicted / measured - 1


def _layers(kernel: KernelOutcome) -> str:
    return printable(" + ".join(kernel.layers)) if kernel.layers else "(not told)"


def _object(one: Measurement) -> str:
    head = {
        "file": one.measured.name,
        "measured_seconds": one.measured.seconds,
        "spread": one.measured.spread,
        "repeats": one.measured.repeats,
        "target": None if one.prediction is None else one.prediction.target.id,
        "predicted_seconds": None if one.prediction is None else one.prediction.seconds,
        "unknown_kernels": 0 if one.prediction is None else len(one.prediction.unknown),
        "error": None if one.outcome is None else one.outcome.error,
        "untold": one.untold,
    }
    kernels = [
        {
            "layers": each.layers,
            "operations": each.operations,
            "measured_seconds": each.measured,
            "predicted_seconds": each.predicted,
        }
        for each in one.kernels
    ]
    return "{\n" + ",\n".join([*members_of(head), rows_of("kernels", kernels)]) + "\n}"
