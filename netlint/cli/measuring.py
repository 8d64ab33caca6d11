"""What `measure` and `calibrate` share: how often to measure, and the progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from netlint.cli.saying import Progress

if TYPE_CHECKING:
    from netlint.cli.sharing import Command
    from netlint.measuring.session import Told

_MOST_ROUNDS = 1000


def rounds_option(default: int) -> Callable[[Command], Command]:
    """`--rounds N`."""
    return click.option(
        "--rounds",
        type=click.IntRange(min=1, max=_MOST_ROUNDS),
        default=default,
        show_default=True,
        metavar="N",
        help="How often each model has its turn: more where the machine is busy.",
    )


@contextmanager
def shown_progress() -> Iterator[Told]:
    """What shows on a terminal how far a session is."""
    shown: dict[str, Progress] = {}

    def told(what: str, done: int, total: int, name: str) -> None:
        if what not in shown:
            for other in shown.values():
                other.clear()
            shown[what] = Progress(total)
        shown[what].show(done, f"{what} {name}")

    try:
        yield told
    finally:
        for progress in shown.values():
            progress.clear()
