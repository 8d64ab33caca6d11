"""The commands: the only place that prints and exits.

Exit codes: 0; 1 where `check` found what fails its gate (or `rules test` a failing example);
2 with one line on standard error; 130 when interrupted. A command is a module of this package
with a `command`, imported when it is asked for; readers, costs and rules are imported when it
runs, so that `netlint --help` waits for nothing.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from importlib.util import find_spec

import click

from netlint import __version__
from netlint.cli.saying import FAILURE, INTERRUPTED, one_line, say


class _Commands(click.Group):
    """The modules of this package that hold a `command`, by their names."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = [module.name for module in pkgutil.iter_modules(__path__)]
        return sorted(name for name in names if self.get_command(ctx, name) is not None)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        module = f"{__name__}.{cmd_name}"
        if not cmd_name.isidentifier() or find_spec(module) is None:
            return None
        command: click.Command | None = getattr(importlib.import_module(module), "command", None)
        return command


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line.

    Args:
        arguments: what follows the program's name; None: those of the process.

    Returns:
        The exit code.
    """
    try:
        result = netlint.main(
            args=None if arguments is None else list(arguments),
            prog_name="netlint",
            standalone_mode=False,
        )
    except (KeyboardInterrupt, click.Abort):
        say("interrupted")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 -- a stack trace never reaches a user
        say(one_line(error))
        return FAILURE
    return result if isinstance(result, int) else 0


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="netlint", message="%(prog)s %(version)s")
@click.pass_context
def netlint(context: click.Context) -> None:
    """A linter for neural-network architectures."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
