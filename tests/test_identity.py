"""What a finding is known by: the same from run to run, never shared by two."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from netlint.decks.rule import Level
from netlint.identity import identity, model_path
from tests.writers.checking import TOTAL, WIDE, finding

HERE = identity(finding(), "models/a.h5")


def test_neither_the_figure_nor_the_limit_nor_the_text_matters():
    other = finding(
        level=Level.INFO, figure=9.0, limit=8.0, message="x", fix="", cost_bytes=1, fingerprint="f"
    )
    assert identity(other, "models/a.h5") == HERE
    assert identity(replace(other, figure=None), "./models/../models/a.h5") == HERE


@pytest.mark.parametrize(
    ("other", "model"),
    [
        (finding("stem_conv_1"), "models/a.h5"),
        (finding(rule=replace(WIDE, id="T3")), "models/a.h5"),
        (finding(), "models/b.h5"),
        (finding("stem_conv", rule=replace(WIDE, id='T1", "models')), "/a.h5"),
    ],
)
def test_rule_layer_and_model_do(other, model):
    assert identity(other, model) != HERE


def test_it_is_stable():
    """Dashboards keep it for years: a change of this figure is a change of the format."""
    assert HERE == "0554da589aa7eb8537b0f7ad0d1c90513b52027ade233e1bc0ff0d7d128c0028"


def test_a_networks_own_name_does_not_matter_for_there_is_one():
    total = replace(TOTAL, scope="network")
    names = {identity(finding(name, rule=total), "a.h5") for name in ("model_1", "model_2")}
    assert len(names) == 1


@pytest.mark.parametrize("name", ["\ud800", "a\0b", "a\nb", "x" * 100_000])
def test_any_name_has_one(name):
    assert len(identity(finding(name), name)) == 64


def test_model_paths(tmp_path, monkeypatch):
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    assert model_path("./a.h5") == "a.h5"
    assert model_path("a.h5", tmp_path) == "sub/a.h5"
    assert model_path(str(tmp_path / "b.h5"), tmp_path) == "b.h5"
    assert model_path("../b.h5", Path()) == "../b.h5"
    assert model_path("zoo:shufflenet_v2?width=1.5", tmp_path) == "zoo:shufflenet_v2?width=1.5"
    assert model_path("") == ""
