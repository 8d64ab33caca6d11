"""`netlint targets`: what there is, and all that is known of one."""

from __future__ import annotations

import json

import pytest

from netlint.targets import loading
from tests.targets import TARGET, TIMED, write_target


@pytest.fixture(autouse=True)
def _built_in(tmp_path, monkeypatch):
    monkeypatch.setattr(loading, "data_folder", tmp_path.joinpath)
    write_target(tmp_path / "rules" / "targets", "big")


def ids(out):
    return [row["id"] for row in json.loads(out)["targets"]]


def test_a_list(run):
    code, out, err = run("targets")
    assert (code, err) == (0, "")
    assert "\nbig " in out


def test_a_list_in_json(run):
    assert ids(run("targets", "--format", "json")[1]) == ["big"]


def test_those_of_the_configuration_are_listed_too(run, tmp_path):
    write_target(tmp_path / "chips", "own", TARGET)
    (tmp_path / "netlint.toml").write_text('target = ["big", "chips/own.toml"]')
    assert ids(run("targets", "--format", "json")[1]) == ["big", "own"]


def test_one_of_them(run, tmp_path):
    code, out, err = run("targets", "show", "big")
    assert (code, err) == (0, "")
    assert out.startswith("Test chip (big: one core of a processor)\n")
    write_target(tmp_path, "own", TIMED.replace("Test chip", "Mine"))
    document = json.loads(run("targets", "show", "own.toml", "--format", "json")[1])
    assert (document["id"], document["name"]) == ("own", "Mine")


def test_a_target_that_is_not_there(failing):
    assert "there is no target 'bog'; did you mean 'big'?" in failing("targets", "show", "bog")
    assert "no file" in failing("targets", "show", "gone.toml")


def test_a_bad_configuration_is_one_line(failing, tmp_path):
    (tmp_path / "netlint.toml").write_text('target = "nothing-like-it"')
    assert "netlint.toml: 'target': there is no target 'nothing-like-it'" in failing("targets")
