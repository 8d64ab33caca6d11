"""`netlint calibrate`: a target file for this machine, or one line that says why there is none."""

from __future__ import annotations

import json
import sys

import pytest

from netlint.cli import saying
from netlint.errors import UsageError
from netlint.measuring import calibration, designs, machine, needs, session, unseen
from netlint.pipeline import analyze
from netlint.targets import read_target
from tests.measuring.made_up import CACHE, MACHINE, VECTOR, measured, seconds_of
from tests.targets import write_target

pytestmark = pytest.mark.slow  # fits many times

NETWORKS = ("shufflenet_v2", "mobilenet_v1")


@pytest.fixture
def few(monkeypatch):
    """A handful of designs and unseen networks; one vector width and one cache."""
    some = designs.all_designs()[::8]
    monkeypatch.setattr(designs, "all_designs", lambda: some)
    monkeypatch.setattr(
        unseen, "unseen_networks", lambda: {name: analyze(f"zoo:{name}") for name in NETWORKS}
    )
    monkeypatch.setattr(calibration, "_VECTORS", (VECTOR,))
    monkeypatch.setattr(calibration, "_CACHES", (CACHE,))


@pytest.fixture
def made_up(few, monkeypatch):
    """No time is measured: what networks take is reckoned."""
    rounds = []

    def times_of(models, count, told):
        rounds.append(count)
        told("measure", 0, len(models), "something")
        return {name: measured(name, seconds_of(survey)) for name, survey in models.items()}

    def models_of(networks, told):
        from netlint.facts.survey import Survey
        from netlint.pipeline import analysis_of

        told("convert", 0, len(networks), "something")
        return {name: Survey(analysis_of(network)) for name, network in networks.items()}

    monkeypatch.setattr(needs, "check_installed", lambda *_modules: None)
    monkeypatch.setattr(session, "models_of", models_of)
    monkeypatch.setattr(session, "times_of", times_of)
    monkeypatch.setattr(machine, "this_machine", lambda: MACHINE)
    return rounds


def test_a_target_is_written_and_what_it_is_worth_is_said(run, made_up, tmp_path):
    code, out, err = run("calibrate", "-o", "mine.toml")
    assert code == 0
    assert out.startswith("Test core, one thread\n")
    assert "order, where measured times differ by more than 10 %: 1 of 1 pair right" in out
    assert (
        err == "netlint: mine.toml is written; use it: netlint analyze MODEL --target mine.toml\n"
    )
    assert made_up == [12]
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["mine.toml"]
    target = read_target(tmp_path / "mine.toml")
    assert (target.id, target.fit.held_out_samples) == ("mine", 2)
    assert run("analyze", "zoo:ghostnet", "--target", "mine.toml")[0] == 0


def test_json_and_rounds(run, made_up):
    _, out, _ = run("calibrate", "-o", "mine.toml", "--format", "json", "--rounds", "3")
    document = json.loads(out)
    assert document["schema"] == "netlint-calibration/1"
    assert [row["network"] for row in document["held_out"]] == list(NETWORKS)
    assert document["mean_error_held_out"] < 0.01
    assert made_up == [3]


def test_a_file_of_another_kind_is_refused_at_once(failing, made_up):
    assert "cannot write mine.json: a target file ends in .toml" in failing(
        "calibrate", "-o", "mine.json"
    )
    assert made_up == []


def test_a_file_that_is_there_stays_unless_forced(run, failing, made_up, tmp_path):
    file = write_target(tmp_path, "mine")
    before = file.read_text()
    said = failing("calibrate", "-o", "mine.toml")
    assert "cannot write mine.toml: it is there already; --force replaces it" in said
    assert (made_up, file.read_text()) == ([], before)
    assert run("calibrate", "-o", "mine.toml", "--force")[0] == 0
    assert read_target(file).name == "Test core, one thread"


