"""Prices of the built-in rules on real networks: at most what the layers concerned take."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace

import pytest

from netlint import analyze
from netlint.decks import Limits, built_in_decks, load_decks
from netlint.facts.columns.dead_ends import dead_ends
from netlint.facts.columns.emulation import groups_at
from netlint.facts.columns.hard_functions import steps_at
from netlint.facts.pricing import seconds_of
from netlint.facts.survey import Survey
from netlint.findings import Finding
from netlint.linting import lint
from netlint.measuring.designs import paper
from netlint.pipeline import analysis_of
from netlint.report import Analysis
from netlint.targets import Target, load_target
from tests.facts.applications import application

PRICED = tuple(
    replace(rule, limits=Limits(info=-math.inf))
    for deck in load_decks(built_in_decks())
    for rule in deck.rules
    if rule.price
)
FRAGMENTED = "blocks of Table 3"
NETWORKS = ("zoo:shufflenet_v1", "zoo:ghostnet", "MobileNetV3Small", FRAGMENTED)
LONG = tuple(pytest.param(name, marks=pytest.mark.slow) for name in ("DenseNet121", "NASNetMobile"))
SLACK = 1 + 1e-9


def analysis(name: str, folder) -> Analysis:
    if name == FRAGMENTED:
        return analysis_of(paper.fragmented(14, 1, 4, 32, blocks=2).network())
    return analyze(name) if name.startswith("zoo:") else application(name, folder).analysis


def roofline(target: Target) -> Target:
    return replace(target, time=replace(target.time, combine="max"))


def wide_vectors(target: Target) -> Target:
    return replace(target, specification=replace(target.specification, vector=32))


TARGETS = {
    "gtx-1080-ti": load_target("gtx-1080-ti"),
    "snapdragon-810": load_target("snapdragon-810"),
    "a roofline": roofline(load_target("snapdragon-855")),
    "wide vectors": wide_vectors(load_target("xeon-gold-6148")),
}


def concerned(survey: Survey, finding: Finding) -> Collection[int]:
    """The layers that a finding is about, also where it is said at the last of them."""
    if finding.rule.scope != "layer":
        return [survey.index[name] for name in finding.layers] or range(len(survey.layers))
    facts = survey.layers[finding.index]
    groups, (steps, _) = groups_at(facts), steps_at(facts)
    if groups is not None:
        return *groups.slices, *groups.convolutions, groups.concat
    return steps or (dead_ends(survey) or {}).get(facts.index) or (facts.index,)


@pytest.mark.parametrize("name", [*NETWORKS, *LONG])
def test_no_price_is_more_than_what_the_layers_concerned_take(name, tmp_path):
    known = analysis(name, tmp_path)
    for target in TARGETS.values():
        survey = Survey(known, target)
        priced = [each for each in lint(survey, PRICED) if each.price is not None]
        assert priced
        for finding in priced:
            whole = seconds_of(survey, concerned(survey, finding))
            assert 0 <= finding.price.seconds <= whole * SLACK, (finding.rule.id, finding.where)
            assert whole <= finding.price.of * SLACK
            assert finding.price.target == target.id


def test_these_rules_have_a_price():
    ids = {rule.id for rule in PRICED}
    assert ids == {"G1", "G2", "G2b", "G3", "G4", "G4b", "H05", "H07", "H11", "T05"}


def test_these_networks_have_findings_with_a_price_by_most_rules(tmp_path):
    """All but those of faults, which no network as its paper has it shows."""
    target = TARGETS["wide vectors"]
    surveys = [Survey(analysis(name, tmp_path), target) for name in NETWORKS]
    found = {each.rule.id for survey in surveys for each in lint(survey, PRICED) if each.seconds}
    assert found == {"G1", "G2", "G3", "G4", "G4b", "H05", "H07", "T05"}


def test_dear_findings_come_first_within_a_level(tmp_path):
    survey = Survey(analyze("zoo:shufflenet_v1"), TARGETS["gtx-1080-ti"])
    seconds = [each.seconds for each in lint(survey, PRICED)]
    assert seconds == sorted(seconds, reverse=True)
    assert seconds[0] > seconds[10] > 0


def test_without_a_target_there_is_no_price():
    survey = Survey(analyze("zoo:shufflenet_v1"))
    assert {each.price for each in lint(survey, PRICED)} == {None}
