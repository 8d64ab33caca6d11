"""Options that choose rules, limits and what fails a gate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from netlint.budgets import BUDGETS
from netlint.choices import LEVELS, OPTION, Choices
from netlint.cli.sharing import Command, with_options
from netlint.options import budget, comma_lists, limit_changes

if TYPE_CHECKING:
    from netlint.choices import LimitChanges


def choice_options(command: Command) -> Command:
    """Adds what chooses rules and limits; the command takes `choices`, those of the options."""

    @wraps(command)
    def wrapped(
        *,
        deck: tuple[str, ...],
        select: tuple[str, ...],
        extend_select: tuple[str, ...],
        ignore: tuple[str, ...],
        limits: LimitChanges,
        **others: Any,
    ) -> Any:
        budgets = {key: others.pop(_parameter(key)) for key in BUDGETS}
        choices = Choices(
            OPTION,
            deck=deck or None,
            select=select or None,
            extend_select=extend_select,
            ignore=ignore,
            limits=limits,
            budgets={key: amount for key, amount in budgets.items() if amount is not None},
        )
        return command(choices=choices, **others)

    return with_options(wrapped, *_choice_options())


def _choice_options() -> Sequence[Callable[[Command], Command]]:
    def rules(name: str, about: str) -> Callable[[Command], Command]:
        return click.option(
            name, multiple=True, metavar="RULE,...", callback=comma_lists, help=about
        )

    return (
        deck_option,
        rules("--select", "Check these only: ids, names, tags, decks, patterns."),
        rules("--extend-select", "Check these too, also from other built-in decks."),
        rules("--ignore", "Do not check these."),
        click.option(
            "--limit",
            "limits",
            multiple=True,
            metavar="RULE.LEVEL=VALUE",
            callback=limit_changes,
            help="A rule's limit (info, warn, error): a number, 1.5M, 4MiB, or false. Repeatable.",
        ),
        *(
            click.option(
                f"--max-{key}",
                metavar=_METAVARS[quantity],
                callback=budget,
                help=f"Budget: {_SAMPLES[quantity]}.",
            )
            for key, quantity in BUDGETS.items()
        ),
    )


def gate_options(command: Command) -> Command:
    """Adds what fails a gate to the `choices` that a command takes; goes below `choice_options`."""

    @wraps(command)
    def wrapped(
        *, choices: Choices, fail_on: str | None, allow_undecided: bool, **others: Any
    ) -> Any:
        gate = replace(choices, fail_on=fail_on, allow_undecided=allow_undecided or None)
        return command(choices=gate, **others)

    return with_options(
        wrapped,
        click.option(
            "--fail-on",
            type=click.Choice(LEVELS),
            help="The mildest level that fails. Default: error.",
        ),
        click.option("--allow-undecided", is_flag=True, help="Undecided findings pass."),
    )


_SAMPLES = {
    "size": "bytes, or a size such as 256KiB or 1.5MB",
    "count": "a number, also 300k, 1.5M",
    "time": "5ms, 1.5s, as predicted; needs --target",
}
_METAVARS = {"size": "SIZE", "count": "N", "time": "TIME"}


def _parameter(key: str) -> str:
    return f"max_{key.replace('-', '_')}"


def deck_option(command: Command) -> Command:
    """Adds `--deck`."""
    return with_options(
        command,
        click.option(
            "--deck",
            multiple=True,
            metavar="NAME|PATH",
            help="A deck of rules, in place of the configured ones. Repeatable.",
        ),
    )
