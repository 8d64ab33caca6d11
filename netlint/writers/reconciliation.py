"""`--reconcile`: the conventions side by side, and why they differ, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from netlint.errors import UsageError
from netlint.escaping import printable
from netlint.writers.cells import exact
from netlint.writers.layout import TextColumn, table_lines

if TYPE_CHECKING:
    from netlint.reconcile import Column, Difference, Reconciliation

SCHEMA = "netlint-reconciliation/1"
_FIGURES: dict[str, Callable[[Column], int]] = {
    "mult-adds": lambda column: column.mult_adds,
    "other operations": lambda column: column.other_ops,
    "FLOPs": lambda column: column.flops,
    "memory access": lambda column: column.memory_access,
}


def check_format(format_name: str) -> None:
    """Refuses the formats that have no room for several tables.

    Raises:
        UsageError: another format than `text` or `json` was asked for.
    """
    if format_name not in ("text", "json"):
        raise UsageError(f"--reconcile is written as text or json, not as {format_name}")


def write_reconciliations(found: Sequence[Reconciliation], format_name: str) -> str:
    """The reconciliations as `text` or `json`.

    Raises:
        UsageError: another format was asked for.
    """
    check_format(format_name)
    if format_name == "json":
        documents = [_document(one) for one in found]
        return json.dumps(documents[0] if len(documents) == 1 else documents, indent=1) + "\n"
    return "\n\n".join("\n".join(_lines(one)) for one in found) + "\n"


def _document(one: Reconciliation) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "model": one.network.name,
        "file": one.network.file,
        "conventions": {
            column.convention: {**asdict(column), "flops": column.flops} for column in one.columns
        },
        "differences": {
            name: [asdict(difference) for difference in found]
            for name, found in one.differences.items()
        },
        "profiler_misses": [asdict(missed) for missed in one.missed],
        "layers_left_out": one.unknown,
    }


def _lines(one: Reconciliation) -> list[str]:
    lines = [printable(f"{one.network.file}: {one.network.name} ({one.network.framework})"), ""]
    lines += _side_by_side(one.columns)
    for column in one.columns[1:]:
        lines += ["", f"From {one.columns[0].convention} to {column.convention}"]
        lines += _explained(one.differences[column.convention])
    lines += ["", *_factor_of_two(one.columns[0])]
    if one.missed:
        lines += ["", "Run on this model as it is, TensorFlow's profiler would not see"]
        lines += [
            f"  {exact(missed.flops)} FLOPs in {_layers(missed.layers)}: {missed.reason}"
            for missed in one.missed
        ]
    if one.unknown:
        lines += ["", f"Left out: {_layers(one.unknown)} that a convention cannot count."]
    return lines


def _side_by_side(columns: Sequence[Column]) -> list[str]:
    table = [TextColumn("", list(_FIGURES))]
    for column in columns:
        cells = [exact(figure(column)) for figure in _FIGURES.values()]
        table.append(TextColumn(column.convention, cells, right=True))
    head, rows = table_lines(table)
    return head + rows


def _explained(differences: Sequence[Difference]) -> list[str]:
    if not differences:
        return ["  no difference"]
    table = [
        TextColumn("mult-adds", [f"{d.mult_adds:+,}" for d in differences], right=True),
        TextColumn("FLOPs", [f"{d.flops:+,}" for d in differences], right=True),
        TextColumn("layers", [f"{d.layers:,}" for d in differences], right=True),
        TextColumn("because", [d.reason for d in differences]),
    ]
    head, rows = table_lines(table)
    return ["  " + line for line in head + rows]


def _factor_of_two(full: Column) -> list[str]:
    once, twice = exact(full.mult_adds), exact(2 * full.mult_adds)
    return [
        "Papers print mult-adds and call them FLOPs; profilers print 2 operations per mult-add.",
        f"The same products are {once} in the one and {twice} in the other.",
    ]


def _layers(count: int) -> str:
    return f"{count:,} layer" + "s" * (count != 1)
