"""The layer graph in series and in parallel: cut nodes, and the regions between them.

A *cut node* is a layer that every path from the inputs to the outputs passes. In compiler terms
the cut nodes are the dominators of a virtual sink behind all outputs, from a virtual source
before all inputs (Lengauer and Tarjan, ACM TOPLAS 1(1), 1979, for the term).

In a topological order they are found without building dominators: *v is a cut node iff no edge
jumps over it*, the edges from the source and into the sink included. If no edge jumps over v,
a path from before v to behind it has no step but onto v. If an edge u -> w jumps over v, some
path leads from the source to u and from w to the sink (every layer looked at lies on one), and
positions only grow along it: it never comes to v. One pass over the edges is enough.

A *region* is what lies between two neighbouring cut nodes. Without them it falls apart into
*branches*, its components, and each branch is again a series with cut nodes of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netlint.facts.survey import Survey

_MOST_LEVELS = 32
"""Regions nested deeper stay whole: each level is one pass over what is inside."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The layers on a path from an input to an output, and the edges between them.

    Layers that no output needs and those that compute with constants alone are left out: they
    would jump over every cut node.

    Attributes:
        layers: their indices in order of execution, which is a topological order.
        producers: for every layer of the network what it reads of `layers`.
        consumers: for every layer of the network what of `layers` reads it.
        sources: the layers that read data from outside.
        sinks: the layers that write data to outside.
    """

    layers: tuple[int, ...]
    producers: tuple[tuple[int, ...], ...]
    consumers: tuple[tuple[int, ...], ...]
    sources: frozenset[int]
    sinks: frozenset[int]


@dataclass(frozen=True, eq=False, slots=True)
class Region:
    """What lies between two neighbouring cut nodes.

    Attributes:
        entry: the cut node before it, which is no member; None for the network's inputs.
        exit: the cut node behind it; None for the network's outputs.
        members: what lies between, and the exit where it is on the region's own level.
        level: 0 for a region of the network itself, 1 for one in a branch of such a one, ...
        branches: what runs side by side inside; empty where that does not fall apart further.
    """

    entry: int | None
    exit: int | None
    members: tuple[int, ...]
    level: int
    branches: list[Series]

    @property
    def inner(self) -> tuple[int, ...]:
        """The members between the two cut nodes."""
        return self.members[:-1] if self.joins else self.members

    @property
    def joins(self) -> bool:
        """Whether the exit is a member, the last one."""
        return self.exit is not None and self.exit == self.members[-1]


Series = list[int | Region]
"""Cut nodes and the regions between them, in order of execution; regions end at their exit."""


def flow_of(survey: Survey) -> Flow:
    """The layers of a network that lie on a path from an input to an output.

    Outputs are what the network states; where it states none, all that no layer reads. Where
    no output depends on an input every layer is taken as it stands.
    """
    count = len(survey.layers)
    before = [tuple(p for p in survey.producers[v] if p < v) for v in range(count)]
    inputs = _inputs(survey)
    fed = _spread(range(count), before, inputs)
    read = {p for producers in before for p in producers}
    outputs = survey.output_indices or frozenset(range(count)) - read
    needed = _spread(range(count - 1, -1, -1), survey.consumers, outputs)
    live = fed & needed
    if not live:
        live = set(range(count))
    layers = tuple(sorted(live))
    producers = tuple(tuple(p for p in each if p in live) for each in before)
    after: list[list[int]] = [[] for _ in range(count)]
    for v in layers:
        for p in producers[v]:
            after[p].append(v)
    sources = frozenset(v for v in layers if v in inputs or not producers[v])
    sinks = frozenset(v for v in layers if v in outputs or not after[v])
    return Flow(layers, producers, tuple(map(tuple, after)), sources, sinks)


def _inputs(survey: Survey) -> frozenset[int]:
    """Input layers, and layers that read a tensor that no layer writes."""
    return frozenset(
        facts.index
        for facts in survey.layers
        if (facts.layer.op == "input" and not survey.producers[facts.index])
        or any(tensor.producer not in survey.index for tensor in facts.layer.inputs)
    )


def _spread(
    order: Iterable[int], neighbours: Sequence[Sequence[int]], start: frozenset[int]
) -> set[int]:
    reached = set(start)
    for v in order:
        if v not in reached and any(u in reached for u in neighbours[v]):
            reached.add(v)
    return reached


def cut_nodes(flow: Flow, nodes: Sequence[int]) -> list[int]:
    """The places in `nodes` of the layers that every path through `nodes` passes.

    Args:
        flow: the graph.
        nodes: some of its layers in order of execution; edges to layers that are not among
            them count as edges from the source and to the sink.
    """
    place = {v: at for at, v in enumerate(nodes)}
    end = len(nodes)
    farthest = -1
    for at, v in enumerate(nodes):
        if v in flow.sources or any(p not in place for p in flow.producers[v]):
            farthest = at
    found = []
    for at, v in enumerate(nodes):
        if farthest <= at:
            found.append(at)
        leads = end if v in flow.sinks else -1
        farthest = max(farthest, leads, *(place.get(c, end) for c in flow.consumers[v]))
    return found


def regions_of(flow: Flow) -> tuple[Series, list[Region]]:
    """The network as a series, and every region in it, those around others before them."""
    top = _series(flow, flow.layers, None, None, 0)
    found = [item for item in top if isinstance(item, Region)]
    for region in found:  # grows while it is walked
        if region.level < _MOST_LEVELS:
            region.branches.extend(_branches(flow, region))
            found.extend(
                item for each in region.branches for item in each if isinstance(item, Region)
            )
    return top, found


def _series(
    flow: Flow, nodes: Sequence[int], entry: int | None, leave: int | None, level: int
) -> Series:
    """The cut nodes among some layers, and the regions between them."""
    series: Series = []
    start = 0
    for at in cut_nodes(flow, nodes):
        if at == start:
            series.append(nodes[at])
        else:
            members = tuple(nodes[start : at + 1])
            series.append(Region(entry, nodes[at], members, level, []))
        entry, start = nodes[at], at + 1
    if start < len(nodes):
        series.append(Region(entry, leave, tuple(nodes[start:]), level, []))
    return series


def _branches(flow: Flow, region: Region) -> list[Series]:
    """The branches of a region as series; none where it is one branch without a cut node."""
    parts = _components(flow, region.inner)
    if len(parts) == 1 and not cut_nodes(flow, parts[0]):
        return []
    return [_series(flow, part, region.entry, region.exit, region.level + 1) for part in parts]


def _components(flow: Flow, nodes: Sequence[int]) -> list[list[int]]:
    """The parts of some layers that no edge joins, each in order of execution."""
    part: dict[int, int] = {}
    inside = set(nodes)
    count = 0
    for start in nodes:
        if start in part:
            continue
        part[start], waiting = count, [start]
        while waiting:
            v = waiting.pop()
            for u in (*flow.producers[v], *flow.consumers[v]):
                if u in inside and u not in part:
                    part[u] = count
                    waiting.append(u)
        count += 1
    found: list[list[int]] = [[] for _ in range(count)]
    for v in nodes:
        found[part[v]].append(v)
    return found
