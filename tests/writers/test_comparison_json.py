"""The JSON of a comparison: its schema, exact figures and names, null for what is unknown."""

from __future__ import annotations

import json
import math
from pathlib import Path

import jsonschema
import pytest

import netlint
import netlint.writers
from netlint.comparison import Comparison
from netlint.facts.families import FAMILIES
from netlint.targets import read_target
from netlint.writers.comparison.json import write_json
from tests.comparing import (
    PUBLISHED,
    costing,
    entry,
    finding_many,
    full_comparison,
    hostile,
    timed,
    view,
)
from tests.golden import assert_golden
from tests.networks import analysis_of, cost
from tests.targets import TARGET, write_target
from tests.writers.checking import finding

SCHEMA = json.loads(
    Path(netlint.writers.__file__).with_name("comparison-1.schema.json").read_text("utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def written(comparison: Comparison | None = None):
    return json.loads(write_json(comparison or full_comparison(), view()))


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "comparison",
    [
        full_comparison(),
        Comparison(()),
        Comparison((entry(analysis=analysis_of()),)),
        Comparison((finding_many(finding(figure=math.inf), rules=()),)),
        hostile("\ud800\n<script>"),
    ],
)
def test_output_obeys_the_schema(comparison):
    VALIDATOR.validate(written(comparison))


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.pop("command"),
        lambda document: document.update(schema="netlint-comparison/2"),
        lambda document: document["failed"][0].pop("message"),
        lambda document: document["columns"][0].update(best=[]),
        lambda document: document["columns"][0].update(direction="up"),
        lambda document: document["networks"][0].pop("verdict"),
        lambda document: document["networks"][0].update(convention="paper"),
        lambda document: document["networks"][0].update(surprise=1),
        lambda document: document["networks"][0]["totals"].update(params=1.5),
        lambda document: document["networks"][0]["totals"].pop("depth"),
        lambda document: document["networks"][0]["lower_bounds"].update(params=None),
        lambda document: document["networks"][0]["families"][0].update(family="odd"),
        lambda document: document["networks"][0]["findings"][0].update(kind="worse"),
        lambda document: document["networks"][0]["findings_by_rule"]["T1"].update(error=-1),
        lambda document: document["networks"][1]["published"].pop("source"),
    ],
)
def test_the_schema_refuses_other_documents(change):
    document = written()
    change(document)
    assert not VALIDATOR.is_valid(document)


def test_whole_output():
    # The version is not part of what is kept: it changes with every release.
    text = write_json(full_comparison(), view())
    assert f'"netlint": "{netlint.__version__}"' in text
    assert_golden("comparison.json", text.replace(f'"{netlint.__version__}"', '"VERSION"'))


def test_unknown_is_null_with_a_lower_bound():
    first = written()["networks"][0]
    assert first["totals"]["mult_adds"] is None
    assert first["lower_bounds"]["mult_adds"] == 9984
    assert first["totals"]["depth"] is None
    assert first["coverage"]["unknown"]["layers"] == 1


def test_names_files_and_what_is_published():
    document = written()
    assert document["command"] == full_comparison().command
    partial, small, _ = document["networks"]
    assert (partial["name"], partial["file"]) == ("partial.h5", "models/partial.h5")
    assert partial["published"] is None
    assert small["published"] == {
        "variant": "",
        "mult_adds": PUBLISHED.mult_adds,
        "params": PUBLISHED.params,
        "top1_error": PUBLISHED.top1_error,
        "source": PUBLISHED.source,
    }
    assert small["verdict"] == full_comparison().entries[1].verdict


def test_every_family_is_there():
    for network in written()["networks"]:
        assert [each["family"] for each in network["families"]] == list(FAMILIES)


def test_columns_name_best_and_worst():
    columns = {each["name"]: each for each in written()["columns"]}
    assert (columns["top1_error"]["best"], columns["top1_error"]["worst"]) == ([2], [1])
    assert columns["depth"]["best"] is None
    assert (columns["T1"]["rule"], columns["params"]["rule"]) == (True, False)


def test_findings_are_all_there():
    first = written()["networks"][0]
    assert [each["kind"] for each in first["findings"]] == ["error", "undecided", "warning", "info"]
    assert first["findings_by_rule"]["T1"] == {
        "error": 1, "warning": 1, "info": 1, "undecided": 1,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["\ud800", "a\nb", "</script>", "卷积", '"', ""])
def test_names_come_back_exactly_from_ascii(name):
    text = write_json(hostile(name), view())
    assert text.isascii()
    first = json.loads(text)["networks"][0]
    assert (first["name"], first["model"], first["findings"][0]["where"]) == (name,) * 3


def timed_document(chips):
    small, large = cost(100, 10, 60, 20), cost(300, 10, 50, 40)
    three = (
        costing(large, label="large"),
        costing(small, small, label="two"),
        costing(small, label="partly", unknown=1),
    )
    untimed = read_target(write_target(chips[0].file.parent, "untimed", TARGET))
    return written(timed(Comparison(three), *chips, untimed))


def test_predictions_by_target_and_cause(chips):
    document = timed_document(chips)
    VALIDATOR.validate(document)
    work, starts, untimed = document["networks"][1]["predictions"]
    assert (work["target"], work["kernels"], work["unknown_kernels"]) == ("work", 2, 0)
    assert work["causes"]["compute"] == pytest.approx(200e-6)
    assert work["time"] == work["lower_bound"] == pytest.approx(200e-6 + 8 * 80e-9)
    assert starts["causes"]["overhead"] == pytest.approx(0.02)
    assert untimed["time"] is untimed["causes"] is untimed["lower_bound"] is None


def test_a_time_with_an_unknown_kernel_is_null_with_a_lower_bound(chips):
    (work, *_) = timed_document(chips)["networks"][2]["predictions"]
    assert work["time"] is None
    assert work["lower_bound"] == pytest.approx(100e-6 + 4 * 80e-9)
    assert work["unknown_kernels"] == 1


def test_published_times_stand_beside_predictions(chips):
    first, second, _ = timed_document(chips)["networks"]
    assert first["published_times"] == []
    assert second["published_times"] == [
        {
            "target": "work",
            "batch": 8,
            "time": 0.5,
            "predicted": 0.25,
            "fitted": True,
            "source": "a paper, table 2",
        }
    ]


def test_targets_rankings_and_their_differences(chips):
    document = timed_document(chips)
    assert [each["id"] for each in document["targets"]] == ["work", "starts", "untimed"]
    assert document["targets"][0]["fit"]["held_out_error"] == 0.2
    assert document["targets"][2]["fit"] is None
    assert document["rankings"] == [
        {"column": "mult_adds", "places": [2, 1, None], "margin": 0.0},
        {"column": "time:work", "places": [2, 1, None], "margin": 0.2},
        {"column": "time:starts", "places": [1, 2, None], "margin": 0.2},
    ]
    assert document["differences"][1].startswith("starts: the pair stands")
    assert "time:starts" in {each["name"] for each in document["columns"]}


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["targets"][0].pop("trust"),
        lambda document: document["rankings"][0].update(places=[0, 1, 2]),
        lambda document: document["networks"][0]["predictions"][0].update(time=-1),
        lambda document: document["networks"][0]["predictions"][0]["causes"].pop("groups"),
        lambda document: document["networks"][1]["published_times"][0].update(batch=0),
    ],
)
def test_the_schema_refuses_other_times(change, chips):
    document = timed_document(chips)
    change(document)
    assert not VALIDATOR.is_valid(document)
