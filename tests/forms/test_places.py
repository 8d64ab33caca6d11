"""Where something stands in a rule file."""

from __future__ import annotations

import pytest

from netlint.forms.places import Place

TEXT = """\
id = "T1"
"name" = "x"
limits.warn = 1

[[example]]
about = "one"

[[ example ]]
about = "two"
[example.columns]
op = "conv"
"""
FILE = Place("a.toml", TEXT)


@pytest.mark.parametrize(("key", "line"), [("id", 1), ("name", 2), ("limits", 3), ("example", 5)])
def test_the_line_of_a_key(key, line):
    assert str(FILE.key(key)) == f"a.toml:{line}"


@pytest.mark.parametrize("key", ["i", "d", "T1", "missing", "na.e", ""])
def test_what_is_not_there_has_no_line(key):
    assert str(FILE.key(key)) == "a.toml"


def test_examples_and_their_keys():
    one, two = FILE.examples(2)
    assert (str(one), str(two)) == ("a.toml:5: example 1", "a.toml:8: example 2")
    assert str(one.key("about")) == "a.toml:6: example 1"
    assert str(two.key("about")) == "a.toml:9: example 2"
    assert str(two.key("columns")) == "a.toml:10: example 2"
    assert str(one.key("columns")) == "a.toml:5: example 1", "its own line where there is none"


def test_examples_on_one_line():
    place = Place("a.toml", "a = 1\nexample = [{}, {}]\n")
    assert [str(each) for each in place.examples(2)] == [
        "a.toml:2: example 1",
        "a.toml:2: example 2",
    ]


def test_without_a_text_no_line_is_told():
    assert str(Place("a.toml").key("id")) == "a.toml"
    assert str(Place("a.toml", part="example 3")) == "a.toml: example 3"
