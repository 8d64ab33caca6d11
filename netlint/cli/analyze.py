"""`netlint analyze`: what every layer costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from netlint.cli.saying import FAILURE, every, one_line, say
from netlint.cli.sharing import (
    Reading,
    builder_option,
    file_format_option,
    output_option,
    reading_options,
    with_built,
)
from netlint.cli.targeting import target_option
from netlint.cli.terminal import color, file_of, width, write
from netlint.errors import UsageError
from netlint.grouping import GROUPED_BY
from netlint.modelfiles import models_named
from netlint.options import comma_list
from netlint.policies import Policies, settings_here, target_of
from netlint.views import View
from netlint.writers import format_of, load_writers

if TYPE_CHECKING:
    from netlint.config import Settings
    from netlint.findings import Inspection
    from netlint.report import Analysis
    from netlint.targets import Target
    from netlint.writers.registry import Writer

_WITH_FINDINGS = ("text", "markdown")


@click.command("analyze")
@click.argument("models", nargs=-1, metavar="MODEL...")
@file_format_option(load_writers)
@output_option
@click.option("--depth", type=int, metavar="N", help="Sum up nested models below depth N.")
@click.option("--group-by", type=click.Choice(GROUPED_BY), help="Sum layers up.")
@click.option("--sort", metavar="COLUMN", help="Largest first, unknown last.")
@click.option(
    "--top", type=int, metavar="N", help="Show N rows: by time or mult-adds, or by --sort."
)
@click.option(
    "--columns", metavar="A,B,...", callback=comma_list, help="Columns, by their names in JSON."
)
@target_option
@reading_options
@builder_option
@click.option(
    "--convention",
    default="full",
    metavar="NAME",
    help="full: count everything (default). paper: mult-adds of convolutions and dense layers. "
    "tf-profiler: as TensorFlow's profiler.",
)
@click.option("--reconcile", is_flag=True, help="The conventions side by side, explained.")
def command(  # noqa: PLR0913, PLR0917 -- one argument per option
    models: tuple[str, ...],
    format_name: str | None,
    output: str | None,
    depth: int | None,
    group_by: str | None,
    sort: str | None,
    top: int | None,
    columns: tuple[str, ...],
    targets: tuple[str, ...],
    reading: Reading,
    convention: str,
    reconcile: bool,
) -> int:
    """Show what every layer of MODEL costs: parameters, mult-adds, memory access.

    MODEL is a Keras .h5, .hdf5, .keras or architecture .json file, in which nothing is executed,
    a folder or a pattern of such, or a built-in network such as zoo:shufflenet_v2.
    Text and Markdown also say what the rules in force find; that never fails the command.
    """
    named = with_built(models_named(models), reading)
    file = file_of(output, named)
    viewed = depth or group_by or sort or top or columns or targets
    if reconcile and (viewed or convention != "full"):
        raise UsageError("--reconcile shows totals: it takes no other view and no convention")
    settings = settings_here()
    target = None if reconcile else target_of(targets, settings)
    format_name = format_name or (format_of(file) if file is not None else "text")
    writer = _writer(format_name, reconcile)
    view = View(
        depth=depth,
        group_by=group_by,
        sort=sort,
        top=top,
        columns=columns,
        width=width() if file is None else None,
        color=file is None and color(),
        many=len(named) > 1 or named != (models or reading.builders),
        predicted=target is not None,
    )
    reading.load_plugins(settings)
    analyses, failed = every(named, lambda model: reading.analyze(model, convention, target))
    if analyses:
        if format_name in _WITH_FINDINGS and not reconcile:
            view = replace(view, findings=_findings(analyses, settings, target))
        write(writer(analyses, view), file)
    return FAILURE if failed else 0


def _writer(format_name: str, reconcile: bool) -> Writer:
    """What turns analyses into text: the format's writer, or the conventions side by side."""
    if not reconcile:
        return load_writers()[format_name]
    from netlint.reconcile import reconcile as side_by_side
    from netlint.writers.reconciliation import check_format, write_reconciliations

    check_format(format_name)
    return lambda analyses, _: write_reconciliations(
        [side_by_side(analysis.network) for analysis in analyses], format_name
    )


def _findings(
    analyses: Sequence[Analysis], settings: Settings, target: Target | None
) -> dict[str, Inspection]:
    """What the rules in force say of each network, by its file.

    The costs are what was asked for: rules that cannot be checked are a line on standard
    error, and the costs are shown all the same.
    """
    try:
        from netlint.pipeline import inspect

        policies = Policies(settings, target=target)
        rules = {each.network.file: policies.of(each.network.file).rules for each in analyses}
        return {
            analysis.network.file: inspect(analysis, rules[analysis.network.file], target)
            for analysis in analyses
        }
    except Exception as error:  # noqa: BLE001 -- whatever is wrong with the rules
        say(f"no findings: {one_line(error)}")
        return {}
