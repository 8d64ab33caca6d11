"""Cells that both reports have."""

from __future__ import annotations

from netlint.units import UNKNOWN, shown


def percent(error: float | None) -> str:
    """A signed share: `-8.3 %`; `?` for missing."""
    return UNKNOWN if error is None else f"{100 * error:+.1f} %"


def seconds(value: float | None) -> str:
    """A time: `2.17 ms`."""
    return shown(value, "seconds")


def share(value: float) -> str:
    """A share: `3.8 %`."""
    return shown(value, "share")
