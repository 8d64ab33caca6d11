"""What `netlint compare` and `netlint report` share: their options, and the way to a report."""

from __future__ import annotations

import shlex
import webbrowser
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netlint.cli.choosing import choice_options
from netlint.cli.saying import FAILURE, every, say
from netlint.cli.sharing import (
    Command,
    LateChoice,
    Reading,
    builder_option,
    file_format_option,
    output_option,
    reading_options,
)
from netlint.cli.targeting import target_option
from netlint.cli.terminal import color, file_of, width, write
from netlint.errors import UsageError
from netlint.policies import Policies, need_a_clock, settings_here, targets_of

if TYPE_CHECKING:
    from netlint.choices import Choices
    from netlint.comparison import Comparison, PlotlyJs

HTML = "html"
_ARGUMENTS = "netlint.arguments"
_PAGE_TARGETS = ("gtx-1080-ti", "snapdragon-810")
"""The hardware of a page where none is chosen: that of ShuffleNet V2, a large and a small chip."""


class RememberingCommand(click.Command):
    """A command that keeps the words it was given: reports say how they were made."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_ARGUMENTS] = tuple(args)
        return super().parse_args(ctx, args)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options of a report say.

    Attributes:
        choices: which rules, with which limits.
        reading: how models are to be read.
        format_name: the format; None: by the suffix of the file, else text.
        output: the file as named; None or `-`: standard output.
        plotlyjs: where an HTML page has plotly's script from.
        open_browser: whether to show the file in the browser.
        targets: the hardware to predict times on, as named.
    """

    choices: Choices
    reading: Reading
    format_name: str | None
    output: str | None
    plotlyjs: PlotlyJs
    open_browser: bool
    targets: tuple[str, ...]


def _formats() -> Iterable[str]:
    from netlint.writers.comparison import load_comparison_writers

    return load_comparison_writers()


def _plotly_choices() -> Iterable[str]:
    from netlint.comparison import PLOTLY_JS

    return PLOTLY_JS


def report_options(command: Command) -> Command:
    """Adds every option of a report; the command takes `asked`."""

    @choice_options
    @target_option
    @file_format_option(_formats)
    @output_option
    @click.option("--open", "open_browser", is_flag=True, help="Show the file in the browser.")
    @click.option(
        "--plotlyjs",
        type=LateChoice(_plotly_choices),
        default="inline",
        help="Where a page has plotly's script from: inline (default, the page needs nothing "
        "else), cdn (needs a network), directory (a file beside the page).",
    )
    @reading_options
    @builder_option
    @wraps(command)
    def wrapped(
        *,
        choices: Choices,
        reading: Reading,
        format_name: str | None,
        output: str | None,
        plotlyjs: PlotlyJs,
        open_browser: bool,
        targets: tuple[str, ...],
        **others: Any,
    ) -> Any:
        asked = Asked(choices, reading, format_name, output, plotlyjs, open_browser, targets)
        return command(asked=asked, **others)

    return wrapped


def make_report(models: Sequence[str], asked: Asked, least: int) -> int:
    """Reads models, writes the report of those that can be read, and says how it went.

    Args:
        models: the models.
        asked: the options.
        least: how many models a report needs; with fewer left nothing is written.

    Returns:
        The exit code: 2 where a model could not be read.

    Raises:
        UsageError: an option cannot be followed, or too few models are left.
    """
    from netlint.comparison import ComparisonView
    from netlint.writers.comparison import load_comparison_writers

    file = file_of(asked.output, models)
    format_name = _format(asked, file)
    comparison = _compared(models, asked, format_name)
    if len(comparison.entries) < least:
        if least > 1:
            raise UsageError(f"nothing is written: fewer than {least} networks are left to compare")
        return FAILURE
    view = ComparisonView(
        width=width() if file is None else None,
        color=file is None and color(),
        plotlyjs=asked.plotlyjs,
    )
    text = load_comparison_writers()[format_name](comparison, view)
    if format_name == HTML and file is not None and asked.plotlyjs == "directory":
        _write_plotly(Path(file).parent)
    write(text, file)
    if file is not None and asked.open_browser:
        _show(file)
    return FAILURE if comparison.failed else 0


def _format(asked: Asked, file: str | None) -> str:
    """The format, after a check that the options fit it."""
    from netlint.writers.comparison import comparison_format_of

    name = asked.format_name or ("text" if file is None else comparison_format_of(file))
    if name == HTML and asked.output is None:
        raise UsageError("a page is written to a file: add -o report.html, or -o - for a pipe")
    if asked.open_browser and file is None:
        raise UsageError("--open shows a file: add -o report.html")
    if name == HTML and file is None and asked.plotlyjs == "directory":
        raise UsageError("--plotlyjs directory writes a file beside the page: add -o report.html")
    return name


def _compared(models: Sequence[str], asked: Asked, format_name: str) -> Comparison:
    from netlint.comparison import Entry, compared
    from netlint.pipeline import compare

    settings = settings_here()
    asked.reading.load_plugins(settings)
    targets = targets_of(asked.targets, settings)
    judged_on = targets[0] if targets else None
    policies = Policies(settings, asked.choices)  # the deck for targets only where it is chosen
    need_a_clock(policies.of().rules, judged_on)  # what is wrong for every model is said once
    if not targets and format_name == HTML:
        targets = targets_of(_PAGE_TARGETS, settings)

    def examine(model: str) -> Entry:
        rules = policies.of(model).rules
        return compare(model, asked.reading.analyze(model), rules, targets, judged_on)

    entries, failed = every(models, examine)
    return compared(entries, command_line(asked.output), failed)


def command_line(output: str | None) -> str:
    """The command that makes the report: as typed, but for the folder it is written to.

    The same networks give the same report wherever it is written, and whether it is shown.

    Args:
        output: what `-o` says.
    """
    context = click.get_current_context()
    words = [word for word in context.meta[_ARGUMENTS] if word != "--open"]
    if output is not None:
        name = Path(output).name
        for option in ("-o", "--output"):
            for lead in (option, f"{option}="):
                words = [f"{lead}{name}" if w == f"{lead}{output}" else w for w in words]
            words = [
                name if (before, word) == (option, output) else word
                for before, word in zip(["", *words], words, strict=False)
            ]
    return shlex.join(["netlint", str(context.info_name), *words])


def _write_plotly(folder: Path) -> None:
    from netlint.writers.page.document import plotly_source
    from netlint.writers.page.security import PLOTLY_FILE

    write(plotly_source(), str(folder / PLOTLY_FILE))


def _show(file: str) -> None:
    if not webbrowser.open(Path(file).resolve().as_uri()):
        say(f"no browser could be opened; the report is in {file}")
