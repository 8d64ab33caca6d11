"""JSON, schema `netlint-check/1`: described by `check-1.schema.json` in `netlint/writers`.

One finding a line. Every finding is there, whatever a view shows; names are kept exactly, and
what is not ASCII is escaped, lone surrogates too.
"""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING

from netlint import __version__
from netlint.writers.checks.counting import counts, standings
from netlint.writers.checks.registry import check_writer
from netlint.writers.json import coverage_of
from netlint.writers.jsontext import members_of, rows_of

if TYPE_CHECKING:
    from netlint.decks.rule import Rule
    from netlint.findings import CheckReport, CheckView, Finding, Inspection
    from netlint.targets import Target
    from netlint.waivers import Waiver

SCHEMA = "netlint-check/1"


@check_writer("json", suffixes=(".json",))
def write_json(report: CheckReport, _view: CheckView) -> str:
    """One object: whether the gate passed, each model's findings, what could not be checked."""
    findings = [finding for each in report.inspections for finding in each.findings]
    head = {
        "schema": SCHEMA,
        "netlint": __version__,
        "fail_on": str(report.fail_on),
        "allow_undecided": report.allow_undecided,
        "target": None if report.target is None else _target_object(report.target),
        "passed": report.passed,
        "summary": {
            "checked": len(report.inspections),
            "not_checked": len(report.failed),
            "failures": len(report.failures),
            **counts(findings),
            **standings(findings),
            "fixed": sum(len(each.fixed) for each in report.inspections),
        },
    }
    failed = [asdict(failure) for failure in report.failed]
    models = ",\n".join(_model(inspection, report) for inspection in report.inspections)
    members = [*members_of(head), f'"models": [\n{models}\n]', rows_of("failed", failed)]
    return "{\n" + ",\n".join(members) + "\n}\n"


def _model(inspection: Inspection, report: CheckReport) -> str:
    subject = inspection.subject
    failures = inspection.failures(report.fail_on, allow_undecided=report.allow_undecided)
    head = {
        "file": subject.file,
        "model": subject.name,
        "framework": subject.framework,
        "layers": subject.layers,
        "coverage": coverage_of(subject.coverage),
        "warnings": list(subject.warnings),
        "summary": {"failures": len(failures), **_counts(inspection)},
        "forecast": None if inspection.forecast is None else asdict(inspection.forecast),
    }
    rules = [rule_object(rule) for rule in inspection.rules]
    findings = [finding_object(finding) for finding in inspection.findings]
    fixed = [
        {"rule": each.rule, "layer": each.place, "level": each.level, "figure": each.figure}
        for each in inspection.fixed
    ]
    rows = [rows_of("rules", rules), rows_of("findings", findings), rows_of("fixed", fixed)]
    members = [*members_of(head), *rows]
    return "{\n" + ",\n".join(members) + "\n}"


def rule_object(rule: Rule) -> dict[str, object]:
    """A rule with the limits in force, as the JSON formats write it."""
    return {
        "id": rule.id,
        "name": rule.name,
        "deck": rule.deck,
        "limits": asdict(rule.limits),
    }


def finding_object(finding: Finding) -> dict[str, object]:
    """A finding as the JSON formats write it: names exactly, no figure that is not finite."""
    rule = finding.rule
    return {
        "rule": rule.id,
        "name": rule.name,
        "deck": rule.deck,
        "level": str(finding.level),
        "kind": finding.kind,
        "where": finding.where,
        "scope": rule.scope,
        "layers": finding.layers,
        "figure": finite(finding.figure),
        "unit": rule.unit,
        "limit": finding.limit,
        "message": finding.message,
        "fix": finding.fix,
        "cost_bytes": finding.cost_bytes,
        "cost_share": finite(finding.cost_share),
        "price": None if finding.price is None else asdict(finding.price),
        "missing": finding.missing,
        "standing": finding.standing,
        "was": finding.was,
        "waiver": None if finding.waiver is None else _waiver_object(finding.waiver),
    }


def _counts(inspection: Inspection) -> dict[str, int]:
    return {
        **counts(inspection.findings),
        **standings(inspection.findings),
        "fixed": len(inspection.fixed),
    }


def _target_object(target: Target) -> dict[str, object]:
    fit = target.fit
    return {
        "id": target.id,
        "name": target.name,
        "timed": target.time is not None,
        "error": None if fit is None else fit.expected_error,
        "unseen": None if fit is None else fit.held_out_error is not None,
    }


def _waiver_object(waiver: Waiver) -> dict[str, object]:
    return {
        "source": waiver.source,
        "reason": waiver.reason,
        "owner": waiver.owner or None,
        "expires": None if waiver.expires is None else waiver.expires.isoformat(),
    }


def finite(value: float | None) -> float | None:
    """JSON has no infinity."""
    return value if value is not None and math.isfinite(value) else None
