"""What several columns need of a network, found once per network."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from netlint.facts.survey import Survey

T = TypeVar("T")


def once_per_survey(find: Callable[[Survey], T]) -> Callable[[Survey], T]:
    """Keeps what a function finds in a network with the network's survey."""

    @wraps(find)
    def kept(survey: Survey) -> T:
        found = survey.found
        if find not in found:
            found[find] = find(survey)
        return cast("T", found[find])

    return kept
