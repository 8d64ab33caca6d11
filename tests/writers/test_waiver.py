"""A waiver as TOML: what is written is what is read."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlint.config import load_settings
from netlint.errors import UsageError
from netlint.waivers import Waiver
from netlint.writers.waiver import toml_text, waiver_table

WAIVER = Waiver("", "G1", ("a.h5",), ("block3/*", "x"), "why", "ann", date(2027, 1, 31))


def test_the_whole_table():
    assert waiver_table(WAIVER, {"a.h5": ["block3/one", "x"]}, "tool.netlint.waivers") == (
        "[[tool.netlint.waivers]]\n"
        'rule = "G1"\n'
        'models = ["a.h5"]\n'
        'layers = ["block3/*", "x"]\n'
        'reason = "why"\n'
        'owner = "ann"\n'
        "expires = 2027-01-31\n"
        "\n"
        "[tool.netlint.waivers.covers]\n"
        '"a.h5" = [\n'
        '    "block3/one",\n'
        '    "x",\n'
        "]\n"
    )


def test_what_is_not_said_is_not_written():
    text = waiver_table(Waiver("", "G1", ("a.h5",), reason="r"), {"a.h5": ["x"]}, "waivers")
    assert not {"layers", "owner", "expires"} & set(tomllib.loads(text)["waivers"][0])


def test_it_is_read_as_it_was_meant(tmp_path):
    hostile = 'a"]\n[x]\\ \x1b[2J\u202e::error::x ##vso[y \x7f 卷积 \U000e0041'
    waiver = Waiver("", "G1", (hostile,), (), hostile, hostile)
    (tmp_path / "netlint.toml").write_text(
        waiver_table(waiver, {hostile: [hostile, "b"]}, "waivers"), encoding="utf-8"
    )
    choices = load_settings(tmp_path).choices
    assert choices is not None
    (found,) = choices.waivers
    assert (found.models, found.reason, found.owner) == ((hostile,), hostile, hostile)
    assert found.covers == {(hostile, hostile), (hostile, "b")}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text(text):
    written = toml_text(text)
    assert tomllib.loads(f"x = {written}") == {"x": text}
    assert written.isprintable()
    assert "::" not in written
    assert "##" not in written


def test_half_a_surrogate_pair_cannot_be_written():
    with pytest.raises(UsageError, match="half a surrogate pair"):
        toml_text("\ud800")
