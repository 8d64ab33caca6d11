"""`netlint diff`: what changed between two networks, and why the totals moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from netlint.cli.check import FINDINGS
from netlint.cli.choosing import choice_options, gate_options
from netlint.cli.comparing import HTML, RememberingCommand, command_line
from netlint.cli.sharing import Reading, file_format_option, output_option, reading_options
from netlint.cli.targeting import target_option
from netlint.cli.terminal import color, file_of, width, write
from netlint.errors import UsageError
from netlint.policies import Policies, decks_read, need_a_clock, settings_here, target_of

if TYPE_CHECKING:
    from netlint.choices import Choices
    from netlint.comparison import Entry
    from netlint.difference import Gate
    from netlint.findings import Inspection
    from netlint.report import Analysis
    from netlint.targets import Target

    Read = Callable[[str], Analysis]


def _formats() -> Iterable[str]:
    from netlint.writers.diff import load_diff_writers

    return load_diff_writers()


@click.command("diff", cls=RememberingCommand)
@click.argument("models", nargs=-1, metavar="OLD NEW | --git REV PATH")
@click.option(
    "--git",
    "revision",
    metavar="REV",
    help="Compare PATH as it was in this revision with the file in the working tree.",
)
@click.option(
    "--fail-on-increase",
    "increases",
    multiple=True,
    metavar="TOTAL=N|N%,...",
    help="Exit with 1 where a total grew by more: mult_adds=2%,memory_access=0,params=10k. "
    "Repeatable.",
)
@choice_options
@gate_options
@target_option
@file_format_option(_formats)
@output_option
@reading_options
def command(
    models: tuple[str, ...],
    revision: str | None,
    increases: tuple[str, ...],
    choices: Choices,
    targets: tuple[str, ...],
    format_name: str | None,
    output: str | None,
    reading: Reading,
) -> int:
    """Say what changed between OLD and NEW, and why the totals moved.

    OLD and NEW are files, or built-in networks such as zoo:shufflenet_v2. With --git REV PATH
    it is the file PATH as it was in a revision, and as it is now. Both are checked by the rules
    in force for NEW. The format goes by the suffix of -o FILE: .html, .md, .json, .txt.

    Exit code 0; 1 where --fail-on-increase or --fail-on says so (for new and worse findings;
    without them nothing fails); 2 where a model cannot be read.
    """
    from netlint.difference import DifferenceView
    from netlint.pipeline import diff
    from netlint.writers.diff import load_diff_writers

    _check(models, revision)
    gate = _gate(increases, choices)
    settings = settings_here()
    file = file_of(output, (*models, *decks_read(settings, choices)))
    name = _format(format_name, output, file)
    reading.load_plugins(settings)
    target = target_of(targets, settings)
    policies = Policies(settings, replace(choices, fail_on=None, allow_undecided=None), target)
    old, new = _entries(models, revision, policies, reading.analyze, target)
    difference = diff(old, new, gate, command_line(output))
    view = DifferenceView(width=width() if file is None else None, color=file is None and color())
    write(load_diff_writers()[name](difference, view), file)
    return 0 if difference.passed else FINDINGS


def _check(models: Sequence[str], revision: str | None) -> None:
    if revision is None and len(models) != 2:
        raise UsageError(
            f"wants two networks, OLD and NEW, not {len(models)}; for one file in git: "
            "netlint diff --git REV PATH"
        )
    if revision is not None and len(models) != 1:
        raise UsageError(f"--git {revision} wants one file, PATH, not {len(models)}")


def _gate(increases: Sequence[str], choices: Choices) -> Gate:
    from netlint.allowances import allowances
    from netlint.difference import Gate
    from netlint.selection import level_of

    try:
        held = allowances(increases)
    except UsageError as error:
        raise UsageError(f"--fail-on-increase: {error}") from None
    level = None if choices.fail_on is None else level_of(choices.fail_on)
    return Gate(held, level, bool(choices.allow_undecided))


def _format(format_name: str | None, output: str | None, file: str | None) -> str:
    from netlint.writers.diff import diff_format_of

    name = format_name or ("text" if file is None else diff_format_of(file))
    if name == HTML and output is None:
        raise UsageError("a page is written to a file: add -o diff.html, or -o - for a pipe")
    return name


def _entries(
    models: Sequence[str],
    revision: str | None,
    policies: Policies,
    read: Read,
    target: Target | None,
) -> tuple[Entry, Entry]:
    """Both networks, inspected by the rules in force for the new one."""
    from netlint.pipeline import compare

    path = models[-1]
    rules = policies.of(path).rules
    need_a_clock(rules, target)

    def inspected(name: str, analysis: Analysis) -> Entry:
        entry = compare(name, analysis, rules, judged_on=target)
        return replace(entry, inspection=_accepted(entry.inspection, path, policies))

    if revision is None:
        return inspected(models[0], read(models[0])), inspected(path, read(path))
    old = inspected(f"{path} at {revision}", _committed(path, revision, read))
    return replace(old, label=f"{PurePath(path).name} at {revision}"), inspected(path, read(path))


def _accepted(inspection: Inspection, path: str, policies: Policies) -> Inspection:
    """Marks what the waivers for a path accept; what is wrong with those `check` says."""
    own = inspection.subject
    marked = policies.waived(replace(inspection, subject=replace(own, file=path)))
    about = {rule.id for rule in policies.of(path).waiver_rules}
    findings = tuple(each for each in marked.findings if each.rule.id not in about)
    return replace(inspection, findings=findings)


def _committed(path: str, revision: str, read: Read) -> Analysis:
    """The network of a file as it was in a revision."""
    from netlint.errors import ModelError
    from netlint.revisions import checked_out

    name = f"{path} at {revision}"
    with checked_out(path, revision) as file:
        try:
            analysis = read(file)
        except ModelError as error:
            raise ModelError(name, error.problem, error.advice, error.layer) from None
    return replace(analysis, network=replace(analysis.network, file=name))
