"""What goes to standard error: one line per problem, and the progress on a terminal."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

from netlint.errors import NetlintError
from netlint.escaping import printable

if TYPE_CHECKING:
    from netlint.findings import Failure

FAILURE = 2
INTERRUPTED = 130
_LONGEST_LINE = 2000
_T = TypeVar("_T")


def say(line: str) -> None:
    """One line on standard error."""
    if sys.stderr is not None:
        click.echo(f"netlint: {printable(line, _LONGEST_LINE)}", err=True)


def one_line(error: Exception, model: str | None = None) -> str:
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


def every(
    models: Sequence[str],
    read: Callable[[str], _T],
) -> tuple[list[_T], list[Failure]]:
    """What is read of every model, and those that cannot be read: each ends in a line.

    Args:
        models: the models.
        read: what to do with one.
    """
    found: list[_T] = []
    failed: list[Failure] = []
    said: set[str] = set()
    progress = len(models) > 1 and sys.stderr is not None and sys.stderr.isatty()
    for number, model in enumerate(models, 1):
        if progress:
            _show(f"[{number}/{len(models)}] {printable(model, 60)}")
        try:
            found.append(read(model))
        except Exception as error:  # noqa: BLE001 -- the other models still count
            line = one_line(error, model)
            if progress:
                _show("")
            if line not in said:
                say(line)
            said.add(line)
            from netlint.findings import Failure  # as late: it brings the rules along

            failed.append(Failure(model, line.removeprefix("error: ")))
    if progress:
        _show("")
    return found, failed


def _show(text: str) -> None:
    """The line of progress, in place of the one before."""
    click.echo(f"\r\x1b[K{text}", err=True, nl=False)
