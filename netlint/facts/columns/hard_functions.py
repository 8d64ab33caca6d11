"""Hard-swish and hard-sigmoid written as several element-wise layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.facts.chains import Trace, trace, traced
from netlint.facts.kinds import is_identity
from netlint.facts.once import once_per_survey
from netlint.facts.registry import layer_column
from netlint.facts.storage import Place
from netlint.operations import Activation, Elementwise, Norm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netlint.facts.survey import LayerFacts, Survey
    from netlint.network import Layer, Tensor

_SOURCE = "arXiv 1905.02244 (MobileNetV3), section 5.2: h-swish[x] = x ReLU6(x + 3) / 6"
_SIXTH = 1 / 6
_TOLERANCE = 1e-3
_SWISH_OPS = 4
_SIGMOID_OPS = 3


@dataclass(frozen=True, slots=True)
class HardFunctions:
    """Where hard functions written by hand end: layers by place, each with what goes into it.

    Attributes:
        swishes: `x * relu6(x + 3) / 6`: the last layer, and the tensor x.
        sigmoids: `relu6(x + 3) / 6`, likewise; those inside a hard-swish are left out.
    """

    swishes: Mapping[int, Place]
    sigmoids: Mapping[int, Place]


@once_per_survey
def hard_functions(survey: Survey) -> HardFunctions:
    """The hard-swish and hard-sigmoid functions that a network computes step by step.

    The steps are `x + 3`, `relu6`, a product with x and a division by 6 (or a product with
    1/6), the last two in any order and the division also before the product. A `Rescaling`
    may do the sum or the division.
    """
    return _Steps(survey).found()


class _Steps:
    """What each layer computes of a tensor x, step by step: layer -> x."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._known: Trace = trace(survey, is_identity)
        self._shifted: dict[Place, Place] = {}  # x + 3
        self._clipped: dict[Place, Place] = {}  # relu6(x + 3)
        self._sixths: dict[Place, Place] = {}  # x / 6
        self._gated: dict[Place, Place] = {}  # x relu6(x + 3)
        self._sigmoids: dict[Place, Place] = {}
        self._swishes: dict[Place, Place] = {}
        self._inside: set[Place] = set()

    def found(self) -> HardFunctions:
        for facts in self._survey.layers:
            inputs = [traced(self._survey, self._known, t) for t in facts.layer.inputs]
            sources = [source for source in inputs if source is not None]
            if len(sources) == len(inputs):
                self._step((facts.index, 0), facts.layer, sources)
        swishes = {index: x for (index, _), x in self._swishes.items()}
        rest = {i: x for (i, o), x in self._sigmoids.items() if (i, o) not in self._inside}
        return HardFunctions(swishes, rest)

    def _step(self, out: Place, layer: Layer, inputs: list[Place]) -> None:
        match layer.operation, inputs:
            case Elementwise(function="add", constant=3) | Norm(numbers=(1, 3)), [x]:
                self._shifted[out] = x
            case Activation(function="relu6"), [x] if x in self._shifted:
                self._clipped[out] = self._shifted[x]
            case Elementwise() | Norm() as operation, [x] if _is_sixth(operation):
                self._divide(out, x)
            case Elementwise(function="multiply"), [a, b]:
                self._multiply(out, a, b)
                self._multiply(out, b, a)

    def _divide(self, out: Place, x: Place) -> None:
        self._sixths[out] = x
        if x in self._clipped:
            self._sigmoids[out] = self._clipped[x]
        elif x in self._gated:
            self._swishes[out] = self._gated[x]

    def _multiply(self, out: Place, x: Place, factor: Place) -> None:
        if self._sigmoids.get(factor) == x:
            self._swishes[out] = x
            self._inside.add(factor)
        elif self._clipped.get(factor) == x:
            self._gated[out] = x
        elif x in self._sixths and self._clipped.get(factor) == self._sixths[x]:
            self._swishes[out] = self._sixths[x]


def _is_sixth(operation: Elementwise | Norm) -> bool:
    """Whether an operation divides by 6, however it is rounded."""
    match operation:
        case Norm(numbers=(factor, 0)) | Elementwise(function="multiply", constant=factor):
            return factor is not None and _SIXTH - _TOLERANCE < factor < _SIXTH + _TOLERANCE
        case Elementwise(function="divide", constant=6):
            return True
    return False


def steps_at(facts: LayerFacts) -> tuple[tuple[int, ...], tuple[Tensor, ...]]:
    """The layers of the hard function that ends in a layer, and the one tensor that they read.

    Nothing of either on every other layer.
    """
    found, survey = hard_functions(facts.survey), facts.survey
    source = found.swishes.get(facts.index, found.sigmoids.get(facts.index))
    if source is None:
        return (), ()
    layers, waiting = {facts.index}, [facts.index]
    read: tuple[Tensor, ...] = ()
    while waiting:
        for tensor in survey.layers[waiting.pop()].layer.inputs:
            index = survey.index[tensor.producer]
            if (index, tensor.index) == source:
                read = (tensor,)
            elif index not in layers:
                layers.add(index)
                waiting.append(index)
    return tuple(sorted(layers)), read


@layer_column(unit="count", source=_SOURCE)
def hard_swish_ops(facts: LayerFacts) -> int:
    """On the last layer of a hard-swish written step by step: the layers that it takes.

    `x * relu6(x + 3) / 6` as four element-wise layers, each of which reads and writes the whole
    map, where one activation would do. 0 on every other layer.
    """
    return _SWISH_OPS if facts.index in hard_functions(facts.survey).swishes else 0


@layer_column(unit="count", source=_SOURCE)
def hard_sigmoid_ops(facts: LayerFacts) -> int:
    """On the last layer of a hard-sigmoid written step by step: the layers that it takes.

    `relu6(x + 3) / 6` as three element-wise layers; those inside a hard-swish are counted
    there. 0 on every other layer.
    """
    return _SIGMOID_OPS if facts.index in hard_functions(facts.survey).sigmoids else 0
