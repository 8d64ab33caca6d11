"""The registry of cost formulas, and what they return."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import prod
from operator import attrgetter
from typing import Any

from netlint.errors import UsageError
from netlint.network import Layer, Tensor, Weight, bits
from netlint.operations import Operation
from netlint.registering import import_modules, registrar


@dataclass(frozen=True, slots=True)
class Cost:
    """What one call of a layer costs; a figure that cannot be known is None, never zero.

    Attributes:
        mult_adds: multiply-accumulates (what papers call FLOPs), in operations.
        other_ops: bias, normalisation, activation, pooling and other arithmetic.
        read: elements read: inputs and weights.
        written: elements written: outputs.
        read_bytes: `read` in bytes, by dtype.
        written_bytes: `written` in bytes, by dtype.
    """

    mult_adds: int | None
    other_ops: int | None
    read: int | None
    written: int | None
    read_bytes: int | None
    written_bytes: int | None

    @property
    def flops(self) -> int | None:
        """`2 x mult-adds + other operations`."""
        if self.mult_adds is None or self.other_ops is None:
            return None
        return 2 * self.mult_adds + self.other_ops

    @property
    def memory_access(self) -> int | None:
        """Elements read and written."""
        return None if self.read is None or self.written is None else self.read + self.written

    @property
    def memory_access_bytes(self) -> int | None:
        """Bytes read and written."""
        if self.read_bytes is None or self.written_bytes is None:
            return None
        return self.read_bytes + self.written_bytes

    @property
    def intensity(self) -> float | None:
        """FLOPs per byte of memory access; None where nothing is accessed."""
        if self.flops is None or not self.memory_access_bytes:
            return None
        return self.flops / self.memory_access_bytes

    @property
    def complete(self) -> bool:
        """Whether every operation count and the memory access in elements are known."""
        return None not in (self.mult_adds, self.other_ops, self.read, self.written)


FREE = Cost(0, 0, 0, 0, 0, 0)
UNKNOWN = Cost(None, None, None, None, None, None)

Formula = Callable[[Layer, Any], Cost]
_FORMULAS: dict[type[Operation], Formula] = {}


cost = registrar(_FORMULAS, "the cost of", attrgetter("__name__"))
"""Registers the formula of operations."""


def cost_of(layer: Layer) -> Cost:
    """What one call of a layer costs, everything counted (the convention `full`).

    Raises:
        UsageError: the operation has no formula (a plugin's operation without one).
    """
    formula = load_formulas().get(type(layer.operation))
    if formula is None:
        raise UsageError(f"the operation {layer.op!r} of layer {layer.name!r} has no cost formula")
    return formula(layer, layer.operation)


def with_traffic(
    mult_adds: int | None,
    other_ops: int | None,
    read: Iterable[Tensor | Weight],
    written: Iterable[Tensor],
) -> Cost:
    """A cost whose memory access is every element of what is read and written, once."""
    read, written = list(read), list(written)
    return Cost(
        mult_adds,
        other_ops,
        total_elements(read),
        total_elements(written),
        total_bytes(read),
        total_bytes(written),
    )


def with_own_traffic(layer: Layer, mult_adds: int | None, other_ops: int | None) -> Cost:
    """A cost whose memory access is inputs + weights + outputs of the layer, each once.

    Constants written into the architecture are read like weights.

    This is the memory access of ShuffleNet V2 (arXiv 1807.11164, section 2, G1). A tensor
    passed twice is read twice. A layer that computes reads something and writes something:
    where the file tells no input (or no output), what is read (or written) is unknown.
    """
    counted = with_traffic(
        mult_adds,
        other_ops,
        [*layer.inputs, *(layer.weights or ()), *layer.constants],
        layer.outputs,
    )
    if layer.weights is None or not layer.inputs:
        counted = replace(counted, read=None, read_bytes=None)
    if not layer.outputs:
        counted = replace(counted, written=None, written_bytes=None)
    return counted


def times(*factors: int | None) -> int | None:
    """The product of factors; None where one is unknown, except that 0 of anything is 0."""
    if 0 in factors:
        return 0
    known = [factor for factor in factors if factor is not None]
    return prod(known) if len(known) == len(factors) else None


def plus(*terms: int | None) -> int | None:
    """The sum of terms, or None where one is unknown."""
    known = [term for term in terms if term is not None]
    return sum(known) if len(known) == len(terms) else None


def total_elements(arrays: Iterable[Tensor | Weight]) -> int | None:
    """Elements of arrays together, or None where one is unknown."""
    total = 0
    for array in arrays:
        size = array.elements
        if size is None:
            return None
        total += size
    return total


def total_bytes(arrays: Iterable[Tensor | Weight]) -> int | None:
    """Bytes of arrays together, or None where a shape or a dtype's size is unknown."""
    total = 0
    for array in arrays:
        size = byte_size(array.elements, array.dtype)
        if size is None:
            return None
        total += size
    return total


def byte_size(count: int | None, dtype: str) -> int | None:
    """Bytes of `count` elements of a dtype (rounded up), or None where unknown."""
    width = bits(dtype)
    if count == 0:
        return 0
    return None if count is None or width is None else -(-count * width // 8)


@cache
def load_formulas() -> Mapping[type[Operation], Formula]:
    """Every formula by its operation, those of this package among them."""
    import_modules("netlint.costs")
    return _FORMULAS
