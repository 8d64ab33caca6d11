"""`netlint.check` and `netlint.assert_clean`: the gate in Python, as on the command line."""

from __future__ import annotations

import json

import pytest

import netlint
from netlint.errors import CheckFailed, ModelError, NetlintError, UsageError
from netlint.findings import CheckReport
from tests.models import dense_model, write
from tests.rulebook import add_waiver_rules, built_in, rule_text, write_deck


@pytest.fixture(autouse=True)
def rules(tmp_path, monkeypatch):
    """G1: an error above 10 parameters; G2: a warning above 2. The model has 25."""
    folder = built_in(monkeypatch, tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def model(tmp_path):
    return write(tmp_path, "small.json", dense_model())


class Live:
    """What netlint asks of a live model."""

    name = "net"
    layers = ()

    def to_json(self):
        return dense_model()


def found(report):
    return [(each.rule.id, str(each.level), each.figure) for each in report.findings]


def test_a_report_says_what_is_found(model):
    report = netlint.check(model)
    assert isinstance(report, CheckReport)
    assert not report.passed
    assert found(report) == [("G1", "error", 25), ("G2", "warning", 25)]
    assert [each.rule.id for each in report.failures] == ["G1"]


def test_as_text_it_reads_as_on_the_command_line(model, capsys):
    from netlint.cli import main

    assert main(["check", model]) == 1
    assert str(netlint.check(model)) == capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "ids", "passed"),
    [
        ({"select": "G2"}, ["G2"], True),
        ({"select": ["G2"], "fail_on": "warning"}, ["G2"], False),
        ({"ignore": ("G1", "G2"), "extend_select": "H2"}, ["H2"], False),
        ({"deck": "hygiene", "ignore": "H2"}, ["H1"], True),
        ({"limits": {"G1": {"error": 25}, "G2": {"warn": False, "info": False}}}, [], True),
        ({"select": "G2", "limits": {"second-rule": {"error": 24}}}, ["G2"], False),
        ({"select": "G2", "budgets": {"params": "24"}}, ["B1", "G2"], False),
        ({"select": "G2", "budgets": {"params": 25}}, ["G2"], True),
        ({"select": "G2", "budgets": {"params": False}}, ["G2"], True),
    ],
)
def test_arguments_say_what_options_say(model, options, ids, passed):
    report = netlint.check(model, **options)
    assert [each.rule.id for each in report.findings] == ids
    assert report.passed is passed


def test_the_configuration_holds_and_arguments_win(model, tmp_path):
    (tmp_path / "netlint.toml").write_text('ignore = ["G1"]\nfail-on = "warning"\n')
    assert found(netlint.check(model)) == [("G2", "warning", 25)]
    assert not netlint.check(model).passed
    assert netlint.check(model, fail_on="error").passed


def test_the_configuration_is_that_of_a_folder_on_request(model, tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "netlint.toml").write_text('ignore = ["G1"]\n')
    assert netlint.check(model, config=tmp_path / "a" / "b").passed
    assert netlint.check(model, config="a/b").passed
    assert not netlint.check(model).passed


@pytest.mark.parametrize("given", ["configured", "argument"])
def test_a_baseline_makes_findings_known(model, tmp_path, given):
    from netlint.cli import main

    assert main(["check", model, "--write-baseline", "b.json", "-o", "out.txt"]) == 0
    if given == "configured":
        (tmp_path / "netlint.toml").write_text('baseline = "b.json"\n')
    report = netlint.check(model, **({"baseline": "b.json"} if given == "argument" else {}))
    assert report.passed
    assert report.baseline
    assert {each.standing for each in report.findings} == {"known"}
    assert not netlint.check(write(tmp_path, "other.json", dense_model())).passed


def test_waivers_hold(model, tmp_path, rules):
    add_waiver_rules(rules)
    (tmp_path / "netlint.toml").write_text(
        '[[waivers]]\nrule = "G1"\nmodels = ["net"]\nreason = "so"\n'
        '[waivers.covers]\n"net" = ["small"]\n'
    )
    assert not netlint.check(model).passed
    report = netlint.check(Live(), name="net")
    assert report.passed
    assert report.findings[-2].standing == "waived" or report.findings[0].standing == "waived"


