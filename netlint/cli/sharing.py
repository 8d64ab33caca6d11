"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from netlint.options import builder_names, input_shapes_by_name

if TYPE_CHECKING:
    from netlint.config import Settings
    from netlint.report import Analysis
    from netlint.targets import Target

Command = Callable[..., Any]


class LateChoice(click.ParamType):  # type: ignore[type-arg]  # no subscript in click 8.2
    """One of several words that are looked up when they are needed, not when netlint starts."""

    name = "choice"

    def __init__(self, words: Callable[[], Iterable[str]]) -> None:
        self._words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        return self._choice().get_metavar(param, ctx)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return self._choice().convert(value, param, ctx)

    def _choice(self) -> click.Choice[str]:
        return click.Choice(list(self._words()))


@dataclass(frozen=True, slots=True)
class Reading:
    """How models are to be read.

    Attributes:
        batch: the batch size; None: the model's, or 1.
        input_shapes: axes without batch by the input's name; the empty name: every other one.
        plugins: modules with layer classes of one's own.
        builders: the models that are not files but built: `package.module:function`.
    """

    batch: int | None
    input_shapes: dict[str, tuple[int, ...]]
    plugins: tuple[str, ...]
    builders: tuple[str, ...] = ()

    def load_plugins(self, settings: Settings) -> None:
        """Imports the plugins of the configuration and of the options."""
        named = (*settings.plugins, *self.plugins)
        if named:
            from netlint.plugins import load_plugins

            load_plugins(named)

    def analyze(
        self, model: str, convention: str = "full", target: Target | None = None
    ) -> Analysis:
        """Reads a model, or has it built, and says what it costs, and what it takes on a target."""
        from netlint import pipeline

        source, name = model, None
        if model in self.builders:
            from netlint.builders import build

            source, name = build(model), model
        analysis = pipeline.analyze(
            source,
            batch=self.batch,
            input_shapes=self.input_shapes,
            convention=convention,
            name=name,
        )
        return analysis if target is None else pipeline.predicted(analysis, target)


def reading_options(command: Command) -> Command:
    """Adds `--batch`, `--input-shape` and `--plugin`; the command takes a `reading`."""

    @wraps(command)
    def wrapped(
        *,
        batch: int | None,
        input_shapes: dict[str, tuple[int, ...]],
        plugins: tuple[str, ...],
        **others: Any,
    ) -> Any:
        return command(reading=Reading(batch, input_shapes, plugins), **others)

    return with_options(
        wrapped,
        click.option(
            "--batch",
            type=click.IntRange(min=1),
            metavar="N",
            help="Batch size. Default: the model's, or 1.",
        ),
        click.option(
            "--input-shape",
            "input_shapes",
            multiple=True,
            metavar="[NAME=]A,B,...",
            callback=input_shapes_by_name,
            help="Axes (without batch) of an input that the model leaves open. Repeatable.",
        ),
        click.option(
            "--plugin",
            "plugins",
            multiple=True,
            metavar="MODULE",
            help="A module with layer classes of one's own. Repeatable.",
        ),
    )


def builder_option(command: Command) -> Command:
    """Adds `--model-builder` to the `reading` of a command; goes below `reading_options`."""

    @wraps(command)
    def wrapped(*, reading: Reading, builders: tuple[str, ...], **others: Any) -> Any:
        return command(reading=replace(reading, builders=builders), **others)

    return with_options(
        wrapped,
        click.option(
            "--model-builder",
            "builders",
            multiple=True,
            metavar="MODULE:FUNCTION",
            callback=builder_names,
            help="Run FUNCTION() of MODULE, found as by `python -m`, and take the Keras model that "
            "it returns. Repeatable.",
        ),
    )


def with_built(
    models: Sequence[str], reading: Reading, argument: str = "MODEL..."
) -> tuple[str, ...]:
    """The models of a command, and those that are to be built; at least one.

    Args:
        models: the models that are named.
        reading: how they are to be read.
        argument: what the command's help calls them.

    Raises:
        click.UsageError: there are none.
    """
    if not models and not reading.builders:
        raise click.UsageError(f"Missing argument '{argument}'.", click.get_current_context())
    return (*models, *reading.builders)


def file_format_option(formats: Callable[[], Iterable[str]]) -> Callable[[Command], Command]:
    """`--format` with the formats that are registered; without it the file's suffix decides."""
    return click.option(
        "--format",
        "format_name",
        type=LateChoice(formats),
        help="Default: by the suffix of -o FILE, else text.",
    )


def format_option(*formats: str) -> Callable[[Command], Command]:
    """`--format` of a command that writes text unless told otherwise."""
    return click.option(
        "--format",
        "format_name",
        type=click.Choice(formats),
        default="text",
        help="Default: text.",
    )


def output_option(command: Command) -> Command:
    """Adds `-o FILE`."""
    return with_options(
        command,
        click.option("-o", "--output", metavar="FILE", help="Write to FILE, whole or not at all."),
    )


def with_options(command: Command, *options: Callable[[Command], Command]) -> Command:
    """Adds options to a command, so that its help lists them in this order."""
    for option in reversed(options):
        command = option(command)
    return command
