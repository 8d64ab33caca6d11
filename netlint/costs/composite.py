"""The cost of layers made of parts."""

from __future__ import annotations

from collections.abc import Iterable

from netlint.costs.registry import Cost, cost, cost_of, plus, times
from netlint.network import Layer
from netlint.operations import Composite


@cost(Composite)
def composite(_layer: Layer, operation: Composite) -> Cost:
    """The costs of the parts together, as often as they run.

    Each part reads and writes tensors of its own: what passes from one part to the next is
    written by one and read by the other, and weights are read at every step (the memory access
    of ShuffleNet V2, arXiv 1807.11164, section 2, part by part). A figure that is unknown in
    one part, or an unknown number of steps, stays unknown.
    """
    return together((cost_of(part) for part in operation.parts), operation.repeat)


def together(costs: Iterable[Cost], repeat: int | None = 1) -> Cost:
    """Costs added up, figure by figure, and multiplied by how often they occur."""
    costs = list(costs)
    return Cost(
        mult_adds=times(repeat, plus(*(each.mult_adds for each in costs))),
        other_ops=times(repeat, plus(*(each.other_ops for each in costs))),
        read=times(repeat, plus(*(each.read for each in costs))),
        written=times(repeat, plus(*(each.written for each in costs))),
        read_bytes=times(repeat, plus(*(each.read_bytes for each in costs))),
        written_bytes=times(repeat, plus(*(each.written_bytes for each in costs))),
    )
