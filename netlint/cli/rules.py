"""`netlint rules`: the rules there are, and `netlint rules test`: their examples, run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from netlint.cli.sharing import format_option
from netlint.cli.terminal import color, width, write
from netlint.policies import Policies, settings_here

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netlint.decks import Rule

PROBLEMS = 1
"""The exit code where an example fails."""


@click.group("rules", invoke_without_command=True)
@click.option(
    "--deck",
    "decks",
    multiple=True,
    metavar="NAME|PATH",
    help="Only this deck. Repeatable. Default: those in force and those built in.",
)
@format_option("text", "json")
@click.pass_context
def command(context: click.Context, decks: tuple[str, ...], format_name: str) -> None:
    """List the rules there are."""
    if context.invoked_subcommand is not None:
        return
    from netlint.writers.listings import rules_json, rules_text

    rules = _rules(decks)
    text = (
        rules_json(rules)
        if format_name == "json"
        else rules_text(rules, width=width(), color=color())
    )
    write(text, None)


def _rules(decks: Sequence[str]) -> tuple[Rule, ...]:
    if not decks:
        return tuple(Policies(settings_here()).library.every())
    from netlint.library import Library

    return Library(decks).rules


def _rules_in(path: str) -> tuple[Rule, ...]:
    """The rules of a deck; what is there goes before a built-in deck of that name."""
    from netlint.library import Library

    return Library([str(Path.cwd() / path) if Path(path).exists() else path]).rules


@command.command("test")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
def run_tests(paths: tuple[str, ...]) -> int:
    """Run the examples of the rules in PATH: a folder, a file, or else a built-in deck.

    Each PATH is a deck of its own: another one may take the same ids.

    Exit code 0: every rule says what its examples expect. 1: one does not. 2: a rule cannot
    be read.
    """
    from netlint.trials import run_examples
    from netlint.writers.listings import trials_text

    rules = {rule.file.resolve(): rule for path in paths for rule in _rules_in(path)}
    trials = [trial for rule in rules.values() for trial in run_examples(rule)]
    write(trials_text(trials), None)
    return 0 if all(trial.passed for trial in trials) else PROBLEMS
