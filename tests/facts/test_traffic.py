"""The arithmetic of guidelines G1 and G2, against brute force."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netlint.facts.traffic import Traffic

small = st.integers(1, 60)
dense = st.builds(Traffic, small, small, small, small, st.sampled_from([1, 9, 25]))
grouped = st.tuples(small, small, st.integers(1, 6), st.integers(1, 6), st.integers(1, 6)).map(
    lambda t: Traffic(t[0], t[1], t[2] * t[4], t[3] * t[4], 9, t[4])
)


@given(dense)
def test_the_bound_is_never_above_the_memory_access_and_equal_only_in_balance(it: Traffic) -> None:
    assert it.bound <= it.memory_access
    balanced = it.positions_in * it.channels_in == it.positions_out * it.channels_out
    assert (it.bound == it.memory_access) is balanced
    assert (it.ratio == 1) is balanced


@given(dense)
def test_no_factorisation_with_the_same_mult_adds_is_below_the_bound(it: Traffic) -> None:
    product = it.channels_in * it.channels_out
    others = [
        replace(it, channels_in=c1, channels_out=product // c1)
        for c1 in range(1, product + 1)
        if product % c1 == 0
    ]
    least = min(other.memory_access for other in others)
    assert least >= it.bound * (1 - 1e-12)
    assert all(other.bound == pytest.approx(it.bound) for other in others)


@given(dense)
def test_the_bound_is_the_one_of_the_equation(it: Traffic) -> None:
    a, b, positions = it.positions_in, it.positions_out, it.kernel_positions
    mult_adds = b * positions * it.channels_in * it.channels_out
    assert it.bound == pytest.approx(2 * sqrt(a * mult_adds / positions) + mult_adds / b)


@given(st.integers(1, 200), st.integers(1, 100), st.integers(1, 100))
def test_for_1x1_it_is_equation_1_of_the_paper(area: int, c1: int, c2: int) -> None:
    mult_adds = area * c1 * c2
    bound = Traffic(area, area, c1, c2, 1).bound
    assert bound == pytest.approx(2 * sqrt(area * mult_adds) + mult_adds / area)


@example(1, 799946196, 799946221)
@given(st.integers(1, 2**20), st.integers(1, 2**31), st.integers(1, 2**31))
def test_sizes_of_any_file_keep_the_ratio_at_1_or_more(area: int, c1: int, c2: int) -> None:
    it = Traffic(area, area, c1, c2, 1)
    assert it.ratio >= 1
    assert it.group_ratio >= 1


@given(dense)
def test_the_balanced_channels_are_the_nearest_to_the_optimum(it: Traffic) -> None:
    c1, c2 = it.balance
    exact = sqrt(it.channels_in * it.channels_out * it.positions_out / it.positions_in)
    assert c1 >= 1
    assert c2 >= 1
    assert abs(c1 - max(exact, 1)) <= 0.5
    assert abs(c2 - max(it.channels_in * it.channels_out / c1, 1)) <= 0.5


def test_a_stride_of_2_moves_the_balance_to_1_in_4() -> None:
    unbalanced = Traffic(112 * 112, 56 * 56, 64, 64, 1)
    assert unbalanced.balance == (32, 128)
    assert Traffic(112 * 112, 56 * 56, 32, 128, 1).ratio == 1
    assert unbalanced.ratio > 1


@given(dense)
def test_without_groups_nothing_is_above_the_ungrouped_convolution(it: Traffic) -> None:
    assert it.group_ratio == 1
    assert it.ungrouped == it.memory_access
    assert it.ungrouped_out == it.channels_out


@given(grouped)
def test_the_ungrouped_convolution_does_the_same_mult_adds_with_the_same_input(it: Traffic) -> None:
    other = replace(it, groups=1, channels_out=it.channels_out // it.groups)
    assert other.weights == it.weights
    assert other.inputs == it.inputs
    assert it.ungrouped == other.memory_access
    assert it.ungrouped_out == other.channels_out


@given(small, small, st.integers(1, 8), st.integers(1, 8), st.sampled_from([1, 9]))
def test_the_ratio_rises_with_the_groups_at_the_same_input_and_mult_adds(
    a: int, b: int, c1: int, c2: int, positions: int
) -> None:
    # equation 2: mult-adds and input stay when outputs grow with the groups
    ratios = [Traffic(a, b, c1 * 8, c2 * g, positions, g).group_ratio for g in (1, 2, 4, 8)]
    assert ratios[0] == 1
    assert ratios == sorted(ratios)
    assert len(set(ratios)) == len(ratios)


@pytest.mark.parametrize(
    ("bytes_in", "bytes_out", "excess"),
    [
        # p = 100 * 16 and q = 100 * 4 elements: p + q - 2 sqrt(pq) = 1600 + 400 - 1600 = 400
        (4.0, 4.0, 1600),
        (2.0, 2.0, 800),
        (0.5, 0.5, 200),
        # by bytes: 1600 and 1600, in balance
        (1.0, 4.0, 0),
        # by bytes: 6400 and 400: 6800 - 2 * 1600
        (4.0, 1.0, 3600),
        (None, 4.0, None),
        (4.0, None, None),
    ],
)
def test_the_excess_in_bytes_is_of_activations_alone(
    bytes_in: float | None, bytes_out: float | None, excess: int | None
) -> None:
    it = Traffic(100, 100, 16, 4, 9, 1, bytes_in, bytes_out)
    assert it.excess_bytes == excess


@pytest.mark.parametrize(("size", "excess"), [(4.0, 7200), (0.5, 900), (None, None)])
def test_the_excess_of_groups_is_what_is_written_beyond(
    size: float | None, excess: int | None
) -> None:
    # 100 positions, 24 channels, 4 groups: 2400 elements written where 600 would do
    assert Traffic(100, 100, 8, 24, 1, 4, 4.0, size).group_excess_bytes == excess


@given(grouped)
def test_the_dense_convolution_keeps_mult_adds_and_proportions(it: Traffic) -> None:
    dense_in, dense_out = it.dense_widths
    exact_in, exact_out = it.channels_in / sqrt(it.groups), it.channels_out / sqrt(it.groups)
    assert abs(dense_in - exact_in) <= 1
    # the other width is the nearest to the product that is left
    assert abs(dense_in * dense_out - exact_in * exact_out) <= max(dense_in, exact_in) / 2 + 1e-9


@pytest.mark.parametrize(
    ("c1", "c2", "groups", "expected"),
    [
        (64, 64, 1, (64, 64)),
        (3, 7, 1, (3, 7)),
        (128, 128, 4, (64, 64)),
        (64, 256, 4, (32, 128)),
        (180, 180, 2, (127, 128)),
        (240, 240, 3, (138, 139)),
        (2, 2, 2, (1, 2)),
        (8, 8, 8, (2, 4)),
    ],
)
def test_dense_widths_by_hand(c1: int, c2: int, groups: int, expected: tuple[int, int]) -> None:
    assert Traffic(1, 1, c1, c2, 1, groups).dense_widths == expected
