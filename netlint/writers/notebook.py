"""The HTML that a notebook shows for an analysis (`_repr_html_`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.escaping import cut, printable
from netlint.resources import data_folder
from netlint.views import View
from netlint.writers.table import (
    cell_text,
    coverage_line,
    readable_columns,
    subtitle,
    title,
    total_lines,
)

if TYPE_CHECKING:
    from netlint.report import Analysis

_MOST_ROWS = 200
_LONGEST = 60


def notebook_html(analysis: Analysis) -> str:
    """The template `reports/notebook.html.j2`, filled and escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    view = View()
    rows = view.rows(analysis)
    columns = readable_columns(analysis, view)
    environment = Environment(
        loader=FileSystemLoader(data_folder("reports")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("notebook.html.j2").render(
        title=title(analysis.network),
        subtitle=subtitle(analysis, len(rows), view),
        headings=[(column.heading, column.numeric) for column in columns],
        rows=[
            [
                (cut(cell_text(column, row, analysis.totals), _LONGEST), column.numeric)
                for column in columns
            ]
            for row in rows[:_MOST_ROWS]
        ],
        left_out=max(0, len(rows) - _MOST_ROWS),
        totals=total_lines(analysis),
        warnings=[printable(text) for text in analysis.network.warnings],
        coverage=coverage_line(analysis),
    )
