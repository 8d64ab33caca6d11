"""The time model: what a kernel takes, from what it computes, moves and starts.

    seconds = combine(mult_add * mult-adds, byte * bytes + spilled_byte * spilled bytes)
              + kernel + group * (groups - 1) + branch * (branches - 1)

`combine` is the sum, or the larger one (the roofline of Williams, Waterman and Patterson,
"Roofline", CACM 52(4), 2009). So every guideline of ShuffleNet V2 has its price: G1 through bytes,
G2 through bytes and groups, G3 through kernels and branches, G4 through bytes of element-wise
kernels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

Kind = Literal["convolution", "depthwise", "dense", "pool", "copy", "shuffle", "elementwise"]
KINDS: dict[Kind, str] = {
    "convolution": "convolutions (also in groups) and products of matrices",
    "depthwise": "depthwise convolutions",
    "dense": "dense layers and convolutions of one position: every weight is used once",
    "pool": "pooling and reductions, global or not",
    "copy": "concatenation, slices, splits, padding and other copies",
    "shuffle": "transposes, among them channel shuffles",
    "elementwise": "additions, products, activations, normalisations, and what has no other kind",
}
"""The kinds of kernels whose rates may differ."""

Combine = Literal["sum", "max"]
Bound = Literal["compute", "memory", "overhead"]


@dataclass(frozen=True, slots=True)
class Workload:
    """What a kernel does.

    Attributes:
        kind: what kind of kernel it is.
        mult_adds: multiply-accumulates, output channels padded to the target's vector width.
        bytes: memory access: inputs, outputs and weights that cross its boundary.
        spilled_bytes: how many of them do not fit the target's cache at once.
        groups: groups of a group convolution; 1 of anything else, a depthwise one included.
        branches: tensors that it joins, at least 1.
        kernels: how many times something is started.
    """

    kind: Kind
    mult_adds: float = 0
    bytes: float = 0
    spilled_bytes: float = 0
    groups: float = 1
    branches: float = 1
    kernels: float = 1


@dataclass(frozen=True, slots=True)
class Rates:
    """Seconds per unit of work.

    Attributes:
        mult_add: per mult-add.
        byte: per byte of memory access.
        kernel: per start of a kernel.
    """

    mult_add: float
    byte: float
    kernel: float


@dataclass(frozen=True, slots=True)
class Parts:
    """A time in seconds by its causes.

    Attributes:
        compute: mult-adds.
        memory: memory access.
        overhead: starting kernels.
        groups: groups beyond the first.
        branches: branches beyond the first.
    """

    compute: float = 0.0
    memory: float = 0.0
    overhead: float = 0.0
    groups: float = 0.0
    branches: float = 0.0

    @property
    def seconds(self) -> float:
        """The whole time."""
        return self.compute + self.memory + self.overhead + self.groups + self.branches

    @property
    def bound(self) -> Bound:
        """What most of the time goes to: compute, memory, or overhead of any kind."""
        rest = self.overhead + self.groups + self.branches
        if self.compute >= max(self.memory, rest):
            return "compute"
        return "memory" if self.memory >= rest else "overhead"

    @staticmethod
    def total(parts: Iterable[Parts]) -> Parts:
        """The sum, cause by cause."""
        parts = list(parts)
        return Parts(*(sum(getattr(each, cause.name) for each in parts) for cause in fields(Parts)))


@dataclass(frozen=True, slots=True)
class TimeModel:
    """What work takes on a target, in seconds per unit.

    Attributes:
        combine: whether compute and memory access add up (`sum`) or overlap (`max`).
        rates: the rates of every kind of kernel without rates of its own.
        spilled_byte: per byte that does not fit the cache, besides what every byte takes.
        group: per group beyond the first.
        branch: per branch beyond the first.
        kinds: the rates of kinds that have their own.
    """

    combine: Combine
    rates: Rates
    spilled_byte: float = 0.0
    group: float = 0.0
    branch: float = 0.0
    kinds: Mapping[Kind, Rates] = field(default_factory=dict)

    def rates_of(self, kind: Kind) -> Rates:
        """The rates of a kind of kernel."""
        return self.kinds.get(kind, self.rates)

    def parts(self, work: Workload) -> Parts:
        """What a kernel takes, by cause; of a roofline only the larger one of two counts."""
        rates = self.rates_of(work.kind)
        compute = rates.mult_add * work.mult_adds
        memory = rates.byte * work.bytes + self.spilled_byte * work.spilled_bytes
        if self.combine == "max":
            compute, memory = (compute, 0.0) if compute >= memory else (0.0, memory)
        return Parts(
            compute=compute,
            memory=memory,
            overhead=rates.kernel * work.kernels,
            groups=self.group * (work.groups - 1),
            branches=self.branch * (work.branches - 1),
        )
