"""CSV: one row per layer, figures exact, an unknown figure an empty cell.

The first column names the file, so that one table holds several models; where `--columns`
names the columns, it is there only for several models.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from netlint.columns import Cell, cells_of
from netlint.escaping import csv_text
from netlint.views import View
from netlint.writers.cells import several
from netlint.writers.registry import writer

if TYPE_CHECKING:
    from netlint.report import Analysis


@writer("csv", suffixes=(".csv",))
def write_csv(analyses: Sequence[Analysis], view: View) -> str:
    """A header and one row per layer (or group)."""
    named = view.many or not view.columns
    lines = io.StringIO()
    table = csv.writer(lines, lineterminator="\n")
    table.writerow(["file"] * named + [column.name for column in view.chosen])
    for analysis in analyses:
        lead = [csv_text(analysis.network.file)] * named
        cells = cells_of(view.chosen, analysis.totals)
        for row in view.rows(analysis):
            table.writerow(lead + [_cell(value) for value in cells(row).values()])
    return lines.getvalue()


def _cell(value: Cell) -> str | int | float | None:
    if isinstance(value, tuple):
        value = several(value)
    return csv_text(value) if isinstance(value, str) else value
