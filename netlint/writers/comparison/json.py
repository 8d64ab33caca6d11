"""JSON, schema `netlint-comparison/1`: described by `comparison-1.schema.json`.

One finding a line. Names are kept exactly, and what is not ASCII is escaped, lone surrogates
too; what is unknown is null, with what is known of it in `lower_bounds`.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from netlint import __version__
from netlint.standings import COUNTED
from netlint.writers.checks.json import finding_object, rule_object
from netlint.writers.comparison.registry import comparison_writer
from netlint.writers.json import coverage_of
from netlint.writers.jsontext import members_of, rows_of
from netlint.writers.targets.prediction import notes
from netlint.writers.targets.trust import trust

if TYPE_CHECKING:
    from netlint.comparison import Comparison, ComparisonView, Entry, TimeCheck
    from netlint.facts.prediction import Prediction
    from netlint.rankings import Ranking
    from netlint.report import Analysis
    from netlint.standings import Column
    from netlint.targets import Target

SCHEMA = "netlint-comparison/1"
_BOUNDS = ("params", "mult_adds", "flops", "memory_access", "memory_access_bytes")


@comparison_writer("json", suffixes=(".json",))
def write_json(comparison: Comparison, _view: ComparisonView) -> str:
    """One object: the networks, which figures compare how, and what could not be read."""
    head = {"schema": SCHEMA, "netlint": __version__, "command": comparison.command}
    columns = [_column(comparison, column) for column in comparison.columns]
    failed = [asdict(failure) for failure in comparison.failed]
    networks = ",\n".join(map(_network, comparison.entries))
    members = [
        *members_of(head),
        f'"networks": [\n{networks}\n]',
        rows_of("columns", columns),
        rows_of("targets", [_target(each) for each in comparison.targets]),
        rows_of("rankings", [_ranking(each) for each in comparison.rankings]),
        *members_of({"differences": comparison.differences}),
        rows_of("failed", failed),
    ]
    return "{\n" + ",\n".join(members) + "\n}\n"


def _network(entry: Entry) -> str:
    analysis, figures = entry.survey.analysis, entry.figures
    head = {
        "name": entry.label,
        "file": entry.source,
        "model": analysis.network.name,
        "framework": analysis.network.framework,
        "convention": analysis.convention,
        "batch": analysis.batch,
        "verdict": entry.verdict,
        "totals": {name: getattr(figures, name) for name in COUNTED if name != "top1_error"},
        "lower_bounds": {name: getattr(figures.known, name) for name in _BOUNDS},
        "coverage": coverage_of(analysis.coverage),
        "warnings": list(analysis.network.warnings),
        "published": None if entry.published is None else asdict(entry.published),
        "findings_by_rule": {rule: asdict(each) for rule, each in figures.findings.items()},
    }
    members = [
        *members_of(head),
        rows_of("families", [asdict(each) for each in entry.families]),
        rows_of("predictions", [_prediction(analysis, each) for each in entry.predictions]),
        rows_of("published_times", [_check(each) for each in entry.times]),
        rows_of("rules", [rule_object(rule) for rule in entry.inspection.rules]),
        rows_of("findings", [finding_object(each) for each in entry.inspection.findings]),
    ]
    return "{\n" + ",\n".join(members) + "\n}"


def _target(target: Target) -> dict[str, object]:
    """A target, and how far its times can be trusted."""
    return {
        "id": target.id,
        "name": target.name,
        "class": target.kind,
        "fit": None if target.fit is None else asdict(target.fit),
        "trust": trust(target),
    }


def _ranking(ranking: Ranking) -> dict[str, object]:
    """The place of each network, by the column of that name."""
    return {"column": ranking.column.name, "places": ranking.places, "margin": ranking.margin}


def _prediction(analysis: Analysis, prediction: Prediction) -> dict[str, object]:
    """What a network takes; the sum of what is known stands apart where something is not."""
    known, unknown = prediction.seconds, len(prediction.unknown)
    return {
        "target": prediction.target.id,
        "time": None if unknown else known,
        "lower_bound": known,
        "causes": None if prediction.parts is None else asdict(prediction.parts),
        "notes": list(notes(analysis, prediction)),
        "kernels": len(prediction.kernels),
        "unknown_kernels": unknown,
    }


def _check(check: TimeCheck) -> dict[str, object]:
    """A published time, and the one predicted for the same batch size."""
    found = check.published
    return {
        "target": found.target,
        "batch": found.batch,
        "time": found.seconds,
        "predicted": check.seconds,
        "fitted": found.fitted,
        "source": found.source,
    }


def _column(comparison: Comparison, column: Column) -> dict[str, object]:
    """A figure, and the places of the networks that are best and worst at it."""
    return {
        "name": column.name,
        "unit": column.unit,
        "direction": column.direction,
        "about": column.about,
        "rule": column.rule is not None,
        "best": comparison.best(column),
        "worst": comparison.worst(column),
    }
