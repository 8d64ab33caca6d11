"""`netlint check`: the gate of a build."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from netlint.choices import LEVELS
from netlint.cli.accepting import Acceptance, BaselineOptions, baseline_options, baseline_read
from netlint.cli.checking import Checks, Effort, check_all, effort_options
from netlint.cli.choosing import choice_options, gate_options
from netlint.cli.outputs import Asked, Output, output_options, outputs, repository_root
from netlint.cli.saying import FAILURE, say
from netlint.cli.sharing import Reading, builder_option, reading_options
from netlint.cli.targeting import target_option
from netlint.cli.terminal import color, width, write_all
from netlint.errors import UsageError
from netlint.options import anchor as anchor_option
from netlint.policies import decks_read, settings_here, target_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netlint.choices import Choices
    from netlint.cli.checking import Checked
    from netlint.config import Settings
    from netlint.findings import Anchor, CheckReport, CheckView
    from netlint.policies import Policies

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
@click.option(
    "--anchor",
    metavar="FILE:LINE",
    callback=anchor_option,
    help="Where findings stand in annotations and code quality reports: a line of a source file, "
    "which a pull request shows. Default: the model file, or where a builder is defined.",
)
@reading_options
@builder_option
@effort_options
def command(  # noqa: PLR0913, PLR0917 -- one argument per option, or for several
    models: tuple[str, ...],
    choices: Choices,
    exit_zero: bool,
    show: str | None,
    known: BaselineOptions,
    asked: Asked,
    targets: tuple[str, ...],
    anchor: Anchor | None,
    reading: Reading,
    effort: Effort,
) -> int:
    """Check MODELs against design rules; without MODEL, those of the configuration.

    MODEL is a file, a folder, a pattern such as 'models/**/*.h5', or a built-in network such as
    zoo:shufflenet_v2. --model-builder checks what a function of one's own returns.

    Exit code 0: nothing at or above --fail-on. 1: findings. 2: something could not be checked.
    """
    settings = settings_here()
    models = _models(models, settings, reading)
    read = (*models, *decks_read(settings, choices))
    wanted = outputs(asked, (*read, *baseline_read(settings, known)))
    reading.load_plugins(settings)
    target = target_of(targets, settings)
    checks = Checks(settings, choices, reading, target)
    accepted = Acceptance(settings, checks.policies, known, read)
    checked = check_all(models, checks, effort)
    report = _report((checked, checks.built()), accepted, checks)
    _warn_of_idle_limits([each.subject.file for each in report.inspections], checks.policies)
    view = _view(report, show, known.show, anchor, reading)
    write_all([(_written(report, view, each), each.file) for each in wanted])
    if report.failed:
        return FAILURE
    return FINDINGS if report.failures and not exit_zero else 0


def _models(arguments: Sequence[str], settings: Settings, reading: Reading) -> tuple[str, ...]:
    """The files that the arguments mean, or the configuration, each once; not those built."""
    from netlint.modelfiles import configured_models, models_named

    if arguments or reading.builders:
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


def _report(parts: Sequence[Checked], accepted: Acceptance, checks: Checks) -> CheckReport:
    from netlint.findings import CheckReport

    gate = checks.policies.of()
    return CheckReport(
        inspections=accepted.settled(each for found, _ in parts for each in found),
        failed=tuple(each for _, failed in parts for each in failed),
        fail_on=gate.fail_on.value,
        allow_undecided=gate.allow_undecided.value,
        target=checks.target,
        baseline=accepted.baseline,
    )


def _view(
    report: CheckReport, show: str | None, known: bool, anchor: Anchor | None, reading: Reading
) -> CheckView:
    from netlint.decks import Level
    from netlint.findings import CheckView
    from netlint.selection import level_of

    return CheckView(
        show=min(Level.WARNING, report.fail_on) if show is None else level_of(show),
        known=known,
        anchor=anchor,
        anchors=_anchors(reading),
        root=repository_root(),
    )


def _anchors(reading: Reading) -> dict[str, Anchor]:
    """Where the builders of models are defined."""
    if not reading.builders:
        return {}
    from netlint.builders import anchor_of

    found = {name: anchor_of(name) for name in reading.builders}
    return {name: anchor for name, anchor in found.items() if anchor is not None}


def _written(report: CheckReport, view: CheckView, output: Output) -> str:
    from netlint.writers.checks import check_writer_of

    def warn(text: str) -> None:
        say(f"warning: {output.format_name}: {text}")

    own = replace(
        view,
        width=width() if output.file is None else None,
        color=output.file is None and color(),
        notice=warn,
    )
    return check_writer_of(output.format_name)(report, own)
