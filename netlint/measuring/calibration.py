"""Calibration: a target fitted to what small networks take on this machine.

What a specification would say of a machine is found by the fit too: the vector width and the
cache with which the times are explained best, and the rates of the time model as its peaks. The
error is stated for the networks that it is fitted to, and for whole ones that it has not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from netlint.facts.workloads import tasks_of
from netlint.measuring.outcomes import Outcome, Outcomes
from netlint.targets import FusionRules, Specification, Target, TimeModel
from netlint.targets.fitting import Sample, fit, mean_error, predicted
from netlint.targets.target import Fit
from netlint.targets.time import KINDS, Combine

if TYPE_CHECKING:
    from netlint.facts.survey import Survey
    from netlint.measuring.machine import Machine
    from netlint.measuring.session import Told
    from netlint.measuring.timing import Measured
    from netlint.targets.time import Workload

_VECTORS = (1, 4, 8, 16, 32)
_CACHES = tuple(1 << bits for bits in (18, 19, 20, 21, 22))
_UNKNOWN_PEAK = 10**16
"""Faster than any processor: before the fit nobody knows the peak."""

_OWN = ("mult_add.depthwise", *(f"byte.{kind}" for kind in KINDS if kind != "convolution"))
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
class Calibration:
    """A target for this machine, and how well it holds.

    Attributes:
        target: the target.
        fitted: the networks that it is fitted to.
        held_out: the networks that it has not seen.
    """

    target: Target
    fitted: Outcomes
    held_out: Outcomes


def calibrated(
    designs: Sequence[Trial],
    held_out: Sequence[Trial],
    machine: Machine,
    today: str,
    told: Told | None = None,
) -> Calibration:
    """Fits a target to designs, and tries it on networks that it has not seen.

    Args:
        designs: small networks with their times.
        held_out: whole networks with theirs.
        machine: what is known of the machine.
        today: the date that the target states.
        told: is told how far it is.

    Raises:
        NetlintError: scipy is not installed.
    """
    attempts: list[_Attempt] = []
    pairs = list(product(_VECTORS, _CACHES))
    for number, (vector, cache) in enumerate(pairs):
        if told is not None:
            told("fit", number, len(pairs), f"a vector of {vector}, {cache >> 10} KiB of cache")
        attempts += _attempts(designs, _target(machine, vector, cache))
    target = min(attempts, key=lambda attempt: attempt.error).target
    fitted, unseen = _outcomes(designs, target), _outcomes(held_out, target)
    stated = _stated(fitted, unseen, f"{machine.engine}, one thread, {today}")
    return Calibration(replace(target, fit=stated), fitted, unseen)


def _stated(fitted: Outcomes, unseen: Outcomes, how: str) -> Fit:
    """What the target's file says of its fit."""
    error, unseen_error = fitted.mean_error, unseen.mean_error
    assert error is not None
    names = ", ".join(one.measured.name for one in unseen.each)
    return Fit(
        to=f"{len(fitted.each)} pieces of networks, measured with {how}",
        samples=len(fitted.each),
        mean_error=round(error, 3),
        held_out=f"whole networks, measured in the same run: {names}" if unseen.each else "",
        held_out_samples=len(unseen.each),
        held_out_error=None if unseen_error is None else round(unseen_error, 3),
    )


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A target, and its mean error on what it was fitted to."""

    target: Target
    error: float


def _attempts(designs: Sequence[Trial], target: Target) -> Iterator[_Attempt]:
    """The best time model for a vector width and a cache, for each way to combine."""
    samples = [
        Sample(trial.measured.name, works_of(trial.survey, target), trial.measured.seconds)
        for trial in designs
    ]
    hardware = target.specification
    for combine in get_args(Combine):
        model = fit(samples, hardware, combine=combine, own=_OWN, least_byte=1 / hardware.bandwidth)
        fitted = replace(target, time=model, specification=_peak(hardware, model))
        yield _Attempt(fitted, mean_error(model, samples))


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


def _outcomes(trials: Sequence[Trial], target: Target) -> Outcomes:
    model = target.time
    assert model is not None
    return Outcomes(
        tuple(
            Outcome(each.measured, predicted(model, works_of(each.survey, target)))
            for each in trials
        )
    )
