"""What each operation costs: one pure function per operation, `Layer -> Cost`.

A function is registered for an operation's class and stands in the file of its family, with
the source of its formula:

    @cost(Conv)
    def conv(layer: Layer, operation: Conv) -> Cost: ...
"""

from __future__ import annotations

from netlint.costs.registry import Cost, cost, cost_of

__all__ = ["Cost", "cost", "cost_of"]
