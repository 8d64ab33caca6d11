"""What layers take on a target: the time of a kernel is that of the layer that does its work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netlint.facts.prediction import KernelTime, Prediction
    from netlint.report import Analysis
    from netlint.targets.time import Bound, Parts


@dataclass(frozen=True, slots=True)
class Timing:
    """What a layer takes on a target, or a group of layers.

    Attributes:
        kernel: the layer in whose kernel it runs, itself where it does the work; None where
            there is nothing to run, of a group with several, and without a target.
        kernels: how many kernels it is the layer that does the work of: 0 or 1; of a group
            their number; None without a target.
        parts: the time by cause; nothing for what runs in another layer's kernel; None where
            it is unknown.
        known: that of the layers where it is known; None where there is none.
        bound: what limits it; None where it takes no time, or that is unknown.
    """

    kernel: str | None = None
    kernels: int | None = None
    parts: Parts | None = None
    known: Parts | None = None
    bound: Bound | None = None

    @property
    def seconds(self) -> float | None:
        """The time."""
        return None if self.parts is None else self.parts.seconds

    @property
    def is_fused(self) -> bool:
        """Whether a layer runs in another one's kernel."""
        return self.kernel is not None and self.kernels == 0


NO_TIMING = Timing()
"""Of layers when no target is asked for."""


def timings(analysis: Analysis) -> Sequence[Timing]:
    """What every layer takes, in order of execution; without a target `NO_TIMING`."""
    prediction, names = analysis.prediction, [row.layer.name for row in analysis.rows]
    if prediction is None:
        return [NO_TIMING] * len(names)
    from netlint.targets.time import Parts

    nothing = Parts() if prediction.timed else None
    found = [Timing(None, 0, nothing, nothing) for _ in names]
    at = {name: index for index, name in enumerate(names)}
    for kernel in prediction.kernels:
        if kernel.works == ():  # free: nothing to run
            continue
        main = names[kernel.index]
        for name in kernel.layers:
            found[at[name]] = Timing(main, 0, nothing, nothing)
        found[kernel.index] = _of_kernel(kernel, main, prediction)
    return found


def _of_kernel(kernel: KernelTime, main: str, prediction: Prediction) -> Timing:
    return Timing(main, 1, kernel.parts, kernel.parts, prediction.bound_of(kernel))


def merged(members: Iterable[Timing]) -> Timing:
    """What a group of layers takes: unknown where one is."""
    members = list(members)
    if any(each.kernels is None for each in members):
        return NO_TIMING
    kernels = {each.kernel for each in members}
    known = [each.known for each in members if each.known is not None]
    sums = _total(known)
    whole = sums if len(known) == len(members) else None
    return Timing(
        kernel=kernels.pop() if len(kernels) == 1 else None,
        kernels=sum(each.kernels or 0 for each in members),
        parts=whole,
        known=sums,
        bound=_bound(members, whole),
    )


def _bound(members: Sequence[Timing], whole: Parts | None) -> Bound | None:
    """What most of the time goes to; where times are not known, what limits every kernel."""
    if whole is not None:
        return whole.bound if whole.seconds else None
    bounds = {each.bound for each in members if each.kernels}
    return bounds.pop() if len(bounds) == 1 else None


def _total(parts: Sequence[Parts]) -> Parts | None:
    if not parts:
        return None
    from netlint.targets.time import Parts

    return Parts.total(parts)
