"""`netlint measure`: what models take on this machine, beside what a target says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlint.cli.measuring import rounds_option, shown_progress
from netlint.cli.sharing import Reading, format_option, output_option, reading_options
from netlint.cli.targeting import target_option
from netlint.cli.terminal import color, file_of, width, write
from netlint.policies import settings_here, target_of

if TYPE_CHECKING:
    from netlint.facts.survey import Survey
    from netlint.measuring.beside import Measurement
    from netlint.measuring.lowering.convert import LiteRTModel
    from netlint.measuring.timing import Measured
    from netlint.targets import Target

_RUNS = 50
"""How often a model runs while its kernels are timed."""


@click.command("measure")
@click.argument("models", nargs=-1, required=True, metavar="MODEL...")
@target_option
@rounds_option(20)
@click.option("--kernels/--no-kernels", default=True, help="Also each kernel, by default.")
@format_option("text", "json")
@output_option
@reading_options
def command(
    models: tuple[str, ...],
    targets: tuple[str, ...],
    rounds: int,
    kernels: bool,
    format_name: str,
    output: str | None,
    reading: Reading,
) -> None:
    """Measure MODELs on this machine with LiteRT, one thread, beside the predicted times.

    The structure of MODEL is converted, with random weights: nothing in the file is run. Needs
    pip install 'netlint[measure]'.
    """
    from netlint.facts.survey import Survey
    from netlint.measuring.machine import this_machine
    from netlint.measuring.session import models_of, times_of
    from netlint.writers.measuring.measurement import measurements_json, measurements_text

    settings = settings_here()
    file = file_of(output, models)
    target = target_of(targets, settings)
    reading.load_plugins(settings)
    surveys = {model: Survey(reading.analyze(model)) for model in models}
    with shown_progress() as told:
        converted = models_of({name: each.network for name, each in surveys.items()}, told)
        times = times_of(converted, rounds, told)
        found = [
            _measurement(survey, converted[name], times[name], target, _RUNS if kernels else 0)
            for name, survey in surveys.items()
        ]
    machine = this_machine()
    engine = f"{machine.engine} on {machine.name}"
    text = (
        measurements_json(found, engine)
        if format_name == "json"
        else measurements_text(
            found, engine, width=width() if file is None else None, color=file is None and color()
        )
    )
    write(text, file)


def _measurement(
    survey: Survey, model: LiteRTModel, measured: Measured, target: Target | None, runs: int
) -> Measurement:
    from netlint.facts.prediction import predict
    from netlint.measuring.beside import Measurement, kernels_beside
    from netlint.measuring.kernels import kernel_times
    from netlint.measuring.profile import Untold

    prediction = None if target is None else predict(survey, target)
    if not runs:
        return Measurement(measured.name, measured, prediction)
    try:
        kernels = kernels_beside(prediction, kernel_times(model, runs))
    except Untold as error:
        return Measurement(measured.name, measured, prediction, untold=str(error))
    return Measurement(measured.name, measured, prediction, kernels)
