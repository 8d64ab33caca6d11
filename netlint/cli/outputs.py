"""The reports of one check: one for standard output or `-o`, more for `--output-file`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from netlint.cli.sharing import Command, file_format_option, output_option, with_options
from netlint.cli.terminal import file_of
from netlint.errors import UsageError
from netlint.output import STANDARD_OUTPUT


@dataclass(frozen=True, slots=True)
class Output:
    """A report that is asked for.

    Attributes:
        format_name: its format.
        file: where it goes; None: to standard output.
    """

    format_name: str
    file: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options say of reports.

    Attributes:
        format_name: what `--format` says.
        output: what `-o` says.
        more: what each `--output-file` says: `FILE`, or `FORMAT:FILE`.
    """

    format_name: str | None
    output: str | None
    more: tuple[str, ...]


def output_options(formats: Callable[[], Iterable[str]]) -> Callable[[Command], Command]:
    """Adds `--format`, `-o` and `--output-file`; the command takes what is `asked`."""

    def add(command: Command) -> Command:
        @wraps(command)
        def wrapped(
            *, format_name: str | None, output: str | None, more: tuple[str, ...], **others: Any
        ) -> Any:
            return command(asked=Asked(format_name, output, more), **others)

        return with_options(
            wrapped,
            file_format_option(formats),
            output_option,
            click.option(
                "--output-file",
                "more",
                multiple=True,
                metavar="[FORMAT:]FILE",
                help="Write FILE too, in FORMAT or what its suffix stands for. Repeatable.",
            ),
        )

    return add


def outputs(asked: Asked, read: Sequence[str]) -> list[Output]:
    """Every report that is asked for; the files are checked before any work is done.

    Args:
        asked: what the options say.
        read: the files that are read: models and decks.

    Raises:
        UsageError: a file cannot be written, is written twice, or its format is not known.
    """
    from netlint.writers.checks import check_format_of

    file = file_of(asked.output, read)
    first = asked.format_name or (check_format_of(file) if file is not None else "text")
    found = [Output(first, file)]
    for said in asked.more:
        each = _stated(said)
        file_of(each.file, read)
        if any(_same(each, other) for other in found):
            raise UsageError(f"--output-file {said}: the file is written twice")
        found.append(each)
    return found


def repository_root() -> Path | None:
    """The folder of the repository that a build server states, where this is in it.

    Its annotations and reports name files from there, wherever in it a step runs.
    """
    for variable in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        stated = os.environ.get(variable)
        if stated and Path.cwd().is_relative_to(os.path.realpath(stated)):
            return Path(os.path.realpath(stated))
    return None


def _stated(said: str) -> Output:
    from netlint.suggestions import did_you_mean
    from netlint.writers.checks import check_format_of, load_check_writers

    formats = load_check_writers()
    name, colon, file = said.partition(":")
    stated = bool(colon) and len(name) > 1 and not set(name) & set("/\\.")  # no drive, no folder
    if stated and name not in formats:
        hint = did_you_mean(name, formats)
        raise UsageError(
            f"--output-file {said}: there is no format {name!r}{hint} (a file with a colon in its "
            f"name is ./{said})"
        )
    name, file = (name, file) if stated else ("", said)
    if file in ("", STANDARD_OUTPUT):
        raise UsageError(f"--output-file {said}: wants a file (--format is for standard output)")
    return Output(name or check_format_of(file), file)


def _same(one: Output, other: Output) -> bool:
    if one.file is None or other.file is None:
        return False
    return os.path.realpath(one.file) == os.path.realpath(other.file)
