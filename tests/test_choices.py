"""The last place that speaks wins."""

from __future__ import annotations

import pytest

from netlint.choices import Choices, Said, last_said, limit
from netlint.errors import UsageError

FILE = Choices("file", deck=("a",), fail_on="info")


def test_defaults():
    assert last_said((), lambda place: place.deck) == Said(("shufflenetv2",), "default")
    assert last_said((), lambda place: place.fail_on) == Said("error", "default")
    assert last_said((), lambda place: place.allow_undecided) == Said(False, "default")


def test_later_places_win_unless_they_are_silent():
    options = Choices("option", fail_on="warning")
    assert last_said((FILE, options), lambda place: place.fail_on) == Said("warning", "option")
    assert last_said((FILE, options), lambda place: place.deck) == Said(("a",), "file")


def test_false_is_said_too():
    places = (Choices("file", allow_undecided=True), Choices("override", allow_undecided=False))
    assert last_said(places, lambda place: place.allow_undecided) == Said(False, "override")


def test_what_nobody_says():
    with pytest.raises(LookupError):
        last_said((FILE,), lambda place: place.select)


def test_limits():
    assert limit(0.5, "x") == 0.5
    assert limit(0, "x") == 0
    assert limit(False, "x") is None
    assert limit("4MiB", "x") == "4MiB"
    assert limit("1.5k", "x") == "1.5k"


@pytest.mark.parametrize(
    "value", [True, "1", "4X", "MiB", "", None, float("nan"), float("inf"), []]
)
def test_other_limits_are_refused(value):
    with pytest.raises(UsageError, match="here must be a number, or false to switch it off"):
        limit(value, "here")
