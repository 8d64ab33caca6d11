"""The layer table as people read it: which columns, and what stands in their cells.

Shared by the formats made for reading (text, Markdown, notebook).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from netlint.columns import COLUMNS, Cell, Column, Row
from netlint.escaping import printable
from netlint.report import STATUSES, Analysis, Status, Totals
from netlint.units import UNKNOWN, shown
from netlint.views import View
from netlint.writers.cells import at_least, exact, percent, ratio, several

if TYPE_CHECKING:
    from netlint.facts.prediction import Prediction
    from netlint.network import Network
    from netlint.subjects import Subject

_READABLE = (
    "name",
    "class",
    "output_shapes",
    "params",
    "params_share",
    "mult_adds",
    "mult_adds_share",
    "memory_access",
    "memory_access_share",
    "intensity",
)


_PREDICTED = (
    "name",
    "class",
    "output_shapes",
    "mult_adds",
    "mult_adds_share",
    "memory_access",
    "memory_access_share",
    "time",
    "time_share",
    "bound",
    "kernel",
)


def readable_columns(analysis: Analysis, view: View) -> list[Column]:
    """The columns asked for; by default what tells most: with a target that is the time.

    A share of an unknown total is unknown too: those columns are left out by default. The
    status is shown where not everything is exact, the number of layers where rows are groups.
    """
    if view.columns:
        return list(view.chosen)
    every = _READABLE if analysis.prediction is None else _predicted(analysis.prediction, view)
    names = [name for name in every if _is_known(name, analysis.totals)]
    if view.grouped:
        names.insert(1, "layers")
    if view.group_by == "op":
        names = [name for name in names if name not in ("class", "output_shapes")]
    if analysis.coverage.layers["exact"] < len(analysis.rows):
        names.append("status")
    return [COLUMNS[name] for name in names]


def _predicted(prediction: Prediction, view: View) -> list[str]:
    """The columns of a prediction; a group has kernels, and runs in none."""
    names = [name if name != "kernel" or not view.grouped else "kernels" for name in _PREDICTED]
    return [name for name in names if prediction.timed or not name.startswith("time")]


def heading(columns: Sequence[Column], index: int) -> str:
    """A column's heading; a share that does not stand beside its figure says of what it is."""
    column = columns[index]
    if column.kind != "share":
        return column.heading
    whole = column.name.removesuffix("_share")
    beside = index > 0 and columns[index - 1].name == whole
    return "%" if beside else f"% of {COLUMNS[whole].heading}"


def cell_text(
    column: Column, row: Row, whole: Totals, count: Callable[[int | None], str] = exact
) -> str:
    """What stands in a cell; `count` writes whole numbers."""
    value = column.of(row, whole)
    if column.predicted:
        return _predicted_cell(column, row, value)
    if column.kind == "count":
        return _count(column, row, value, count)
    if column.kind == "share":
        return percent(value if isinstance(value, int | float) else None)
    if column.kind == "ratio":
        nothing = row.figures.memory_access_bytes == 0
        return ratio(value) if isinstance(value, int | float) else "-" if nothing else UNKNOWN
    return text_of(value)


def _predicted_cell(column: Column, row: Row, value: Cell) -> str:
    """What stands in a cell of a prediction: a layer in another one's kernel is `fused`."""
    timing = row.timing
    if column.name == "kernel":
        return text_of(value) if timing.is_fused else ""
    if column.name == "time" and timing.is_fused:
        return "fused"
    if column.kind == "seconds" and value is None:
        known = 0 if timing.known is None else timing.known.seconds
        return at_least(shown(known, "seconds")) if known else UNKNOWN
    if not timing.kernels and column.kind != "count":
        return "-"
    if column.kind == "share":
        return percent(value if isinstance(value, int | float) else None)
    return shown(value if isinstance(value, int | float | str) else None, column.kind)


def text_of(value: Cell) -> str:
    """A name, names or shapes, printable."""
    if value is None:
        return ""
    return printable(several(value) if isinstance(value, tuple) else str(value))


def coverage_line(analysis: Analysis) -> str:
    """How much of the network is known, as one sentence: the last line of every report."""
    layers = analysis.coverage.layers
    complete = all(row.layer.params is not None for row in analysis.rows)
    of_what = " of parameters" if complete else " of the known parameters"
    exactly = f"{layers['exact']:,} of {len(analysis.rows):,} layers exact"
    parts = [exactly + _params_share(analysis, "exact", of_what)]
    parts += [
        f"{layers[status]:,} {status}{_params_share(analysis, status, '')}"
        for status in STATUSES[1:]
    ]
    return "Coverage: " + ", ".join(parts)


def total_lines(analysis: Analysis) -> list[tuple[str, str]]:
    """The totals, as label and text; a lower bound where a layer is unknown."""
    totals = analysis.totals

    def of(name: str) -> str:
        value = getattr(totals, name)
        return exact(value) if value is not None else at_least(exact(getattr(totals.known, name)))

    split = f"{of('trainable_params')} trainable, {of('non_trainable_params')} not trainable"
    intensity = "?" if totals.intensity is None else f"{ratio(totals.intensity)} FLOPs/byte"
    return [
        ("parameters", f"{of('params')} ({split})"),
        ("mult-adds", of("mult_adds")),
        ("other operations", of("other_ops")),
        ("FLOPs", f"{of('flops')} (2 x mult-adds + other operations)"),
        ("memory access", f"{of('memory_access')} elements, {of('memory_access_bytes')} bytes"),
        ("intensity", intensity),
    ]


def title(model: Network | Subject) -> str:
    """What was read: the file, the model's own name, what wrote it."""
    return printable(f"{model.file}: {model.name} ({model.framework})")


def subtitle(analysis: Analysis, shown: int, view: View) -> str:
    """How it was counted, and what the table shows of it."""
    batch = "?" if analysis.batch is None else analysis.batch
    parts = [
        f"{len(analysis.rows):,} layers",
        f"batch {batch}",
        f"convention {analysis.convention}",
    ]
    if view.grouped or view.top is not None:
        parts.append(f"{shown:,} {'groups' if view.grouped else 'layers'} shown")
    return ", ".join(parts)


def _is_known(name: str, totals: Totals) -> bool:
    column = COLUMNS[name]
    return column.kind != "share" or bool(getattr(totals, column.path.rpartition(".")[2]))


def _count(column: Column, row: Row, value: Cell, count: Callable[[int | None], str]) -> str:
    if isinstance(value, int):
        return count(value)
    return at_least(count(getattr(row.known, column.name) or 0))


def _params_share(analysis: Analysis, status: Status, of_what: str) -> str:
    share = analysis.coverage.params[status]
    if share is None or (share == 0 and status != "exact"):
        return ""
    # Rounded down: 100 % is said of nothing less.
    return f" ({int(share * 1000) / 10:.1f} %{of_what})"
