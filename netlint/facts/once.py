"""What several columns need of a network, found once per network."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from netlint.facts.survey import Survey

T = TypeVar("T")


def once_per_survey(find: Callable[[Survey], T]) -> Callable[[Survey], T]:
    """Keeps what a function finds in a network for as long as its survey lives.

    What it finds must not hold the survey (indices into `survey.layers` do not).
    """
    found: WeakKeyDictionary[Survey, T] = WeakKeyDictionary()

    @wraps(find)
    def kept(survey: Survey) -> T:
        if survey not in found:
            found[survey] = find(survey)
        return found[survey]

    return kept
