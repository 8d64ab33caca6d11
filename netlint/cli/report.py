"""`netlint report`: one network, as `netlint compare` shows several."""

from __future__ import annotations

import click

from netlint.cli.comparing import Asked, RememberingCommand, make_report, report_options


@click.command("report", cls=RememberingCommand)
@click.argument("model", metavar="MODEL")
@report_options
def command(model: str, asked: Asked) -> int:
    """Report on one MODEL: its figures, where its cost goes, what rules find.

    MODEL is a file, or a built-in network such as zoo:shufflenet_v2. The format goes by the
    suffix of -o FILE: .html, .md, .json, .csv, .txt.
    """
    return make_report((model,), asked, 1)
