"""What one place (the defaults, a file, the options) says of rules, and which place wins."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from netlint.budgets import is_amount
from netlint.errors import UsageError
from netlint.waivers import Waiver

_T = TypeVar("_T")

LEVELS = ("info", "warning", "error")
"""The words for `--fail-on` and `--show`, mildest first."""

LIMIT_KEYS = ("info", "warn", "error")
"""The keys of a rule's limits, mildest first."""

NewLimit = float | str | None
"""A rule's new limit: a number, an amount with a unit (`4MiB`), or None: switched off."""

OPTION = "option"
"""The source of what an option of the command says."""

LimitChanges = Mapping[str, Mapping[str, NewLimit]]
"""New limits by a rule's id or name and the limit's key."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What one place says of rules; where it is silent None, or nothing.

    Attributes:
        source: the place, as users call it.
        folder: what relative paths of decks start from.
        deck: the decks, by built-in name or path.
        select: patterns of the rules to check, in place of those chosen before.
        extend_select: patterns of rules to check too, also from decks that are not in `deck`.
        ignore: patterns of rules not to check.
        limits: new limits of rules.
        budgets: amounts by the keys of `netlint.budgets.BUDGETS`; None: switched off.
        fail_on: the mildest level that fails the gate, one of `LEVELS`.
        allow_undecided: whether undecided findings pass.
        waivers: the findings that are accepted on purpose.
        target: whether it names a target, with which the deck about hardware is in force.
    """

    source: str
    folder: Path = field(default_factory=Path)
    deck: tuple[str, ...] | None = None
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    limits: LimitChanges = field(default_factory=dict)
    budgets: Mapping[str, float | None] = field(default_factory=dict)
    fail_on: str | None = None
    allow_undecided: bool | None = None
    waivers: tuple[Waiver, ...] = ()
    target: bool = False


DEFAULTS = Choices("default", deck=("shufflenetv2",), fail_on="error", allow_undecided=False)


@dataclass(frozen=True, slots=True)
class Said(Generic[_T]):
    """A value, and the place that says it.

    Attributes:
        value: what is said.
        source: the place, as users call it.
    """

    value: _T
    source: str


def last_said(places: Sequence[Choices], key: Callable[[Choices], _T | None]) -> Said[_T]:
    """What the last place says that is not silent.

    Args:
        places: the places, `DEFAULTS` first; a later one wins.
        key: what is asked of a place; None where it is silent.
    """
    for place in reversed((DEFAULTS, *places)):
        value = key(place)
        if value is not None:
            return Said(value, place.source)
    raise LookupError("the defaults are silent")


def limit(value: object, place: str) -> NewLimit:
    """A rule's new limit.

    Args:
        value: a finite number, in the rule's unit, an amount with a unit, or False.
        place: where it is said, for messages.

    Raises:
        UsageError: it is none of them.
    """
    if value is False:
        return None
    if isinstance(value, str) and is_amount(value):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise UsageError(f"{place} must be a number, or false to switch it off, not {value!r}")
    return value
