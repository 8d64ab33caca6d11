"""`netlint waive`: prints a waiver, with the layers that it covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from netlint.cli.choosing import choice_options
from netlint.cli.sharing import Reading, builder_option, reading_options, with_built
from netlint.cli.targeting import target_option
from netlint.cli.terminal import write
from netlint.errors import UsageError
from netlint.patterns import pattern_of
from netlint.policies import Policies, settings_here, target_of
from netlint.zoonames import is_zoo_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from netlint.choices import Choices
    from netlint.config import Settings
    from netlint.decks import Rule
    from netlint.findings import Finding
    from netlint.waivers import Waiver

    Find = Callable[[str, Sequence[Rule]], Sequence[Finding]]


class NothingFound(UsageError):
    """There is nothing to waive in a model."""


def _day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    from netlint.configvalues import day

    return None if value is None else day(value, "--expires")


@click.command("waive")
@click.argument("models", nargs=-1, metavar="MODEL...")
@click.option("--rule", required=True, metavar="RULE", help="The rule: an id or a name.")
@click.option(
    "--layer",
    "layers",
    multiple=True,
    metavar="PATTERN",
    help="Layers, as in 'block3/*'. Repeatable. Default: every layer.",
)
@click.option("--reason", required=True, metavar="TEXT", help="Why it is accepted.")
@click.option("--owner", default="", metavar="NAME", help="Who answers for it.")
@click.option(
    "--expires", metavar="DAY", callback=_day, help="The last day, as in 2027-01-31. Default: none."
)
@choice_options
@target_option
@reading_options
@builder_option
def command(  # noqa: PLR0913, PLR0917 -- one argument per option
    models: tuple[str, ...],
    rule: str,
    layers: tuple[str, ...],
    reason: str,
    owner: str,
    expires: date | None,
    choices: Choices,
    targets: tuple[str, ...],
    reading: Reading,
) -> None:
    """Print a waiver of what RULE finds in MODELs, to be pasted into the configuration.

    It records the layers at which there is a finding now: a finding at another one is new. Run
    it again, with the same patterns, to write it anew. Nothing is written to any file.

    MODEL is a file, a folder, a pattern, or a built-in network; of folders and patterns the
    models in which there is a finding count.
    """
    from netlint.configvalues import patterns, some_text
    from netlint.pipeline import inspect
    from netlint.waivers import Waiver
    from netlint.writers.waiver import waiver_table

    models = with_built(models, reading)
    settings = settings_here()
    reading.load_plugins(settings)
    target = target_of(targets, settings)
    policies = Policies(settings, choices, target)
    waiver = Waiver(
        source="",
        rule=policies.library.rule(rule, "--rule").id,
        models=(),  # those in which there is a finding
        layers=patterns(list(layers), "--layer") if layers else (),
        reason=some_text(reason, "--reason"),
        owner=owner.strip(),
        expires=expires,
    )

    def find(model: str, rules: Sequence[Rule]) -> Sequence[Finding]:
        return inspect(reading.analyze(model), rules, target).findings

    covers = _covered(waiver, models, settings, policies, find)
    waiver = replace(waiver, models=tuple(map(_pattern, covers)))
    write(waiver_table(waiver, covers, _heading(settings)), None)


def _heading(settings: Settings) -> str:
    shared = settings.file is not None and settings.file.name == "pyproject.toml"
    return "tool.netlint.waivers" if shared else "waivers"


def _pattern(model: str) -> str:
    return model if is_zoo_name(model) else pattern_of(model)


def _covered(
    waiver: Waiver,
    models: Sequence[str],
    settings: Settings,
    policies: Policies,
    find: Find,
) -> dict[str, list[str]]:
    """The layers at which there is a finding, by the model's path."""
    from netlint.identity import model_path
    from netlint.modelfiles import models_named

    covers: dict[str, list[str]] = {}
    for model in models_named(models):
        try:
            covers[model_path(model, settings.folder)] = _layers(waiver, model, policies, find)
        except NothingFound:
            if model in models:
                raise
    if not covers:
        raise NothingFound(f"{', '.join(models)}: {waiver.rule} finds nothing there")
    return covers


def _layers(waiver: Waiver, model: str, policies: Policies, find: Find) -> list[str]:
    from netlint.decks import Level
    from netlint.waiving import is_meant

    policy = policies.of(model)
    least = min(Level.WARNING, policy.fail_on.value)
    rules = [rule for rule in policy.rules if rule.id == waiver.rule]
    if not rules:
        raise NothingFound(f"{waiver.rule} is not in force for {model} (see `netlint config`)")
    found = find(model, rules)
    layers = [each.where for each in found if each.level >= least and is_meant(waiver, each)]
    if not layers:
        raise NothingFound(
            f"{model}: {waiver.rule} finds nothing there, at level {least} or above: there "
            "is nothing to waive"
        )
    return layers
