"""SARIF 2.1.0 (OASIS), and the same within what GitHub's code scanning takes.

Limits: docs.github.com, "SARIF results exceed one or more limits" and "SARIF support for code
scanning": 25,000 results of a run are taken and the worst 5,000 shown, 20 tags of a rule are taken
and 10 shown, an upload has at most 10 MB after gzip; a result has a region.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint import __version__
from netlint.escaping import printable
from netlint.writers.checks.places import location_of, place_in
from netlint.writers.checks.registry import check_writer
from netlint.writers.checks.sarif_results import absent, artifact_location, message, result
from netlint.writers.checks.sarif_rules import rule_descriptors
from netlint.writers.checks.statements import LONGEST, worst_first
from netlint.writers.jsontext import members_of, rows_of

if TYPE_CHECKING:
    from netlint.findings import CheckReport, CheckView, Failure

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
MOST_RESULTS = 5_000
MOST_BYTES = 10_000_000
_MOST_TAGS = 10

_NOT_CHECKED = "not-checked"
_LEFT_OUT = "left-out"
_NOTIFICATIONS = [
    {"id": _NOT_CHECKED, "shortDescription": {"text": "A model could not be checked."}},
    {"id": _LEFT_OUT, "shortDescription": {"text": "There are more results than GitHub takes."}},
]


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a log is put together from; results are encoded already."""

    rules: list[dict[str, object]]
    artifacts: list[dict[str, object]]
    notifications: list[dict[str, object]]
    results: list[str]
    complete: bool


@check_writer("sarif", suffixes=(".sarif",))
def write_sarif(report: CheckReport, view: CheckView) -> str:
    """Every result, also mild and accepted ones, and what is fixed of the baseline."""
    return _log(_parts(report, view, github=False), 0)


@check_writer("sarif-github")
def write_github_sarif(report: CheckReport, view: CheckView) -> str:
    """What GitHub takes: the listed levels, the worst 5,000, at most 10 MB compressed."""
    parts = _parts(report, view, github=True)
    keep = min(len(parts.results), MOST_RESULTS)
    text = _log(parts, len(parts.results) - keep)
    while keep and (size := _compressed(text)) > MOST_BYTES:
        keep = keep * MOST_BYTES * 9 // (size * 10)
        text = _log(parts, len(parts.results) - keep)
    if keep < len(parts.results):
        view.notice(_shortened(len(parts.results) - keep, len(parts.results)))
    return text


def _parts(report: CheckReport, view: CheckView, *, github: bool) -> _Parts:
    listed = [
        (inspection, finding)
        for inspection, finding in worst_first(report)
        if not github or finding.level >= view.show
    ]
    rules = rule_descriptors(report, most_tags=_MOST_TAGS if github else None)
    index = {str(rule["id"]): number for number, rule in enumerate(rules)}
    files = [each.subject.file for each in report.inspections]
    files += [failure.file for failure in report.failed]
    encode = json.JSONEncoder(check_circular=False).encode
    known = report.baseline
    results = [result(*each, view, index, github=github, baseline=known) for each in listed]
    if not github:
        fixed = ((each, gone) for each in report.inspections for gone in each.fixed)
        results += [absent(*each, view, index) for each in fixed]
    return _Parts(
        rules=rules,
        artifacts=[_artifact(file, view) for file in dict.fromkeys(files)],
        notifications=[_failure(failure, view) for failure in report.failed],
        results=[encode(each) for each in results],
        complete=bool(report.inspections) and not report.failed,
    )


def _artifact(file: str, view: CheckView) -> dict[str, object]:
    """A model file, or the source file of a model that is no file."""
    place = location_of(file, view.anchors.get(file), view.root)
    return {"location": artifact_location(place), "roles": ["analysisTarget"]}


def _log(parts: _Parts, left_out: int) -> str:
    """The whole text, without the last `left_out` results."""
    notifications = list(parts.notifications)
    if left_out:
        text = _shortened(left_out, len(parts.results))
        notifications.append(_notification(_LEFT_OUT, "warning", text))
    invocation = {
        "executionSuccessful": parts.complete,
        "toolExecutionNotifications": notifications,
    }
    driver = [
        *members_of({"name": "netlint", "version": __version__, "notifications": _NOTIFICATIONS}),
        rows_of("rules", parts.rules),
    ]
    results = parts.results[: len(parts.results) - left_out]
    run = [
        '"tool": {"driver": {\n' + ",\n".join(driver) + "\n}}",
        *members_of({"columnKind": "unicodeCodePoints", "invocations": [invocation]}),
        rows_of("artifacts", parts.artifacts),
        '"results": [' + ",".join(f"\n{each}" for each in results) + "\n" * bool(results) + "]",
    ]
    head = members_of({"$schema": SCHEMA, "version": "2.1.0"})
    return "{\n" + ",\n".join([*head, '"runs": [\n{\n' + ",\n".join(run) + "\n}\n]"]) + "\n}\n"


def _compressed(text: str) -> int:
    """The size after gzip, which the upload does; not worth the time where the text is small."""
    content = text.encode("ascii")
    return len(content) if len(content) <= MOST_BYTES else len(zlib.compress(content))


def _shortened(left_out: int, whole: int) -> str:
    return (
        f"the mildest {left_out:,} of {whole:,} results are left out: GitHub shows "
        f"{MOST_RESULTS:,} of a run and takes {MOST_BYTES // 1_000_000} MB compressed"
    )


def _failure(failure: Failure, view: CheckView) -> dict[str, object]:
    place = place_in(view, failure.file)
    text = f"{printable(failure.file, LONGEST)}: {printable(failure.problem, LONGEST)}"
    location = {"physicalLocation": {"artifactLocation": artifact_location(place)}}
    return {**_notification(_NOT_CHECKED, "error", text), "locations": [location]}


def _notification(name: str, level: str, text: str) -> dict[str, object]:
    return {"descriptor": {"id": name}, "level": level, "message": message(text)}
