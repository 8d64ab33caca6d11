"""What goes to standard error: one line per problem, and the progress on a terminal."""

from __future__ import annotations

import os
import sys
import time
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
_EVERY = 0.1
"""Seconds between two states of progress: writing them takes time, and nobody reads faster."""
_T = TypeVar("_T")


class AlreadySaid(Exception):
    """What went wrong with a model in another process, in the line that it made of it."""


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
        case AlreadySaid():
            return str(error)
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


class Progress:
    """A line on standard error that says how far a command is; on a terminal only."""

    def __init__(self, total: int, start: int = 0) -> None:
        """Says nothing yet.

        Args:
            total: how many models there are.
            start: how many of them are done from the start.
        """
        self.start = start
        self._total = total
        self._most = start
        self._on = total > 1 and sys.stderr is not None and sys.stderr.isatty()
        self._last: float | None = None

    def show(self, done: int, model: str) -> None:
        """How many models are done or under way, at most ten times a second; never fewer.

        Args:
            done: how many.
            model: the one that is waited for.
        """
        self._most = max(self._most, done)
        now = time.monotonic()
        if self._on and (self._last is None or now - self._last >= _EVERY):
            self._last = now
            _show(f"[{self._most}/{self._total}] {printable(model, 60)}")

    def clear(self) -> None:
        """Takes the line away, if there is one."""
        if self._last is not None:
            self._last = None
            _show("")


def every(
    models: Sequence[str], read: Callable[[str], _T], progress: Progress | None = None
) -> tuple[list[_T], list[Failure]]:
    """What is read of every model, and those that cannot be read: each ends in a line.

    Args:
        models: the models.
        read: what to do with one.
        progress: where to show how far it is; None: the models are read one by one.
    """
    found: list[_T] = []
    failed: list[Failure] = []
    said: set[str] = set()
    progress = progress or Progress(len(models))
    try:
        for number, model in enumerate(models, 1):
            progress.show(number, model)
            try:
                found.append(read(model))
            except Exception as error:  # noqa: BLE001 -- the other models still count
                line = one_line(error, model)
                progress.clear()
                if line not in said:
                    say(line)
                said.add(line)
                from netlint.findings import Failure  # as late: it brings the rules along

                failed.append(Failure(model, line.removeprefix("error: ")))
    finally:
        progress.clear()
    return found, failed


def _show(text: str) -> None:
    """The line of progress, in place of the one before."""
    click.echo(f"\r\x1b[K{text}", err=True, nl=False)
