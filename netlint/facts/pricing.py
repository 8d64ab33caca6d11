"""Prices: what some kernels take, less what they would take if a finding were mended.

The amounts of work that mending it saves are taken from the kernels of the layers concerned, from
each of them in proportion to what it has, and never more than there is. So a price is never more
than those kernels take, and where only the larger one of compute and memory access counts (a
roofline), bytes have a price only as far as memory access is the larger one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.facts.once import once_per_survey
from netlint.facts.workloads import Task, tasks_of
from netlint.targets.time import Parts, TimeModel, Workload

if TYPE_CHECKING:
    from netlint.facts.survey import Survey


@dataclass(frozen=True, slots=True)
class _Left:
    """The share of each kind of work that is left, 0 to 1; of groups and branches beyond one."""

    mult_adds: float = 1.0
    bytes: float = 1.0
    kernels: float = 1.0
    groups: float = 1.0
    branches: float = 1.0

    def of(self, work: Workload) -> Workload:
        """What a kernel still does. What no longer fits the cache shrinks first."""
        moved = work.bytes * self.bytes
        return Workload(
            kind=work.kind,
            mult_adds=work.mult_adds * self.mult_adds,
            bytes=moved,
            spilled_bytes=max(0.0, work.spilled_bytes - (work.bytes - moved)),
            groups=1 + (work.groups - 1) * self.groups,
            branches=1 + (work.branches - 1) * self.branches,
            kernels=work.kernels * self.kernels,
        )


@once_per_survey
def tasks_on_target(survey: Survey) -> Mapping[int, Task]:
    """The kernels on the survey's target by the place of the layer that does the work."""
    if survey.target is None:
        return {}
    return {task.kernel.main: task for task in tasks_of(survey, survey.target)}


def time_model(survey: Survey) -> TimeModel | None:
    """The time model of the survey's target; None where there is none."""
    return None if survey.target is None else survey.target.time


def seconds_of(survey: Survey, layers: Collection[int]) -> float | None:
    """What the kernels take in which some layers do the work.

    Args:
        survey: the network, with a target.
        layers: places in the order of execution; one that runs inside another's kernel, or that
            the engine does for free, takes nothing.

    Returns:
        None where the work of one is unknown, and without a time model.
    """
    model, works = time_model(survey), _works(survey, layers)
    return None if model is None or works is None else _seconds(model, works)


def saved_seconds(
    survey: Survey, layers: Collection[int], amounts: Mapping[str, float]
) -> float | None:
    """What it would save to take work from the kernels in which some layers do the work.

    Args:
        survey: the network, with a target.
        layers: places in the order of execution.
        amounts: how much of `mult_adds`, `bytes`, `kernels` (starts), `groups` and `branches`
            (those beyond the first).

    Returns:
        Seconds, 0 or more; None where the work of a kernel is unknown, and without a time model.
    """
    model, works = time_model(survey), _works(survey, layers)
    if model is None or works is None:
        return None
    whole = {
        # as the layers have them: what a vector is padded with shrinks with them
        "mult_adds": sum(task.kernel.cost.mult_adds or 0 for task in _tasks(survey, layers)),
        "bytes": sum(work.bytes for work in works),
        "kernels": sum(work.kernels for work in works),
        "groups": sum(work.groups - 1 for work in works),
        "branches": sum(work.branches - 1 for work in works),
    }
    left = _Left(**{name: _share_left(amount, whole[name]) for name, amount in amounts.items()})
    return max(0.0, _seconds(model, works) - _seconds(model, [left.of(work) for work in works]))


def _share_left(taken: float, whole: float) -> float:
    return 1.0 if whole <= 0 else 1.0 - min(1.0, max(0.0, taken / whole))


def _tasks(survey: Survey, layers: Collection[int]) -> Iterator[Task]:
    known = tasks_on_target(survey)
    return (known[index] for index in layers if index in known)


def _works(survey: Survey, layers: Collection[int]) -> list[Workload] | None:
    found: list[Workload] = []
    for task in _tasks(survey, layers):
        if task.works is None:
            return None
        found += task.works
    return found


def _seconds(model: TimeModel, works: Collection[Workload]) -> float:
    return Parts.total(map(model.parts, works)).seconds
