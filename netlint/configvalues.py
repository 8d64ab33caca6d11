"""What the values of configuration keys must be: each takes a value and its place, for messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from netlint.choices import LEVELS
from netlint.errors import UsageError
from netlint.patterns import problem_of
from netlint.suggestions import did_you_mean

MOST_ITEMS = 10_000
"""Items of one list, or of lists that belong together."""

Check = Callable[[Any, str], Any]
"""What a key's value means: the value as read and its place, for messages, to what it says."""


def list_of(what: str) -> Check:
    """A list of texts that are not empty."""

    def check(value: Any, place: str) -> tuple[str, ...]:
        if (
            not isinstance(value, list)
            or len(value) > MOST_ITEMS
            or not all(isinstance(item, str) and item for item in value)
        ):
            raise UsageError(f"{place} must be a list of {what}")
        return tuple(value)

    return check


def some_of(what: str) -> Check:
    """A list that must not be empty: one that says nothing is a mistake."""
    check_list = list_of(what)

    def check(value: Any, place: str) -> tuple[str, ...]:
        found: tuple[str, ...] = check_list(value, place)
        if not found:
            raise UsageError(f"{place} is empty: it must be a list of {what}")
        return found

    return check


def one_or_some_of(what: str) -> Check:
    """A text, or a list of such; neither empty."""
    check_list = some_of(what)

    def check(value: Any, place: str) -> tuple[str, ...]:
        items = [value] * bool(value) if isinstance(value, str) else value
        found: tuple[str, ...] = check_list(items, place)
        return found

    return check


def level(value: Any, place: str) -> str:
    """One of `info`, `warning`, `error`."""
    if not isinstance(value, str) or value not in LEVELS:
        near = did_you_mean(value, LEVELS) if isinstance(value, str) else ""
        raise UsageError(f"{place} must be one of {', '.join(LEVELS)}, not {value!r}{near}")
    return value


def flag(value: Any, place: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise UsageError(f"{place} must be true or false, not {value!r}")
    return value


def sub_table(value: Any, place: str, what: str) -> Mapping[str, Any]:
    """A table; `what` says what of."""
    if not isinstance(value, dict):
        raise UsageError(f"{place} must be a table: {what}")
    return value


def text(value: Any, place: str) -> str:
    """A text, without the blanks around it; it may be empty."""
    if not isinstance(value, str):
        raise UsageError(f"{place} must be a text, not {value!r}")
    return value.strip()


def some_text(value: Any, place: str) -> str:
    """A text that is not empty."""
    found = text(value, place)
    if not found:
        raise UsageError(f"{place} is empty")
    return found


def day(value: Any, place: str) -> date:
    """A day, as TOML's own kind or as text."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if not isinstance(value, date) or isinstance(value, datetime):
        raise UsageError(f"{place} must be a day such as 2027-01-31, not {str(value)!r}")
    return value


def patterns(value: Any, place: str) -> tuple[str, ...]:
    """Patterns of models or of layers that can match."""
    patterns: tuple[str, ...] = some_of("paths or patterns")(value, place)
    for pattern in patterns:
        problem = problem_of(pattern)
        if problem:
            raise UsageError(f"{place}: {pattern!r} is no pattern: {problem}")
    return patterns
