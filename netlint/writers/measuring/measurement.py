"""Measurements as text and as JSON: networks, and their kernels where the engine tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.units import many
from netlint.writers.jsontext import members_of, rows_of
from netlint.writers.layout import TextColumn, fit, table_lines
from netlint.writers.measuring.figures import percent, seconds, share
from netlint.writers.paint import painter

if TYPE_CHECKING:
    from netlint.measuring.beside import KernelOutcome, Measurement
    from netlint.writers.paint import Paint

SCHEMA = "netlint-measurement/1"


def measurements_text(
    found: Sequence[Measurement], engine: str, *, width: int | None, color: bool
) -> str:
    """A line per network, below it its kernels; then what was measured with.

    Args:
        found: in the order to show them.
        engine: what ran the models, and on what.
        width: characters per line; None (a pipe): as wide as needed.
        color: whether terminal colours may be used.
    """
    paint = painter(color)
    lines = [line for each in found for line in _network(each, width, paint)]
    return "\n".join([*lines, f"measured with {printable(engine)}, one thread, float32"]) + "\n"


def measurements_json(found: Sequence[Measurement], engine: str) -> str:
    """The same figures, one kernel a line, schema `netlint-measurement/1`."""
    networks = ",\n".join(_object(each) for each in found)
    head = members_of({"schema": SCHEMA, "engine": engine})
    return "{\n" + ",\n".join([*head, f'"networks": [\n{networks}\n]']) + "\n}\n"


def _network(one: Measurement, width: int | None, paint: Paint) -> Iterator[str]:
    yield f"{paint(printable(one.file), 'bold')}: {_total(one)}"
    timed = [kernel for kernel in one.kernels if kernel.measured]
    if timed:
        head, body = table_lines(fit(_columns(timed), width)[0])
        yield from (paint(line, "bold") for line in head)
        yield from body
    if len(timed) < len(one.kernels):
        yield f"left out: {many(len(one.kernels) - len(timed), 'operation')} that take no time"
    if one.untold:
        yield f"kernels: the engine does not tell: {printable(one.untold)}"
    yield ""


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
    least = "at least " if one.prediction.unknown else ""
    predicted = f"{least}{seconds(one.prediction.seconds)} predicted on {name}"
    return f"{text}, {predicted} ({percent(one.error)})"


def _columns(kernels: Sequence[KernelOutcome]) -> list[TextColumn]:
    columns = [
        TextColumn("layers", [_layers(each) for each in kernels], least=16),
        TextColumn(
            "engine's operation",
            [printable("+".join(each.operations)) for each in kernels],
            least=10,
            rank=2,
        ),
        TextColumn("measured", [seconds(each.measured) for each in kernels], right=True),
    ]
    if any(each.predicted is not None for each in kernels):
        errors = [
            None
            if each.predicted is None or not each.measured
            else each.predicted / each.measured - 1
            for each in kernels
        ]
        columns += [
            TextColumn("predicted", [seconds(each.predicted) for each in kernels], right=True),
            TextColumn("error", [percent(error) for error in errors], right=True, rank=1),
        ]
    return columns


def _layers(kernel: KernelOutcome) -> str:
    return printable(" + ".join(kernel.layers)) if kernel.layers else "(not told)"


def _object(one: Measurement) -> str:
    head = {
        "file": one.file,
        "measured_seconds": one.measured.seconds,
        "spread": one.measured.spread,
        "repeats": one.measured.repeats,
        "target": None if one.prediction is None else one.prediction.target.id,
        "predicted_seconds": None if one.prediction is None else one.prediction.seconds,
        "unknown_kernels": 0 if one.prediction is None else len(one.prediction.unknown),
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
