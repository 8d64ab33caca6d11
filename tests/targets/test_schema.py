"""The JSON Schema for editors says what the loader says.

`UPDATE_GOLDEN=1 python -m pytest tests/targets/test_schema.py` writes it anew after a change of
`netlint/targets/fields.py`; the difference is for review.
"""

from __future__ import annotations

import json
import os
import tomllib

import pytest
from jsonschema import Draft202012Validator

from netlint.resources import data_folder
from netlint.targets import built_in_targets
from netlint.targets.fields import target_schema
from tests.targets.building import GOOD, changed
from tests.targets.test_loading import IMPOSSIBLE, LEAST, NUMBERS, REQUIRED, WRONG

SCHEMA = Draft202012Validator(target_schema())
TOLD_BY_THE_SCHEMA = (
    "no source",
    "class",
    "no dtype",
    "combine",
    "kind",
    "rate of a kind",
    "key",
    "long name",
    "name of a number",
    "empty about",
    "fusion",
    "words",
    "tables as words",
)


def test_the_schema_that_ships_is_the_one_of_the_code():
    file = data_folder("rules") / "target-1.schema.json"
    text = json.dumps(target_schema(), indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


def test_it_is_a_schema():
    Draft202012Validator.check_schema(target_schema())


def test_good_targets():
    SCHEMA.validate(GOOD)
    SCHEMA.validate(LEAST)


@pytest.mark.parametrize("name", sorted(built_in_targets()))
def test_the_built_in_targets(name):
    SCHEMA.validate(tomllib.loads(built_in_targets()[name].read_text("utf-8")))


@pytest.mark.parametrize("path", REQUIRED, ids=".".join)
def test_missing_values(path):
    assert not SCHEMA.is_valid(changed(*path))


@pytest.mark.parametrize("case", TOLD_BY_THE_SCHEMA)
def test_wrong_values(case):
    path, value, _ = WRONG[case]
    assert not SCHEMA.is_valid(changed(*path, to=value))


@pytest.mark.parametrize("case", ["a table", "a list", "a flag"])
@pytest.mark.parametrize("path", NUMBERS, ids=".".join)
def test_impossible_numbers(path, case):
    assert not SCHEMA.is_valid(changed(*path, to=IMPOSSIBLE[case]))


def test_every_key_is_explained():
    def explained(schema):
        for each in schema.get("properties", {}).values():
            assert each["description"], each
            explained(each)

    explained(target_schema())
