"""The JSON Schema for editors says what the loader says.

`UPDATE_GOLDEN=1 python -m pytest tests/decks/test_schema.py` writes it anew after a change of
`netlint/decks/fields.py`; the difference is for review.
"""

from __future__ import annotations

import json
import os
import tomllib

import pytest
from jsonschema import Draft202012Validator

from netlint.decks import built_in_decks
from netlint.decks.fields import rule_schema
from netlint.resources import data_folder
from tests.decks.building import FIRES, RULE, SILENT, table
from tests.decks.test_fields import BAD, BAD_EXAMPLES

PYTHON_ONLY = {
    "id with a line end",  # jsonschema's `$` matches before it, an editor's does not
    "nan",  # numbers that JSON does not have
    "infinite figure",
    "huge figure",
}
SCHEMA = Draft202012Validator(rule_schema())


def test_the_schema_that_ships_is_the_one_of_the_code():
    file = data_folder("rules") / "rule-1.schema.json"
    text = json.dumps(rule_schema(), indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


def test_it_is_a_schema():
    Draft202012Validator.check_schema(rule_schema())


def test_good_rules():
    layers = {"about": "a", "expect": "info", "layers": [{"class": "ReLU"}], "at": ["re_lu"]}
    own_limits = {**FIRES, "limits": {"info": 1.5}, "figure": 4, "missing": ["ratio"]}
    for good in (RULE, table(where=None), table(example=[FIRES, SILENT, layers, own_limits])):
        SCHEMA.validate(good)


def test_the_built_in_rules():
    files = [file for folder in built_in_decks().values() for file in folder.rglob("*.toml")]
    assert files
    for file in files:
        SCHEMA.validate(tomllib.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("case", sorted(BAD.keys() - PYTHON_ONLY))
def test_bad_rules(case):
    assert not SCHEMA.is_valid(BAD[case][0])


@pytest.mark.parametrize("case", sorted(BAD_EXAMPLES.keys() - PYTHON_ONLY))
def test_bad_examples(case):
    assert not SCHEMA.is_valid({**RULE, "example": [FIRES, SILENT, BAD_EXAMPLES[case][0]]})


@pytest.mark.parametrize("limits", [{"warning": 1}, {"warn": "1"}, {"info": True}])
def test_bad_limits(limits):
    assert not SCHEMA.is_valid({**RULE, "limits": limits})
    assert not SCHEMA.is_valid({**RULE, "example": [{**FIRES, "limits": limits}, SILENT]})


def test_every_key_is_explained():
    assert all(each["description"].endswith(".") for each in rule_schema()["properties"].values())
