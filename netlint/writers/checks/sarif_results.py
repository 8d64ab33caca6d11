"""The parts of a SARIF log that stand for findings: results, with their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from netlint.decks.rule import Level
from netlint.escaping import printable
from netlint.identity import identity, identity_of
from netlint.writers.checks.json import finite
from netlint.writers.checks.places import Location, place_in
from netlint.writers.checks.statements import LONGEST, statement

if TYPE_CHECKING:
    from netlint.baseline import Known
    from netlint.findings import CheckView, Finding, Inspection

LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}
_BY_WORD = {str(level): word for level, word in LEVELS.items()}


def result(
    inspection: Inspection,
    finding: Finding,
    view: CheckView,
    index: Mapping[str, int],
    *,
    github: bool,
    baseline: bool,
) -> dict[str, object]:
    """A finding as a result.

    Args:
        inspection: the model's.
        finding: the finding.
        view: how the check is shown.
        index: the places of the rules in the log.
        github: whether it is for GitHub, which wants a region and knows no `kind`.
        baseline: whether a baseline is in force.
    """
    said = statement(finding)
    model = inspection.subject.file
    place = place_in(view, model)
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": index[finding.rule.id],
        **_level(finding, github=github),
        "message": message("\n".join(said.lines)),
        "locations": [
            {
                "physicalLocation": physical_location(place, github=github),
                "logicalLocations": [_logical_location(finding)],
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": identity(finding, model, view.root)},
        "suppressions": _suppressions(finding),
        **({"baselineState": "unchanged" if finding.known else "new"} if baseline else {}),
        "properties": {
            "kind": finding.kind,
            "figure": finite(finding.figure),
            "limit": finding.limit,
            "unit": finding.rule.unit,
            "cost_bytes": finding.cost_bytes,
            **({} if finding.price is None else {"price": asdict(finding.price)}),
        },
    }


def absent(
    inspection: Inspection, known: Known, view: CheckView, index: Mapping[str, int]
) -> dict[str, object]:
    """What is in the baseline and was not found (3.27.24); GitHub finds that out by itself."""
    model = inspection.subject.file
    where = printable(known.place or inspection.subject.name, LONGEST)
    return {
        "ruleId": known.rule,
        "ruleIndex": index[known.rule],
        "level": _BY_WORD[known.level],
        "message": message(f"{where}: fixed, it is in the baseline and was not found"),
        "locations": [{"physicalLocation": physical_location(place_in(view, model))}],
        "partialFingerprints": {
            "primaryLocationLineHash": identity_of(known.rule, model, known.place, view.root)
        },
        "baselineState": "absent",
    }


def message(text: str) -> dict[str, object]:
    """A plain text, already in printable lines, in which nothing is a placeholder or a link.

    `{` and `}` are doubled (SARIF 2.1.0, 3.11.5); a link would be `[text](target)` (3.11.6).
    """
    plain = text.replace("{", "{{").replace("}", "}}").replace("](", "]\\x28")
    return {"text": plain}


def physical_location(place: Location, *, github: bool = False) -> dict[str, object]:
    """The file; a region only where there are lines, or where GitHub wants one all the same."""
    found: dict[str, object] = {"artifactLocation": artifact_location(place)}
    if place.line is not None or github:
        line = place.line or 1
        found["region"] = {"startLine": line, "startColumn": 1, "endLine": line, "endColumn": 1}
    return found


def artifact_location(place: Location) -> dict[str, object]:
    """The file, from the root of the repository where it lies in it."""
    return {"uri": place.uri, **({"uriBaseId": "%SRCROOT%"} if place.inside else {})}


def _level(finding: Finding, *, github: bool) -> dict[str, object]:
    """How bad it is; `open` is SARIF's word for undecided, and has no level (3.27.9, 3.27.10)."""
    if finding.undecided and not github:
        return {"kind": "open", "level": "none"}
    return {"level": LEVELS[finding.level]}


def _logical_location(finding: Finding) -> dict[str, object]:
    return {
        "name": printable(finding.where.rsplit("/", 1)[-1], LONGEST),
        "fullyQualifiedName": printable(finding.where, LONGEST),
        "kind": finding.rule.scope,
    }


def _suppressions(finding: Finding) -> list[dict[str, object]]:
    """Why it is accepted; an empty list says that it is not (3.27.23)."""
    if finding.waiver is None:
        return []
    reason = printable(finding.waiver.terms, LONGEST)
    return [{"kind": "external", "status": "accepted", "justification": reason}]