def test_a_live_model_is_read_and_named(tmp_path):
    assert found(netlint.check(Live()))[0] == ("G1", "error", 25)
    assert "model 'net': small" in str(netlint.check(Live()))
    assert "models/net: small" in str(netlint.check(Live(), name="models/net"))
    (tmp_path / "netlint.toml").write_text(
        '[[overrides]]\nmodels = ["models/*"]\nignore = ["G1"]\n'
    )
    assert netlint.check(Live(), name="models/net").passed
    assert not netlint.check(Live()).passed


def test_open_inputs_are_stated(tmp_path):
    model = write(tmp_path, "open.json", dense_model(shape=[None]))
    with pytest.raises(ModelError, match="open dimensions"):
        netlint.check(model)
    assert found(netlint.check(model, input_shapes=(4,)))[0] == ("G1", "error", 25)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"select": "G9"}, "netlint.check: select: 'G9' matches no rule"),
        ({"select": [3]}, "netlint.check: 'select' must be a list of rules"),
        ({"deck": []}, "netlint.check: 'deck' is empty"),
        ({"fail_on": "fatal"}, "netlint.check: 'fail-on' must be"),
        ({"limits": {"G1": {"eror": 1}}}, "netlint.check: 'limits.G1': unknown key 'eror'"),
        ({"limits": {"G1": {"error": True}}}, "must be a number, or false"),
        ({"budgets": {"parms": 1}}, "netlint.check: 'budgets': unknown key 'parms'"),
        ({"ignore": ["G1", "G2"]}, "no rule is in force for "),
        ({"baseline": "gone.json"}, "gone.json: there is no such file"),
    ],
)
def test_what_cannot_be_followed_is_said(model, options, message):
    with pytest.raises(UsageError) as caught:
        netlint.check(model, **options)
    assert message in str(caught.value)


def test_a_target_is_an_argument_or_configured(model, tmp_path, monkeypatch):
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert netlint.check(model).target is None
    assert netlint.check(model, target="snapdragon-810").target.id == "snapdragon-810"
    (tmp_path / "netlint.toml").write_text('target = "gtx-1080-ti"\n')
    assert netlint.check(model).target.id == "gtx-1080-ti"
    with pytest.raises(NetlintError, match="no-such-chip"):
        netlint.check(model, target="no-such-chip")


def test_an_unknown_argument_is_pythons_own_error(model):
    with pytest.raises(TypeError, match="selct"):
        netlint.check(model, selct="G1")


def test_a_model_that_cannot_be_read_is_no_pass():
    with pytest.raises(ModelError, match=r"gone\.h5: no such file"):
        netlint.check("gone.h5")
    with pytest.raises(NetlintError):
        netlint.assert_clean(object())


def test_assert_clean_raises_the_report(model):
    netlint.assert_clean(model, select="G2")
    with pytest.raises(AssertionError, match="25 is above 10") as caught:
        netlint.assert_clean(model)
    assert isinstance(caught.value, CheckFailed)
    assert not caught.value.report.passed
    assert str(caught.value) == str(caught.value.report).rstrip()


def test_plugins_of_the_configuration_are_loaded(tmp_path, monkeypatch):
    (tmp_path / "netlint.toml").write_text('plugins = ["no_such_plugin"]\n')
    with pytest.raises(UsageError, match="no plugin 'no_such_plugin'"):
        netlint.check(Live())


def test_a_deck_of_ones_own_is_found_from_the_working_directory(model, tmp_path):
    write_deck(tmp_path / "own", o1=rule_text("O1", "own-rule", limits="error = 24"))
    assert found(netlint.check(model, deck="./own")) == [("O1", "error", 25)]


def test_the_front_door_knows_its_names():
    assert {"analyze", "check", "assert_clean"} <= set(netlint.__all__)
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        netlint.chek  # noqa: B018


def test_the_findings_can_be_read_by_programs(model):
    (first, *_) = netlint.check(model).findings
    assert json.dumps([first.where, first.figure, first.limit, first.message, first.fix])
