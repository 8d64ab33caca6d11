"""What an engine runs at once: the rules by which layers become kernels."""

from __future__ import annotations

from dataclasses import dataclass

from netlint.costs.elementwise import function_key

PRODUCTS = frozenset({"conv", "depthwise_conv", "conv_transpose", "dense"})
ACTIVATED = PRODUCTS | {"add", "subtract", "multiply", "divide", "scaled_add", "norm"}


@dataclass(frozen=True, slots=True)
class FusionRules:
    """What an engine runs inside the layer before it; operations by netlint's words.

    Attributes:
        folds_into: the operations into whose weights a batch normalisation is folded.
        activations: the activation functions that are fused, by any of their names.
        activates: the operations that run such an activation.
        adds_into: the operations that run an addition behind them (a residual): they read the
            other operand while they write.
        pads_into: the operations that do the zero padding before them.
        free: the operations that cost this engine nothing, for instance `concat` where it
            writes every operand to its place at once.
    """

    folds_into: frozenset[str] = PRODUCTS
    activations: frozenset[str] = frozenset({"relu", "relu6"})
    activates: frozenset[str] = ACTIVATED
    adds_into: frozenset[str] = frozenset()
    pads_into: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()

    def fuses(self, word: str, function: str) -> bool:
        """Whether an operation, by its word, runs an activation function behind it."""
        if word not in self.activates:
            return False
        return function_key(function) in map(function_key, self.activations)


EVERY_ENGINE = FusionRules()
"""The fusion that every engine does."""
