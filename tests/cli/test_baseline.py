"""`netlint check` with a baseline: only what is new or worse fails, what is fixed is said."""

from __future__ import annotations

import json

import pytest

from tests.models import dense_model, write
from tests.rulebook import add_waiver_rules

WRITE = ("--write-baseline", "b.json")
KNOWN = ("--baseline", "b.json")


def entries(folder, name: str = "b.json") -> list[tuple[str, str]]:
    document = json.loads((folder / name).read_text())
    return [(each["model"], each["rule"]) for each in document["findings"]]


def test_what_is_recorded_is_known_from_then_on(run, model, tmp_path):
    assert run("check", "small.json")[0] == 1
    code, out, err = run("check", "small.json", *WRITE)
    assert (code, err) == (0, "netlint: b.json: 2 findings written\n")
    assert "nothing new; 2 known" in out
    code, out, err = run("check", "small.json", *KNOWN)
    assert (code, err) == (0, "")
    assert out.endswith("Passed: nothing new at level error\n")
    assert "known" not in out.replace("2 known", "")
    assert entries(tmp_path) == [("small.json", "G1"), ("small.json", "G2")]


def test_known_ones_are_listed_when_asked_for(run, model):
    run("check", "small.json", *WRITE)
    out = run("check", "small.json", *KNOWN, "--show-known")[1]
    assert "  known  G1  small: 25 is above 10 [error, in the baseline]" in out
    markdown = run("check", "small.json", *KNOWN, "--show-known", "--format", "markdown")[1]
    assert "| known | G1 first-rule | small |" in markdown


def test_what_is_worse_fails_and_says_what_it_was(run, model, tmp_path):
    run("check", "small.json", *WRITE)
    write(tmp_path, "small.json", dense_model([9]))
    code, out, _ = run("check", "small.json", *KNOWN)
    assert code == 1
    assert "  error  G1  small: 50 is above 10 [worse than in the baseline, 25]" in out
    document = json.loads(run("check", "small.json", *KNOWN, "--format", "json")[1])
    assert [each["was"] for each in document["models"][0]["findings"]] == [25, 25]


def test_what_is_new_fails(run, model):
    run("check", "small.json", *WRITE)
    code, out, _ = run("check", "small.json", *KNOWN, "--max-params", "24")
    assert code == 1
    assert out.endswith("Failed: 1 error new at level error\n")


def test_what_is_fixed_is_reported_and_pruned_on_request(run, model, tmp_path):
    run("check", "small.json", *WRITE)
    write(tmp_path, "small.json", dense_model([1]))
    arguments = ("check", "small.json", *KNOWN)
    code, out, err = run(*arguments)
    assert code == 0
    assert err == "netlint: 1 fixed of b.json: --prune-baseline removes what is fixed\n"
    assert "  fixed  G1  the network\n" in out
    assert "1 known, 1 fixed; 2 rules" in out
    document = json.loads(run(*arguments, "--format", "json")[1])
    assert document["models"][0]["fixed"] == [
        {"rule": "G1", "layer": "", "level": "error", "figure": 25}
    ]
    assert document["summary"]["fixed"] == 1
    assert "- fixed: G1  the network" in run(*arguments, "--format", "markdown")[1]
    assert entries(tmp_path) == [("small.json", "G1"), ("small.json", "G2")]
    assert run(*arguments, "--prune-baseline")[2] == "netlint: b.json: 1 finding written\n"
    assert entries(tmp_path) == [("small.json", "G2")]
    assert run(*arguments, "--prune-baseline")[2] == "", "nothing is left to prune"


def test_what_was_not_checked_stays(run, model, tmp_path):
    write(tmp_path, "other.json", dense_model())
    run("check", "small.json", "other.json", *WRITE)
    write(tmp_path, "small.json", dense_model([1]))
    run("check", "small.json", *WRITE)
    every = [("other.json", "G1"), ("other.json", "G2"), ("small.json", "G2")]
    assert entries(tmp_path) == every
    run("check", "small.json", *WRITE, "--select", "G1")
    assert entries(tmp_path) == every, "another rule"
    write(tmp_path, "other.json", "{")
    assert run("check", "other.json", *WRITE)[0] == 2
    assert entries(tmp_path) == every, "a model that could not be read"


def test_the_configured_baseline_and_models_from_the_folder(run, model, tmp_path, monkeypatch):
    (tmp_path / "netlint.toml").write_text('baseline = "ci/b.json"')
    (tmp_path / "ci").mkdir()
    run("check", "small.json", "--write-baseline", "ci/b.json")
    monkeypatch.chdir(tmp_path / "ci")
    assert run("check", "../small.json")[0] == 0
    assert entries(tmp_path, "ci/b.json")[0] == ("small.json", "G1")
    assert f"{tmp_path / 'ci' / 'b.json'}" in run("config")[1]


def test_a_model_named_twice_is_reported_twice_and_recorded_once(run, model, tmp_path):
    code, out, _ = run("check", "small.json", "./small.json", *WRITE)
    assert (code, out.count("2 known; 2 rules")) == (0, 2)
    assert len(entries(tmp_path)) == 2


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("report", [("-o", "./b.json"), ("--output-file", "sarif:b.json")])
def test_no_report_is_written_over_the_baseline(run, failing, model, tmp_path, report, there):
    if there:
        run("check", "small.json", *WRITE)
    line = failing("check", "small.json", *WRITE, *report)
    assert "it is the model itself, a deck or the baseline" in line
    assert (tmp_path / "b.json").exists() is there
    if there:
        failing("check", "small.json", *KNOWN, *report)
        assert len(entries(tmp_path)) == 2


def test_waived_ones_are_not_recorded(run, model, tmp_path):
    add_waiver_rules(tmp_path / "rules")
    out = run("waive", "small.json", "--rule", "G1", "--reason", "why")[1]
    (tmp_path / "netlint.toml").write_text(out)
    assert run("check", "small.json", *WRITE)[0] == 0
    assert entries(tmp_path) == [("small.json", "G2")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--baseline", "no.json"), "no.json: there is no such file (--write-baseline FILE"),
        (("--baseline", "small.json"), "small.json: is not a baseline"),
        (("--write-baseline", "small.json"), "cannot write small.json: it is the model itself"),
        (("--write-baseline", "no/b.json"), "cannot write no/b.json: there is no folder no"),
        (("--write-baseline", "x.json"), "x.json: is not a baseline"),
        ((*WRITE, *KNOWN), "--write-baseline goes with neither --baseline nor"),
        ((*WRITE, "--prune-baseline"), "--write-baseline goes with neither"),
        (("--prune-baseline",), "--prune-baseline: there is no baseline"),
    ],
)
def test_what_cannot_be_followed(failing, model, tmp_path, arguments, said):
    (tmp_path / "x.json").write_text("{}")
    before = {file.name: file.read_text() for file in tmp_path.glob("*.json")}
    assert said in failing("check", "small.json", *arguments)
    assert {file.name: file.read_text() for file in tmp_path.glob("*.json")} == before
