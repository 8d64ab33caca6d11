"""What a check looks like: one file per format, `report, view -> text`.

A writer registers itself:

    @check_writer("json", suffixes=(".json",))
    def write_json(report: CheckReport, view: CheckView) -> str: ...
"""

from netlint.writers.checks.lines import findings_lines
from netlint.writers.checks.registry import (
    CheckWriter,
    check_format_of,
    check_writer,
    check_writer_of,
    load_check_writers,
)

__all__ = [
    "CheckWriter",
    "check_format_of",
    "check_writer",
    "check_writer_of",
    "findings_lines",
    "load_check_writers",
]
