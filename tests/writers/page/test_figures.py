"""How figures are written on the page."""

from __future__ import annotations

import pytest

from netlint.writers.page.figures import compact, short, with_unit


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "mult-adds", "?"),
        (0, "elements", "0"),
        (999, "parameters", "999"),
        (999.6, "parameters", "1.00 k"),
        (146_000_000, "mult-adds", "146 M"),
        (2_278_604, "parameters", "2.28 M"),
        (999_600_000, "mult-adds", "1.00 G"),
        (18_240_000, "elements", "18.2 M"),
        (2**21, "bytes", "2.0 MiB"),
        (0.079, "share", "7.9 %"),
    ],
)
def test_figures_have_three_digits_and_their_scale(value, unit, text):
    assert compact(value, unit) == text


def test_a_count_says_of_what():
    assert with_unit(569_000_000, "mult-adds") == "569 M mult-adds"
    assert with_unit(None, "mult-adds") == "?"
    assert with_unit(1024, "bytes") == "1.0 KiB"


def test_drawings_get_five_digits_and_whole_numbers_as_they_are():
    assert short(0.123456789) == 0.12346
    assert short(123_456_789) == 123_456_789
    assert short(None) is None
