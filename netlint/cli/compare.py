"""`netlint compare`: several networks side by side."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from netlint.cli.comparing import Asked, RememberingCommand, make_report, report_options
from netlint.errors import UsageError
from netlint.modelfiles import models_named
from netlint.zoonames import is_zoo_name

LEAST = 2
MOST = 50


@click.command("compare", cls=RememberingCommand)
@click.argument("models", nargs=-1, metavar="[MODEL...]")
@report_options
def command(models: tuple[str, ...], asked: Asked) -> int:
    """Compare MODELs side by side; without MODEL, the five built-in networks.

    MODEL is a file, a folder, a pattern, or a built-in network such as zoo:shufflenet_v2. Two to
    fifty networks.
    The format goes by the suffix of -o FILE: .html, .md, .json, .csv, .txt.
    """
    models = (*models_named(models), *asked.reading.builders) or built_in_networks()
    _check(models)
    return make_report(models, asked, LEAST)


def built_in_networks() -> tuple[str, ...]:
    """The names of the networks that come with netlint."""
    from netlint.zoo import DEFAULTS

    return tuple(DEFAULTS)


def _check(models: Sequence[str]) -> None:
    if len(models) < LEAST:
        raise UsageError(
            f"one network is nothing to compare: name another, or run `netlint report {models[0]}`"
        )
    if len(models) > MOST:
        raise UsageError(f"{len(models):,} networks are too many to compare: at most {MOST}")
    named: dict[str, str] = {}
    for model in models:
        identity = _identity(model)
        if identity in named:
            first = named[identity]
            same = "" if first == model else f": {first} is the same"
            raise UsageError(f"{model} is named twice{same}")
        named[identity] = model


def _identity(model: str) -> str:
    """What two names of the same network share: the file they lead to, the variant's own name."""
    if not is_zoo_name(model):
        return os.path.realpath(model)
    from netlint.zoo import entry

    try:
        return entry(model).spec
    except UsageError:  # said when it is read, beside the others
        return model
