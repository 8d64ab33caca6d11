"""Pooling and reductions."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netlint.costs import cost_of
from netlint.costs.pooling import REDUCTIONS
from netlint.operations import Pool, Reduce

from .building import layer
from .counting import Geometry


def test_first_pooling_of_shufflenet_v2() -> None:
    """3 x 3 with stride 2 from 112 x 112 x 24 to 56 x 56 x 24."""
    cost = cost_of(layer(Pool("max", (3, 3)), [(1, 112, 112, 24)], [(1, 56, 56, 24)]))
    assert cost.mult_adds == 0
    assert cost.other_ops == 9 * 75_264
    assert cost.memory_access == 301_056 + 75_264


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.integers(1, 2), st.integers(0, 3)), min_size=1, max_size=3
    ),
    st.integers(1, 3),
    st.sampled_from(["valid", "same"]),
    st.sampled_from(["max", "average"]),
)
def test_pooling_as_looped(
    axes: list[tuple[int, int, int]], channels: int, padding: str, kind: str
) -> None:
    window, strides, extra = zip(*axes, strict=True)
    sizes = tuple(a + b for a, b in zip(window, extra, strict=True))
    ones = (1,) * len(axes)
    slid = Geometry(2, sizes, window, strides, ones, padding, 1, 1, 1)
    joined = 0
    written = set()
    for image, channel, (output, _, _) in product(range(2), range(channels), slid.windows()):
        joined += 1
        written.add((image, *output, channel))
    shapes = (2, *sizes, channels), (2, *slid.output_sizes(), channels)
    cost = cost_of(layer(Pool(kind, window), shapes[:1], shapes[1:]))
    assert cost.other_ops == joined
    assert cost.written == len(written)


def test_global_average_pooling() -> None:
    """Every element is added, and every mean is divided."""
    cost = cost_of(layer(Reduce("mean", pooling=True), [(1, 7, 7, 1024)], [(1, 1024)]))
    assert cost.other_ops == 50_176 + 1_024
    assert cost.memory_access == 50_176 + 1_024


@pytest.mark.parametrize(
    ("function", "ops"),
    [
        ("max", 12),
        ("sum", 12),
        ("reduce_sum", 12),
        ("mean", 12 + 3),
        ("reduce_mean", 12 + 3),
        ("count", 2 * 12),
        ("norm", 2 * 12 + 3),
        ("var", 4 * 12 + 2 * 3),
        ("std", 4 * 12 + 3 * 3),
        ("logsumexp", 4 * 12 + 2 * 3),
        ("my_reduction", None),
    ],
)
def test_reductions(function: str, ops: int | None) -> None:
    cost = cost_of(layer(Reduce(function), [(3, 4)], [(3,)]))
    assert cost.mult_adds == 0
    assert cost.other_ops == ops
    assert cost.read == 12
    assert cost.written == 3


@pytest.mark.parametrize("function", REDUCTIONS)
def test_a_reduction_of_unknown_size_is_unknown(function: str) -> None:
    cost = cost_of(layer(Reduce(function), [(None, 4)], [(None,)]))
    assert (cost.other_ops, cost.read, cost.written) == (None, None, None)


def test_only_a_mean_needs_the_output() -> None:
    assert cost_of(layer(Reduce("max"), [(3, 4)], [None])).other_ops == 12
    assert cost_of(layer(Reduce("mean"), [(3, 4)], [None])).other_ops is None
    assert cost_of(layer(Reduce("max"), [], [(3,)])).other_ops is None


def test_pooling_of_unknown_size_is_unknown() -> None:
    cost = cost_of(layer(Pool("max", (2, 2)), [(1, None, None, 8)], [(1, None, None, 8)]))
    assert (cost.mult_adds, cost.other_ops, cost.read, cost.written) == (0, None, None, None)
    assert cost_of(layer(Pool("max", (2, 2)), [(1, 4, 4, 8)], [])).other_ops is None
