"""Lowering: from a `Network` to a LiteRT model, one small function per operation.

A function is registered for an operation's class and stands in the file of its family:

    @lowers(Conv)
    def conv(call: Lowered, operation: Conv) -> Outputs: ...

Weights are drawn at random: what a model takes does not depend on them. Nothing of a model file
is run; the operations that run are those written here.
"""

from netlint.measuring.lowering.convert import LiteRTModel, converted
from netlint.measuring.lowering.registry import Lowered, lowers

__all__ = ["LiteRTModel", "Lowered", "converted", "lowers"]
