"""Scaled channels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlint.zoo.rounding import near_multiple


@pytest.mark.parametrize(
    ("value", "divisor", "expected"),
    [
        (60, 3, 60),
        (12, 8, 16),  # as near to 8: the larger one; ShuffleNet V1 0.5x, 8 groups
        (5.6, 8, 8),  # PP-LCNet 0.35x: 16 channels
        (12.5, 2, 12),
        (50.4, 8, 48),
        (20.8, 4, 20),  # GhostNet 1.3x: 16 channels
        (1, 4, 4),
        (11.0, 8, 16),  # 8 is nearer, but below 90 % of 11
    ],
)
def test_the_nearest_multiple_that_keeps_nine_tenths(
    value: float, divisor: int, expected: int
) -> None:
    assert near_multiple(value, divisor) == expected


@given(st.floats(0.1, 5000), st.integers(1, 16))
def test_it_is_a_multiple_near_the_number(value: float, divisor: int) -> None:
    found = near_multiple(value, divisor)
    assert found % divisor == 0
    assert found >= divisor
    assert 0.9 * value <= found <= value + divisor
