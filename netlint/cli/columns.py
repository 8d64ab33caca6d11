"""`netlint columns`: what rules can name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netlint.cli.sharing import LateChoice, format_option
from netlint.cli.terminal import color, width, write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netlint.facts.registry import Scope


def _scopes() -> Iterable[str]:
    from netlint.facts.registry import SCOPES

    return SCOPES


@click.command("columns")
@click.option("--scope", type=LateChoice(_scopes), help="One table only.")
@format_option("text", "json")
def command(scope: Scope | None, format_name: str) -> None:
    """List the columns that rules can name: of layers, blocks, the network and waivers."""
    from netlint.facts.registry import SCOPES, listed_columns
    from netlint.writers.listings import columns_json, columns_text

    scopes = SCOPES if scope is None else (scope,)
    columns = [column for each in scopes for column in listed_columns(each)]
    text = (
        columns_json(columns)
        if format_name == "json"
        else columns_text(columns, width=width(), color=color())
    )
    write(text, None)
