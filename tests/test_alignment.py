"""Two sequences: what is the same, in order, as much as can be, in little time."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlint import alignment
from netlint.alignment import aligned, gaps

SEQUENCES = st.lists(st.integers(0, 3), max_size=12)


def longest_common(old: list[int], new: list[int]) -> int:
    """By the textbook's table."""
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, one in enumerate(old):
        for j, other in enumerate(new):
            best = max(table[i][j + 1], table[i + 1][j])
            table[i + 1][j + 1] = table[i][j] + 1 if one == other else best
    return table[-1][-1]


def assert_pairs(old: list[int], new: list[int], pairs: list[tuple[int, int]]) -> None:
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(pairs))


@given(SEQUENCES, SEQUENCES)
def test_as_many_pairs_as_there_can_be(old, new):
    pairs = aligned(old, new)
    assert_pairs(old, new, pairs)
    assert len(pairs) == longest_common(old, new)


@given(st.lists(st.integers(0, 9), max_size=30), st.lists(st.integers(0, 9), max_size=30))
def test_pairs_are_equal_and_in_order_also_where_the_shortest_script_is_too_long(old, new):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alignment, "_MOST_EDITS", 2)
        assert_pairs(old, new, aligned(old, new))


def test_what_occurs_once_is_kept_where_much_differs(monkeypatch):
    """Too many edits: the letters that occur once hold the order, the rest goes between."""
    monkeypatch.setattr(alignment, "_MOST_EDITS", 2)
    old, new = list("AxxBxxC"), list("1A2x3B4x5C6")
    assert [(old[i], new[j]) for i, j in aligned(old, new)] == [(c, c) for c in "AxBxC"]


def test_nothing_is_the_same():
    assert aligned("ab", "cd") == []
    assert aligned("", "cd") == []


def test_gaps_are_what_lies_between():
    found = list(gaps([(1, 0), (2, 3)], 4, 4))
    assert found == [(range(1), range(0)), (range(2, 2), range(1, 3)), (range(3, 4), range(4, 4))]


@pytest.mark.parametrize("kinds", [3, 1000, 10**9])
def test_fifty_thousand_entries_that_have_little_in_common(kinds):
    old = [(7919 * i) ** 2 % 1_000_003 % kinds for i in range(50_000)]
    new = [(104_729 * i) ** 2 % 999_983 % kinds for i in range(50_000)]
    start = time.process_time()
    assert_pairs(old, new, aligned(old, new))
    assert time.process_time() - start < 5
