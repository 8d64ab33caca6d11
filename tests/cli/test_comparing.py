"""`netlint compare --target`, `netlint report --target`: which hardware, and which by default."""

from __future__ import annotations

import json

import pytest

from netlint.writers.comparison import load_comparison_writers
from tests.models import dense_model, write
from tests.rulebook import ROOT, add_hardware_rules
from tests.targets import write_target


@pytest.fixture
def model(tmp_path) -> str:
    write(tmp_path, "small.json", dense_model())
    write_target(tmp_path, "mine")
    return "small.json"


@pytest.fixture
def shown(monkeypatch) -> list[list[str]]:
    """The writer of pages is a stand-in; returns the targets of each page."""
    seen: list[list[str]] = []

    def write_page(comparison, _view):
        seen.append([target.id for target in comparison.targets])
        return "<p>page</p>"

    monkeypatch.setitem(load_comparison_writers(), "html", write_page)
    return seen


def targets(run, *arguments: str) -> list[str]:
    code, out, err = run(*arguments, "--format", "json")
    assert (code, err) == (0, "")
    return [each["id"] for each in json.loads(out)["targets"]]


def test_targets_are_those_named_in_their_order(run, model):
    found = targets(run, "report", model, "--target", "mine.toml", "--target", "snapdragon-810")
    assert found == ["mine", "snapdragon-810"]


def test_else_those_of_the_configuration(run, model, tmp_path):
    (tmp_path / "netlint.toml").write_text('target = "mine.toml"\n', "utf-8")
    assert targets(run, "report", model) == ["mine"]
    assert targets(run, "report", model, "--target", "snapdragon-855") == ["snapdragon-855"]


def test_without_any_only_a_page_shows_some(run, model, shown):
    assert targets(run, "report", model) == []
    assert run("report", model, "-o", "page.html")[0] == 0
    assert run("report", model, "-o", "page.html", "--target", "mine.toml")[0] == 0
    assert shown == [["gtx-1080-ti", "snapdragon-810"], ["mine"]]


def test_a_target_that_is_not_there_stops_it_before_anything_is_read(run):
    code, out, err = run("compare", "not-there.h5", "nor-this.h5", "--target", "snapdragon-8100")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "did you mean 'snapdragon-810'" in err


def test_a_time_stands_in_the_text(run, model):
    """24 mult-adds and their bytes are nothing beside 10 us for the start of a kernel."""
    code, out, _ = run("report", model, "--target", "mine.toml")
    assert code == 0
    assert "Predicted time (of one batch)" in out
    assert "mine: Predicted, not measured" in out


def rules_broken(run, *arguments: str) -> list[str]:
    found = json.loads(run(*arguments, "--format", "json")[1])
    return sorted({each["rule"] for each in found["networks"][0]["findings"]})


@pytest.fixture
def _budget_of_time(tmp_path, model):
    """The rule that ships."""
    shipped = (ROOT / "rules" / "budget" / "b08-max-time.toml").read_text()
    (tmp_path / "rules" / "budget" / "b08.toml").write_text(shipped)


@pytest.mark.usefixtures("_budget_of_time")
def test_a_budget_of_time_is_judged_on_the_first_target(run, model):
    """The one takes 10 us to start a kernel, the other 3 us."""
    slow, quick = ("--target", "mine.toml"), ("--target", "snapdragon-810")
    budget = ("report", model, "--max-time", "5us")
    assert "B08" in rules_broken(run, *budget, *slow, *quick)
    assert "B08" not in rules_broken(run, *budget, *quick, *slow)


@pytest.mark.usefixtures("_budget_of_time")
def test_a_budget_of_time_without_a_target_is_refused(failing, model):
    said = failing("report", model, "--max-time", "1ms", "-o", "page.html")
    assert "needs a time model: name a target with --target" in said


def test_the_rules_about_hardware_look_at_the_target_where_they_are_chosen(run, model, tmp_path):
    """A page of several networks has no room for five more columns that few ask for."""
    add_hardware_rules(tmp_path / "rules")
    assert "T1" not in rules_broken(run, "report", model, "--target", "mine.toml")
    chosen = ("--extend-select", "hardware", "--target", "mine.toml")
    assert "T1" in rules_broken(run, "report", model, *chosen)
