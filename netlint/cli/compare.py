"""`netlint compare`: several networks side by side."""

from __future__ import annotations

from collections.abc import Sequence

import click

from netlint.cli.comparing import Asked, RememberingCommand, make_report, report_options
from netlint.errors import UsageError

LEAST = 2
MOST = 50


@click.command("compare", cls=RememberingCommand)
@click.argument("models", nargs=-1, metavar="[MODEL...]")
@report_options
def command(models: tuple[str, ...], asked: Asked) -> int:
    """Compare MODELs side by side; without MODEL, the five built-in networks.

    MODEL is a file, or a built-in network such as zoo:shufflenet_v2. Two to fifty of them.
    The format goes by the suffix of -o FILE: .html, .md, .json, .csv, .txt.
    """
    models = models or built_in_networks()
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
    twice = [model for model in dict.fromkeys(models) if models.count(model) > 1]
    if twice:
        raise UsageError(f"{twice[0]} is named twice")
