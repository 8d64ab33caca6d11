"""Lists of rules and columns, and what running examples says."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace

import pytest

from netlint.facts.registry import Column
from netlint.writers.layout import display_width
from netlint.writers.listings import (
    columns_json,
    columns_text,
    rules_json,
    rules_text,
    trials_text,
)
from tests.golden import assert_golden
from tests.writers.checking import OFF, TOTAL, WIDE

RULES = (WIDE, OFF, TOTAL)
COLUMNS = (
    Column("op", "layer", "text", "", "", "What it does.\n\nMore of it.", str, "Every layer"),
    Column("name", "layer", "text", "", "", "What it is called.", str, "Every layer"),
    Column(
        *("params", "layer", "number", "parameters", "a paper", "The parameters " + "x " * 30, int),
        "Weights: what training changes, and what it leaves as it is, for every layer of a network",
    ),
    Column("branching", "block", "flag", "", "", "Whether it branches.", bool),
)


@dataclass(frozen=True)
class Trial:
    """What `netlint.trials.Trial` says, as far as it is shown."""

    rule: object
    number: int
    problem: str = ""

    @property
    def passed(self):
        return not self.problem

    @property
    def example(self):
        return self.rule.examples[self.number - 1]


@pytest.mark.parametrize("width", [80, 120, None])
def test_whole_list_of_rules(width):
    assert_golden(f"rules-{width or 'pipe'}.txt", rules_text(RULES, width=width, color=False))


@pytest.mark.parametrize("width", [80, None])
def test_whole_list_of_columns(width):
    assert_golden(f"columns-{width or 'pipe'}.txt", columns_text(COLUMNS, width=width, color=False))


def test_a_pipe_has_one_line_per_rule_and_column():
    shown = rules_text(RULES, width=None, color=False).splitlines()
    assert len([line for line in shown if line.startswith("  T")]) == 3
    assert all(rule.summary in "\n".join(shown) for rule in RULES)
    (line,) = [
        line
        for line in columns_text(COLUMNS, width=None, color=False).splitlines()
        if line.startswith("  params")
    ]
    assert line.endswith("x  [a paper]")


@pytest.mark.parametrize("width", [80, 100, 140])
def test_lists_fit(width):
    for text in (
        rules_text(RULES, width=width, color=False),
        columns_text(COLUMNS, width=width, color=False),
    ):
        assert max(map(display_width, text.splitlines())) <= width


def test_rules_are_grouped_by_deck_and_columns_by_scope():
    shown = rules_text(RULES, width=None, color=False)
    assert [line for line in shown.splitlines() if line and line[0] != " "] == ["test", "budget"]
    shown = columns_text(COLUMNS, width=None, color=False)
    assert [line for line in shown.splitlines() if line and line[0] != " "] == ["layer", "block"]


def test_columns_stand_below_the_section_that_they_belong_to():
    shown = columns_text(COLUMNS, width=None, color=False).splitlines()
    at = shown.index("  Every layer")
    assert not shown[at - 1]
    assert [line.split()[0] for line in shown[at + 1 : at + 3]] == ["op", "name"]
    assert shown[at + 4].startswith("  Weights: ")
    assert shown[at + 5].split()[0] == "params"


def test_nothing_to_list_is_nothing():
    assert rules_text((), width=80, color=False) == ""


def test_colour_changes_nothing_but_colour():
    for width in (80, 120):
        plain = rules_text(RULES, width=width, color=False)
        coloured = rules_text(RULES, width=width, color=True)
        assert coloured.startswith("\x1b[1mtest\x1b[0m\n")
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_json():
    document = json.loads(rules_json(RULES))
    assert document["schema"] == "netlint-rules/1"
    assert [rule["id"] for rule in document["rules"]] == ["T1", "T9", "T2"]
    assert document["rules"][0]["limits"] == {"info": 1.05, "warn": 1.4, "error": 1.85}
    assert "rationale" not in document["rules"][0]
    document = json.loads(columns_json(COLUMNS))
    assert document["schema"] == "netlint-columns/1"
    assert document["columns"][0] == {
        "name": "op",
        "scope": "layer",
        "kind": "text",
        "unit": None,
        "source": None,
        "doc": "What it does.\n\nMore of it.",
        "section": "Every layer",
    }
    assert document["columns"][-1]["section"] is None
    assert json.loads(rules_json(()))["rules"] == []


def test_what_a_strangers_deck_says_stays_on_its_line():
    hostile = replace(WIDE, summary="a\n\x1b[2J", deck="b\nc", status="\x1b")
    shown = rules_text([hostile], width=80, color=False)
    assert shown.replace("\n", "").isprintable()
    assert shown.startswith(r"b\x0ac" + "\n")


def test_examples_that_pass_are_one_line():
    assert trials_text([Trial(WIDE, 1), Trial(WIDE, 2), Trial(TOTAL, 1)]) == (
        "3 examples passed, 2 rules\n"
    )


def test_an_example_that_fails_says_where_and_why():
    trials = [Trial(WIDE, 1, "expected silent,\nsaid error"), Trial(WIDE, 2)]
    assert trials_text(trials) == (
        "deck/t1-wide.toml: T1 example 1 (A small layer): "
        r"expected silent,\x0asaid error" + "\n"
        "1 of 2 examples failed, 1 rule\n"
    )
