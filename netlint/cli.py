"""The commands: the only place that prints and exits.

Exit codes: 0; 2 with one line on standard error; 130 when interrupted. Readers and costs are
imported when a command runs, so that `netlint --help` waits for nothing.
"""

from __future__ import annotations

import os
import shutil
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netlint import __version__
from netlint.errors import NetlintError, UsageError
from netlint.escaping import printable
from netlint.grouping import GROUPINGS
from netlint.options import comma_list, input_shapes_by_name
from netlint.output import STANDARD_OUTPUT, check_writable, write_file, write_standard_output
from netlint.views import View
from netlint.writers import format_of, load_writers

if TYPE_CHECKING:
    from netlint.report import Analysis
    from netlint.writers.registry import Writer

FAILURE = 2
INTERRUPTED = 130
_LONGEST_LINE = 2000


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
        _say("interrupted")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 -- a stack trace never reaches a user
        _say(_failure(error))
        return FAILURE
    return result if isinstance(result, int) else 0


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="netlint", message="%(prog)s %(version)s")
@click.pass_context
def netlint(context: click.Context) -> None:
    """A linter for neural-network architectures."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@netlint.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL...")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(load_writers())),
    help="Default: by the suffix of -o FILE, else text.",
)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE, whole or not at all.")
@click.option("--depth", type=int, metavar="N", help="Sum up nested models below depth N.")
@click.option("--group-by", type=click.Choice(list(GROUPINGS)), help="Sum layers up.")
@click.option("--sort", metavar="COLUMN", help="Largest first, unknown last.")
@click.option("--top", type=int, metavar="N", help="Show N rows: by mult-adds, or by --sort.")
@click.option(
    "--columns", metavar="A,B,...", callback=comma_list, help="Columns, by their names in JSON."
)
@click.option("--batch", type=int, metavar="N", help="Batch size. Default: the model's, or 1.")
@click.option(
    "--input-shape",
    "input_shapes",
    multiple=True,
    metavar="[NAME=]A,B,...",
    callback=input_shapes_by_name,
    help="Axes (without batch) of an input that the model leaves open. Repeatable.",
)
@click.option(
    "--convention",
    default="full",
    metavar="NAME",
    help="full: count everything (default). paper: mult-adds of convolutions and dense layers. "
    "tf-profiler: as TensorFlow's profiler.",
)
@click.option("--reconcile", is_flag=True, help="The conventions side by side, explained.")
@click.option(
    "--plugin",
    "plugins",
    multiple=True,
    metavar="MODULE",
    help="A module with layer classes of one's own. Repeatable.",
)
def analyze(  # noqa: PLR0913, PLR0917 -- one argument per option
    models: tuple[str, ...],
    format_name: str | None,
    output: str | None,
    depth: int | None,
    group_by: str | None,
    sort: str | None,
    top: int | None,
    columns: tuple[str, ...],
    batch: int | None,
    input_shapes: dict[str, tuple[int, ...]],
    convention: str,
    reconcile: bool,
    plugins: tuple[str, ...],
) -> int:
    """Show what every layer of MODEL costs: parameters, mult-adds, memory access.

    MODEL is a Keras .h5, .hdf5, .keras or architecture .json file. Nothing in it is executed.
    """
    file = None if output == STANDARD_OUTPUT else output
    if file is not None:
        check_writable(file, models)
    if reconcile and (depth or group_by or sort or top or columns or convention != "full"):
        raise UsageError("--reconcile shows totals: it takes no other view and no convention")
    write = _writer(format_name or (format_of(file) if file is not None else "text"), reconcile)
    view = View(
        depth=depth,
        group_by=group_by,
        sort=sort,
        top=top,
        columns=columns,
        width=_width() if file is None else None,
        color=file is None and _color(),
        many=len(models) > 1,
    )
    _load_plugins(plugins)
    from netlint import pipeline

    def read(model: str) -> Analysis:
        return pipeline.analyze(
            model, batch=batch, input_shapes=input_shapes, convention=convention
        )

    analyses = _every(models, read)
    if analyses:
        text = write(analyses, view)
        write_standard_output(text) if file is None else write_file(file, text)
    return 0 if len(analyses) == len(models) else FAILURE


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


def _every(models: Sequence[str], read: Callable[[str], Analysis]) -> list[Analysis]:
    """Every model's analysis; those that cannot be read end in a line each."""
    analyses = []
    said: set[str] = set()
    progress = len(models) > 1 and sys.stderr is not None and sys.stderr.isatty()
    for number, model in enumerate(models, 1):
        if progress:
            _show(f"[{number}/{len(models)}] {printable(model, 60)}")
        try:
            analyses.append(read(model))
        except Exception as error:  # noqa: BLE001 -- the other models still count
            line = _failure(error, model)
            if progress:
                _show("")
            if line not in said:
                _say(line)
            said.add(line)
    if progress:
        _show("")
    return analyses


def _load_plugins(named: Sequence[str]) -> None:
    from netlint.config import load_settings

    plugins = (*load_settings(Path.cwd()).plugins, *named)
    if plugins:
        from netlint.plugins import load_plugins

        load_plugins(plugins)


def _width() -> int | None:
    """Characters per line; None in a pipe, unless COLUMNS says otherwise."""
    if os.environ.get("COLUMNS", "").isdigit() or _is_terminal():
        return shutil.get_terminal_size().columns
    return None


def _color() -> bool:
    """Whether to colour: on a terminal, unless NO_COLOR (no-color.org) or TERM forbid it."""
    dumb = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return _is_terminal() and not dumb


def _is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _failure(error: Exception, model: str | None = None) -> str:
    """One line that says what went wrong and what to do."""
    where = "" if model is None else f"{model}: "
    if os.environ.get("NETLINT_DEBUG") == "1":
        traceback.print_exception(error)
    match error:
        case NetlintError():
            return f"error: {error}"
        case click.ClickException():
            context = getattr(error, "ctx", None)
            command = "netlint" if context is None else context.command_path
            hint = f" (see `{command} --help`)" if isinstance(error, click.UsageError) else ""
            return f"error: {error.format_message()}{hint}"
        case MemoryError():
            return f"error: {where}not enough memory"
        case RecursionError():
            return f"error: {where}is nested too deeply"
        case OSError():
            return f"error: {where}{error.strerror or error}"
    what = f"{type(error).__name__}: {error}"
    return f"internal error: {where}{what} (please report it; NETLINT_DEBUG=1 shows the trace)"


def _say(line: str) -> None:
    """One line on standard error."""
    if sys.stderr is not None:
        click.echo(f"netlint: {printable(line, _LONGEST_LINE)}", err=True)


def _show(text: str) -> None:
    """The line of progress, in place of the one before."""
    click.echo(f"\r\x1b[K{text}", err=True, nl=False)
