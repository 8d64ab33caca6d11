"""Waivers from the command line: written, followed, shown, and judged themselves."""

from __future__ import annotations

import json
from datetime import date

import pytest

from netlint import policies
from tests.models import dense_model, write
from tests.rulebook import add_waiver_rules

REASON = ("--reason", "until the new NPU")


@pytest.fixture(autouse=True)
def _a_day(monkeypatch, tmp_path):
    add_waiver_rules(tmp_path / "rules")
    monkeypatch.setattr(policies, "today", lambda: date(2026, 11, 22))


@pytest.fixture
def waived(run, model, tmp_path):
    """A configuration with a waiver of what G1 finds in the model."""
    options = ("--owner", "ann", "--expires", "2027-01-31")
    code, out, err = run("waive", "small.json", "--rule", "first-rule", *REASON, *options)
    assert (code, err) == (0, "")
    (tmp_path / "netlint.toml").write_text(out)
    return out


def test_what_is_printed_can_be_pasted(run, waived):
    assert waived == (
        "[[waivers]]\n"
        'rule = "G1"\n'
        'models = ["small.json"]\n'
        'reason = "until the new NPU"\n'
        'owner = "ann"\n'
        "expires = 2027-01-31\n"
        "\n"
        "[waivers.covers]\n"
        '"small.json" = [\n'
        '    "small",\n'
        "]\n"
    )
    code, out, err = run("check", "small.json")
    assert (code, err) == (0, "")
    assert "  waived   G1  small: 25 is above 10 " in out
    assert "[error, waived: until the new NPU (ann, until 2027-01-31)]" in out
    assert out.endswith("Passed: nothing new at level error\n")


def test_the_heading_is_that_of_the_file(run, model, tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.netlint]\n")
    out = run("waive", model, "--rule", "G1", *REASON)[1]
    assert out.startswith("[[tool.netlint.waivers]]\n")
    assert "[tool.netlint.waivers.covers]" in out
    assert '"small.json" = [' in out, "from the configuration's folder"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--rule", "G9", *REASON), "--rule: there is no rule 'G9'"),
        (("--rule", "H1", *REASON), "H1 is not in force for small.json"),
        (("--rule", "G1", "--reason", " "), "--reason is empty"),
        (("--rule", "G1", *REASON, "--expires", "soon"), "--expires must be a day such as"),
        (("--rule", "G1", *REASON, "--layer", "a["), "--layer: 'a[' is no pattern"),
        (("--rule", "G1", *REASON, "--layer", "fc"), "small.json: G1 finds nothing there, at"),
    ],
)
def test_what_cannot_be_waived(failing, model, arguments, said):
    assert said in failing("waive", "small.json", *arguments)


def test_folders_and_patterns_stand_for_the_models_with_findings(run, model, tmp_path):
    (tmp_path / "models").mkdir()
    for name, units in (("a", 5), ("b", 1), ("c", 6)):
        write(tmp_path / "models", f"{name}.json", dense_model([units]))
    for said in ("models", "models/*.json", "./models/[a-c].json"):
        code, out, err = run("waive", said, "--rule", "G1", *REASON)
        assert (code, err) == (0, "")
        assert 'models = ["models/a.json", "models/c.json"]\n' in out
        assert "b.json" not in out


def test_a_folder_without_findings(failing, model, tmp_path):
    (tmp_path / "models").mkdir()
    write(tmp_path / "models", "b.json", dense_model([1]))
    assert "models: G1 finds nothing there" in failing("waive", "models", "--rule", "G1", *REASON)
    failing("waive", "models", "models/b.json", "small.json", "--rule", "G1", *REASON)


@pytest.mark.parametrize("name", ["m[1].json", "m*?.json", "a b:c,d.json", "**.json", "é'\".json"])
def test_a_name_with_signs_of_patterns_waives_itself(run, tmp_path, name, model):
    write(tmp_path, name, dense_model([5]))
    out = run("waive", name, "--rule", "G1", *REASON)[1]
    (tmp_path / "netlint.toml").write_text(out)
    assert run("check", name)[0] == 0


