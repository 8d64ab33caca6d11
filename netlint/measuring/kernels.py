"""How long each kernel of a model takes inside the model, as far as the engine tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from netlint.measuring.lowering.trace import signature
from netlint.measuring.modelops import ModelOp, model_ops
from netlint.measuring.pairing import paired
from netlint.measuring.profile import Operator, Profiled, Untold
from netlint.quiet import without_native_messages

if TYPE_CHECKING:
    from netlint.measuring.lowering.convert import LiteRTModel

_VIEW = "Static Reshape"
_HALF_A_TICK = 0.5e-6


@dataclass(frozen=True, slots=True)
class OperationTime:
    """One operation of a LiteRT model, and how long it takes.

    Attributes:
        operation: LiteRT's word: `CONV_2D`.
        layers: the names of the layers that it does the work of.
        operators: what the engine runs for it; none where it vanishes in another.
        seconds: how long these take together.
    """

    operation: str
    layers: tuple[str, ...]
    operators: tuple[str, ...]
    seconds: float


class KernelClock:
    """Collects what the engine says of a model in several runs."""

    def __init__(self, model: LiteRTModel) -> None:
        """Loads the model, profiler on.

        Raises:
            Untold: the engine does not tell.
        """
        self._operations = model_ops(model)
        self._profiled = Profiled(model.content, signature(model.network)[1])
        self._runs: list[list[Operator]] = []

    def run(self) -> None:
        """Runs the model once more.

        Raises:
            Untold: the engine does not tell.
        """
        self._runs.append(self._profiled.run())

    def close(self) -> None:
        """Gives back what the engine holds."""
        self._profiled.close()

    def times(self) -> tuple[OperationTime, ...]:
        """The kernels in the order in which they run, by all runs so far.

        Raises:
            Untold: the engine's operators are not those of the model, or differ between runs.
        """
        names = {tuple(operator.name for operator in run) for run in self._runs}
        if len(names) != 1:
            raise Untold("LiteRT runs other operators each time")
        (order,) = names
        seconds = [typical(column) for column in zip(*self._runs, strict=True)]
        return assigned(self._operations, order, seconds)


def kernel_times(model: LiteRTModel, runs: int) -> tuple[OperationTime, ...]:
    """What each kernel of a model takes inside the model.

    Args:
        model: the model.
        runs: how often to run it, after once to warm up.

    Raises:
        Untold: the engine does not tell.
    """
    with without_native_messages():
        clock = KernelClock(model)
        try:
            for _ in range(runs + 1):
                clock.run()
            return clock.times()
        finally:
            clock.close()


def typical(runs: Sequence[Operator]) -> float:
    """What one operator takes, in seconds: the mean of the lower half of all runs.

    The engine counts whole microseconds, rounded down: half of one is added, but to views.
    """
    times = sorted(operator.seconds for operator in runs)
    mean = fmean(times[: max(len(times) // 2, 1)])
    return mean if runs[0].name.startswith(_VIEW) else mean + _HALF_A_TICK


def assigned(
    operations: Sequence[ModelOp], operators: Sequence[str], seconds: Sequence[float]
) -> tuple[OperationTime, ...]:
    """The times of operators, put together by operation.

    Raises:
        Untold: the operators are not those of the operations.
    """
    places = paired([operation.name for operation in operations], operators)
    if places is None:
        raise Untold("LiteRT's operators are not those of the model")
    found: list[list[int]] = [[] for _ in operations]
    for operator, place in enumerate(places):
        found[place].append(operator)
    return tuple(
        OperationTime(
            operation.name,
            tuple(layer.name for layer in operation.layers),
            tuple(operators[place] for place in own),
            sum(seconds[place] for place in own),
        )
        for operation, own in zip(operations, found, strict=True)
    )
