"""Prices of findings in every format: what they cost in time, and on which target."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from netlint.findings import CheckReport, Forecast
from netlint.targets import read_target
from netlint.writers.checks import load_check_writers
from tests.targets import TARGET, TIMED, write_target
from tests.writers.checking import finding, inspection, priced, report, view
from tests.writers.test_checks_json import VALIDATOR

DEAR = "costs 0.21 ms of 6.4 ms on a-chip; 1.2 KiB, 19.4 % of memory access"


@pytest.fixture
def on_chip(tmp_path) -> CheckReport:
    target = read_target(write_target(tmp_path, "a-chip", TIMED))
    return replace(report(priced()), target=target)


def written(form: str, of: CheckReport) -> str:
    return load_check_writers()[form](of, view())


def test_text(on_chip):
    lines = written("text", on_chip).splitlines()
    what = "moves 560 elements, 2.24 times the bound; the limit is 1.85"
    assert lines[1] == f"  error  T1  dear: {what} ({DEAR})  fix: halve its channels"
    assert "(costs nothing of 6.4 ms on a-chip; 1.2 KiB" in lines[2]
    assert "(1.2 KiB, 19.4 % of memory access)" in lines[3]
    assert lines[4].endswith("all exact; at least 6.4 ms predicted on a-chip")
    assert sum(line.startswith("Predicted, not measured: ") for line in lines) == 1


def test_a_network_whose_work_is_known_takes_what_is_predicted(on_chip):
    (found,) = on_chip.inspections
    whole = replace(found, forecast=Forecast("a-chip", 6.4e-3))
    text = written("text", replace(on_chip, inspections=(whole,)))
    assert "all exact; 6.4 ms predicted on a-chip\n" in text


def test_markdown(on_chip):
    text = written("markdown", on_chip)
    assert "| 0.21 ms of 6.4 ms on a-chip; 1.2 KiB, 19.4 % of memory access |" in text
    assert "predicted on a-chip." in text
    assert text.count("\nPredicted, not measured: ") == 1


@pytest.mark.parametrize("form", ["markdown", "github-summary"])
def test_a_target_of_any_name_is_text_in_markdown(form, on_chip):
    """Its name is a file's, which a pull request may bring along."""
    (found,) = on_chip.inspections
    evil = "<img src=x>|`a`"
    priced_there = tuple(
        replace(each, price=each.price and replace(each.price, target=evil))
        for each in found.findings
    )
    hostile = replace(found, findings=priced_there, forecast=Forecast(evil, 6.4e-3, 1))
    text = written(form, replace(on_chip, inspections=(hostile,)))
    assert "<img" not in text
    assert text.count("on &lt;img src=x&gt;\\|\\`a\\`") == 3


def test_where_nothing_is_known_there_are_no_0_s(on_chip):
    (found,) = on_chip.inspections
    unknown = replace(found, forecast=Forecast("a-chip", 0.0, 2))
    text = written("text", replace(on_chip, inspections=(unknown,)))
    assert "all exact; time on a-chip unknown\n" in text


@pytest.mark.parametrize("form", ["github", "gitlab", "junit", "sarif", "sarif-github"])
def test_messages_carry_the_price(form, on_chip):
    assert DEAR in written(form, on_chip).replace("%25", "%")


def test_sarif_has_the_figures(on_chip):
    (run,) = json.loads(written("sarif", on_chip))["runs"]
    prices = [each["properties"].get("price") for each in run["results"]]
    assert prices[0] == {"seconds": 2.1e-4, "of": 6.4e-3, "target": "a-chip"}
    assert prices[2] is None


def test_json_has_the_figures_and_obeys_its_schema(on_chip, tmp_path):
    document = json.loads(written("json", on_chip))
    VALIDATOR.validate(document)
    assert document["target"]["error"] == 0.2
    (model,) = document["models"]
    assert model["forecast"] == {"target": "a-chip", "seconds": 6.4e-3, "unknown": 1}
    assert [each["price"] and each["price"]["seconds"] for each in model["findings"]] == [
        2.1e-4, 0.0, None,
    ]  # fmt: skip


def test_a_target_without_a_time_model(tmp_path):
    plain = read_target(write_target(tmp_path, "plain", TARGET))
    found = replace(inspection(finding()), forecast=Forecast("plain"))
    of = replace(report(found), target=plain)
    document = json.loads(written("json", of))
    VALIDATOR.validate(document)
    assert document["target"] == {
        "id": "plain", "name": "Test chip", "timed": False, "error": None, "unseen": None,
    }  # fmt: skip
    text = written("text", of)
    assert "predicted on" not in text
    assert "\nNo times: nobody has fitted any for Test chip; " in text


def test_the_worst_of_all_models_come_first_by_time(on_chip):
    """The bytes of both are the same."""
    lines = written("github", on_chip).splitlines()
    assert "0.21 ms" in lines[0]
    assert "nothing of 6.4 ms" in lines[1]


def test_a_hostile_name_of_a_target_is_escaped(on_chip):
    (found,) = on_chip.inspections
    first, *_ = found.findings
    named = replace(first, price=replace(first.price, target="a\n\x1b[31m" + "b" * 500))
    of = replace(found, findings=(named,), forecast=Forecast("a\n\x1b[31m", 1.0))
    for form in ("text", "markdown", "github"):
        text = written(form, replace(on_chip, inspections=(of,)))
        assert "\x1b" not in text
        assert "b" * 100 not in text
