"""What is known of the machine that measures: its name, its engine, how fast it copies."""

from __future__ import annotations

import platform
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_CPUINFO = Path("/proc/cpuinfo")
_LONGEST_NAME = 60
"""A target's name, which says more than this, has 80 characters at most."""
_COPIED = 256 << 10
_COPIES = 2000
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Machine:
    """This machine, as a target file describes it.

    Attributes:
        name: the processor's.
        engine: what runs the models, with its version.
        copying: bytes read and written per second by one thread that copies 256 KiB again and
            again: about the most that any kernel gets from its caches.
    """

    name: str
    engine: str
    copying: int


def this_machine() -> Machine:
    """What this machine is; takes a few hundredths of a second."""
    return Machine(_processor(), f"LiteRT {_version('ai-edge-litert')}", _copying())


def _processor(cpuinfo: Path = _CPUINFO) -> str:
    """The processor's name, as Linux or else Python tells it."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    name = next(named, "") or platform.processor() or platform.machine() or "this machine"
    return " ".join(name.split())[:_LONGEST_NAME]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(version unknown)"


def _copying() -> int:
    """The fastest of a few tries."""
    import numpy as np

    source, target = np.zeros(_COPIED, np.uint8), np.zeros(_COPIED, np.uint8)
    best = float("inf")
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        for _ in range(_COPIES):
            np.copyto(target, source)
        best = min(best, (time.perf_counter() - start) / _COPIES)
    return round(2 * _COPIED / best)
