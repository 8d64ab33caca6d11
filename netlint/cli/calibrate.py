"""`netlint calibrate`: a target for this machine, fitted to what it takes for small networks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netlint.cli.measuring import rounds_option, shown_progress
from netlint.cli.saying import say
from netlint.cli.sharing import format_option
from netlint.cli.terminal import color, width, write
from netlint.errors import UsageError
from netlint.output import check_writable, write_file

if TYPE_CHECKING:
    from netlint.facts.survey import Survey
    from netlint.measuring.calibration import Calibration, Trial
    from netlint.measuring.timing import Measured


@click.command("calibrate")
@click.option(
    "-o", "--output", metavar="FILE", required=True, help="The target file: my-target.toml."
)
@click.option("--force", is_flag=True, help="Replace FILE where it is there.")
@rounds_option(12)
@format_option("text", "json")
def command(output: str, force: bool, rounds: int, format_name: str) -> None:
    """Measure this machine and fit a target to it, for --target.

    Some 230 pieces of networks run in turns with LiteRT, one thread, and eight whole networks,
    which the fit does not see: the report says how well it predicts them. Takes several minutes,
    in which the machine should do nothing else. Needs pip install 'netlint[measure]'.
    """
    from netlint.measuring.needs import check_installed
    from netlint.targets.writing import target_text
    from netlint.writers.measuring.calibration import calibration_json, calibration_text

    _check(output, force=force)
    check_installed("scipy")
    report = _calibrated(rounds)
    write_file(output, target_text(report.target))
    text = (
        calibration_json(report)
        if format_name == "json"
        else calibration_text(report, width=width(), color=color())
    )
    write(text, None)
    say(f"{output} is written; use it: netlint analyze MODEL --target {output}")


def _check(output: str, *, force: bool) -> None:
    """Says before the work is done that the file cannot be written, or is there already."""
    if not output.lower().endswith(".toml"):
        raise UsageError(f"cannot write {output}: a target file ends in .toml")
    check_writable(output, toml=True)
    if not Path(output).exists():
        return
    if not force:
        raise UsageError(f"cannot write {output}: it is there already; --force replaces it")
    from netlint.targets import TargetError, read_target

    try:
        read_target(Path(output))
    except TargetError as error:  # a configuration or a rule, for instance
        raise UsageError(f"cannot write {output}: it is there and no target: {error}") from None


def _calibrated(rounds: int) -> Calibration:
    from netlint.facts.survey import Survey
    from netlint.measuring.calibration import calibrated
    from netlint.measuring.designs import all_designs
    from netlint.measuring.machine import this_machine
    from netlint.measuring.session import models_of, times_of
    from netlint.measuring.unseen import unseen_networks
    from netlint.pipeline import analysis_of

    with shown_progress() as told:
        told("read", 0, 2, "pieces of networks")
        designs = {each.name: Survey(analysis_of(each.network())) for each in all_designs()}
        told("read", 1, 2, "whole networks")
        unseen = {name: Survey(analysis) for name, analysis in unseen_networks().items()}
        surveys = {**designs, **unseen}
        models = models_of({name: each.network for name, each in surveys.items()}, told)
        times = times_of(models, rounds, told)
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        trials = _trials(designs, times), _trials(unseen, times)
        return calibrated(*trials, this_machine(), today, told)


def _trials(surveys: Mapping[str, Survey], times: Mapping[str, Measured]) -> list[Trial]:
    from netlint.measuring.calibration import Trial

    return [Trial(survey, times[name]) for name, survey in surveys.items()]
