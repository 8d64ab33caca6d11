"""HTML: one page that holds everything it needs and asks no network for anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.writers.comparison.registry import comparison_writer

if TYPE_CHECKING:
    from netlint.comparison import Comparison, ComparisonView


@comparison_writer("html", suffixes=(".html", ".htm"))
def write_html(comparison: Comparison, view: ComparisonView) -> str:
    """The page: figures, findings, the graph of each network; the same input, the same bytes.

    With `plotlyjs="directory"` the page runs `plotly.min.js` from its own folder: whoever
    writes the page writes `netlint.writers.page.document.plotly_source()` there.
    """
    from netlint.writers.page.document import write_page

    return write_page(comparison, view.plotlyjs)
