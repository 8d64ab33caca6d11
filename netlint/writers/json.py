"""JSON, schema `netlint-analysis/1`: described by `analysis-1.schema.json` in this folder.

Plain dictionaries and one `json.dumps` per layer: a layer a line stays legible, and the C
encoder (which `indent` would switch off) writes 20,000 layers in a fraction of a second.
Names are kept exactly; everything outside ASCII is escaped, lone surrogates too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from netlint.columns import COLUMNS, cells_of
from netlint.views import View
from netlint.writers.jsontext import members_of
from netlint.writers.registry import writer
from netlint.writers.targets.prediction import prediction_member

if TYPE_CHECKING:
    from netlint.report import Analysis, Coverage

SCHEMA = "netlint-analysis/1"
_COUNTS = tuple(
    column.name
    for column in COLUMNS.values()
    if column.kind == "count" and column.path.startswith("figures.")
)


@writer("json", suffixes=(".json",))
def write_json(analyses: Sequence[Analysis], view: View) -> str:
    """One object for one model, a list of them where several were asked for."""
    documents = [_document(analysis, view) for analysis in analyses]
    if not view.many and len(documents) == 1:
        return documents[0] + "\n"
    return "[\n" + ",\n".join(documents) + "\n]\n"


def _document(analysis: Analysis, view: View) -> str:
    lines = members_of(_head(analysis))
    if analysis.prediction is not None:
        lines.append(prediction_member(analysis, analysis.prediction))
    if view.grouped:
        lines.append(_rows("groups", analysis, view))
        view = View(columns=view.columns, predicted=view.predicted)
    lines.append(_rows("layers", analysis, view))
    return "{\n" + ",\n".join(lines) + "\n}"


def _head(analysis: Analysis) -> dict[str, object]:
    network, totals = analysis.network, analysis.totals
    return {
        "schema": SCHEMA,
        "model": network.name,
        "file": network.file,
        "framework": network.framework,
        "convention": analysis.convention,
        "batch": analysis.batch,
        "warnings": list(network.warnings),
        "totals": {name: getattr(totals, name) for name in (*_COUNTS, "intensity")},
        "lower_bounds": {name: getattr(totals.known, name) for name in _COUNTS},
        "coverage": coverage_of(analysis.coverage),
    }


def coverage_of(coverage: Coverage) -> dict[str, dict[str, float | None]]:
    """How many layers, and which share of the parameters, are known how well, by status."""
    return {
        status: {"layers": count, "params_share": coverage.params[status]}
        for status, count in coverage.layers.items()
    }


def _rows(key: str, analysis: Analysis, view: View) -> str:
    columns = dict.fromkeys((COLUMNS["name"], *view.chosen))
    cells = cells_of(list(columns), analysis.totals)
    encode = json.JSONEncoder(check_circular=False).encode
    return f'"{key}": [\n' + ",\n".join(encode(cells(row)) for row in view.rows(analysis)) + "\n]"
