"""The layers of an analysis as a `pandas.DataFrame`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from netlint.columns import COLUMNS, Cell, Kind, cells_of, default_columns
from netlint.views import layer_rows

if TYPE_CHECKING:
    import pandas

    from netlint.report import Analysis

_DTYPES: dict[Kind, str] = {
    "text": "string",
    "count": "Int64",
    "ratio": "Float64",
    "seconds": "Float64",
    "names": "object",
    "shapes": "object",
}
_LARGEST = 2**63 - 1


def layer_frame(analysis: Analysis) -> pandas.DataFrame:
    """One row per layer call, in order of execution; the columns are those of the JSON.

    Counts are `Int64` (exact, `<NA>` where unknown), text is `string`, shapes and producers
    are tuples. A column with a count beyond 64 bits holds Python integers instead.
    """
    import pandas as pd

    names = default_columns(grouped=False, predicted=analysis.prediction is not None)
    columns = [COLUMNS[name] for name in names]
    cells_by_name = cells_of(columns, analysis.totals)
    rows = [cells_by_name(row) for row in layer_rows(analysis)]
    data = {}
    for column in columns:
        cells = [row[column.name] for row in rows]
        dtype = "object" if _too_large(cells) else _DTYPES[column.kind]
        data[column.name] = pd.Series(cells, dtype=dtype)
    return pd.DataFrame(data)


def _too_large(cells: Sequence[Cell]) -> bool:
    return any(isinstance(cell, int) and cell > _LARGEST for cell in cells)
