"""Cut nodes are dominators; regions nest."""

from __future__ import annotations

import networkx
from hypothesis import given
from hypothesis import strategies as st

from netlint.facts.regions import Flow, Region, cut_nodes, flow_of, regions_of

from .graphs import graph


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """A DAG in which every layer lies on a path from a source to a sink."""
    count = draw(st.integers(1, 14))
    near = draw(st.integers(1, 4))
    producers = [()]
    for v in range(1, count):
        pick = st.integers(max(0, v - near), v - 1)
        producers.append(tuple(sorted(draw(st.sets(pick, max_size=2)))))
    consumers = [tuple(c for c in range(count) if v in producers[c]) for v in range(count)]
    extra = draw(st.sets(st.integers(0, count - 1), max_size=1))
    sinks = {v for v in range(count) if not consumers[v]} | extra
    sources = {v for v in range(count) if not producers[v]}
    return Flow(
        tuple(range(count)),
        tuple(producers),
        tuple(consumers),
        frozenset(sources),
        frozenset(sinks),
    )


@given(flows())
def test_cut_nodes_are_the_dominators_of_the_sink(flow: Flow) -> None:
    dag = networkx.DiGraph()
    dag.add_edges_from((p, v) for v in flow.layers for p in flow.producers[v])
    dag.add_edges_from(("source", v) for v in flow.sources)
    dag.add_edges_from((v, "sink") for v in flow.sinks)
    dominator = networkx.immediate_dominators(dag, "source")
    expected, v = [], dominator["sink"]
    while v != "source":
        expected.append(v)
        v = dominator[v]
    assert cut_nodes(flow, flow.layers) == sorted(expected)


@given(flows())
def test_series_and_branches_hold_every_layer_once(flow: Flow) -> None:
    top, regions = regions_of(flow)

    def layers(series):
        for item in series:
            yield from item.members if isinstance(item, Region) else [item]

    assert sorted(layers(top)) == list(flow.layers)
    for region in regions:
        inside = sorted(v for branch in region.branches for v in layers(branch))
        assert inside in ([], sorted(region.inner))
        assert (inside == []) == (region.branches == [])


def test_dead_branches_and_constants_are_left_out() -> None:
    survey = graph("""
        constant c:
        input x:
        conv a: x
        conv dead: x
        add b: a c
    """)
    flow = flow_of(survey)
    assert flow.layers == (1, 2, 4)
    assert cut_nodes(flow, flow.layers) == [0, 1, 2]


def test_without_stated_outputs_all_that_nobody_reads_is_one() -> None:
    survey = graph("input x:\nconv a: x\nconv b: x", outputs=())
    flow = flow_of(survey)
    assert flow.layers == (0, 1, 2)
    assert flow.sinks == {1, 2}


def test_a_tensor_that_no_layer_makes_is_an_input() -> None:
    flow = flow_of(graph("conv a: ?\nconv b: a"))
    assert (flow.layers, flow.sources) == ((0, 1), {0})


def test_where_no_output_depends_on_an_input_all_layers_count() -> None:
    flow = flow_of(graph("input x:\nconstant c:\nrelu a: c"))
    assert flow.layers == (0, 1, 2)


def test_regions_nested_too_deep_stay_whole() -> None:
    lines = ["input x:", "conv d0: x"]
    lines += [f"conv d{i}: d{i - 1}" for i in range(1, 60)]
    lines += ["add u59: d59 d58"]
    lines += [f"add u{i}: u{i + 1} d{i - 1}" for i in range(58, 0, -1)]
    flow = flow_of(graph("\n".join(lines)))
    _, regions = regions_of(flow)
    assert max(region.level for region in regions) == 32
    assert not regions[-1].branches
    assert len(regions[-1].inner) > 20
