"""Measured times beside predicted ones, of whole networks and of their kernels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.measuring.outcomes import Outcome, Outcomes

if TYPE_CHECKING:
    from netlint.facts.prediction import KernelTime, Prediction
    from netlint.measuring.kernels import OperationTime
    from netlint.measuring.timing import Measured


@dataclass(frozen=True, slots=True)
class KernelOutcome:
    """A kernel's measured time beside the predicted one.

    Attributes:
        layers: the names of its layers; empty where the engine does not say whose work it is.
        operations: the engine's words for it; empty where it runs nothing for it.
        measured: seconds inside the model; 0 where it runs nothing for it.
        predicted: seconds that the target says; None where it has no say.
    """

    layers: tuple[str, ...]
    operations: tuple[str, ...]
    measured: float
    predicted: float | None


@dataclass(frozen=True, slots=True)
class Measurement:
    """A network's measured time, beside the predicted one.

    Attributes:
        measured: its time on this machine, by the name that the user gave the model.
        prediction: what a target says; None where none is given.
        kernels: its kernels, in the engine's order of execution, then those for which it runs
            nothing; empty where nobody asked, or where the engine does not tell.
        untold: why the engine does not tell; empty where it does.
    """

    measured: Measured
    prediction: Prediction | None
    kernels: tuple[KernelOutcome, ...] = ()
    untold: str = ""

    @property
    def outcome(self) -> Outcome | None:
        """Measured beside predicted; None where no time is predicted, or only a part of it."""
        if self.prediction is None or self.prediction.seconds is None or self.prediction.unknown:
            return None
        return Outcome(self.measured, self.prediction.seconds)


@dataclass(frozen=True, slots=True)
class Measurements:
    """Several networks that were measured in turns.

    Attributes:
        engine: what ran them, and on what.
        networks: in the order in which the user named them.
    """

    engine: str
    networks: tuple[Measurement, ...]

    @property
    def outcomes(self) -> Outcomes:
        """Those whose whole time is predicted."""
        found = (one.outcome for one in self.networks)
        return Outcomes(tuple(one for one in found if one is not None))


def kernels_beside(
    prediction: Prediction | None, times: Sequence[OperationTime]
) -> tuple[KernelOutcome, ...]:
    """The engine's operations by the target's kernels, each beside its predicted time.

    The engine may run a kernel of the target as several operations, and several kernels as one:
    such kernels stand together. An operation that belongs to no kernel stands by itself, and so
    does a kernel for which it runs nothing: together they are all that was measured, and all that
    was predicted.

    Args:
        prediction: the target's kernels; None: each operation stands by itself.
        times: what the engine says, in order of execution.
    """
    kernels = () if prediction is None else prediction.kernels
    owner = {layer: number for number, kernel in enumerate(kernels) for layer in kernel.layers}
    groups = _Groups(len(kernels))
    for time in times:
        groups.add({owner[layer] for layer in time.layers if layer in owner}, time)
    return tuple(
        _beside([kernels[number] for number in members], together)
        for members, together in groups.in_order()
    )


def _beside(kernels: Sequence[KernelTime], times: Sequence[OperationTime]) -> KernelOutcome:
    """Some kernels beside the operations that do their work; one of both may be missing."""
    seconds = [kernel.seconds for kernel in kernels]
    known = [each for each in seconds if each is not None]
    layers = [layer for kernel in kernels for layer in kernel.layers]
    return KernelOutcome(
        layers=tuple(layers) if kernels else times[0].layers,
        operations=tuple(time.operation for time in times),
        measured=sum(time.seconds for time in times),
        predicted=sum(known) if known and len(known) == len(seconds) else None,
    )


class _Groups:
    """Kernels that the engine runs together, with its operations."""

    def __init__(self, kernels: int) -> None:
        self._group = list(range(kernels))
        self._times: list[tuple[int | None, OperationTime]] = []

    def add(self, kernels: set[int], time: OperationTime) -> None:
        """An operation that does the work of some kernels."""
        heads = sorted(map(self._find, kernels))
        for head in heads:
            self._group[head] = heads[0]
        self._times.append((heads[0] if heads else None, time))

    def _find(self, kernel: int) -> int:
        while self._group[kernel] != kernel:
            self._group[kernel] = self._group[self._group[kernel]]
            kernel = self._group[kernel]
        return kernel

    def in_order(self) -> list[tuple[list[int], list[OperationTime]]]:
        """The kernels of each group with its operations, by the first operation if any."""
        members: dict[int, list[int]] = {}
        for kernel in range(len(self._group)):
            members.setdefault(self._find(kernel), []).append(kernel)
        together: dict[int, tuple[list[int], list[OperationTime]]] = {}
        for number, (first, time) in enumerate(self._times):
            head = -1 - number if first is None else self._find(first)
            together.setdefault(head, (members.get(head, []), []))[1].append(time)
        for head, own in members.items():
            together.setdefault(head, (own, []))
        return list(together.values())
