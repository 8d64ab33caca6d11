"""Budgets: amounts that a network must not exceed, as people write them."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Literal

from netlint.errors import UsageError

Quantity = Literal["count", "size", "time"]

TIME = "time"
"""The budget that is of a prediction: it needs a target with a time model."""

BUDGETS: MappingProxyType[str, Quantity] = MappingProxyType(
    {
        "params": "count",
        "mult-adds": "count",
        "memory-access": "size",
        "peak-activation": "size",
        "file-size": "size",
        "depth": "count",
        "largest-tensor": "size",
        TIME: "time",
    }
)
"""What can be limited. The key `params` sets the limit of the rule `max-params`, and so on."""

DECK = "budget"
"""The built-in deck with a rule for every budget; they are silent until one is set."""

# Decimal prefixes as in SI, binary ones as in IEC 80000-13: 1 kB = 1,000 bytes, 1 KiB = 1,024.
_FACTORS: dict[Quantity, dict[str, int]] = {
    "count": {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12},
    "size": {
        "": 1,
        "b": 1,
        "byte": 1,
        "bytes": 1,
        "kb": 10**3,
        "mb": 10**6,
        "gb": 10**9,
        "tb": 10**12,
        "kib": 2**10,
        "mib": 2**20,
        "gib": 2**30,
        "tib": 2**40,
    },
    "time": {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9},  # nanoseconds
}
_WANTED: dict[Quantity, str] = {
    "count": "a number such as 1500000, 300k, 1.5M or 2G",
    "size": "a number of bytes, or a size such as 256KiB, 1.5 MiB or 512 kB",
    "time": "a time such as 5ms, 1.5 s or 200 us",
}
_NANOSECONDS = 10**9
_WRITTEN = re.compile(r"([0-9][0-9_]{0,24})(?:\.([0-9]{1,12}))? ?([A-Za-z]{0,5})")
_LARGEST = 10**18
_QUANTITIES: dict[str, Quantity] = {"bytes": "size", "seconds": "time"}
_THINGS: dict[Quantity, str] = {"count": "things", "size": "bytes", "time": "nanoseconds"}
_NOT_COUNTED = frozenset({"ratio", "share"})


def budget_of(key: str, value: object) -> float:
    """A budget as the limit of its rule: a count, bytes, or seconds.

    Args:
        key: one of `BUDGETS`.
        value: a number, or text with a unit; of a time always with a unit.

    Raises:
        UsageError: it is no such amount.
    """
    return _limit(value, BUDGETS[key])


def milliseconds(seconds: float) -> str:
    """A time as a budget may state it: `5 ms`."""
    return f"{seconds * 1000:.6f}".rstrip("0").rstrip(".") + " ms"


def _limit(value: object, quantity: Quantity) -> float:
    found = amount(value, quantity)
    return found / _NANOSECONDS if quantity == "time" else found


def amount(value: object, quantity: Quantity) -> int:
    """An amount as a whole number: a count, bytes, or nanoseconds.

    Args:
        value: a number, or text with a unit: `1.5M`, `256KiB`.
        quantity: what it counts.

    Raises:
        UsageError: it is no amount, less than one, or no whole number of what it counts.
    """
    found = _numerator_and_scale(value, quantity)
    if found is None:
        raise UsageError(f"must be {_WANTED[quantity]}, not {value!r:.80}")
    numerator, scale = found
    figure, rest = numerator // scale, numerator % scale
    if rest or not 1 <= figure <= _LARGEST:
        things = _THINGS[quantity]
        raise UsageError(f"must be a whole number of {things}, at least 1, not {value!r:.80}")
    return figure


def is_amount(text: str) -> bool:
    """Whether a text is an amount with a unit: `4MiB`, `1.5M`, `5 ms`."""
    return text[-1:].isalpha() and any(_numerator_and_scale(text, each) for each in _FACTORS)


def amount_in(text: str, unit: str) -> float:
    """An amount with a unit as a limit of a rule that measures in `unit`.

    Args:
        text: what `is_amount` takes.
        unit: one of `netlint.units.UNITS`.

    Raises:
        UsageError: it is another kind of amount, or none is measured.
    """
    if unit in _NOT_COUNTED:
        raise UsageError(f"must be a number: what is measured is a {unit}, not {text!r}")
    return _limit(text, _QUANTITIES.get(unit, "count"))


def _numerator_and_scale(value: object, quantity: Quantity) -> tuple[int, int] | None:
    """The amount as a fraction of whole numbers, so that nothing is rounded; None: it is none."""
    if isinstance(value, bool):
        return None
    if quantity == "time" and not isinstance(value, str):
        return None
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return int(value), 1
    match = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    whole, decimals, unit = match.groups(default="")
    factor = _FACTORS[quantity].get(unit.lower())
    if factor is None:
        return None
    scale: int = 10 ** len(decimals)
    return int(whole.replace("_", "") + decimals) * factor, scale
