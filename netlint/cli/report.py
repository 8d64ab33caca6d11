"""`netlint report`: one network, as `netlint compare` shows several."""

from __future__ import annotations

import click

from netlint.cli.comparing import Asked, RememberingCommand, make_report, report_options
from netlint.cli.sharing import with_built
from netlint.errors import UsageError


@click.command("report", cls=RememberingCommand)
@click.argument("models", nargs=-1, metavar="MODEL")
@report_options
def command(models: tuple[str, ...], asked: Asked) -> int:
    """Report on one MODEL: its figures, where its cost goes, what rules find.

    MODEL is a file, or a built-in network such as zoo:shufflenet_v2. The format goes by the
    suffix of -o FILE: .html, .md, .json, .csv, .txt.
    """
    models = with_built(models, asked.reading, "MODEL")
    if len(models) != 1:
        raise UsageError(
            f"wants one network, not {len(models)} (netlint compare shows several side by side)"
        )
    return make_report(models, asked, 1)
