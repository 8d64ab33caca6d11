"""`--target`; which ones are meant, `netlint.policies` says."""

from __future__ import annotations

import click

from netlint.cli.sharing import Command, with_options


def target_option(command: Command) -> Command:
    """Adds `--target NAME|FILE`; the command takes `targets`, a tuple of what was named."""
    return with_options(
        command,
        click.option(
            "--target",
            "targets",
            multiple=True,
            metavar="NAME|FILE",
            help="The hardware to predict times on: a name (netlint targets), or a .toml file. "
            "Repeatable where several are shown. Default: 'target' in the configuration.",
        ),
    )
