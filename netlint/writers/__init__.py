"""What a report looks like: one file per format, `analyses, view -> text`.

A writer registers itself:

    @writer("json", suffixes=(".json",))
    def write_json(analyses: Sequence[Analysis], view: View) -> str: ...
"""

from netlint.writers.registry import Formats, Writer, format_of, load_writers, writer

__all__ = ["Formats", "Writer", "format_of", "load_writers", "writer"]
