"""JSON, schema `netlint-diff/1`: described by `diff-1.schema.json` in `netlint/writers`.

One total, one layer, one finding a line. Names are kept exactly, and what is not ASCII is
escaped, lone surrogates too; what is unknown is null, with lower bounds beside it.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from netlint import __version__
from netlint.writers.checks.json import finding_object, rule_object
from netlint.writers.diff import words
from netlint.writers.diff.registry import diff_writer
from netlint.writers.json import coverage_of
from netlint.writers.jsontext import members_of, rows_of

if TYPE_CHECKING:
    from netlint.comparison import Entry
    from netlint.difference import Difference, DifferenceView, LayerChange, Movement

SCHEMA = "netlint-diff/1"


@diff_writer("json", suffixes=(".json",))
def write_json(difference: Difference, _view: DifferenceView) -> str:
    """One object: totals, layers, findings, and what the gate says. Nothing is left out."""
    found = difference.findings
    head = {
        "schema": SCHEMA,
        "netlint": __version__,
        "command": difference.command,
        "same": difference.same,
        "passed": difference.passed,
        "headline": words.headline(difference),
        "verdict": words.verdict(difference),
        "old": _network(difference.old),
        "new": _network(difference.new),
        "matched": difference.matched,
        "renamed": difference.renamed,
        "counts": difference.counts,
        "gate": _gate(difference),
        "findings_kept": found.kept,
    }
    members = [
        *members_of(head),
        rows_of("totals", [_total(each) for each in difference.movements]),
        rows_of("layers", [_layer(each) for each in difference.layers]),
        rows_of("rules", [rule_object(rule) for rule in difference.new.inspection.rules]),
        rows_of("new_findings", [finding_object(each) for each in found.new]),
        rows_of("fixed_findings", [finding_object(each) for each in found.fixed]),
        *(
            rows_of(
                f"{word}_findings",
                [{"old": finding_object(old), "new": finding_object(new)} for old, new in pairs],
            )
            for word, pairs in (("worse", found.worse), ("better", found.better))
        ),
    ]
    return "{\n" + ",\n".join(members) + "\n}\n"


def _network(entry: Entry) -> dict[str, object]:
    analysis = entry.survey.analysis
    return {
        "name": entry.label,
        "file": entry.source,
        "model": analysis.network.name,
        "framework": analysis.network.framework,
        "batch": analysis.batch,
        "coverage": coverage_of(analysis.coverage),
        "warnings": list(analysis.network.warnings),
    }


def _gate(difference: Difference) -> dict[str, object]:
    gate = difference.gate
    return {
        "fail_on_increase": {each.metric: each.text for each in gate.allowances},
        "fail_on": None if gate.fail_on is None else str(gate.fail_on),
        "allow_undecided": gate.allow_undecided,
        "exceeded": [
            {"total": each.allowance.metric, "decided": each.decided}
            for each in difference.excesses
        ],
        "failing_findings": len(difference.failures),
    }


def _total(movement: Movement) -> dict[str, object]:
    """A total; `unknown` names the layers of which it is not known by how much they move it."""
    total = movement.total
    return {
        "name": total.name,
        "unit": total.unit,
        "direction": total.direction,
        "old": movement.old,
        "new": movement.new,
        "old_least": movement.old_least,
        "new_least": movement.new_least,
        "change": movement.change,
        "share": movement.share,
        "unknown": [change.name for change in movement.unknown],
        "old_at": movement.old_at or None,
        "new_at": movement.new_at or None,
    }


def _layer(change: LayerChange) -> dict[str, object]:
    return {
        "kind": change.kind,
        "name": change.name,
        "was": change.was or None,
        "op": change.op,
        "class": change.class_name,
        "alterations": [asdict(each) for each in change.alterations],
        "causes": change.causes,
        "amounts": change.amounts,
    }
