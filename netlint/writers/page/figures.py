"""How figures are written on the page: few digits, with their unit; all digits in tables."""

from __future__ import annotations

from netlint.units import shown

_SCALES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
_COUNTS = frozenset({"elements", "mult-adds", "operations", "parameters"})
_WORDS = {"elements": "elements", "mult-adds": "mult-adds", "operations": "FLOPs"}


def compact(value: float | None, unit: str) -> str:
    """A figure in three digits: `146 M`, `2.28 M`, `50.7 MiB`, `7.9 %`; `?` for missing.

    Args:
        value: the figure; None where it is unknown.
        unit: one of `netlint.units.UNITS`; only counts are shortened.
    """
    if value is None or unit not in _COUNTS:
        return shown(value, unit)
    for factor, letter in _SCALES:
        if abs(value) >= factor * 0.9995:
            return f"{_three_digits(value / factor)} {letter}"
    return f"{value:,.0f}"


def at_least(value: float | None, known: float | None, unit: str) -> str:
    """A figure; where it is unknown what is known of it, as in `≥ 18.8 k`; `?` for nothing."""
    if value is None and known:
        return f"≥ {compact(known, unit)}"
    return compact(value, unit)


def with_unit(value: float | None, unit: str) -> str:
    """A figure in three digits and its unit's name: `146 M mult-adds`."""
    text = compact(value, unit)
    word = _WORDS.get(unit, unit if unit in _COUNTS else "")
    return f"{text} {word}" if word and value is not None else text


def short(value: float | None) -> float | int | None:
    """A figure for a drawing: five digits are more than anybody sees."""
    if value is None or isinstance(value, int):
        return value
    return float(f"{value:.5g}")


def _three_digits(value: float) -> str:
    if abs(value) >= 99.95:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 9.995 else f"{value:.2f}"
