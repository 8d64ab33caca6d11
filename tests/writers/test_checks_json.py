"""The JSON of a check: its schema, exact figures and names, null for what is unknown."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

import netlint
import netlint.writers
from netlint.decks.rule import Level
from netlint.findings import Failure
from netlint.writers.checks.json import write_json
from tests.golden import assert_golden
from tests.networks import exact_analysis
from tests.writers.checking import (
    all_undecided,
    finding,
    full_report,
    inspection,
    mixed,
    report,
    undecided,
    view,
)

SCHEMA = json.loads(
    Path(netlint.writers.__file__).with_name("check-1.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def written(*inspections, **gate):
    return json.loads(write_json(report(*inspections, **gate), view()))


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "check",
    [
        full_report(),
        report(),
        report(inspection(), fail_on=Level.INFO, allow_undecided=True),
        report(all_undecided(5)),
        report(inspection(finding(figure=math.inf, cost_share=math.inf))),
        report(failed=(Failure("a", "b"),)),
    ],
)
def test_output_obeys_the_schema(check):
    VALIDATOR.validate(json.loads(write_json(check, view())))


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.pop("passed"),
        lambda document: document.update(schema="netlint-check/2"),
        lambda document: document.update(fail_on="undecided"),
        lambda document: document["summary"].update(error=-1),
        lambda document: document["failed"][0].pop("message"),
        lambda document: document["models"][0].pop("coverage"),
        lambda document: document["models"][0]["rules"][0]["limits"].update(warn="1"),
        lambda document: document["models"][0]["findings"][0].update(kind="worse"),
        lambda document: document["models"][0]["findings"][0].update(surprise=1),
        lambda document: document["models"][0]["findings"][0].update(cost_bytes=1.5),
    ],
)
def test_the_schema_refuses_other_documents(change):
    document = json.loads(write_json(full_report(), view()))
    change(document)
    assert not VALIDATOR.is_valid(document)


def test_whole_output():
    # The version is not part of what is kept: it changes with every release.
    text = write_json(full_report(), view())
    assert f'"netlint": "{netlint.__version__}"' in text
    assert_golden("check.json", text.replace(f'"{netlint.__version__}"', '"VERSION"'))


def test_every_finding_is_there_whatever_is_shown():
    document = json.loads(write_json(report(mixed()), view(show=Level.ERROR)))
    assert [each["kind"] for each in document["models"][0]["findings"]] == [
        "error",
        "undecided",
        "warning",
        "info",
    ]


def test_figures():
    first, second = written(mixed())["models"][0]["findings"][:2]
    assert (first["figure"], first["limit"], first["unit"]) == (2.24, 1.85, "ratio")
    assert (first["cost_bytes"], first["cost_share"]) == (1240, 0.194)
    assert (first["rule"], first["name"], first["deck"]) == ("T1", "wide-layer", "test")
    assert (second["figure"], second["limit"], second["cost_bytes"]) == (None, None, None)
    assert (second["level"], second["kind"]) == ("error", "undecided")
    assert second["missing"] == ["memory_access"]


def test_an_infinite_figure_is_not_written_as_a_number():
    text = write_json(report(inspection(finding(figure=math.inf))), view())
    assert (
        json.loads(text, parse_constant=pytest.fail)["models"][0]["findings"][0]["figure"] is None
    )


def test_whether_the_gate_passed():
    assert written(inspection())["passed"] is True
    assert written(inspection(finding()))["passed"] is False
    assert written(inspection(undecided()), allow_undecided=True)["passed"] is True
    assert written(inspection(), failed=(Failure("a", "b"),))["passed"] is False
    assert written()["passed"] is False


def test_the_summary_counts_models_and_findings():
    assert json.loads(write_json(full_report(), view()))["summary"] == {
        "checked": 2,
        "not_checked": 1,
        "failures": 2,
        "error": 1,
        "warning": 1,
        "info": 1,
        "undecided": 1,
        "new": 4,
        "known": 0,
        "waived": 0,
        "fixed": 0,
    }
    models = written(mixed(), inspection(), fail_on=Level.WARNING)["models"]
    assert [model["summary"]["failures"] for model in models] == [3, 0]


@pytest.mark.parametrize("name", ["\ud800", "a\nb", "\x1b[31m", "</script>", "卷积", '"', ""])
def test_names_come_back_exactly_from_ascii(name):
    analysis = exact_analysis()
    network = replace(analysis.network, name=name, file=name)
    each = inspection(
        finding(name, message=name, fix=name), analysis=replace(analysis, network=network)
    )
    text = write_json(report(each, failed=(Failure(name, name),)), view())
    assert text.isascii()
    document = json.loads(text)
    (found,) = document["models"][0]["findings"]
    assert {found["where"], found["message"], found["fix"], *found["layers"]} == {name}
    assert (document["models"][0]["file"], document["models"][0]["model"]) == (name, name)
    assert document["failed"] == [{"file": name, "message": name}]
