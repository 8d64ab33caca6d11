"""`netlint explain`: a rule, its reasons and its examples."""

from __future__ import annotations

import click

from netlint.choices import OPTION, Choices
from netlint.cli.choosing import deck_option
from netlint.cli.sharing import format_option, output_option
from netlint.cli.terminal import color, file_of, width, write
from netlint.policies import Policies, decks_read, settings_here


@click.command("explain")
@click.argument("rule", metavar="RULE")
@deck_option
@format_option("text", "json", "markdown")
@output_option
def command(rule: str, deck: tuple[str, ...], format_name: str, output: str | None) -> None:
    """Explain RULE, an id or a name: what it measures, why, and how to change it."""
    from netlint.writers.explanation import explain_json, explain_markdown, explain_text

    settings = settings_here()
    options = Choices(OPTION, deck=deck or None)
    file = file_of(output, decks_read(settings, options))
    found = Policies(settings, options).library.rule(rule)
    match format_name:
        case "json":
            text = explain_json(found)
        case "markdown":
            text = explain_markdown(found)
        case _:
            text = explain_text(found, width=width(), color=file is None and color())
    write(text, file)
