"""What the values of the command's options mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import click


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
