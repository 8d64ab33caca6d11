"""`netlint check`: the gate of a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlint.choices import LEVELS
from netlint.cli.accepting import Acceptance, BaselineOptions, baseline_options, baseline_read
from netlint.cli.checking import Checks, Effort, check_all, effort_options
from netlint.cli.choosing import choice_options, gate_options
from netlint.cli.outputs import Asked, Output, output_options, outputs
from netlint.cli.policies import decks_read, settings_here
from netlint.cli.saying import FAILURE, say
from netlint.cli.sharing import Reading, reading_options
from netlint.cli.targeting import target_of, target_option
from netlint.cli.terminal import color, width, write_all
from netlint.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netlint.choices import Choices
    from netlint.cli.checking import Checked
    from netlint.cli.policies import Policies
    from netlint.config import Settings
    from netlint.findings import CheckReport, CheckView

FINDINGS = 1
"""The exit code of a gate that does not pass."""


def _formats() -> Iterable[str]:
    from netlint.writers.checks import load_check_writers

    return load_check_writers()


@click.command("check")
@click.argument("models", nargs=-1, metavar="[MODEL...]")
@choice_options
@gate_options
@click.option("--exit-zero", is_flag=True, help="Exit with 0 where findings would make it 1.")
@click.option(
    "--show",
    type=click.Choice(LEVELS),
    help="The mildest findings to list, the others are counted. Default: warning, or what "
    "--fail-on says if that is milder.",
)
@baseline_options
@output_options(_formats)
@target_option
@reading_options
@effort_options
def command(  # noqa: PLR0913, PLR0917 -- one argument per option
    models: tuple[str, ...],
    choices: Choices,
    exit_zero: bool,
    show: str | None,
    known: BaselineOptions,
    asked: Asked,
    targets: tuple[str, ...],
    reading: Reading,
    effort: Effort,
) -> int:
    """Check MODELs against design rules; without MODEL, those of the configuration.

    MODEL is a file, a folder, a pattern such as 'models/**/*.h5', or a built-in network such as
    zoo:shufflenet_v2.

    Exit code 0: nothing at or above --fail-on. 1: findings. 2: something could not be checked.
    """
    settings = settings_here()
    models = _models(models, settings)
    read = (*models, *decks_read(settings, choices))
    wanted = outputs(asked, (*read, *baseline_read(settings, known)))
    reading.load_plugins(settings)
    target = target_of(targets, settings)
    checks = Checks(settings, choices, reading, target)
    accepted = Acceptance(settings, checks.policies, known, read)
    report = _report(check_all(models, checks, effort), accepted, checks)
    _warn_of_idle_limits([each.subject.file for each in report.inspections], checks.policies)
    write_all([(_written(report, show, known.show, each), each.file) for each in wanted])
    if report.failed:
        return FAILURE
    return FINDINGS if report.failures and not exit_zero else 0


def _models(arguments: Sequence[str], settings: Settings) -> tuple[str, ...]:
    """The models that the arguments mean, or the configuration, each once."""
    from netlint.modelfiles import configured_models, models_named

    if arguments:
        return tuple(dict.fromkeys(models_named(arguments)))
    models = configured_models(settings)
    if not models:
        raise UsageError(
            "no model to check: name one (netlint check model.h5), or set 'models' in "
            "[tool.netlint]"
        )
    return models


def _warn_of_idle_limits(models: Sequence[str], policies: Policies) -> None:
    for line in policies.idle_limits(models):
        say(f"warning: {line}")


def _report(checked: Checked, accepted: Acceptance, checks: Checks) -> CheckReport:
    from netlint.findings import CheckReport

    gate = checks.policies.of()
    inspections, failed = checked
    return CheckReport(
        inspections=accepted.settled(inspections),
        failed=tuple(failed),
        fail_on=gate.fail_on.value,
        allow_undecided=gate.allow_undecided.value,
        target=checks.target,
    )


def _written(report: CheckReport, show: str | None, known: bool, output: Output) -> str:
    from netlint.writers.checks import check_writer_of

    view = _view(report, show, known, output)
    return check_writer_of(output.format_name)(report, view)


def _view(report: CheckReport, show: str | None, known: bool, output: Output) -> CheckView:
    from netlint.decks import Level
    from netlint.findings import CheckView
    from netlint.selection import level_of

    def warn(text: str) -> None:
        say(f"warning: {output.format_name}: {text}")

    return CheckView(
        width=width() if output.file is None else None,
        color=output.file is None and color(),
        show=min(Level.WARNING, report.fail_on) if show is None else level_of(show),
        known=known,
        notice=warn,
    )
