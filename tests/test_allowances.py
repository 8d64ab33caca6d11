"""How much a total may grow: shares, amounts, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from netlint.allowances import METRICS, Allowance, allowances
from netlint.errors import UsageError
from netlint.standings import FIGURES, MORE_FIGURES


def test_shares_and_amounts():
    found = allowances(
        ["mult_adds=2%,memory_access=0", "params=10k, peak-activation-bytes=1.5 MiB"]
    )
    assert found == (
        Allowance("mult_adds", "2%", share=Fraction(2, 100)),
        Allowance("memory_access", "0", amount=0),
        Allowance("params", "10k", amount=10_000),
        Allowance("peak_activation_bytes", "1.5 MiB", amount=3 * 2**19),
    )


def test_growth_is_exact():
    """0.1 % of 3,000 is 3, not 3.0000000000000004."""
    assert allowances(["depth=0.1%"])[0].growth(3000) == 3
    assert allowances(["depth=7"])[0].growth(3000) == 7


def test_every_metric_is_a_figure():
    assert set(METRICS) <= {each.name for each in (*FIGURES, *MORE_FIGURES)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "mult_ads=2%",
            "'mult_ads' is no total that .*: mult_adds, .*; did you mean 'mult_a",
        ),
        ("intensity=1", "'intensity' is no total"),
        ("params", "'params' wants how much, as in params=2% or params=0"),
        ("params=", "params: must be a number such as .* nor a share such as 2%"),
        ("params=-1", "params: must be a number"),
        ("params=-1%", "params: must be a number"),
        ("params=1e3%", "params: must be a number"),
        ("params=1KiB", "params: must be a number"),
        ("memory_access_bytes=3k", "memory_access_bytes: must be a number of bytes"),
        ("params=1,params=2", "params is named twice"),
        ("params=1,,depth=0", "wants words with commas between"),
        ("", "wants words with commas between"),
        (f"params={'9' * 40}%", "params: must be a number"),
    ],
)
def test_what_cannot_be_followed(text, message):
    with pytest.raises(UsageError, match=message):
        allowances([text])
