"""CSV: one row per network, figures exact, an unknown figure an empty cell.

Last, a column per target with a time model: the predicted time of one batch in seconds.

After the figures a column per rule: how often it is broken (errors and warnings), empty where
that is not known or the rule is not in force.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from netlint.escaping import csv_text
from netlint.standings import COUNTED
from netlint.writers.comparison.registry import comparison_writer

if TYPE_CHECKING:
    from netlint.comparison import Comparison, ComparisonView


@comparison_writer("csv", suffixes=(".csv",))
def write_csv(comparison: Comparison, _view: ComparisonView) -> str:
    """A header and one row per network."""
    lines = io.StringIO()
    table = csv.writer(lines, lineterminator="\n")
    rules = [column for column in comparison.columns if column.rule is not None]
    times = [column for column in comparison.columns if column.target]
    counted, seconds = ([csv_text(each.name) for each in some] for some in (rules, times))
    table.writerow(["name", "file", *COUNTED, *counted, "verdict", *seconds])
    for entry in comparison.entries:
        figures = [getattr(entry.figures, name) for name in COUNTED]
        broken = [rule.value(entry) for rule in rules]
        texts = (csv_text(entry.label), csv_text(entry.source))
        predicted = [column.value(entry) for column in times]
        table.writerow([*texts, *figures, *broken, csv_text(entry.verdict), *predicted])
    return lines.getvalue()
