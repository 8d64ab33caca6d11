"""Why two people count different numbers for the same network: the conventions side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from netlint.costs import Cost, cost_of
from netlint.costs.conventions import apply_convention, convention_names
from netlint.costs.profiler import PRODUCTS, float_ops, hidden
from netlint.network import Layer, Network
from netlint.operations import Composite, Conv, Dense, Matmul, Norm, Operation


@dataclass(frozen=True, slots=True)
class Column:
    """The totals of one convention over the layers that are known in every convention."""

    convention: str
    mult_adds: int
    other_ops: int
    memory_access: int

    @property
    def flops(self) -> int:
        """`2 x mult-adds + other operations`."""
        return 2 * self.mult_adds + self.other_ops


@dataclass(frozen=True, slots=True)
class Difference:
    """One reason why a convention differs from `full`; the differences add up.

    Attributes:
        reason: what is counted differently.
        layers: how many layers it concerns.
        mult_adds: the convention's mult-adds less those of `full`.
        flops: the convention's FLOPs less those of `full`.
    """

    reason: str
    layers: int
    mult_adds: int
    flops: int


@dataclass(frozen=True, slots=True)
class Missed:
    """Products that TensorFlow's profiler does not see when it runs on the model as it is."""

    reason: str
    layers: int
    flops: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The conventions side by side.

    Attributes:
        network: the network.
        columns: one per convention, `full` first.
        differences: why each other convention differs from `full`, largest first.
        missed: what the profiler misses in practice.
        unknown: layers left out because some convention cannot count them.
    """

    network: Network
    columns: tuple[Column, ...]
    differences: dict[str, tuple[Difference, ...]]
    missed: tuple[Missed, ...]
    unknown: int


def reconcile(network: Network) -> Reconciliation:
    """Counts a network under every convention and explains each difference."""
    names = convention_names()
    counted = [_counts(layer, names) for layer in network.layers]
    known = [
        (layer, costs)
        for layer, costs in zip(network.layers, counted, strict=True)
        if all(cost.complete for cost in costs.values())
    ]
    return Reconciliation(
        network=network,
        columns=tuple(_column(name, [costs[name] for _, costs in known]) for name in names),
        differences={
            name: _differences([layer for layer, _ in known], name)
            for name in names
            if name != "full"
        },
        missed=_missed(network.layers),
        unknown=len(network.layers) - len(known),
    )


def _counts(layer: Layer, names: tuple[str, ...]) -> dict[str, Cost]:
    full = cost_of(layer)
    return {name: apply_convention(layer, full, name) for name in names}


def _column(name: str, costs: list[Cost]) -> Column:
    return Column(
        name,
        sum(cost.mult_adds or 0 for cost in costs),
        sum(cost.other_ops or 0 for cost in costs),
        sum(cost.memory_access or 0 for cost in costs),
    )


def _differences(layers: list[Layer], name: str) -> tuple[Difference, ...]:
    sums: dict[str, list[int]] = {}
    for layer in layers:
        seen: dict[str, tuple[int, int]] = {}
        for reason, mult_adds, flops in _explained(layer, name):
            before = seen.get(reason, (0, 0))
            seen[reason] = (before[0] + mult_adds, before[1] + flops)
        for reason, (mult_adds, flops) in seen.items():
            total = sums.setdefault(reason, [0, 0, 0])
            for place, value in enumerate((1, mult_adds, flops)):
                total[place] += value
    found = [Difference(reason, *values) for reason, values in sums.items() if any(values[1:])]
    return tuple(sorted(found, key=lambda d: (-abs(d.flops), d.reason)))


def _explained(layer: Layer, name: str, repeat: int = 1) -> Iterator[tuple[str, int, int]]:
    """Reasons with what they change: `(reason, mult-adds, FLOPs)`, part by part."""
    operation = layer.operation
    if isinstance(operation, Composite):
        for part in operation.parts:
            yield from _explained(part, name, repeat * (operation.repeat or 1))
        return
    full = cost_of(layer)
    other = apply_convention(layer, full, name)
    products = (other.mult_adds or 0) - (full.mult_adds or 0)
    if products:
        yield _product_reason(operation, name), repeat * products, repeat * 2 * products
    rest = (other.other_ops or 0) - (full.other_ops or 0)
    if isinstance(operation, Conv | Dense) and operation.bias:
        bias = _bias_difference(layer, operation, name)
        rest -= bias
        if bias:
            yield "the bias is not counted", 0, repeat * bias
    if rest:
        yield _other_reason(operation, name), 0, repeat * rest


def _bias_difference(layer: Layer, operation: Conv | Dense, name: str) -> int:
    size = layer.outputs[0].elements or 0
    if name == "tf-profiler":
        counted = float_ops(layer)
        return -size if counted is None else counted[operation.bias_op] - size
    return -size


def _product_reason(operation: Operation, name: str) -> str:
    match operation:
        case Matmul(einsum=True) | Dense(einsum=True) if name == "tf-profiler":
            return "an einsum has no registered count: 0"
        case Matmul():
            return "products of two activations (attention) are not counted"
        case Conv(transposed=True, kernel=kernel) if len(kernel) > 2:
            return "3D transposed convolution has no registered count: 0"
        case Conv(transposed=True):
            return "transposed convolution is counted by its output over the stride"
        case Conv():
            return "dilated convolution is counted on padded shapes"
    return "other products are not counted"


def _other_reason(operation: Operation, name: str) -> str:
    word = "activation" if isinstance(operation, Conv | Dense) else operation.word
    if name == "paper":
        if isinstance(operation, Norm) and operation.kind == "batch":
            return "batch normalisation is folded into the weights"
        return f"{_PLURALS.get(word, 'other arithmetic is')} not counted"
    if isinstance(operation, Norm) and operation.fused:
        return "batch normalisation is a fused kernel, which counts 0"
    return _PROFILED.get(word, "other arithmetic is counted only where it is one operation")


_PLURALS = {
    "norm": "normalisations are",
    "activation": "activations are",
    "pool": "pooling is",
    "global_pool": "pooling is",
    "reduce": "reductions are",
    "resize": "interpolation is",
}
_PROFILED = {
    "norm": "normalisation is counted with its work per channel, or not at all",
    "activation": "of activations, softmax is counted and little else",
    "global_pool": "the division of a mean is not counted",
    "reduce": "the division of a mean is not counted, nor other reductions than sum",
    "resize": "interpolation is not counted",
}


def _missed(layers: tuple[Layer, ...]) -> tuple[Missed, ...]:
    sums: dict[str, list[int]] = {}
    for layer in layers:
        for reason, flops in _hidden_products(layer):
            total = sums.setdefault(reason, [0, 0])
            total[0] += 1
            total[1] += flops
    found = [Missed(reason, *values) for reason, values in sums.items()]
    return tuple(sorted(found, key=lambda missed: (-missed.flops, missed.reason)))


def _hidden_products(layer: Layer) -> Iterator[tuple[str, int]]:
    reason = hidden(layer)
    if reason is None:
        return
    counted = float_ops(layer)
    products = sum(counted[name] for name in PRODUCTS) if counted is not None else 0
    yield reason, products or 2 * (cost_of(layer).mult_adds or 0)
