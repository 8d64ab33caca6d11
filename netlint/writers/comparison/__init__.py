"""What networks side by side look like: one file per format, `comparison, view -> text`.

A writer registers itself:

    @comparison_writer("json", suffixes=(".json",))
    def write_json(comparison: Comparison, view: ComparisonView) -> str: ...
"""

from netlint.writers.comparison.registry import (
    ComparisonWriter,
    comparison_format_of,
    comparison_writer,
    load_comparison_writers,
)

__all__ = [
    "ComparisonWriter",
    "comparison_format_of",
    "comparison_writer",
    "load_comparison_writers",
]
