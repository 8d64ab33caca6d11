"""CSV: one row per network, figures exact, an unknown figure an empty cell.

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
    table.writerow(["name", "file", *COUNTED, *(csv_text(rule.name) for rule in rules), "verdict"])
    for entry in comparison.entries:
        figures = [getattr(entry.figures, name) for name in COUNTED]
        broken = [rule.value(entry) for rule in rules]
        texts = (csv_text(entry.label), csv_text(entry.source))
        table.writerow([*texts, *figures, *broken, csv_text(entry.verdict)])
    return lines.getvalue()
