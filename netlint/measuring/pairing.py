"""Which operators of XNNPACK do the work of which operation of a LiteRT model.

XNNPACK runs a model's operations in their order, but not one for one: a padding vanishes in the
convolution behind it, a sum with a ReLU becomes two operators, a mean that drops axes is followed
by a reshape. So the two lists are aligned, at the least cost, like two spellings of a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_MATCHES: dict[str, tuple[str, ...]] = {
    "ADD": ("Add",),
    "AVERAGE_POOL_2D": ("Average Pooling",),
    "BATCH_MATMUL": ("Batch Matrix Multiply", "Fully Connected"),
    "CONCATENATION": ("Copy", "Concatenate"),
    "CONV_2D": ("Convolution", "Fully Connected"),
    "DEPTHWISE_CONV_2D": ("Convolution",),
    "DIV": ("Divide",),
    "FULLY_CONNECTED": ("Fully Connected",),
    "LOGISTIC": ("Sigmoid",),
    "MAX_POOL_2D": ("Max Pooling", "ArgMax Pooling"),
    "MEAN": ("Mean", "Global Average Pooling", "Sum"),
    "MUL": ("Multiply",),
    "PAD": ("Constant Pad",),
    "RELU": ("Clamp",),
    "RELU6": ("Clamp",),
    "RESHAPE": ("Static Reshape", "Reshape", "Copy"),
    "RSQRT": ("Reciprocal Square Root",),
    "SLICE": ("Slice", "Static Slice"),
    "SPLIT": ("Slice", "Split", "Copy"),
    "STRIDED_SLICE": ("Slice", "Static Slice"),
    "SUB": ("Subtract",),
    "TRANSPOSE": ("Transpose",),
    "TRANSPOSE_CONV": ("Deconvolution",),
}
"""How operators begin that do the work of an operation. The others have its own name."""
_BEHIND = ("Clamp", "Static Reshape", "Reshape", "Transpose", "Copy")
"""Operators that XNNPACK adds behind others."""
_AHEAD = ("Static Reshape",)
"""Operators that XNNPACK adds before others: a dense layer wants rows."""
_VANISH = frozenset({"PAD", "RESHAPE"})
_SEVERAL = frozenset({"CONCATENATION", "SPLIT"})
"""Operations that may take several operators of their own kind."""
_NEVER = float("inf")
_AGAIN, _ADDED, _ADDED_ALIKE, _VANISHED, _MISSED = 0.1, 0.4, 0.45, 0.5, 5.0


def paired(operations: Sequence[str], operators: Sequence[str]) -> tuple[int, ...] | None:
    """For each operator the place of the operation whose work it does.

    Takes time in proportion to the product of both lengths.

    Args:
        operations: LiteRT's words in order: `CONV_2D`.
        operators: the names of operators in order: `Convolution (NHWC, F32) IGEMM`.

    Returns:
        None where the lists do not fit: some operator does no operation's work.
    """
    rows = [_Row([0.0, *[_NEVER] * len(operators)], [], [])]
    for word in operations:
        rows.append(_next_row(rows[-1].least, word, operators))
    return None if rows[-1].least[-1] == _NEVER else _way(rows, len(operators))


@dataclass(frozen=True, slots=True)
class _Row:
    """An operation, after each number of operators.

    Attributes:
        least: the cost of all operations until this one with all operators until there.
        took: whether this operation took the last of those operators.
        began: whether that was the first operator that it took.
    """

    least: list[float]
    took: list[bool]
    began: list[bool]


def _next_row(before: Sequence[float], word: str, operators: Sequence[str]) -> _Row:
    row = _Row([before[0] + _gone(word)], [False], [False])
    taking = _NEVER
    for column, operator in enumerate(operators, 1):
        first = before[column - 1] + _begun(word, operator)
        more = taking + _added(word, operator)
        taking = min(first, more)
        skipped = before[column] + _gone(word)
        row.least.append(min(taking, skipped))
        row.took.append(taking < skipped)
        row.began.append(first <= more)
    return row


def _begun(word: str, operator: str) -> float:
    if does(word, operator):
        return 0.0
    return _ADDED if operator.startswith(_AHEAD) else _NEVER


def _gone(word: str) -> float:
    return _VANISHED if word in _VANISH else _MISSED


def _added(word: str, operator: str) -> float:
    if does(word, operator):
        return _AGAIN if word in _SEVERAL else _ADDED_ALIKE
    return _ADDED if operator.startswith(_BEHIND) else _NEVER


def _way(rows: Sequence[_Row], column: int) -> tuple[int, ...]:
    """Walks back from the end: which operation took each operator."""
    places: list[int] = []
    for place in reversed(range(1, len(rows))):
        row, taking = rows[place], rows[place].took[column]
        while taking:
            places.append(place - 1)
            taking = not row.began[column]
            column -= 1
    return tuple(reversed(places))


def does(word: str, operator: str) -> bool:
    """Whether an operator can do the work of an operation."""
    if operator == word:  # no delegate took it
        return True
    starts = _MATCHES.get(word)
    if starts is not None:
        return operator.startswith(starts)
    return _plain(operator.split(" (", maxsplit=1)[0]) == _plain(word)


def _plain(name: str) -> str:
    return name.replace("_", "").replace(" ", "").replace("-", "").lower()
