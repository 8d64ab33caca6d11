"""`netlint explain`, `netlint rules`, `netlint rules test` and `netlint columns`."""

from __future__ import annotations

import json

import pytest

from tests.rulebook import rule_text, write_deck


@pytest.fixture
def own(tmp_path):
    return write_deck(tmp_path / "own", t1=rule_text("T1", "own-one"))


@pytest.mark.parametrize("word", ["G1", "first-rule"])
def test_explain_by_id_or_name(run, word):
    code, out, err = run("explain", word)
    assert (code, err) == (0, "")
    assert "first-rule" in out
    assert "Because." in out


def test_explain_a_rule_of_a_deck_that_is_not_in_force(run):
    assert "What clean-one says." in run("explain", "H1")[1]


def test_explain_a_rule_of_ones_own(run, failing, own, tmp_path):
    assert "there is no rule 'T1'" in failing("explain", "T1")
    assert "What own-one says." in run("explain", "T1", "--deck", "./own")[1]
    (tmp_path / "netlint.toml").write_text('deck = ["./own"]')
    assert "What own-one says." in run("explain", "T1")[1]
    assert "What first-rule says." in run("explain", "G1")[1]


def test_explain_formats(run, tmp_path):
    assert json.loads(run("explain", "G1", "--format", "json")[1])["id"] == "G1"
    assert run("explain", "G1", "--format", "markdown")[1].startswith("#")
    assert run("explain", "G1", "--format", "markdown", "-o", "g1.md") == (0, "", "")
    assert (tmp_path / "g1.md").read_text().startswith("#")


@pytest.mark.usefixtures("terminal_80")
def test_explain_in_a_file_has_no_colour(run, tmp_path):
    assert "\x1b[" in run("explain", "G1")[1]
    run("explain", "G1", "-o", "g1.txt")
    assert "\x1b" not in (tmp_path / "g1.txt").read_text()


def test_explain_names_the_nearest(failing):
    assert "there is no rule 'frist-rule'; did you mean 'first-rule'?" in failing(
        "explain", "frist-rule"
    )


def listed(out):
    return [rule["id"] for rule in json.loads(out)["rules"]]


def test_rules_lists_those_in_force_and_those_built_in(run, own, tmp_path):
    assert listed(run("rules", "--format", "json")[1]) == ["G1", "G2", "B1", "B2", "H1", "H2"]
    (tmp_path / "netlint.toml").write_text('deck = ["./own"]')
    assert listed(run("rules", "--format", "json")[1])[:2] == ["T1", "B1"]


def test_rules_of_a_deck(run):
    assert listed(run("rules", "--deck", "hygiene", "--format", "json")[1]) == ["H1", "H2"]
    out = run("rules", "--deck", "hygiene", "--deck", "budget")[1]
    assert "clean-one" in out
    assert "max-params" in out
    assert "first-rule" not in out


def test_rules_test_runs_the_examples(run, own):
    code, out, err = run("rules", "test", "./own", "shufflenetv2")
    assert (code, err) == (0, "")
    assert "6 examples passed" in out


def test_rules_test_takes_what_is_there_before_what_is_built_in(run, tmp_path):
    write_deck(tmp_path / "our-npu", t1=rule_text("T1", "own-one"))
    assert "2 examples passed" in run("rules", "test", "our-npu")[1]
    write_deck(tmp_path / "hygiene", t1=rule_text("T1", "own-one"))
    assert "2 examples passed" in run("rules", "test", "hygiene")[1]
    assert "4 examples passed" in run("rules", "test", "shufflenetv2")[1]


def test_rules_test_takes_each_path_for_a_deck_of_its_own(run, own, tmp_path):
    write_deck(tmp_path / "other", t1=rule_text("T1", "own-one"))
    assert "4 examples passed" in run("rules", "test", "own", "./other", "own/t1.toml")[1]


def test_rules_test_fails(run, own):
    text = rule_text("T1", "own-one").replace("params = 1000", "params = 5")
    (own / "t1.toml").write_text(text)
    code, out, _ = run("rules", "test", "own/t1.toml")
    assert code == 1
    assert "T1 example 1 (Large)" in out


def test_rules_test_of_what_cannot_be_read(failing, own):
    (own / "t1.toml").write_text("id = 1")
    assert "t1.toml" in failing("rules", "test", "./own")
    assert "is not there" in failing("rules", "test", "./nowhere")
    assert "Missing argument 'PATH...'" in failing("rules", "test")


def test_columns(run):
    out = run("columns")[1]
    for scope in ("layer", "block", "network"):
        assert any(line.strip() == scope for line in out.splitlines())
    rows = json.loads(run("columns", "--scope", "network", "--format", "json")[1])["columns"]
    assert {row["scope"] for row in rows} == {"network"}
    assert "params" in {row["name"] for row in rows}


def test_an_unknown_scope(failing):
    assert "'nowhere' is not one of" in failing("columns", "--scope", "nowhere")
