"""Fits a time model to measured times.

What is minimised is the sum over samples of a soft absolute value of log(predicted / measured):
errors count relative to the time, twice too slow as much as twice too fast, and a few samples
that no such model explains (an engine's slow path) do not bend the rest. All coefficients are at
least zero, and none is faster than the specification.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.errors import NetlintError
from netlint.targets.time import KINDS, Combine, Kind, Rates, TimeModel, Workload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from netlint.targets.target import Specification

    Array = NDArray[np.float64]

_NEVER = 1e-15
_NOTHING = 1e-6
"""A cause that explains less than this share of any time is none."""

_SOFTNESS = 0.1
"""Beyond an error of about 10 % a sample counts linearly, not by its square."""

_COMMON = ("mult_add", "byte", "spilled_byte", "kernel", "group", "branch")


@dataclass(frozen=True, slots=True)
class Sample:
    """A measured time of something that runs kernels.

    Attributes:
        name: what it is.
        works: what its kernels do.
        seconds: how long it took.
    """

    name: str
    works: tuple[Workload, ...]
    seconds: float


def predicted(model: TimeModel, works: Sequence[Workload]) -> float:
    """The seconds that a model says some work takes."""
    return sum(model.parts(work).seconds for work in works)


def errors(model: TimeModel, samples: Sequence[Sample]) -> list[float]:
    """|predicted / measured - 1| of each sample."""
    return [abs(predicted(model, each.works) / each.seconds - 1) for each in samples]


def mean_error(model: TimeModel, samples: Sequence[Sample]) -> float:
    """The mean of |predicted / measured - 1|."""
    found = errors(model, samples)
    return sum(found) / len(found)


def fit(
    samples: Sequence[Sample],
    hardware: Specification,
    *,
    combine: Combine = "sum",
    own: Sequence[str] = (),
    least_byte: float = 0.0,
) -> TimeModel:
    """The time model that explains measured times best.

    Args:
        samples: the measured times, with workloads made for this hardware (its vector width
            and its cache).
        hardware: the specification, which bounds the coefficients.
        combine: whether compute and memory access add up or overlap.
        own: the rates that kinds of kernels have for themselves, for instance
            `mult_add.depthwise` and `byte.copy`, where samples tell them; the other kinds share
            one. Too many for the samples fit noise.
        least_byte: the seconds that a byte takes at least, also from a cache.

    Raises:
        NetlintError: scipy is not installed, there are no samples, or one took no time.
    """
    if not samples:
        raise NetlintError("no measured times to fit a time model to")
    for each in samples:
        if not 0 < each.seconds < math.inf:
            raise NetlintError(f"{each.name}: no time is {each.seconds} seconds")
    try:
        from scipy.optimize import least_squares
    except ImportError:
        raise NetlintError("fitting needs scipy: pip install 'netlint[measure]'") from None
    import numpy as np

    problem = _Problem(samples, hardware, combine, own, least_byte)
    start = np.maximum(problem.start(), problem.lowest * 1.01 + 1e-9)

    def residuals(scaled: Array) -> Array:
        ratio: Array = np.maximum(problem.seconds(scaled), _NEVER) / problem.measured
        logarithm: Array = np.log(ratio)
        return logarithm

    found = least_squares(
        residuals, start, bounds=(problem.lowest, np.inf), loss="soft_l1", f_scale=_SOFTNESS
    )
    return problem.model(found.x)


class _Problem:
    """Measured times as arrays; coefficients are scaled so that each can explain everything."""

    def __init__(
        self,
        samples: Sequence[Sample],
        hardware: Specification,
        combine: Combine,
        own: Sequence[str],
        least_byte: float,
    ) -> None:
        import numpy as np

        works = [(number, work) for number, each in enumerate(samples) for work in each.works]
        self.combine = combine
        self.measured = np.array([each.seconds for each in samples])
        self.at = np.array([number for number, _ in works])
        kinds = {work.kind for _, work in works}
        self.names = [*_COMMON, *(name for name in own if name.partition(".")[2] in kinds)]
        self.table = np.array([self._row(work) for _, work in works], dtype=float)
        sums = np.zeros((len(samples), len(self.names)))
        np.add.at(sums, self.at, self.table)
        largest = (sums / self.measured[:, None]).max(axis=0)
        self.used = largest > 0
        self.scale = np.where(self.used, 1 / np.where(self.used, largest, 1), 0.0)
        self.least_byte = least_byte
        self.floor = np.array([self._fastest(name, hardware) for name in self.names])
        self.lowest = np.where(self.used, self.floor / np.where(self.used, self.scale, 1), 0.0)

    def _row(self, work: Workload) -> list[float]:
        figures: dict[str, float] = {
            self._name("mult_add", work.kind): work.mult_adds,
            self._name("byte", work.kind): work.bytes,
            "spilled_byte": work.spilled_bytes,
            "kernel": work.kernels,
            "group": work.groups - 1,
            "branch": work.branches - 1,
        }
        return [figures.get(name, 0.0) for name in self.names]

    def _name(self, rate: str, kind: Kind) -> str:
        """The coefficient of a kind's rate: its own, or the common one."""
        own = f"{rate}.{kind}"
        return own if own in self.names else rate

    def _fastest(self, name: str, hardware: Specification) -> float:
        """The least that a coefficient may be; bytes that spill pay the memory's price besides."""
        spilling = hardware.cache is not None and self._spills
        memory = max(0.0, 1 / hardware.bandwidth - self.least_byte)
        match name.partition(".")[0]:
            case "mult_add":
                return 1 / hardware.mult_adds_per_second
            case "byte":
                return self.least_byte + (0.0 if spilling else memory)
            case "spilled_byte" if spilling:
                return memory
        return 0.0

    @property
    def _spills(self) -> bool:
        return bool(self.used[self.names.index("spilled_byte")])

    def start(self) -> Array:
        """Every cause explains the same share at first."""
        import numpy as np

        return np.where(self.used, 1 / max(1, int(self.used.sum())), 0.0)

    def seconds(self, scaled: Array) -> Array:
        """What coefficients predict for each sample."""
        import numpy as np

        costs = self.table * (scaled * self.scale)
        group = {
            word: costs[:, [n.partition(".")[0] in words for n in self.names]].sum(axis=1)
            for word, words in (
                ("compute", ("mult_add",)),
                ("memory", ("byte", "spilled_byte")),
                ("rest", ("kernel", "group", "branch")),
            )
        }
        if self.combine == "sum":
            each = group["compute"] + group["memory"] + group["rest"]
        else:
            each = np.maximum(group["compute"], group["memory"]) + group["rest"]
        sums: Array = np.bincount(self.at, weights=each, minlength=len(self.measured)).astype(float)
        return sums

    def model(self, scaled: Array) -> TimeModel:
        """The time model of some coefficients."""
        import numpy as np

        kept = np.where(scaled > np.maximum(_NOTHING, self.lowest), scaled, self.lowest)
        rates = np.where(self.used, kept * self.scale, self.floor)  # unmeasured is not free
        found = dict(zip(self.names, rates.tolist(), strict=True))

        def rates_of(kind: Kind) -> Rates:
            return Rates(
                found[self._name("mult_add", kind)],
                found[self._name("byte", kind)],
                found["kernel"],
            )

        own = {name.partition(".")[2] for name in self.names}
        kinds = {kind: rates_of(kind) for kind in KINDS if kind in own}
        return TimeModel(
            combine=self.combine,
            rates=Rates(found["mult_add"], found["byte"], found["kernel"]),
            spilled_byte=found["spilled_byte"],
            group=found["group"],
            branch=found["branch"],
            kinds=kinds,
        )
