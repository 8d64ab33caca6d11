"""The JSON of a difference: its schema, exact figures and names, null for what is unknown."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import netlint.writers
from netlint.difference import SUMS, TOTALS, Difference, DifferenceView
from netlint.network import Network
from netlint.writers.diff.json import write_json
from tests.differing import conv, diffed, hostile_difference, mixed_difference, unknown_difference
from tests.golden import assert_golden

SCHEMA = json.loads(
    Path(netlint.writers.__file__).with_name("diff-1.schema.json").read_text("utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
NOTHING = Network("net", "net.keras", "Keras", ())


def written(difference: Difference):
    return json.loads(write_json(difference, DifferenceView()))


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_whole_output():
    assert_golden("diff.json", write_json(mixed_difference(), DifferenceView()))


@pytest.mark.parametrize(
    "difference",
    [
        mixed_difference(),
        unknown_difference(),
        hostile_difference("\ud800\n<script>"),
        diffed(NOTHING, NOTHING),
        diffed([conv(4)], [conv(4, strides=2)]),
    ],
)
def test_output_obeys_the_schema(difference):
    VALIDATOR.validate(written(difference))


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.pop("command"),
        lambda document: document.update(schema="netlint-diff/2"),
        lambda document: document.update(surprise=1),
        lambda document: document["totals"][0].update(name="mac"),
        lambda document: document["totals"][0].pop("old_least"),
        lambda document: document["layers"][0].update(kind="moved"),
        lambda document: document["layers"][0]["amounts"].pop("kernels"),
        lambda document: document["gate"].update(fail_on="fatal"),
        lambda document: document["new_findings"][0].pop("rule"),
        lambda document: document["worse_findings"][0].pop("old"),
        lambda document: document["old"].pop("file"),
    ],
)
def test_the_schema_refuses_what_is_wrong(change):
    document = written(mixed_difference())
    change(document)
    assert not VALIDATOR.is_valid(document)


def test_names_and_figures_are_exact():
    document = written(hostile_difference("a\n\ud800"))
    assert document["layers"][0]["name"] == "a\n\ud800"
    assert document["layers"][0]["alterations"][0]["new"] == ["a\n\ud800", "a\n\ud800"]


def test_unknown_is_null():
    totals = {each["name"]: each for each in written(unknown_difference())["totals"]}
    assert totals["mult_adds"] == {
        "name": "mult_adds",
        "unit": "mult-adds",
        "direction": "smaller",
        "old": 1005,
        "new": None,
        "old_least": 1005,
        "new_least": 1005,
        "change": None,
        "share": None,
        "unknown": ["what"],
        "old_at": None,
        "new_at": None,
    }


def test_the_schema_knows_every_total():
    assert SCHEMA["$defs"]["total"]["properties"]["name"]["enum"] == [each.name for each in TOTALS]
    assert list(SCHEMA["$defs"]["layer"]["properties"]["amounts"]["properties"]) == list(SUMS)
