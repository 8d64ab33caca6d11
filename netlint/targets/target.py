"""A target: what is known of a chip, and of the engine that runs networks on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from netlint.targets.fusion import FusionRules
from netlint.targets.time import TimeModel

Class = Literal["cpu-core", "cpu", "gpu", "npu", "mcu"]
CLASSES: dict[Class, str] = {
    "cpu-core": "one core of a processor",
    "cpu": "a processor, several threads",
    "gpu": "a graphics processor",
    "npu": "a neural processing unit",
    "mcu": "a microcontroller",
}


@dataclass(frozen=True, slots=True)
class Specification:
    """What the hardware can do at best.

    Attributes:
        mult_adds_per_second: the peak, at the target's first dtype.
        bandwidth: bytes per second to and from the memory where activations and weights lie.
        vector: channels that are computed at once: widths are padded to a multiple of it.
        cache: bytes that a kernel finds again quickly; None: not told.
        activation_memory: bytes that all activations alive at once must fit in; None: not told.
        weight_memory: bytes that all weights must fit in; None: not told.
        sources: where these figures are from.
    """

    mult_adds_per_second: int
    bandwidth: int
    vector: int
    cache: int | None
    activation_memory: int | None
    weight_memory: int | None
    sources: tuple[str, ...]

    @property
    def ridge(self) -> float:
        """Mult-adds per byte above which a kernel is bound by compute at best."""
        return self.mult_adds_per_second / self.bandwidth

    def spilled(self, moved: float) -> float:
        """How many of the bytes that a kernel moves its cache cannot hold; 0 where none is told."""
        return 0 if self.cache is None else max(0, moved - self.cache)


@dataclass(frozen=True, slots=True)
class Fit:
    """Where a time model is from.

    Attributes:
        to: what it was fitted to, with the source.
        samples: how many measured times.
        mean_error: the mean of |predicted / measured - 1| over them.
        held_out: what it was tried on and had not seen; empty for nothing.
        held_out_samples: how many measured times those are.
        held_out_error: the mean error over them; None where there are none.
    """

    to: str
    samples: int
    mean_error: float
    held_out: str = ""
    held_out_samples: int = 0
    held_out_error: float | None = None

    @property
    def expected_error(self) -> float:
        """The error to expect of a network that the fit has not seen, as far as was tried."""
        return self.mean_error if self.held_out_error is None else self.held_out_error


@dataclass(frozen=True, slots=True)
class Target:
    """A chip and the engine on it.

    Attributes:
        id: the name that commands take: `gtx-1080-ti`.
        name: the name that people read.
        file: where it was read.
        kind: what class of hardware it is.
        about: one or two sentences: what it is, and what is not known of it.
        dtypes: the dtypes that it computes in, the usual one first.
        specification: what the hardware can do at best.
        fusion: what its engine runs at once.
        operations: the operations that it runs, by netlint's words; None: all.
        time: what work takes; None: nobody has measured it.
        fit: where that is from.
    """

    id: str
    name: str
    file: Path
    kind: Class
    about: str
    dtypes: tuple[str, ...]
    specification: Specification
    fusion: FusionRules
    operations: frozenset[str] | None
    time: TimeModel | None
    fit: Fit | None
