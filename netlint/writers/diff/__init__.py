"""What a difference looks like: one file per format, `difference, view -> text`.

A writer registers itself:

    @diff_writer("json", suffixes=(".json",))
    def write_json(difference: Difference, view: DifferenceView) -> str: ...
"""

from netlint.writers.diff.registry import (
    DiffWriter,
    diff_format_of,
    diff_writer,
    load_diff_writers,
)

__all__ = ["DiffWriter", "diff_format_of", "diff_writer", "load_diff_writers"]
