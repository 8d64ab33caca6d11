"""Prediction: how long a network takes on a target, kernel after kernel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from netlint.facts.once import once_per_survey
from netlint.facts.workloads import Task, tasks_of
from netlint.targets.time import Bound, Kind, Parts, TimeModel, Workload

if TYPE_CHECKING:
    from netlint.facts.survey import Survey
    from netlint.targets.target import Target


@dataclass(frozen=True, slots=True)
class KernelTime:
    """What one kernel takes.

    Attributes:
        layers: the names of its layers, in order of execution.
        index: the place in the order of execution of the layer that does the work.
        kind: what kind of kernel it is.
        mult_adds: its mult-adds, as they are; None where unknown.
        bytes: its memory access; None where unknown.
        works: what is started for it; nothing where the target does it for free, None where a
            figure is unknown.
        parts: its time by cause; None where its work is not known, or no time model is.
    """

    layers: tuple[str, ...]
    index: int
    kind: Kind
    mult_adds: int | None
    bytes: int | None
    works: tuple[Workload, ...] | None
    parts: Parts | None

    @property
    def seconds(self) -> float | None:
        """Its time."""
        return None if self.parts is None else self.parts.seconds

    @property
    def bound(self) -> Bound | None:
        """What most of its time goes to; None where it takes none, or it is not known."""
        return self.parts.bound if self.parts is not None and self.seconds else None


@dataclass(frozen=True)
class Prediction:
    """What a network takes on a target.

    Attributes:
        target: the target.
        kernels: its kernels, in order of execution.
    """

    target: Target
    kernels: tuple[KernelTime, ...]

    @property
    def timed(self) -> bool:
        """Whether the target has a time model."""
        return self.target.time is not None

    @property
    def unknown(self) -> tuple[KernelTime, ...]:
        """The kernels whose work is not known: the network takes longer than predicted."""
        return tuple(kernel for kernel in self.kernels if kernel.works is None)

    @cached_property
    def parts(self) -> Parts | None:
        """The time of all known kernels by cause; None without a time model."""
        if not self.timed:
            return None
        return Parts.total(kernel.parts for kernel in self.kernels if kernel.parts is not None)

    @property
    def seconds(self) -> float | None:
        """The time of all known kernels; None without a time model."""
        return None if self.parts is None else self.parts.seconds

    def bound_of(self, kernel: KernelTime) -> Bound | None:
        """What limits a kernel; None where it takes no time, or that is unknown.

        Without a time model it is the side of the ridge of the target's roofline (Williams,
        Waterman and Patterson, "Roofline", CACM 52(4), 2009).
        """
        if self.timed:
            return kernel.bound if kernel.works else None
        if not kernel.works or kernel.mult_adds is None or not kernel.bytes:
            return None
        above = kernel.mult_adds / kernel.bytes >= self.target.specification.ridge
        return "compute" if above else "memory"


@once_per_survey
def prediction_of(survey: Survey) -> Prediction | None:
    """What a network takes on the target that it is looked at for; None without one."""
    return None if survey.target is None else predict(survey, survey.target)


def predict(survey: Survey, target: Target) -> Prediction:
    """How long a network takes on a target, as far as is known.

    Args:
        survey: the network, at the batch size that it was read with.
        target: the target; without a time model there are kernels, but no times.
    """
    tasks = tasks_of(survey, target)
    return Prediction(target, tuple(_timed(survey, task, target.time) for task in tasks))


def _timed(survey: Survey, task: Task, model: TimeModel | None) -> KernelTime:
    kernel = task.kernel
    parts = None
    if model is not None and task.works is not None:
        parts = Parts.total(map(model.parts, task.works))
    return KernelTime(
        layers=tuple(survey.layers[index].layer.name for index in kernel.members),
        index=kernel.main,
        kind=task.kind,
        mult_adds=kernel.cost.mult_adds,
        bytes=kernel.cost.memory_access_bytes,
        works=task.works,
        parts=parts,
    )
