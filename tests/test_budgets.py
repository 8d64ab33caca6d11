"""Amounts as people write them, exact to the last byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlint.budgets import BUDGETS, amount, amount_in, budget_of, is_amount, milliseconds
from netlint.decks import load_decks
from netlint.errors import UsageError


@pytest.mark.parametrize(
    ("value", "figure"),
    [
        (7, 7),
        (1e6, 1_000_000),
        ("300", 300),
        ("300k", 300_000),
        ("300 K", 300_000),
        ("1.5M", 1_500_000),
        ("2G", 2_000_000_000),
        ("1T", 10**12),
        ("1_500_000", 1_500_000),
        (" 0.1k ", 100),
        ("4.231976M", 4_231_976),
    ],
)
def test_counts(value, figure):
    assert amount(value, "count") == figure


@pytest.mark.parametrize(
    ("value", "figure"),
    [
        (4096, 4096),
        ("4096", 4096),
        ("12 B", 12),
        ("1 byte", 1),
        ("12bytes", 12),
        ("512 kB", 512_000),
        ("1MB", 1_000_000),
        ("256KiB", 262_144),
        ("1.5 MiB", 1_572_864),
        ("2GiB", 2 * 2**30),
        ("1TiB", 2**40),
    ],
)
def test_sizes(value, figure):
    assert amount(value, "size") == figure


BAD = ["", "k", "-1", "1,5M", "1.5.2", "1e6", "half", "nan", "9" * 40, "1.5Q", True, None, [], 1.5]


@pytest.mark.parametrize("value", [*BAD, "256KiB", "12 B", float("inf"), float("nan"), "²"])
def test_what_is_no_count(value):
    with pytest.raises(UsageError, match=r"must be a number such as 1500000, 300k, 1.5M or 2G"):
        amount(value, "count")


@pytest.mark.parametrize("value", [*BAD, "256K", "1M"])
def test_what_is_no_size(value):
    """`256K` may be meant either way, so it is refused."""
    with pytest.raises(UsageError, match=r"must be a number of bytes, or a size such as 256KiB"):
        amount(value, "size")


@pytest.mark.parametrize("value", [0, -5, "0", "0.5", "1.2345k", 10**19, "9999999T"])
def test_a_budget_is_a_whole_number_of_at_least_one(value):
    with pytest.raises(UsageError, match="must be a whole number of things, at least 1"):
        amount(value, "count")


@given(st.integers(1, 10**18))
def test_numbers_come_back_as_they_are(figure):
    assert amount(figure, "size") == amount(str(figure), "count") == figure


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("5ms", 0.005), ("5 ms", 0.005), ("1.5s", 1.5), ("200 us", 0.0002), ("10ns", 1e-8)],
)
def test_times(value, seconds):
    assert budget_of("time", value) == seconds
    assert amount_in(value, "seconds") == seconds
    assert is_amount(value)
    assert budget_of("time", milliseconds(seconds)) == seconds


@pytest.mark.parametrize("value", [*BAD, 5, 5.0, "5", "5 min", "5MiB", "5M"])
def test_what_is_no_time(value):
    """`5` may be meant in any unit, so it is refused."""
    with pytest.raises(UsageError, match=r"^must be a time such as 5ms, 1.5 s or 200 us, not"):
        budget_of("time", value)


@pytest.mark.parametrize("value", ["0ms", "0.5ns", "9999999999999s"])
def test_a_time_is_a_nanosecond_at_least(value):
    with pytest.raises(UsageError, match="must be a whole number of nanoseconds, at least 1"):
        budget_of("time", value)


def test_other_budgets_are_amounts():
    assert (budget_of("params", "1.5M"), budget_of("file-size", "1KiB")) == (1_500_000, 1024)


def test_every_budget_has_its_rule():
    (deck,) = load_decks(["budget"])
    assert {rule.name for rule in deck.rules} == {f"max-{key}" for key in BUDGETS}
    assert all(rule.limits.highest is None for rule in deck.rules)


@pytest.mark.parametrize("text", ["4MiB", "1.5k", "2 kB", "1M"])
def test_amounts_with_a_unit(text):
    assert is_amount(text)


@pytest.mark.parametrize("text", ["", "4", "1.5", "MiB", "4X", "four", "4MiB ", "-1k"])
def test_what_is_no_amount_with_a_unit(text):
    assert not is_amount(text)


@pytest.mark.parametrize(
    ("text", "unit", "found"),
    [
        ("4MiB", "bytes", 4 << 20),
        ("4M", "mult-adds", 4_000_000),
        ("1.5k", "parameters", 1500),
        ("2k", "layers", 2000),
    ],
)
def test_an_amount_in_the_unit_of_a_rule(text, unit, found):
    assert amount_in(text, unit) == found


@pytest.mark.parametrize(("text", "unit"), [("4M", "bytes"), ("4MiB", "layers"), ("4k", "share")])
def test_an_amount_in_another_unit(text, unit):
    with pytest.raises(UsageError, match=r"^must be a number"):
        amount_in(text, unit)