def test_no_other_toml_file_is_replaced(failing, made_up, tmp_path):
    file = tmp_path / "pyproject.toml"
    file.write_text("[tool.netlint]\n")
    said = failing("calibrate", "-o", "pyproject.toml", "--force")
    assert "cannot write pyproject.toml: it is there and no target: pyproject.toml" in said
    assert (made_up, file.read_text()) == ([], "[tool.netlint]\n")


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_a_place_that_cannot_be_written_is_refused_at_once(force, failing, made_up, tmp_path):
    (tmp_path / "folder.toml").mkdir()
    for name, problem in (("folder.toml", "it is a directory"), ("no/mine.toml", "no folder no")):
        assert problem in failing("calibrate", "-o", name, *force)
    assert made_up == []


def test_it_needs_a_file(failing):
    assert "Missing option '-o' / '--output'" in failing("calibrate")


@pytest.mark.parametrize("rounds", ["0", "1001", "many"])
def test_rounds_that_make_no_sense(rounds, failing):
    assert "'--rounds'" in failing("calibrate", "-o", "mine.toml", "--rounds", rounds)


@pytest.mark.parametrize(
    ("missing", "named"),
    [("tensorflow", "TensorFlow"), ("ai_edge_litert", "LiteRT"), ("scipy", "scipy")],
)
def test_what_is_missing_is_said_before_anything_is_read(missing, named, failing, monkeypatch):
    monkeypatch.setattr(needs, "find_spec", lambda module: None if module == missing else module)
    monkeypatch.setattr(designs, "all_designs", lambda: pytest.fail("too late"))
    said = failing("calibrate", "-o", "mine.toml")
    assert "pip install 'netlint[measure]'" in said
    assert f"{named} is not installed" in said


@pytest.mark.parametrize("trouble", [KeyboardInterrupt, UsageError("a design is broken")])
def test_what_goes_wrong_leaves_nothing_half_written(trouble, run, made_up, monkeypatch, tmp_path):
    def fail(*_arguments):
        raise trouble

    monkeypatch.setattr(session, "times_of", fail)
    code, out, err = run("calibrate", "-o", "mine.toml")
    assert (code, out) == ((130, "") if trouble is KeyboardInterrupt else (2, ""))
    assert len(err.strip().splitlines()) == 1
    assert not (tmp_path / "mine.toml").exists()
    assert list(tmp_path.glob(".netlint-*")) == []


def test_progress_is_shown_on_a_terminal_and_only_there(run, made_up, monkeypatch):
    assert "\r" not in run("calibrate", "-o", "mine.toml")[2]
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(saying, "_EVERY", 0)
    err = run("calibrate", "-o", "again.toml")[2]
    for shown in ("[0/2] read pieces of networks", "] convert something", "] measure something"):
        assert shown in err
    assert "[0/1] fit" not in err  # one step needs no progress
    assert err.split("\r\x1b[K")[-1].startswith("netlint: again.toml is written")


def test_help_says_what_it_takes(run):
    code, out, _ = run("calibrate", "--help")
    said = " ".join(out.split())
    assert code == 0
    for words in ("Takes several minutes", "pip install 'netlint[measure]'", "[default: 12"):
        assert words in said


def test_the_number_of_pieces_is_the_one_in_the_help(run):
    said = " ".join(run("calibrate", "--help")[1].split())
    assert "Some 230 pieces of networks" in said
    assert abs(len(designs.all_designs()) - 230) < 10


@pytest.mark.slow
def test_a_few_small_networks_are_really_measured(run, few, monkeypatch, tmp_path):
    pytest.importorskip("ai_edge_litert")
    pytest.importorskip("tensorflow")
    quick = sorted(designs.all_designs(), key=lambda each: len(each.layers))[:12]
    monkeypatch.setattr(designs, "all_designs", lambda: quick)
    code, out, _ = run("calibrate", "-o", "mine.toml", "--rounds", "1", "--format", "json")
    document = json.loads(out)
    assert code == 0
    assert len(document["fitted"]) == 12
    assert all(row["measured_seconds"] > 0 for row in document["held_out"])
    assert read_target(tmp_path / "mine.toml").fit.samples == 12
