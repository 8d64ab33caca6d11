"""Markdown for the summary of a GitHub job, which takes 1,024 KiB of a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.writers.checks.markdown import document
from netlint.writers.checks.registry import check_writer

if TYPE_CHECKING:
    from netlint.findings import CheckReport, CheckView

# Summaries a few bytes short of 1,024 KiB are dropped without a word, and a step may write more
# than one (github.com/actions/runner, issue 4337).
MOST_BYTES = 1000 * 1024
_MOST_ROWS = 1000


@check_writer("github-summary")
def write_github_summary(report: CheckReport, view: CheckView) -> str:
    """What the format `markdown` says, with room for more rows and more models."""
    return document(report, view, MOST_BYTES, _MOST_ROWS)
