"""Text: findings by model, one line each; what they come to, and whether the gate passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.units import many
from netlint.writers.checks.counting import summary, total_line, verdict
from netlint.writers.checks.lines import hint, indented, joined, listed
from netlint.writers.checks.registry import check_writer
from netlint.writers.paint import Paint, painter
from netlint.writers.table import title
from netlint.writers.targets.trust import trust

if TYPE_CHECKING:
    from netlint.findings import CheckReport, CheckView, Failure, Inspection


@check_writer("text", suffixes=(".txt",))
def write_text(report: CheckReport, view: CheckView) -> str:
    """A section per model, a line for one without findings; the verdict is the last line."""
    paint = painter(view.color)
    sections = [_section(inspection, view, paint) for inspection in report.inspections]
    sections += [[_failure(failure, paint)] for failure in report.failed]
    lines = joined(sections)
    return "\n".join([*lines, *[""] * bool(lines), *_end(report, view, paint)]) + "\n"


def _section(inspection: Inspection, view: CheckView, paint: Paint) -> list[str]:
    name = paint(title(inspection.subject), "bold")
    if not inspection.findings and not inspection.fixed:
        return [f"{name}: {total_line(inspection, view.show)}"]
    lines = listed(inspection, width=view.width, paint=paint, show=view.show, known=view.known)
    total = total_line(inspection, view.show)
    return [name, *lines, *indented(total, view.width, paint)]


def _failure(failure: Failure, paint: Paint) -> str:
    name, problem = paint(printable(failure.file), "bold"), printable(failure.problem)
    return f"{name}: {paint('could not be checked', 'bold red')}: {problem}"


def _end(report: CheckReport, view: CheckView, paint: Paint) -> list[str]:
    findings = [finding for each in report.inspections for finding in each.findings]
    lines: list[str] = []
    for text in hint(findings, view.show):
        lines += indented(text, view.width, paint, "dim", "")
    if report.target is not None:
        lines += indented(printable(trust(report.target)), view.width, paint, "dim", "")
    models = len(report.inspections) + len(report.failed)
    if models > 1:
        fixed = [each for inspection in report.inspections for each in inspection.fixed]
        total = f"{many(models, 'model')}: {summary(findings, view.show, fixed=fixed)}"
        lines += indented(total, view.width, paint, indent="")
    style = "green" if report.passed else "bold red"
    return lines + indented(verdict(report), view.width, paint, style, "")
