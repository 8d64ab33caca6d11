"""`netlint check --target`: prices, the rules about hardware, budgets of time, the cache."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from netlint import pipeline
from tests.rulebook import ROOT, add_hardware_rules, rule_text
from tests.targets import FIT, TARGET, TIME, write_target

SLOWER = TARGET + TIME.replace("1e-9", "2e-9") + FIT
ON_CHIP = ("--target", "chip.toml")

# The dense layer has 20 mult-adds and 25 parameters, reads 4 elements and writes 5: 136 bytes.
# So its kernel takes 10 us and 0.156 us more.
WORK = 1e-9 * (20 + 4 * 34)
WHOLE = 1e-5 + WORK


@pytest.fixture(autouse=True)
def _rules(tmp_path):
    """G1 costs what its network moves, T1 is about hardware, B08 is the one that ships."""
    rules = tmp_path / "rules"
    add_hardware_rules(rules)
    cost = 'cost = "memory_access_bytes"\nmessage ='
    priced = rule_text("G1", "first-rule").replace("message =", cost)
    (rules / "shufflenetv2" / "g1.toml").write_text(priced)
    shipped = (ROOT / "rules" / "budget" / "b08-max-time.toml").read_text()
    (rules / "budget" / "b08.toml").write_text(shipped)
    write_target(tmp_path)


def document(run, *arguments: str):
    return json.loads(run("check", *arguments, "--format", "json")[1])


def rules_of(found) -> list[str]:
    return [rule["id"] for rule in found["models"][0]["rules"]]


def test_findings_state_their_price_and_the_report_the_error_once(run, model):
    code, out, _ = run("check", model, *ON_CHIP)
    assert code == 1
    assert "(costs 0.14 us of 10 us on chip; 136 B, 100.0 % of memory access)" in out
    assert "all exact; 10 us predicted on chip\n" in out
    assert (
        out.count("\nPredicted, not measured: on 5 measured times that it had not seen this ") == 1
    )
    assert "was off by 20.0 % on average\n" in out


def test_json_has_the_figures(run, model):
    found = document(run, model, *ON_CHIP)
    assert found["target"] == {
        "id": "chip", "name": "Test chip", "timed": True, "error": 0.2, "unseen": True,
    }  # fmt: skip
    (inspected,) = found["models"]
    whole = pytest.approx(WHOLE)
    assert inspected["forecast"] == {"target": "chip", "seconds": whole, "unknown": 0}
    prices = {each["rule"]: each["price"] for each in inspected["findings"]}
    assert prices["G1"] == {"seconds": pytest.approx(1.36e-7), "of": whole, "target": "chip"}
    assert prices["T1"] is None


def test_without_a_target_nothing_is_predicted(run, model):
    found = document(run, model)
    assert (found["target"], found["models"][0]["forecast"]) == (None, None)
    assert {each["price"] for each in found["models"][0]["findings"]} == {None}


def test_the_deck_about_hardware_comes_with_a_target(run, model):
    assert "T1" not in rules_of(document(run, model))
    assert "T1" in rules_of(document(run, model, *ON_CHIP))
    assert "T1" in rules_of(document(run, model, *ON_CHIP, "--select", "G1"))


def test_it_can_be_ignored_and_has_other_limits_like_any(run, model):
    assert "T1" not in rules_of(document(run, model, *ON_CHIP, "--ignore", "hardware"))
    assert "T1" not in rules_of(document(run, model, *ON_CHIP, "--ignore", "T1"))
    found = document(run, model, *ON_CHIP, "--limit", "T1.warn=100")
    assert "T1" not in [each["rule"] for each in found["models"][0]["findings"]]


def test_the_configuration_may_name_the_target(run, model, tmp_path):
    (tmp_path / "netlint.toml").write_text('target = "chip.toml"')
    assert document(run, model)["target"]["id"] == "chip"


def test_a_budget_of_time(run, model):
    found = document(run, model, *ON_CHIP, "--max-time", "8us", "--select", "B08")
    (broken,) = (each for each in found["models"][0]["findings"] if each["rule"] == "B08")
    assert (broken["figure"], broken["limit"]) == (pytest.approx(WHOLE), 8e-6)
    assert broken["message"] == (
        "10 us predicted on chip, the budget is 8.0 us; predictions there were off by 20.0 % on "
        "average"
    )


def test_a_budget_of_time_that_is_kept(run, model):
    assert run("check", model, *ON_CHIP, "--max-time", "1 ms", "--select", "B08")[0] == 0


def test_a_budget_of_time_in_the_configuration(run, model, tmp_path):
    (tmp_path / "netlint.toml").write_text('target = "chip.toml"\nbudgets.time = "1us"')
    assert run("check", model, "--select", "B08")[0] == 1
    assert ["budgets.time", "0.001", "ms"] in [
        line.split()[:3] for line in run("config")[1].splitlines()
    ]


NEEDS = "a budget of time (--max-time, budgets.time) needs a time model: "


def test_a_budget_of_time_needs_a_target(failing, model):
    assert NEEDS + "name a target with --target" in failing("check", model, "--max-time", "5ms")
    Path("netlint.toml").write_text('budgets.time = "1us"')
    assert NEEDS in failing("check", model)


def test_a_budget_of_time_needs_a_time_model(failing, model, tmp_path):
    write_target(tmp_path, "plain", TARGET)
    line = failing("check", model, "--target", "plain.toml", "--max-time", "5ms")
    assert NEEDS + "nobody has fitted one for plain (see `netlint targets`)" in line


def test_a_budget_of_time_for_other_models_asks_for_nothing_here(run, model, tmp_path):
    override = '[[overrides]]\nmodels = ["other/*"]\nbudgets.time = "1us"'
    (tmp_path / "netlint.toml").write_text(override)
    assert run("check", model)[0] == 1


def test_a_budget_of_time_has_a_unit(failing, model):
    assert "--max-time must be a time such as 5ms" in failing("check", model, "--max-time", "5")


def test_a_target_without_a_time_model_judges_the_hardware_and_says_so(run, model, tmp_path):
    write_target(tmp_path, "plain", TARGET)
    code, out, _ = run("check", model, "--target", "plain.toml")
    assert code == 1
    assert "  T1  " in out
    assert "costs" not in out
    assert "No times: nobody has fitted any for Test chip" in out


def test_what_another_target_costs_is_not_taken_from_the_cache(run, model, tmp_path, monkeypatch):
    looked = []
    inspect = pipeline.inspect
    monkeypatch.setattr(pipeline, "inspect", lambda *a: looked.append(a) or inspect(*a))

    def seconds(*arguments: str) -> float | None:
        forecast = document(run, model, *arguments)["models"][0]["forecast"]
        return forecast and forecast["seconds"]

    first = seconds(*ON_CHIP)
    assert seconds(*ON_CHIP) == first == pytest.approx(WHOLE)
    assert len(looked) == 1
    assert seconds() is None
    write_target(tmp_path, "chip", SLOWER)
    assert seconds(*ON_CHIP) == pytest.approx(WHOLE + WORK)
    write_target(tmp_path, "twin")
    assert seconds("--target", "twin.toml") == first
    assert len(looked) == 4


def test_several_processes_say_the_same(run, model):
    arguments = ("check", model, "nothing.h5", *ON_CHIP, "--no-cache")
    assert run(*arguments, "--jobs", "2") == run(*arguments, "--jobs", "1")


def test_what_hardware_asks_for_can_be_waived(run, model):
    code, out, _ = run("waive", model, "--rule", "T1", "--reason", "the next chip", *ON_CHIP)
    assert code == 0
    assert 'rule = "T1"' in out
