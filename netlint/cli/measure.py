"""`netlint measure`: what models take on this machine, beside what a target says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from netlint.cli.measuring import rounds_option, shown_progress
from netlint.cli.saying import FAILURE, every
from netlint.cli.sharing import (
    Reading,
    builder_option,
    format_option,
    output_option,
    reading_options,
    with_built,
)
from netlint.cli.targeting import target_option
from netlint.cli.terminal import color, file_of, width, write
from netlint.modelfiles import models_named
from netlint.policies import settings_here, target_of

if TYPE_CHECKING:
    from netlint.facts.survey import Survey
    from netlint.measuring.beside import Measurement, Measurements
    from netlint.measuring.lowering.convert import LiteRTModel
    from netlint.measuring.timing import Measured
    from netlint.targets import Target

_RUNS = 50
"""How often a model runs while its kernels are timed."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """A network, ready to be measured."""

    survey: Survey
    model: LiteRTModel


@click.command("measure")
@click.argument("models", nargs=-1, metavar="MODEL...")
@target_option
@rounds_option(20)
@click.option("--kernels/--no-kernels", default=True, help="Also each kernel, by default.")
@format_option("text", "json")
@output_option
@reading_options
@builder_option
def command(
    models: tuple[str, ...],
    targets: tuple[str, ...],
    rounds: int,
    kernels: bool,
    format_name: str,
    output: str | None,
    reading: Reading,
) -> int:
    """Measure MODELs on this machine with LiteRT, one thread, beside the predicted times.

    The structure of MODEL is converted, with random weights, in float32: nothing in the file is
    run. Needs pip install 'netlint[measure]'.
    """
    from netlint.measuring.needs import check_installed

    named = with_built(models_named(models), reading)
    settings = settings_here()
    file = file_of(output, named)
    target = target_of(targets, settings)
    check_installed()
    reading.load_plugins(settings)
    ready, failed = every(named, lambda model: (model, _subject(model, reading)))
    if ready:
        report = _measured(dict(ready), rounds, target, kernels=kernels)
        write(_text(report, format_name, file), file)
    return FAILURE if failed else 0


def _subject(model: str, reading: Reading) -> _Subject:
    from netlint.facts.survey import Survey
    from netlint.measuring.lowering.convert import converted

    survey = Survey(reading.analyze(model))
    return _Subject(survey, converted(survey.network))


def _measured(
    subjects: Mapping[str, _Subject], rounds: int, target: Target | None, *, kernels: bool
) -> Measurements:
    from netlint.measuring.beside import Measurements
    from netlint.measuring.machine import this_machine
    from netlint.measuring.session import times_of

    machine = this_machine()
    with shown_progress() as told:
        times = times_of({name: each.model for name, each in subjects.items()}, rounds, told)
        found = []
        for number, (name, subject) in enumerate(subjects.items()):
            if kernels:
                told("kernels of", number, len(subjects), name)
            found.append(_measurement(subject, times[name], target, _RUNS if kernels else 0))
    return Measurements(f"{machine.engine} on {machine.name}", tuple(found))


def _measurement(
    subject: _Subject, measured: Measured, target: Target | None, runs: int
) -> Measurement:
    from netlint.facts.prediction import predict
    from netlint.measuring.beside import Measurement, kernels_beside
    from netlint.measuring.kernels import kernel_times
    from netlint.measuring.profile import Untold

    prediction = None if target is None else predict(subject.survey, target)
    if not runs:
        return Measurement(measured, prediction)
    try:
        kernels = kernels_beside(prediction, kernel_times(subject.model, runs))
    except Untold as error:
        return Measurement(measured, prediction, untold=str(error))
    return Measurement(measured, prediction, kernels)


def _text(report: Measurements, format_name: str, file: str | None) -> str:
    from netlint.writers.measuring.measurement import measurements_json, measurements_text

    if format_name == "json":
        return measurements_json(report)
    if file is not None:
        return measurements_text(report, width=None, color=False)
    return measurements_text(report, width=width(), color=color())
