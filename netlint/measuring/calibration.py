"""Calibration: a target fitted to what small networks take on this machine.

What a specification would say of a machine is found by the fit too: the vector width and the
cache with which the times are explained best, and the rates of the time model as its peaks. The
error is stated for the networks that it is fitted to, and for whole ones that it has not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from netlint.facts.workloads import tasks_of
from netlint.targets import FusionRules, Specification, Target, TimeModel
from netlint.targets.fitting import Sample, fit, mean_error, predicted
from netlint.targets.target import Fit
from netlint.targets.time import KINDS, Combine

if TYPE_CHECKING:
    from netlint.facts.survey import Survey
    from netlint.measuring.machine import Machine
    from netlint.measuring.timing import Measured
    from netlint.targets.time import Workload

_VECTORS = (1, 4, 8, 16, 32)
_CACHES = tuple(1 << bits for bits in (18, 19, 20, 21, 22))
_UNKNOWN_PEAK = 10**16
"""Faster than any processor: before the fit nobody knows the peak."""

_OWN = ("mult_add.depthwise", *(f"byte.{kind}" for kind in KINDS if kind != "convolution"))
_CLEAR = 1.1
"""Networks whose measured times differ by more should be in the right order."""

_PRODUCTS = frozenset({"conv", "depthwise_conv", "conv_transpose", "dense"})
LITERT = FusionRules(activates=_PRODUCTS, pads_into=frozenset({"depthwise_conv"}))
"""What LiteRT with XNNPACK runs at once, as its models and its profiler show: a ReLU behind a
product is free, behind an addition a pass of its own; of paddings only that before a depthwise
convolution vanishes."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A network and what it takes on this machine.

    Attributes:
        survey: the network.
        measured: its time.
    """

    survey: Survey
    measured: Measured


@dataclass(frozen=True, slots=True)
class Outcome:
    """A measured time beside the predicted one.

    Attributes:
        measured: the time on this machine.
        predicted: what the target says, in seconds.
    """

    measured: Measured
    predicted: float

    @property
    def error(self) -> float:
        """Predicted over measured, less one: -0.1 is 10 % too fast."""
        return self.predicted / self.measured.seconds - 1


@dataclass(frozen=True, slots=True)
class Calibration:
    """A target for this machine, and how well it holds.

    Attributes:
        target: the target.
        fitted: the networks that it is fitted to.
        held_out: the networks that it has not seen.
    """

    target: Target
    fitted: tuple[Outcome, ...]
    held_out: tuple[Outcome, ...]

    @property
    def clear_pairs(self) -> list[tuple[Outcome, Outcome]]:
        """Pairs of unseen networks whose measured times differ by more than 10 %, faster first."""
        ordered = sorted(self.held_out, key=lambda one: one.measured.seconds)
        return [
            (one, other)
            for one, other in combinations(ordered, 2)
            if other.measured.seconds > _CLEAR * one.measured.seconds
        ]

    @property
    def wrong_pairs(self) -> list[tuple[Outcome, Outcome]]:
        """Those of them that are not predicted in the measured order."""
        return [pair for pair in self.clear_pairs if pair[0].predicted >= pair[1].predicted]


def mean_of(outcomes: Sequence[Outcome]) -> float:
    """The mean of |predicted / measured - 1|."""
    return sum(abs(one.error) for one in outcomes) / len(outcomes)


def calibrated(
    designs: Sequence[Trial], held_out: Sequence[Trial], machine: Machine, today: str
) -> Calibration:
    """Fits a target to designs, and tries it on networks that it has not seen.

    Args:
        designs: small networks with their times.
        held_out: whole networks with theirs.
        machine: what is known of the machine.
        today: the date that the target states.

    Raises:
        NetlintError: scipy is not installed.
    """
    best = min(
        (
            _attempt(designs, machine, combine, vector, cache)
            for combine, vector, cache in product(get_args(Combine), _VECTORS, _CACHES)
        ),
        key=lambda attempt: attempt.error,
    )
    target = best.target
    fitted = tuple(_outcome(trial, target) for trial in designs)
    unseen = tuple(_outcome(trial, target) for trial in held_out)
    names = ", ".join(one.measured.name for one in unseen)
    stated = Fit(
        to=f"{len(fitted)} pieces of networks, measured with {machine.engine}, one thread, {today}",
        samples=len(fitted),
        mean_error=round(mean_of(fitted), 3),
        held_out=f"whole networks, measured in the same run: {names}" if unseen else "",
        held_out_samples=len(unseen),
        held_out_error=round(mean_of(unseen), 3) if unseen else None,
    )
    return Calibration(replace(target, fit=stated), fitted, unseen)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A target, and its mean error on what it was fitted to."""

    target: Target
    error: float


def _attempt(
    designs: Sequence[Trial], machine: Machine, combine: Combine, vector: int, cache: int
) -> _Attempt:
    """The best time model for a way to combine, a vector width and a cache."""
    target = _target(machine, vector, cache)
    samples = [
        Sample(trial.measured.name, works_of(trial.survey, target), trial.measured.seconds)
        for trial in designs
    ]
    model = fit(samples, target.specification, combine=combine, own=_OWN)
    target = replace(target, time=model, specification=_peak(target.specification, model))
    return _Attempt(target, mean_error(model, samples))


def _target(machine: Machine, vector: int, cache: int) -> Target:
    return Target(
        id="calibrated",
        name=f"{machine.name}, one thread",
        file=Path("calibrated.toml"),
        kind="cpu-core",
        about=f"One thread of {machine.name} in float32 with {machine.engine}, measured by "
        "netlint calibrate. The peak is the fastest rate of the fit; the vector width and the "
        "cache are those that explain the measured times best.",
        dtypes=("float32",),
        specification=Specification(
            mult_adds_per_second=_UNKNOWN_PEAK,
            bandwidth=machine.copying,
            vector=vector,
            cache=cache,
            activation_memory=None,
            weight_memory=None,
            sources=("measured by netlint calibrate: 256 KiB copied by one thread, and the fit",),
        ),
        fusion=LITERT,
        operations=None,
        time=None,
        fit=None,
    )


def _peak(hardware: Specification, model: TimeModel) -> Specification:
    """The specification with the fastest rate of the fit as its peak."""
    fastest = min(
        rates.mult_add for rates in (model.rates, *model.kinds.values()) if rates.mult_add > 0
    )
    return replace(hardware, mult_adds_per_second=round(1 / fastest))


def works_of(survey: Survey, target: Target) -> tuple[Workload, ...]:
    """What the kernels of a network do on a target; those of unknown work are left out."""
    return tuple(work for task in tasks_of(survey, target) for work in task.works or ())


def _outcome(trial: Trial, target: Target) -> Outcome:
    assert target.time is not None
    return Outcome(trial.measured, predicted(target.time, works_of(trial.survey, target)))
