"""Text for terminals and pipes: the layer table, the totals, the dearest layers, coverage.

On a terminal the table fits its width: exact figures where there is room, else `12.3 M`, and
in a narrow one fewer columns, which a note names. Without a width (a pipe, a file) it is as
wide as it needs to be and nothing is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from netlint.columns import COLUMNS, Column, Row
from netlint.escaping import printable
from netlint.report import Analysis
from netlint.views import View, dearest, layer_rows
from netlint.writers.cells import percent, short
from netlint.writers.layout import TextColumn, fit, table_lines
from netlint.writers.paint import Paint, painter
from netlint.writers.prose import hanging, sentence
from netlint.writers.registry import writer
from netlint.writers.table import (
    cell_text,
    coverage_line,
    heading,
    readable_columns,
    subtitle,
    title,
    total_lines,
)

_DEAREST = 5
# Left out first in a narrow terminal, and what the note calls them.
_RANKS = {
    "params_share": (7, "share of parameters"),
    "class": (6, "class"),
    "kernel": (5, "what layers are fused into"),
    "time_share": (2, "share of time"),
    "intensity": (5, "intensity"),
    "memory_access_share": (4, "share of memory access"),
    "mult_adds_share": (3, "share of mult-adds"),
    "output_shapes": (2, "output shape"),
    "status": (1, "status"),
}
# The width below which a column's text is not cut.
_LEAST = {
    "name": 24,
    "kernel": 12,
    "class": 16,
    "output_shapes": 14,
    "input_shapes": 14,
    "inputs": 16,
}
_STATUS_STYLES = {"inferred": "yellow", "unknown": "red"}


@writer("text", suffixes=(".txt",))
def write_text(analyses: Sequence[Analysis], view: View) -> str:
    """The reports one below the other, an empty line between."""
    paint = painter(view.color)
    return "\n\n".join("\n".join(_report(one, view, paint)) for one in analyses) + "\n"


def _report(analysis: Analysis, view: View, paint: Paint) -> list[str]:
    rows = view.rows(analysis)
    layers = list(layer_rows(analysis))
    return [
        paint(title(analysis.network), "bold"),
        subtitle(analysis, len(rows), view),
        "",
        *_table(analysis, rows, view, paint),
        "",
        paint("Totals", "bold"),
        *(f"  {label:<16}  {text}" for label, text in total_lines(analysis)),
        "",
        *_prediction(analysis, view, paint),
        *_dearest(analysis, layers, "time", view, paint),
        *_dearest(analysis, layers, "mult_adds", view, paint),
        *_dearest(analysis, layers, "memory_access", view, paint),
        *_findings(analysis, view, paint),
        *(paint("Warning: ", "yellow") + printable(text) for text in analysis.network.warnings),
        coverage_line(analysis),
    ]


def _table(analysis: Analysis, rows: Sequence[Row], view: View, paint: Paint) -> list[str]:
    columns = readable_columns(analysis, view)
    made = [
        _text_column(column, heading(columns, index), rows, analysis, view)
        for index, column in enumerate(columns)
    ]
    kept, left_out = fit(made, view.width)
    head, body = table_lines(kept)
    lines = [paint(line, "bold") for line in head]
    for row, line in zip(rows, body, strict=True):
        lines.append(paint(line, _STATUS_STYLES.get(row.status, "")))
    if left_out:
        note = f"Not shown at {view.width} columns: {', '.join(left_out)}"
        lines += ["", *wrap(note, view.width or len(note))]
    return lines


def _text_column(
    column: Column, heading_text: str, rows: Sequence[Row], analysis: Analysis, view: View
) -> TextColumn:
    whole = analysis.totals
    cells = [cell_text(column, row, whole) for row in rows]
    narrow = None
    if column.kind == "count" and view.width is not None:
        narrow = [cell_text(column, row, whole, short) for row in rows]
    rank, label = (0, "") if view.columns else _RANKS.get(column.name, (0, ""))
    return TextColumn(
        heading=heading_text,
        cells=cells,
        right=column.numeric,
        short=narrow,
        least=_LEAST.get(column.name),
        rank=rank,
        label=label,
    )


def _dearest(
    analysis: Analysis, layers: Sequence[Row], name: str, view: View, paint: Paint
) -> list[str]:
    """The layers with the largest figures, with their shares; unknown ones are not ranked."""
    column, share = COLUMNS[name], COLUMNS[f"{name}_share"]
    whole = analysis.totals
    known = [row for row in layers if column.number(row, whole)]
    top = dearest(known, column, analysis)[:_DEAREST]
    if not top:
        return []
    names = TextColumn("", [printable(row.name) for row in top], least=8)
    counts = TextColumn("", [cell_text(column, row, whole) for row in top], right=True)
    shares = TextColumn("", [f"{percent(share.number(row, whole))} %" for row in top], right=True)
    is_complete = getattr(whole, column.path.rpartition(".")[2]) is not None
    columns = [names, counts, shares] if is_complete else [names, counts]
    kept, _ = fit(columns, None if view.width is None else view.width - 2)
    label = f"Dearest layers by {column.heading}{'' if is_complete else ', of those known'}"
    return [paint(label, "bold"), *(f"  {line}" for line in table_lines(kept)[1]), ""]


def _prediction(analysis: Analysis, view: View, paint: Paint) -> list[str]:
    """What the network takes on the target, and how far to trust that."""
    prediction = analysis.prediction
    if prediction is None:
        return []
    from netlint.writers.targets import prediction as lines_of
    from netlint.writers.targets.trust import trust

    lines = [paint(printable(lines_of.heading(prediction.target)), "bold")]
    lines += [
        f"  {label:<16}  {text}" for label, text in lines_of.total_lines(analysis, prediction)
    ]
    for note in lines_of.notes(analysis, prediction):
        first, *rest = hanging("Note: ", printable(note), view.width)
        lines += [first.replace("Note:", paint("Note:", "yellow"), 1), *rest]
    return [*lines, *hanging("", printable(sentence(trust(prediction.target))), view.width), ""]


def _findings(analysis: Analysis, view: View, paint: Paint) -> list[str]:
    """What rules say of the network, and where to read why."""
    inspection = (view.findings or {}).get(analysis.network.file)
    if inspection is None:
        return []
    from netlint.decks.rule import Level
    from netlint.writers.checks.lines import findings_lines, hint, indented

    lines = findings_lines(inspection, width=view.width, color=view.color, show=Level.WARNING)
    for text in hint(inspection.findings, Level.WARNING):
        lines += indented(text, view.width, paint, "dim")
    return [paint("Findings", "bold"), *lines, ""]
