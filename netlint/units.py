"""How figures are written: one word per unit, the same in messages, tables and explanations."""

from __future__ import annotations

from collections.abc import Callable

UNKNOWN = "?"
_LEAST_SECONDS = 1e-7


def shown(value: float | str | None, unit: str) -> str:
    """A value as a person reads it: `610,304`, `1.42`, `6.0 %`, `256.0 KiB`; `?` for missing.

    Args:
        value: a number, a text, a flag, or None.
        unit: one of `UNITS`; anything else writes the value as it is.
    """
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return UNITS.get(unit, _number)(value)


def exactly(value: float) -> str:
    """A number with all its digits, where the unit's own way would hide a difference."""
    return f"{value:,}"


def many(count: int, noun: str) -> str:
    """`1 layer`, `1,204 layers`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _number(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,.4g}"


def _whole(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.0f}"


def _plain(value: float) -> str:
    """Without thousands separators: widths and sizes are written so, also in code."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.4g}"


def _ratio(value: float) -> str:
    return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def _share(value: float) -> str:
    percent = 100 * value
    if 0 < percent < 0.1:
        return "< 0.1 %"
    return f"{percent:,.1f} %"


def _bytes(value: float) -> str:
    for factor, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
        if abs(value) >= factor:
            return f"{value / factor:,.1f} {name}"
    return f"{value:,.0f} B"


def _seconds(value: float) -> str:
    """Two digits at least: `1.2 s`, `6.4 ms`, `0.21 ms`, `38 us`; ASCII, for every terminal."""
    size = abs(value)
    if size == 0:
        return "0 s"
    if size < _LEAST_SECONDS:
        return f"< {_LEAST_SECONDS * 1e6:.1f} us"
    # From where the smaller unit would be written as 1,000 (of ms: as 100 us).
    factor, name = (1, "s") if size >= 0.9995 else (1e3, "ms") if size >= 0.9995e-4 else (1e6, "us")
    scaled = value * factor
    digits = 0 if abs(scaled) >= 9.95 else 1 if abs(scaled) >= 0.995 else 2
    return f"{scaled:,.{digits}f} {name}"


UNITS: dict[str, Callable[[float], str]] = {
    "bytes": _bytes,
    "channels": _plain,
    "count": _number,
    "elements": _whole,
    "layers": _whole,
    "mult-adds": _whole,
    "operations": _whole,
    "parameters": _whole,
    "pixels": _plain,
    "ratio": _ratio,
    "seconds": _seconds,
    "share": _share,
}
"""Every unit of a column or a measure, and how it is written. A share is 0 to 1."""
