"""Runs the formulas of the activation table on a row of numbers that counts what is done to it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from netlint.costs.elementwise import ACTIVATIONS


class Row:
    """A row of numbers; each operation on it adds one (per element) to the tally.

    A figure of the whole row (its maximum) is not counted again when it is worked on alone.
    """

    tally = 0

    def __init__(self, values: Any, of_row: bool = False) -> None:
        self.values = np.asarray(values, dtype=float)
        self.of_row = of_row

    def __add__(self, other: Any) -> Any:
        return do(np.add, self, other)

    def __sub__(self, other: Any) -> Any:
        return do(np.subtract, self, other)

    def __mul__(self, other: Any) -> Any:
        return do(np.multiply, self, other)

    def __truediv__(self, other: Any) -> Any:
        return do(np.true_divide, self, other)

    def __radd__(self, other: Any) -> Any:
        return do(np.add, other, self)

    def __rsub__(self, other: Any) -> Any:
        return do(np.subtract, other, self)

    def __rmul__(self, other: Any) -> Any:
        return do(np.multiply, other, self)

    def __rtruediv__(self, other: Any) -> Any:
        return do(np.true_divide, other, self)

    def __neg__(self) -> Any:
        return do(np.negative, self)

    def __gt__(self, other: Any) -> Any:
        return do(np.greater, self, other)

    def __ge__(self, other: Any) -> Any:
        return do(np.greater_equal, self, other)

    def __lt__(self, other: Any) -> Any:
        return do(np.less, self, other)

    def __le__(self, other: Any) -> Any:
        return do(np.less_equal, self, other)


def do(function: Callable[..., Any], *operands: Any) -> Any:
    """One operation: counted where an operand is a row's elements, not constants alone."""
    rows = [each for each in operands if isinstance(each, Row)]
    values = [each.values if isinstance(each, Row) else each for each in operands]
    if not rows:
        return function(*values)
    of_row = all(row.of_row for row in rows)
    Row.tally += not of_row
    return Row(function(*values), of_row)


def _joined(function: Callable[..., Any]) -> Callable[[Row], Row]:
    def join(row: Row) -> Row:
        Row.tally += 1
        return Row(function(row.values), of_row=True)

    return join


def _plain(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *operands: do(function, *operands)


_WORDS: dict[str, Any] = {
    "max": _plain(np.maximum),
    "min": _plain(np.minimum),
    "abs": _plain(np.abs),
    "exp": _plain(np.exp),
    "log": _plain(np.log),
    "sqrt": _plain(np.sqrt),
    "square": _plain(np.square),
    "erf": _plain(np.vectorize(math.erf)),
    "where": _plain(np.where),
    "row_max": _joined(np.max),
    "row_sum": _joined(np.sum),
    "pi": math.pi,
    # the constants of Keras' defaults, or of the examples
    "slope": 0.2,
    "theta": 0.5,
    "alpha": 1.0,
    "limit": 3.0,
    "default": 9.0,
    "b": 4.0,
    "selu_scale": 1.05070098,
    "selu_alpha": 1.67326324,
}


def run(function: str, values: list[float]) -> tuple[list[float], int]:
    """What a formula of the table makes of a row, and the operations per element it took."""
    Row.tally = 0
    return list(_run(function, Row(values)).values), Row.tally


def _run(function: str, row: Row) -> Row:
    formula, _, named = ACTIVATIONS[function].formula.partition("; ")
    names = dict(_WORDS, x=row)
    for other in ACTIVATIONS:
        names.setdefault(other, lambda x, other=other: _run(other, x))
    if "gate" in formula:  # the row holds both halves
        names |= zip(("x", "gate"), map(Row, np.split(row.values, 2)), strict=True)
    if named:
        name, _, expression = named.partition(" = ")
        names[name] = eval(expression, {}, names)  # noqa: S307 - a formula of our own table
    result: Row = eval(formula, {}, names)  # noqa: S307 - a formula of our own table
    return result
