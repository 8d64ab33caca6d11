"""A session: networks become LiteRT models, which are run in turns on this machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from netlint.measuring.engine import Engine
from netlint.measuring.lowering.convert import LiteRTModel, converted
from netlint.measuring.timing import Measured, measured, run_in_turns

if TYPE_CHECKING:
    from netlint.network import Network

_OTHERS = 8 << 20

Told = Callable[[str, int, int, str], None]
"""Told what is done (`convert` or `measure`), how much of it is done, of how much, and what is
next."""


def models_of(networks: Mapping[str, Network], told: Told | None = None) -> dict[str, LiteRTModel]:
    """Networks as LiteRT models, by the same names.

    Raises:
        UsageError: TensorFlow is not installed.
        ModelError: a layer of one cannot be lowered.
    """
    found = {}
    for number, (name, network) in enumerate(networks.items()):
        if told is not None:
            told("convert", number, len(networks), name)
        found[name] = converted(network)
    return found


def _cooling() -> Callable[[], object]:
    """What makes the caches of one core forget: a run of bytes larger than they are is read.

    Inside a network a kernel finds its inputs in the cache, since they were just written, but
    not its weights: those of all other kernels were read in between. A piece of a network that
    is run again and again would find both.
    """
    import numpy as np

    others = np.ones(_OTHERS, np.uint8)
    return others.max


def times_of(
    models: Mapping[str, LiteRTModel], rounds: int, told: Told | None = None
) -> dict[str, Measured]:
    """How long models take on one thread, run in turns.

    Args:
        models: by name.
        rounds: how often each has its turn; a turn is about 0.02 s, at least three runs.
        told: is told of each visit, outside of what is timed.

    Raises:
        UsageError: LiteRT is not installed.
    """
    engines = {name: Engine(model.content) for name, model in models.items()}

    def progress(done: int, total: int, name: str) -> None:
        if told is not None:
            told("measure", done, total, name)

    runs = {name: engine.run for name, engine in engines.items()}
    times = run_in_turns(runs, rounds, progress, between=_cooling())
    return {name: measured(name, seconds) for name, seconds in times.items()}
