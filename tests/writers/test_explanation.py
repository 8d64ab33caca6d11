"""A rule explained from its file: text, Markdown, JSON."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from datetime import date

import pytest

from netlint.decks import built_in_decks, load_decks
from netlint.decks.rule import Level, Limits
from netlint.writers.explanation import (
    configuration,
    explain_json,
    explain_markdown,
    explain_text,
)
from netlint.writers.layout import display_width
from tests.golden import assert_golden
from tests.writers.checking import OFF, TOTAL, WIDE

HOSTILE = "a\x1b[2J\u202e`|<b>[x](y)"


def text_of(rule, width=None, *, color=False):
    return explain_text(rule, width=width, color=color)


@pytest.mark.parametrize("width", [60, 120, None])
def test_whole_output(width):
    assert_golden(f"explain-{width or 'pipe'}.txt", text_of(WIDE, width))


def test_whole_page():
    assert_golden("explain.md", explain_markdown(WIDE))


def test_a_pipe_is_eighty_wide():
    assert text_of(WIDE) == text_of(WIDE, 80)
    assert max(map(display_width, text_of(WIDE).splitlines())) <= 80


def test_bad_is_a_decided_example_and_good_a_silent_one():
    text = text_of(WIDE)
    assert "Bad\n  Two convolutions side by side (error at left, right, 139)\n" in text
    assert "Good\n  A small layer (silent)\n" in text
    only_undecided = replace(WIDE, examples=WIDE.examples[:2])
    assert "Bad\n  A convolution of nothing known (undecided)\n" in text_of(only_undecided)
    assert 'op = "conv", memory_access_bytes unknown, params unknown' in text_of(only_undecided)


def test_a_long_example_is_cut_and_says_so():
    example = replace(WIDE.examples[2], layers=({"class": "ReLU"},) * 40)
    assert "    ReLU()\n    ... 28 more\n" in text_of(replace(WIDE, examples=(example,)))
    example = replace(example, layers=example.layers[:12])
    assert " more\n" not in text_of(replace(WIDE, examples=(example,)))


def test_layers_name_what_they_read():
    layer = {"class": "Add", "name": "sum", "inputs": "left"}
    example = replace(WIDE.examples[2], layers=(layer, {"size": [1, 2]}))
    text = text_of(replace(WIDE, examples=(example,)))
    assert "    sum: Add() of left\n    ?(size = [1, 2])\n" in text


def test_limits_and_missing_columns_are_in_words():
    assert "limits   info above 1.05, warning above 1.40, error above 1.85\n" in text_of(WIDE)
    assert "limits   none: silent until one is set\n" in text_of(OFF)
    assert "missing  undecided where a column is missing: fails a gate" in text_of(WIDE)
    assert "missing  silent where a column is missing\n" in text_of(TOTAL)
    assert "every    layer\n" in text_of(TOTAL)


def test_an_empty_section_is_left_out():
    assert "What was measured" in text_of(WIDE)
    for shown in (text_of(TOTAL), explain_markdown(TOTAL)):
        assert "What was measured" not in shown
    assert "costs  " not in text_of(TOTAL)


def test_colour_changes_nothing_but_colour():
    coloured = text_of(WIDE, color=True)
    assert "\x1b[1mWhy\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text_of(WIDE)


def test_the_configuration_that_is_shown_is_a_configuration():
    assert tomllib.loads("\n".join(configuration(WIDE)))["tool"]["netlint"] == {
        "ignore": ["T1"],
        "limits": {"T1": {"info": 1.05, "warn": 1.4, "error": 1.85}},
        "overrides": [{"models": ["models/legacy/*.h5"], "ignore": ["T1"]}],
    }
    none_stated = replace(OFF, examples=())
    assert tomllib.loads("\n".join(configuration(none_stated)))["tool"]["netlint"]["limits"] == {
        "T9": {}
    }


def test_a_budget_is_set_rather_than_switched_off():
    assert configuration(TOTAL) == ["[tool.netlint.budgets]", "params = 1000"]
    bare = replace(TOTAL, examples=())
    assert configuration(bare) == ["[tool.netlint.budgets]", "params = 1000"]
    assert configuration(replace(TOTAL, limits=Limits(error=2.5)))[1] == "params = 2.5"
    assert configuration(replace(TOTAL, deck="other"))[0] == "[tool.netlint]"


def test_json_holds_all_that_the_file_says():
    document = json.loads(explain_json(WIDE))
    assert document["schema"] == "netlint-rule/1"
    assert document["where"] == 'op in ("conv", "dense") and params > 0'
    assert document["limits"] == {"info": 1.05, "warn": 1.4, "error": 1.85}
    assert document["measure"] == "memory_access_bytes / 1000"
    assert document["message"].startswith("moves {memory_access} elements")
    assert [each["expect"] for each in document["examples"]] == ["silent", "undecided", "error"]
    assert document["examples"][2]["at"] == ["left", "right"]
    total = json.loads(explain_json(TOTAL))
    assert (total["where"], total["cost"]) == (None, None)
    assert total["examples"][0]["limits"] == {"info": None, "warn": None, "error": 1000}


def test_a_date_in_an_example_is_no_error():
    layer = {"class": "ReLU", "since": date(2020, 1, 2)}
    rule = replace(WIDE, examples=(replace(WIDE.examples[2], layers=(layer,)),))
    assert json.loads(explain_json(rule))["examples"][0]["layers"] == [
        {"class": "ReLU", "since": "2020-01-02"}
    ]
    assert 'ReLU(since = "2020-01-02")' in text_of(rule)


def hostile_rule():
    layer = {"class": HOSTILE, "name": "```", "inputs": [HOSTILE], HOSTILE: HOSTILE}
    examples = (
        replace(WIDE.examples[2], about=HOSTILE, layers=(layer,)),
        replace(WIDE.examples[0], about=HOSTILE, columns={"op": HOSTILE}),
    )
    changes = dict.fromkeys(("summary", "rationale", "evidence", "since", "deck"), HOSTILE)
    return replace(WIDE, **changes, reference=(HOSTILE,), tags=(HOSTILE,), examples=examples)


def test_a_deck_from_a_stranger_shows_nothing_but_text():
    for shown in (text_of(hostile_rule()), explain_markdown(hostile_rule())):
        assert shown.replace("\n", "").isprintable()


def test_a_page_from_a_stranger_holds_no_markup():
    page = explain_markdown(hostile_rule())
    assert "````\n```: a" in page  # the fence is longer than what it holds
    outside = re.sub(r"^(`{3,}).*?^\1$", "", page, flags=re.DOTALL | re.MULTILINE)
    outside = re.sub(r"`[^`\n]*`", "", outside)
    assert "<b>" not in outside
    assert "[x](y)" not in outside


def test_every_row_of_the_page_keeps_its_cells():
    rows = [line for line in explain_markdown(hostile_rule()).splitlines() if line[:2] == "| "]
    assert {row.replace("\\|", "").count("|") for row in rows} == {3}


@pytest.mark.parametrize("level", list(Level))
def test_each_level_is_called_as_users_call_it(level):
    rule = replace(WIDE, limits=Limits(**{level.key: 3}))
    assert f"limits   {level} above 3.00\n" in text_of(rule)
    assert f"{level.key} = 3" in configuration(rule)


@pytest.mark.parametrize("name", built_in_decks())
def test_every_rule_that_comes_with_netlint_is_explained(name):
    (deck,) = load_decks([name])
    for rule in deck.rules:
        text = text_of(rule).replace(str(rule.file), "FILE")
        prose = [line for line in text.splitlines() if "  #" not in line]
        assert max(map(display_width, prose)) <= 90  # tables of figures are not cut
        assert "Bad\n" in text
        assert f"# {rule.id} {rule.name}\n" in explain_markdown(rule)
        assert json.loads(explain_json(rule))["id"] == rule.id
