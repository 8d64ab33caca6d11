"""The parts of a composite layer: layers of their own, named within it."""

from __future__ import annotations

from collections.abc import Sequence

from netlint.network import Layer, Tensor, Weight
from netlint.operations import Operation


def part(
    name: str,
    operation: Operation,
    inputs: Sequence[Tensor],
    outputs: Sequence[Tensor],
    weights: tuple[Weight, ...] | None = (),
) -> Layer:
    """One part of a composite layer."""
    return Layer(name, operation, "", (name,), tuple(inputs), tuple(outputs), weights)


class Parts:
    """Collects the parts of a composite layer in order of execution."""

    def __init__(self) -> None:
        self.layers: list[Layer] = []

    def add(
        self,
        name: str,
        operation: Operation,
        inputs: Sequence[Tensor],
        output: Tensor,
        weights: tuple[Weight, ...] = (),
    ) -> Tensor:
        """Adds one part and returns its output."""
        self.layers.append(part(name, operation, inputs, (output,), weights))
        return output

    @property
    def weights(self) -> tuple[Weight, ...]:
        """The weights of all parts, in order."""
        return tuple(weight for layer in self.layers for weight in layer.weights or ())