def test_reason_and_rule_are_needed(failing, model):
    assert "--reason" in failing("waive", model, "--rule", "G1")
    assert "--rule" in failing("waive", model, *REASON)


def test_an_expired_waiver_fails_and_its_finding_counts_again(run, waived, monkeypatch):
    monkeypatch.setattr(policies, "today", lambda: date(2027, 2, 1))
    code, out, _ = run("check", "small.json")
    assert code == 1
    assert "  error    G1  small: 25 is above 10" in out
    assert "  error    W1  netlint.toml [[waivers]] 1: the waiver of G1 at everything" in out
    assert run("check", "small.json", "--ignore", "W1,G1")[0] == 0


def test_a_waiver_that_matches_nothing_fails(run, waived):
    arguments = ("check", "small.json", "--limit", "G1.error=100")
    code, out, _ = run(*arguments)
    assert (code, "W3" in out) == (1, True)
    assert run(*arguments, "--ignore", "W3")[0] == 0
    assert run("check", "small.json", "--select", "G2", "--limit", "G2.error=false")[0] == 0, (
        "its rule is not in force"
    )


def test_a_waiver_without_record_names_the_command(run, model, tmp_path):
    (tmp_path / "netlint.toml").write_text(
        "[[waivers]]\nrule = 'G1'\nmodels = ['*']\nreason = 'r'\n"
    )
    code, out, _ = run("check", "small.json")
    assert code == 1
    assert "W4" in out
    assert "`netlint waive small.json --rule G1" in out


def test_a_rule_that_there_is_not(failing, model, tmp_path):
    (tmp_path / "netlint.toml").write_text("[[waivers]]\nrule = 'G9'\nmodels = ['*']\n")
    line = failing("check", model)
    assert f"{tmp_path / 'netlint.toml'} [[waivers]] 1: rule: there is no rule 'G9'" in line


def test_a_run_that_checks_only_waivers_is_no_pass(run, waived):
    code, _, err = run("check", "small.json", "--ignore", "G1,G2")
    assert code == 2
    assert "no rule is in force for small.json" in err


def test_json_says_why_and_until_when(run, waived):
    document = json.loads(run("check", "small.json", "--format", "json")[1])
    (found,) = (e for e in document["models"][0]["findings"] if e["rule"] == "G1")
    assert (found["standing"], found["waiver"]["expires"]) == ("waived", "2027-01-31")
    assert (document["passed"], document["summary"]["waived"]) == (True, 1)
    assert {rule["id"] for rule in document["models"][0]["rules"]} >= {"G1", "W1"}


def test_config_shows_them(run, waived):
    out = run("config")[1]
    assert "waiver of G1" in out
    assert "small.json; 1 place recorded; until the new NPU (ann, until 2027-01-31)" in out
    assert "W3 idle-waiver" in out


@pytest.mark.parametrize("rule", ["W1", "W2", "W3", "W4"])
def test_the_rules_about_waivers_are_explained(run, rule):
    code, out, _ = run("explain", rule)
    assert code == 0
    assert out.startswith(f"{rule} ")
    assert "netlint waive MODEL" not in out


def test_the_day_is_that_of_utc(monkeypatch):
    monkeypatch.undo()
    assert abs((policies.today() - date.today()).days) <= 1  # noqa: DTZ011


def test_several_models_each_with_its_own_layers(run, model, tmp_path):
    write(tmp_path, "b.json", dense_model())
    out = run("waive", "small.json", "b.json", "--rule", "G1", *REASON)[1]
    assert 'models = ["small.json", "b.json"]' in out
    (tmp_path / "netlint.toml").write_text(out)
    write(tmp_path, "c.json", dense_model())
    assert run("check", "small.json", "b.json")[0] == 0
    assert run("check", "c.json")[0] == 1
