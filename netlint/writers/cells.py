"""How single figures and shapes are written for people."""

from __future__ import annotations

from collections.abc import Iterable

from netlint.network import Shape
from netlint.units import UNKNOWN, shown

_EXACT_BELOW = 100_000
_UNITS = ("", " K", " M", " G", " T", " P", " E")


def exact(count: int | None) -> str:
    """`1,234,567`; `?` for an unknown count."""
    return UNKNOWN if count is None else f"{count:,}"


def short(count: int | None) -> str:
    """At most six characters, for where the exact count does not fit: `12,345`, `1.23 M`."""
    if count is None or count < _EXACT_BELOW:
        return exact(count)
    value, unit = float(count), 0
    while value >= 999.5 and unit < len(_UNITS) - 1:  # 999.5 would print as 1000
        value, unit = value / 1000, unit + 1
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:.{digits}f}{_UNITS[unit]}"


def at_least(text: str) -> str:
    """A lower bound: `>= 1,234`; `?` where nothing is known."""
    return UNKNOWN if text == "0" else f">= {text}"


def percent(share: float | None) -> str:
    """A share (0 to 1) in percent with one digit: `12.3`, `<0.1`, `0`, `100`."""
    if share is None:
        return UNKNOWN
    value = 100 * share
    if value == 0:
        return "0"
    if value < 0.1:
        return "<0.1"
    return "100" if value >= 99.95 else f"{value:.1f}"  # 99.95 would print as 100.0


def signed_percent(value: float | None) -> str:
    """How much more, of a share: `+42.8 %`, `-0.02 %`; `?` for missing."""
    if value is None:
        return UNKNOWN
    digits = 1 if value == 0 or abs(value) >= 0.0005 else 2
    return f"{100 * value:+,.{digits}f} %" if value else "0 %"


def signed(value: float | None, unit: str) -> str:
    """How much more, in a unit: `+1,204`, `-1.5 KiB`; `?` for missing, `0` for no change."""
    if value is None or not value:
        return UNKNOWN if value is None else "0"
    return f"{'+' if value > 0 else '-'}{shown(abs(value), unit)}"


def ratio(value: float) -> str:
    """A ratio with one digit."""
    return f"{value:,.1f}"


def shape_text(shape: Shape | None) -> str:
    """`1x224x224x3`; `?` for an unknown axis (or rank), `scalar` for no axis."""
    if shape is None:
        return UNKNOWN
    return "x".join(UNKNOWN if dim is None else str(dim) for dim in shape) or "scalar"


def several(items: Iterable[str | Shape | None]) -> str:
    """Names or shapes with commas between."""
    return ", ".join(item if isinstance(item, str) else shape_text(item) for item in items)
