"""How figures are written: exact, or short without ever lying about the size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlint.writers.cells import (
    at_least,
    exact,
    percent,
    several,
    shape_text,
    short,
    signed,
    signed_percent,
)


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (None, "?"),
        (0, "0"),
        (999, "999"),
        (99_999, "99,999"),
        (100_000, "100 K"),
        (999_499, "999 K"),
        (999_500, "1.00 M"),
        (1_234_567, "1.23 M"),
        (9_994_999, "9.99 M"),
        (9_995_000, "10.0 M"),
        (12_345_678, "12.3 M"),
        (99_960_000, "100 M"),
        (4_291_365_888, "4.29 G"),
        (10**15, "1.00 P"),
        (10**22, "10000 E"),
    ],
)
def test_short(count, text):
    assert short(count) == text


@given(st.integers(0, 10**20))
def test_short_is_within_half_a_percent_and_six_characters(count):
    text = short(count)
    number, _, unit = text.replace(",", "").partition(" ")
    value = float(number) * 1000 ** " KMGTPE".index(unit or " ")
    assert abs(value - count) <= 0.006 * count
    assert len(text) <= 6


def test_exact():
    assert exact(4_291_365_888) == "4,291,365,888"
    assert exact(None) == "?"


def test_a_lower_bound_of_nothing_is_unknown():
    assert at_least("1,234") == ">= 1,234"
    assert at_least("0") == "?"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "?"),
        (0.0, "0"),
        (1e-9, "<0.1"),
        (0.0009, "<0.1"),
        (0.001, "0.1"),
        (0.12345, "12.3"),
        (0.9994, "99.9"),
        (0.9996, "100"),
        (1.0, "100"),
    ],
)
def test_percent(share, text):
    assert percent(share) == text


def test_shapes():
    assert shape_text((1, 224, None, 3)) == "1x224x?x3"
    assert shape_text(None) == "?"
    assert shape_text(()) == "scalar"
    assert several([(1, 2), None]) == "1x2, ?"
    assert several(["a", "b"]) == "a, b"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.428, "+42.8 %"),
        (-0.1, "-10.0 %"),
        (12.5, "+1,250.0 %"),
        (0.0002, "+0.02 %"),
        (0, "0 %"),
        (None, "?"),
    ],
)
def test_an_excess_has_a_sign(share, text):
    assert signed_percent(share) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1204, "mult-adds", "+1,204"),
        (-1536, "bytes", "-1.5 KiB"),
        (0.25, "ratio", "+0.25"),
        (0, "bytes", "0"),
        (None, "count", "?"),
    ],
)
def test_a_change_has_a_sign(value, unit, text):
    assert signed(value, unit) == text
