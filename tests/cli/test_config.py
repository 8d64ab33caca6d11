"""`netlint config`: what is in force, and who says so."""

from __future__ import annotations

import json

import pytest

from tests.rulebook import add_hardware_rules, rule_text, write_deck

CONFIGURATION = """
deck = ["./own"]
ignore = ["T2"]
budgets.params = "1.5M"
limits.T1.warn = false

[[overrides]]
models = ["strict/*"]
extend-select = ["H1"]
limits.T1.error = 20
"""


@pytest.fixture
def file(tmp_path):
    write_deck(
        tmp_path / "own",
        t1=rule_text("T1", "own-one", limits="warn = 1, error = 10"),
        t2=rule_text("T2", "own-two"),
    )
    file = tmp_path / "netlint.toml"
    file.write_text(CONFIGURATION)
    return str(file)


def settings(document):
    return {each["key"]: (each["value"], each["source"]) for each in document["settings"]}


def test_without_a_configuration(run):
    code, out, _ = run("config", "--format", "json")
    document = json.loads(out)
    assert code == 0
    assert (document["schema"], document["file"], document["model"]) == (
        "netlint-config/1",
        None,
        None,
    )
    assert settings(document) == {
        "models": (None, "default"),
        "plugins": ([], "default"),
        "target": (None, "default"),
        "deck": (["shufflenetv2"], "default"),
        "rules": (["G1", "G2"], "all of these"),
        "baseline": (None, "default"),
        "fail-on": ("error", "default"),
        "allow-undecided": (False, "default"),
    }
    assert [rule["id"] for rule in document["rules"]] == ["G1", "G2"]


def test_every_value_knows_where_it_comes_from(run, file):
    document = json.loads(run("config", "--format", "json", "--fail-on", "info")[1])
    assert document["file"] == file
    assert settings(document) == {
        "models": (None, "default"),
        "plugins": ([], "default"),
        "target": (None, "default"),
        "deck": (["./own"], file),
        "ignore": (["T2"], file),
        "budgets.params": (1_500_000, file),
        "rules": (["T1", "B1"], "all of these"),
        "baseline": (None, "default"),
        "fail-on": ("info", "option"),
        "allow-undecided": (False, "default"),
    }
    assert {rule["id"]: (rule["source"], rule["limits"]) for rule in document["rules"]} == {
        "T1": (
            file,
            {"warn": {"value": None, "source": file}, "error": {"value": 10, "source": "rule"}},
        ),
        "B1": (file, {"error": {"value": 1_500_000, "source": file}}),
    }


def test_a_model_shows_its_overrides(run, file):
    document = json.loads(run("config", "strict/m.h5", "--format", "json")[1])
    override = f"{file} [[overrides]] 1"
    assert document["model"] == "strict/m.h5"
    assert settings(document)["extend-select"] == (["H1"], override)
    rules = {rule["id"]: rule for rule in document["rules"]}
    assert rules["H1"]["source"] == override
    assert rules["T1"]["limits"]["error"] == {"value": 20, "source": override}


def test_what_several_places_come_to_is_said(run, file):
    arguments = ("config", "strict/m.h5", "--ignore", "H1", "--format", "json")
    document = json.loads(run(*arguments)[1])
    ignored = [each["value"] for each in document["settings"] if each["key"] == "ignore"]
    assert ignored == [["T2"], ["H1"]]
    assert settings(document)["rules"] == (["T1", "B1"], "all of these")


def test_a_budget_that_is_switched_off(run, tmp_path):
    (tmp_path / "netlint.toml").write_text("budgets.params = false")
    lines = [line.split() for line in run("config")[1].splitlines()]
    assert ["budgets.params", "false", str(tmp_path / "netlint.toml")] in lines


def test_text(run, file):
    lines = run("config", "strict/m.h5", "--select", "T1", "--allow-undecided")[1].splitlines()
    assert lines[0] == f"Configuration: {file}"
    assert lines[1] == "Model: strict/m.h5"
    found = [line.split() for line in lines]
    assert ["models", "-", "default"] in found
    assert ["deck", "./own", file] in found
    assert ["budgets.params", "1,500,000", file] in found
    assert ["select", "T1", "option"] in found
    assert ["allow-undecided", "true", "option"] in found
    (rule,) = (line for line in lines if line.startswith("T1"))
    assert f"warn off ({file}), error 20 ({file} [[overrides]] 1)" in rule
    assert rule.endswith("  option")


def test_a_rule_without_limits(run):
    lines = run("config", "--deck", "budget")[1].splitlines()
    assert "Configuration: none (no netlint.toml" in lines[0]
    assert any("max-depth" in line and "none: silent until one is set" in line for line in lines)


def test_hostile_names_do_nothing(run):
    assert "\x1b" not in run("config", "a\x1b[31m.h5")[1]


@pytest.mark.parametrize("text", ["extend_select = []", "[limits.G1]\nwran = 1"])
def test_a_misspelt_key(failing, tmp_path, text):
    (tmp_path / "netlint.toml").write_text(text)
    assert "did you mean" in failing("config")


def test_a_pattern_that_matches_nothing(failing, tmp_path):
    (tmp_path / "netlint.toml").write_text('ignore = ["frist-rule"]')
    assert "ignore: 'frist-rule' matches no rule; did you mean 'first-rule'?" in failing("config")


def test_targets_are_shown_and_their_rules_are_in_force(run, tmp_path):
    add_hardware_rules(tmp_path / "rules")
    file = tmp_path / "netlint.toml"
    file.write_text('target = "snapdragon-810"')
    document = json.loads(run("config", "--format", "json")[1])
    assert settings(document)["target"] == (["snapdragon-810"], str(file))
    sources = {rule["id"]: rule["source"] for rule in document["rules"]}
    assert sources["T1"] == "target snapdragon-810"
