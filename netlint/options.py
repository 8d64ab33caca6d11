"""What the values of the command's options mean."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from netlint.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import click

    from netlint.choices import LimitChanges, NewLimit
    from netlint.findings import Anchor


def comma_list(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> tuple[str, ...]:
    """`a,b` as a tuple.

    Raises:
        UsageError: an entry is empty.
    """
    if value is None:
        return ()
    names = tuple(name.strip() for name in value.split(","))
    if not all(names):
        raise UsageError(f"--columns {value!r}: wants names with commas between, as in name,params")
    return names


def comma_lists(
    _context: click.Context, parameter: click.Parameter, values: Sequence[str]
) -> tuple[str, ...]:
    """`a,b` and `c` as one tuple.

    Raises:
        UsageError: an entry is empty.
    """
    words = tuple(word.strip() for value in values for word in value.split(","))
    if not all(words):
        raise UsageError(
            f"{_name(parameter)} {','.join(values)!r}: wants words with commas between"
        )
    return words


def limit_changes(
    _context: click.Context, parameter: click.Parameter, values: Sequence[str]
) -> LimitChanges:
    """`G1.error=0.5` as new limits by rule and level; `false` switches a level off (None).

    Raises:
        UsageError: it has another form, another level, or no finite number.
    """
    from netlint.choices import LIMIT_KEYS

    changes: dict[str, dict[str, NewLimit]] = {}
    for value in values:
        where, equals, figure = value.partition("=")
        rule, _, key = where.strip().rpartition(".")
        if not (equals and rule and key in LIMIT_KEYS):
            raise UsageError(
                f"{_name(parameter)} {value!r}: wants RULE.LEVEL=VALUE with a level of "
                f"{', '.join(LIMIT_KEYS)}, as in G1.error=0.5{_near_key(key)}"
            )
        changes.setdefault(rule, {})[key] = _limit(figure.strip(), f"{_name(parameter)} {value!r}:")
    return changes


def _near_key(key: str) -> str:
    from netlint.choices import LIMIT_KEYS
    from netlint.suggestions import did_you_mean

    return did_you_mean(key, LIMIT_KEYS)


def _limit(figure: str, place: str) -> NewLimit:
    from netlint.choices import limit

    try:
        number: object = int(figure) if figure.isdecimal() and len(figure) < 20 else float(figure)
    except ValueError:
        number = False if figure == "false" else figure
    return limit(number, place)


def budget(_context: click.Context, parameter: click.Parameter, value: str | None) -> float | None:
    """`1.5M`, `256KiB` or `5ms` as the limit of a rule, after the option's name: `--max-params`.

    Raises:
        UsageError: it is no such amount.
    """
    from netlint.budgets import budget_of

    if value is None:
        return None
    name = _name(parameter)
    try:
        return budget_of(name.removeprefix("--max-"), value)
    except UsageError as error:
        raise UsageError(f"{name} {error}") from None


def _name(parameter: click.Parameter) -> str:
    """The option as it is written: `--max-params`."""
    return parameter.opts[-1]


def input_shapes_by_name(
    _context: click.Context, _parameter: click.Parameter, values: Sequence[str]
) -> dict[str, tuple[int, ...]]:
    """`224,224,3` and `name=224,224,3` as shapes by the input's name.

    The empty name stands for every input that is not named.

    Raises:
        UsageError: a shape is no list of whole numbers, or an input is named twice.
    """
    shapes: dict[str, tuple[int, ...]] = {}
    for value in values:
        name, _, axes = value.rpartition("=")
        if name in shapes:
            raise UsageError(
                f"--input-shape {value!r}: {name or 'every input'} has a shape already"
            )
        shapes[name] = tuple(_axis(axis, value) for axis in axes.split(","))
    return shapes


def _axis(axis: str, value: str) -> int:
    if axis.strip().isdecimal() and len(axis) < 20:
        return int(axis)
    raise UsageError(
        f"--input-shape {value!r}: wants whole numbers with commas between, as in 224,224,3"
    )


def builder_names(
    _context: click.Context, parameter: click.Parameter, values: Sequence[str]
) -> tuple[str, ...]:
    """`package.module:function`, each once; also `package.module:Class.method`.

    Raises:
        UsageError: one has another form.
    """
    for value in values:
        parts = ".".join(value.split(":", 1)).split(".")
        if value.count(":") != 1 or not all(map(str.isidentifier, parts)) or "__main__" in parts:
            raise UsageError(
                f"{_name(parameter)} {value!r}: wants package.module:function, as in "
                "train.model:build"
            )
    return tuple(dict.fromkeys(values))


def anchor(_context: click.Context, parameter: click.Parameter, value: str | None) -> Anchor | None:
    """`train/model.py:42` as a place.

    Raises:
        UsageError: it has another form, or there is no such file.
    """
    if value is None:
        return None
    from netlint.findings import Anchor

    file, _, line = value.rpartition(":")
    if not (file and line.isdecimal() and line.isascii() and len(line) < 10 and int(line)):
        raise UsageError(f"{_name(parameter)} {value!r}: wants FILE:LINE, as in train/model.py:42")
    if not os.path.isfile(file):  # noqa: PTH113 -- never raises, whatever the name is
        raise UsageError(f"{_name(parameter)} {value!r}: there is no file {file!r}")
    return Anchor(file, int(line))
