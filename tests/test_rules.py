"""The built-in decks: every rule's examples hold, and would notice a change of the rule."""

from __future__ import annotations

import pytest

from netlint.decks import Rule, built_in_decks, load_decks
from netlint.trials import run_examples
from tests.mutations import mutants

RULES = [rule for deck in load_decks(built_in_decks()) for rule in deck.rules]
EVERY = [pytest.param(rule, id=rule.id) for rule in RULES]


def _fails(rule: Rule) -> bool:
    return any(not trial.passed for trial in run_examples(rule))


@pytest.mark.parametrize("rule", EVERY)
def test_the_examples_hold(rule: Rule):
    problems = [f"{t.example.about}: {t.problem}" for t in run_examples(rule) if not t.passed]
    assert problems == []


@pytest.mark.parametrize("rule", EVERY)
def test_some_example_notices_every_mutation_of_a_limit_or_an_operator(rule: Rule):
    assert [what for what, mutant in mutants(rule) if not _fails(mutant)] == []


def test_mutations_reach_every_rule_that_has_limits_of_its_own():
    assert all(list(mutants(rule)) for rule in RULES if rule.limits.highest)


def test_there_are_the_guidelines_the_hygiene_the_budgets_the_hardware_and_the_waivers():
    decks = {}
    for rule in RULES:
        decks.setdefault(rule.deck, []).append(rule.id)
    assert {"G1", "G2", "G3", "G4"} <= set(decks["shufflenetv2"])
    assert len(decks["hygiene"]) >= 12
    assert decks["budget"] == [f"B0{number}" for number in range(1, 9)]
    assert decks["hardware"] == [f"T0{number}" for number in range(1, 6)]
    assert decks["waivers"] == [f"W{number}" for number in range(1, 5)]


@pytest.mark.parametrize("rule", EVERY)
def test_every_rule_cites_its_source_and_shows_examples(rule: Rule):
    assert rule.reference
    assert len(rule.rationale) > 100
    assert any(example.fires for example in rule.examples)
