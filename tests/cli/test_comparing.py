"""`netlint compare --target`, `netlint report --target`: which hardware, and which by default."""

from __future__ import annotations

import json

import pytest

from netlint.writers.comparison import load_comparison_writers
from tests.models import dense_model, write
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
