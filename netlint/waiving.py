"""Waivers over findings: which are accepted, and what is wrong with a waiver itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from netlint.facts.waivers import WaiverFacts
from netlint.linting import lint_waivers, worst_first
from netlint.patterns import fits_one

if TYPE_CHECKING:
    from netlint.decks import Rule
    from netlint.findings import Finding, Inspection
    from netlint.waivers import Waiver


def waived(
    inspection: Inspection,
    waivers: Sequence[Waiver],
    rules: Sequence[Rule],
    model: str,
    today: date,
) -> Inspection:
    """An inspection with its waived findings marked, and findings about the waivers.

    A waiver is looked at only where its rule was checked. One that has expired, or lacks its
    reason or its record of layers, waives nothing.

    Args:
        inspection: what the rules say of the network.
        waivers: those that are for this model.
        rules: the rules about waivers.
        model: the model's path, as waivers record it.
        today: the day on which they have to hold.
    """
    names = {name for rule in inspection.rules for name in (rule.id, rule.name)}
    judged = [waiver for waiver in waivers if waiver.rule in names]
    if not judged:
        return inspection
    holding = [waiver for waiver in judged if _holds(waiver, today)]
    findings = [_marked(finding, holding, model) for finding in inspection.findings]
    facts = [_facts(waiver, inspection, model, today) for waiver in judged]
    about = lint_waivers(facts, rules)
    return replace(
        inspection,
        rules=(*inspection.rules, *rules),
        findings=tuple(sorted((*about, *findings), key=worst_first)),
    )


def is_meant(waiver: Waiver, finding: Finding) -> bool:
    """Whether a waiver's rule and its patterns of layers match a finding."""
    return waiver.rule in (finding.rule.id, finding.rule.name) and (
        not waiver.layers or fits_one(finding.where, waiver.layers)
    )


def _holds(waiver: Waiver, today: date) -> bool:
    ended = waiver.expires is not None and waiver.expires < today
    return bool(waiver.reason) and waiver.covers is not None and not ended


def _marked(finding: Finding, waivers: Sequence[Waiver], model: str) -> Finding:
    for waiver in waivers:
        if _records(waiver, finding, model) and is_meant(waiver, finding):
            return replace(finding, waiver=waiver)
    return finding


def _records(waiver: Waiver, finding: Finding, model: str) -> bool:
    """Whether a waiver covers a finding; a network is one place, whatever it is called."""
    covers = waiver.covers or frozenset()
    if finding.rule.scope == "network":
        return any(recorded == model for recorded, _ in covers)
    return (model, finding.where) in covers


def _facts(waiver: Waiver, inspection: Inspection, model: str, today: date) -> WaiverFacts:
    any_layer = waiver.covers is None
    matches = sum(
        (any_layer or _records(waiver, finding, model)) and is_meant(waiver, finding)
        for finding in inspection.findings
    )
    concerned = any_layer or any(recorded == model for recorded, _ in waiver.covers or ())
    return WaiverFacts(waiver, model, matches, concerned, today)
