"""Fragments, the paths through them and what can run side by side."""

from __future__ import annotations

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlint.facts import fragments
from netlint.facts.fragments import depths, fragments_of, side_by_side
from netlint.network import Layer
from netlint.operations import Opaque
from tests.costs.building import layer

from .graphs import PART, SLICE, WHOLE, emulated, graph


def test_convolutions_dense_layers_and_pools_are_fragments() -> None:
    survey = graph("""
        input x:
        conv > norm > relu > pool > dense > gap a: x
        separable s: a
        code c: s
        custom d: c
    """)
    assert fragments_of(survey) == (0, 1, 0, 0, 1, 1, 1, 2, 0, None)


@pytest.mark.parametrize("cut", [SLICE, layer(Opaque("a Lambda"), [WHOLE], [PART])])
def test_an_emulated_group_convolution_is_one_fragment(cut: Layer) -> None:
    survey = emulated(cut)
    assert fragments_of(survey) == (0, 0, 0, 1, 0, 0)


def test_depth_is_the_most_fragments_on_a_path() -> None:
    producers = [(), (0,), (1,), (0,), (2, 3)]
    weights = [0, 1, 2, 1, 0]
    assert depths(range(5), producers, weights) == {0: 0, 1: 1, 2: 3, 3: 1, 4: 3}
    assert depths([3, 4], producers, weights) == {3: 1, 4: 1}


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[tuple[int, ...]], list[int]]:
    count = draw(st.integers(1, 10))
    producers: list[tuple[int, ...]] = []
    for v in range(count):
        before = st.sets(st.integers(0, v - 1), max_size=3) if v else st.just(set())
        producers.append(tuple(draw(before)))
    return producers, draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))


@given(graphs())
def test_side_by_side_is_the_largest_antichain(it) -> None:
    producers, weights = it
    dag = networkx.DiGraph()
    dag.add_nodes_from(range(len(producers)))
    dag.add_edges_from((p, v) for v, each in enumerate(producers) for p in each)
    sizes = [sum(1 for v in each if weights[v]) for each in networkx.antichains(dag)]
    assert side_by_side(range(len(producers)), producers, weights) == max(sizes)


@given(graphs())
def test_many_fragments_get_a_lower_bound(it) -> None:
    producers, weights = it
    members = range(len(producers))
    exact = side_by_side(members, producers, weights)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fragments, "_MOST_EXACT", 0)
        bound = side_by_side(members, producers, weights)
    assert min(exact, 1) <= bound <= exact


def test_a_fan_of_thousands_is_counted() -> None:
    producers = [(), *((0,) for _ in range(3000)), tuple(range(1, 3001))]
    assert side_by_side(range(3002), producers, [1] * 3002) == 3000


def test_fragments_of_different_depth_run_side_by_side() -> None:
    """Two branches, a-b and c, where c's twin comes late: a level view alone sees less."""
    producers = [(), (0,), (0,), (1,), (1,), (3,)]
    assert side_by_side(range(6), producers, [0, 1, 1, 1, 1, 1]) == 3
