"""`netlint targets`: the hardware there is, and `netlint targets show`: one of it in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlint.cli.sharing import format_option
from netlint.cli.terminal import color, width, write
from netlint.policies import settings_here, targets_of

if TYPE_CHECKING:
    from netlint.targets import Target


@click.group("targets", invoke_without_command=True)
@format_option("text", "json")
@click.pass_context
def command(context: click.Context, format_name: str) -> None:
    """List the hardware that times are predicted for: built in, and in the configuration."""
    if context.invoked_subcommand is not None:
        return
    from netlint.writers.targets.listing import targets_json, targets_text

    targets = _known()
    text = (
        targets_json(targets)
        if format_name == "json"
        else targets_text(targets, width=width(), color=color())
    )
    write(text, None)


def _known() -> list[Target]:
    """The built-in targets, then those that only the configuration names."""
    from netlint.targets import built_in_targets, read_target

    found = {file: read_target(file) for file in built_in_targets().values()}
    own = targets_of((), settings_here())
    return [*found.values(), *(target for target in own if target.file not in found)]


@command.command("show")
@click.argument("target", metavar="NAME|FILE")
@format_option("text", "json")
def show(target: str, format_name: str) -> None:
    """Show all that is known of one target: specification, fusion, time model, and its error.

    NAME is one of `netlint targets`; FILE is a .toml file of your own.
    """
    from netlint.targets import load_target
    from netlint.writers.targets.sheet import sheet_json, sheet_text

    found = load_target(target)
    text = (
        sheet_json(found)
        if format_name == "json"
        else sheet_text(found, width=width(), color=color())
    )
    write(text, None)
