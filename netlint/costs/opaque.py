"""The cost of what netlint does not know."""

from __future__ import annotations

from netlint.costs.registry import Cost, cost, with_own_traffic
from netlint.network import Layer
from netlint.operations import Opaque


@cost(Opaque)
def opaque(layer: Layer, _operation: Opaque) -> Cost:
    """Code that netlint does not run: operations are unknown, never zero.

    Memory access is inputs + weights + outputs, each once, as for any layer that computes
    (ShuffleNet V2, arXiv 1807.11164, section 2), where the file tells their shapes.
    """
    return with_own_traffic(layer, None, None)
