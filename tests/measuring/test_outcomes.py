"""Measured beside predicted: errors, and the order where it is clear."""

from __future__ import annotations

import pytest

from netlint.measuring.outcomes import Outcomes
from tests.measuring.made_up import outcomes


def names(pairs):
    return [(one.measured.name, other.measured.name) for one, other in pairs]


def test_an_error_is_relative_to_what_was_measured():
    one, other = outcomes(a=(2, 1), b=(2, 3)).each
    assert (one.error, other.error) == (-0.5, 0.5)


def test_errors_count_without_their_sign():
    found = outcomes(a=(1, 0.9), b=(1, 1.2), c=(1, 1))
    assert found.mean_error == pytest.approx(0.1)
    assert found.median_error == pytest.approx(0.1)
    assert outcomes(a=(1, 0.6), b=(1, 1), c=(1, 1)).median_error == 0


def test_of_nothing_there_is_no_error_and_no_pair():
    nothing = Outcomes(())
    assert (nothing.mean_error, nothing.median_error) == (None, None)
    assert (nothing.clear_pairs, nothing.wrong_pairs) == ((), ())


def test_only_what_differs_by_more_than_ten_percent_has_an_order():
    found = outcomes(c=(1.3, 1), a=(1, 9), b=(1.0999, 8))
    assert names(found.clear_pairs) == [("a", "c"), ("b", "c")]  # the faster one first
    assert names(outcomes(a=(1, 1), b=(1.1001, 1)).clear_pairs) == [("a", "b")]
    assert outcomes(a=(1, 1), b=(1.1, 1)).clear_pairs == ()


def test_a_pair_is_wrong_where_the_slower_one_is_not_predicted_to_be_slower():
    found = outcomes(a=(1, 2), b=(2, 2), c=(3, 1.9), d=(4, 5))
    assert names(found.wrong_pairs) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert outcomes(a=(1, 2), b=(1.05, 1)).wrong_pairs == ()
