"""A machine whose times are reckoned, not measured: what a calibration must find is known."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from netlint.facts.survey import Survey
from netlint.measuring import calibration
from netlint.measuring.calibration import Calibration, Trial, works_of
from netlint.measuring.designs import all_designs
from netlint.measuring.machine import Machine
from netlint.measuring.outcomes import Outcome, Outcomes
from netlint.measuring.timing import Measured
from netlint.pipeline import analysis_of, analyze
from netlint.targets import Rates, Target, TimeModel
from netlint.targets.fitting import predicted

MACHINE = Machine("Test core", "LiteRT 9.9", copying=10**11)
VECTOR, CACHE = 8, 1 << 20
EXACT = TimeModel(
    "sum",
    Rates(2e-11, 3e-11, 2e-6),
    spilled_byte=2e-11,
    group=2e-6,
    branch=1e-6,
    kinds={"depthwise": Rates(9e-11, 3e-11, 2e-6), "copy": Rates(2e-11, 8e-11, 2e-6)},
)


def exact_target(vector: int = VECTOR, cached: int = CACHE) -> Target:
    """The target of the made-up machine."""
    return replace(calibration._target(MACHINE, vector, cached), time=EXACT)


def measured(name: str, seconds: float, spread: float = 0.05) -> Measured:
    return Measured(name, seconds, spread, repeats=36)


def outcomes(**times: tuple[float, float]) -> Outcomes:
    """Networks with their measured and predicted milliseconds."""
    return Outcomes(
        tuple(
            Outcome(measured(name, before * 1e-3), after * 1e-3)
            for name, (before, after) in times.items()
        )
    )


def seconds_of(survey: Survey) -> float:
    """What a network takes on the made-up machine."""
    return predicted(EXACT, works_of(survey, exact_target()))


@cache
def design_trials(every: int) -> tuple[Trial, ...]:
    """Some of the designs, and what they take."""
    surveys = [Survey(analysis_of(each.network())) for each in all_designs()[::every]]
    return tuple(Trial(each, measured(each.network.name, seconds_of(each))) for each in surveys)


@cache
def zoo_trials(*names: str) -> tuple[Trial, ...]:
    """Built-in networks, and what they take."""
    surveys = [Survey(analyze(f"zoo:{name}")) for name in names]
    pairs = zip(names, surveys, strict=True)
    return tuple(Trial(each, measured(name, seconds_of(each))) for name, each in pairs)


def report() -> Calibration:
    """A calibration with errors that can be reckoned by hand."""
    return Calibration(
        exact_target(),
        fitted=outcomes(a=(1, 1.1), b=(1, 0.98), c=(1, 1)),
        held_out=outcomes(quick=(1, 0.9), slow=(2, 1.8), slower=(2.3, 1.7)),
    )
