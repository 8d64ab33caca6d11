"""GitLab's code quality report: docs.gitlab.com, "Code Quality report format".

GitLab itself compares the report of a merge request with that of the branch it goes to, so known
findings are in both. It has no word for what is accepted on purpose: waived ones are left out.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from netlint.decks.rule import Level
from netlint.escaping import printable
from netlint.identity import identity, model_path
from netlint.writers.checks.places import named_in, place_in
from netlint.writers.checks.registry import check_writer
from netlint.writers.checks.statements import LONGEST, statement, worst_first
from netlint.writers.jsontext import lines_of

if TYPE_CHECKING:
    from netlint.findings import CheckReport, CheckView, Failure, Finding, Inspection

_SEVERITIES = {Level.ERROR: "critical", Level.WARNING: "major", Level.INFO: "info"}


@check_writer("gitlab")
def write_gitlab(report: CheckReport, view: CheckView) -> str:
    """A list of issues, one a line, worst first; no two have the same fingerprint."""
    issues = [_failure(failure, view) for failure in report.failed]
    issues += [
        _issue(inspection, finding, view)
        for inspection, finding in worst_first(report)
        if finding.standing != "waived" and finding.level >= view.show
    ]
    # A model that is named twice says everything twice.
    unique = {issue["fingerprint"]: issue for issue in reversed(issues)}
    return f"[{lines_of(list(reversed(unique.values())))}]\n"


def _issue(inspection: Inspection, finding: Finding, view: CheckView) -> dict[str, object]:
    said = statement(finding)
    model = inspection.subject.file
    return {
        "description": named_in(view, model) + "; ".join(said.lines),
        "check_name": said.rule,
        "fingerprint": identity(finding, model, view.root),
        "severity": _SEVERITIES[finding.level],
        "location": _location(model, view),
    }


def _failure(failure: Failure, view: CheckView) -> dict[str, object]:
    """A model that could not be checked: were it left out, its findings would look fixed."""
    path = model_path(failure.file, view.root).encode("utf-8", "surrogatepass")
    return {
        "description": f"could not be checked: {printable(failure.problem, LONGEST)}",
        "check_name": "netlint",
        "fingerprint": hashlib.sha256(b"could not be checked\0" + path).hexdigest(),
        "severity": "blocker",
        "location": _location(failure.file, view),
    }


def _location(model: str, view: CheckView) -> dict[str, object]:
    place = place_in(view, model)
    return {"path": printable(place.path, LONGEST), "lines": {"begin": place.line or 1}}
