"""`netlint targets`: a line per target."""

from __future__ import annotations

import json
from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.units import shown
from netlint.writers.jsontext import rows_of
from netlint.writers.layout import TextColumn, fit, table_lines
from netlint.writers.paint import painter
from netlint.writers.targets.document import target_head

if TYPE_CHECKING:
    from netlint.targets import Target

SCHEMA = "netlint-targets/1"
_GIGA = 10**9
_NOTE = (
    "Errors of the time model: the mean of |predicted / measured - 1| on the times that it was "
    "fitted to, and on others. `netlint targets show NAME` says which."
)


def targets_text(targets: Sequence[Target], *, width: int | None, color: bool) -> str:
    """The targets: peak and bandwidth of the specification, errors of the time model.

    Args:
        targets: in the order to show them.
        width: characters per line; None (a pipe): as wide as needed.
        color: whether terminal colours may be used.
    """
    paint = painter(color)
    columns, left_out = fit([*_identity(targets), *_figures(targets)], width)
    head, body = table_lines(columns)
    notes = [f"Not shown at {width} columns: {', '.join(left_out)}"] if left_out else []
    lines = [*(paint(line, "bold") for line in head), *body]
    for note in (*notes, _NOTE):
        lines += ["", *wrap(note, width or len(note))]
    return "\n".join(lines) + "\n"


def targets_json(targets: Sequence[Target]) -> str:
    """The targets, one a line, schema `netlint-targets/1`."""
    rows = rows_of("targets", [target_head(target) for target in targets])
    return f'{{\n"schema": {json.dumps(SCHEMA)},\n{rows}\n}}\n'


def _identity(targets: Sequence[Target]) -> list[TextColumn]:
    return [
        TextColumn("target", [printable(target.id) for target in targets], least=12),
        TextColumn(
            "name",
            [printable(target.name) for target in targets],
            least=20,
            rank=2,
            label="name",
        ),
        TextColumn("class", [target.kind for target in targets], rank=1, label="class"),
    ]


def _figures(targets: Sequence[Target]) -> list[TextColumn]:
    peaks = [shown(t.specification.mult_adds_per_second / _GIGA, "") for t in targets]
    fits = [target.fit for target in targets]
    bandwidths = [shown(t.specification.bandwidth / _GIGA, "") for t in targets]
    return [
        TextColumn("G mult-adds /s", peaks, right=True),
        TextColumn("GB/s", bandwidths, right=True),
        TextColumn("times", ["-" if t.time is None else "fitted" for t in targets]),
        TextColumn(
            "error", [_error(None if fit is None else fit.mean_error) for fit in fits], right=True
        ),
        TextColumn(
            "error on others",
            [_error(None if fit is None else fit.held_out_error) for fit in fits],
            right=True,
        ),
    ]


def _error(share: float | None) -> str:
    return "-" if share is None else shown(share, "share")
