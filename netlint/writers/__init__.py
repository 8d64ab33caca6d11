"""What a report looks like: one file per format, `analyses, view -> text`.

A writer registers itself:

    @writer("json", suffixes=(".json",))
    def write_json(analyses: Sequence[Analysis], view: View) -> str: ...
"""

from netlint.writers.registry import WRITERS, Writer, format_of, load_writers, writer

__all__ = ["WRITERS", "Writer", "format_of", "load_writers", "writer"]
