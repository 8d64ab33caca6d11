"""Which of two findings is worse: one definition for baselines and differences."""

from __future__ import annotations

import math

import pytest

from netlint.grades import Grade, grade_of
from tests.writers.checking import finding, undecided

BEFORE = Grade("warning", 3.0, 2.0)
OPEN = Grade("warning", None, None)


@pytest.mark.parametrize(
    ("now", "worse", "better"),
    [
        (BEFORE, False, False),
        (Grade("warning", 3.1, 2.0), True, False),
        (Grade("warning", 2.9, 2.0), False, True),
        (Grade("warning", 3.0, 2.1), False, True),
        (Grade("warning", 3.0 * (1 + 1e-8), 2.0), False, False),
        (Grade("error", 2.5, 2.4), True, False),
        (Grade("info", 9.0, 1.0), False, True),
    ],
)
def test_a_worse_level_or_further_above_the_limit(now, worse, better):
    assert now.worse_than(BEFORE) is worse
    assert BEFORE.worse_than(now) is better


def test_what_is_open_on_one_side_only_is_worse_on_both():
    assert OPEN.worse_than(BEFORE)
    assert BEFORE.worse_than(OPEN)
    assert not OPEN.worse_than(OPEN)
    assert Grade("error", None, None).worse_than(OPEN)
    assert not Grade("info", None, None).worse_than(OPEN)


def test_the_grade_of_a_finding_is_finite():
    assert grade_of(undecided("a")) == Grade("error", None, None)
    endless = grade_of(finding("a", figure=math.inf))
    assert math.isfinite(endless.figure)
    assert not endless.worse_than(endless)
