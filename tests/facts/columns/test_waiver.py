"""What rules can ask of a waiver."""

from __future__ import annotations

from datetime import date

import pytest

from netlint.facts.registry import Row, columns_of
from netlint.facts.waivers import WaiverFacts
from netlint.waivers import Waiver

TODAY = date(2026, 11, 22)
WHOLE = Waiver(
    "netlint.toml [[waivers]] 1",
    "G1",
    ("*.h5",),
    ("a/*", "b"),
    "why",
    "ann",
    date(2026, 11, 20),
    frozenset(),
)


def row(waiver: Waiver) -> Row:
    return Row(WaiverFacts(waiver, "m.h5", 3, True, TODAY), columns_of("waiver"))


def test_all_of_them():
    found = row(WHOLE)
    assert {name: found[name] for name in columns_of("waiver")} == {
        "name": "netlint.toml [[waivers]] 1",
        "rule": "G1",
        "layers": "a/*, b",
        "model": "m.h5",
        "expires": "2026-11-20",
        "days_expired": 2,
        "lacks_reason": 0,
        "lacks_record": 0,
        "is_concerned": True,
        "matches": 3,
    }


def test_what_is_not_said():
    found = row(Waiver("w", "G1", ("*.h5",)))
    assert (found["layers"], found["expires"]) == ("everything", "")
    assert (found["lacks_reason"], found["lacks_record"]) == (1, 1)


@pytest.mark.parametrize(
    ("end", "days"),
    [(None, 0), (TODAY, 0), (date(2027, 1, 1), 0), (date(2025, 11, 22), 365)],
)
def test_the_last_day_still_counts(end, days):
    assert row(Waiver("w", "G1", (), expires=end))["days_expired"] == days
