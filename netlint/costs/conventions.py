"""What is counted: conventions turn the full cost of a layer into what somebody else prints.

A convention is registered under the name that users type:

    @convention("full")
    def full(layer: Layer, cost: Cost) -> Cost: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from netlint.costs.composite import together
from netlint.costs.registry import FREE, Cost, cost_of, load_formulas, with_own_traffic
from netlint.errors import UsageError
from netlint.network import Layer, Weight
from netlint.operations import Composite, Conv, Dense, Norm, Opaque

Convention = Callable[[Layer, Cost], Cost]

CONVENTIONS: dict[str, Convention] = {}


def convention(name: str) -> Callable[[Convention], Convention]:
    """Registers a convention under its name.

    Raises:
        UsageError: the name is taken.
    """

    def keep(convert: Convention) -> Convention:
        if name in CONVENTIONS:
            raise UsageError(f"the convention {name!r} is registered twice")
        CONVENTIONS[name] = convert
        return convert

    return keep


def convention_names() -> tuple[str, ...]:
    """The names of all conventions, `full` first."""
    load_formulas()
    return tuple(sorted(CONVENTIONS, key=lambda name: (name != "full", name)))


def apply_convention(layer: Layer, cost: Cost, name: str) -> Cost:
    """The cost of a layer as a convention counts it; `cost` is its full cost (`cost_of`).

    Raises:
        UsageError: there is no such convention.
    """
    load_formulas()
    convert = CONVENTIONS.get(name)
    if convert is None:
        names = ", ".join(convention_names())
        raise UsageError(f"there is no convention {name!r}; there are: {names}")
    return convert(layer, cost)


@convention("full")
def full(_layer: Layer, cost: Cost) -> Cost:
    """Everything counts: each formula as its own docstring says."""
    return cost


@convention("paper")
def paper(layer: Layer, cost: Cost) -> Cost:
    """What the papers print, for a network as it is deployed.

    - Mult-adds of convolutional and dense layers only, also where they are parts of another
      layer (MobileNet, arXiv 1704.04861, table 2, lists convolutions and the classifier;
      ShuffleNet V2, arXiv 1807.11164, says FLOPs for "the number of multiply-adds"); products
      of two activations do not count. Other operations are 0.
    - Batch normalisation is folded into the weights before it (arXiv 1712.05877, equation 14):
      it costs nothing, not even memory access.
    - The memory access of a convolution or a dense layer is that of arXiv 1807.11164, section
      2, G1 and equation 2: without a bias. That of every other layer stays (guideline G4).

    What an opaque layer computes stays unknown.
    """
    match layer.operation:
        case Norm(kind="batch"):
            return FREE
        case Composite(parts=parts, repeat=repeat):
            return together((paper(part, cost_of(part)) for part in parts), repeat)
        case Conv() | Dense():
            return with_own_traffic(_without_bias(layer), cost.mult_adds, 0)
        case Opaque():
            return replace(cost, other_ops=0)
    return replace(cost, mult_adds=0, other_ops=0)


def _without_bias(layer: Layer) -> Layer:
    """The layer without the weights of its bias; its weights unknown where none is found."""
    operation, weights = layer.operation, layer.weights
    if weights is None or not isinstance(operation, Conv | Dense) or not operation.bias:
        return layer
    biases = [weight for weight in weights if _is_bias(weight)] or list(weights[1:2])
    if len(biases) != 1:
        return replace(layer, weights=None)
    return replace(layer, weights=tuple(weight for weight in weights if weight is not biases[0]))


def _is_bias(weight: Weight) -> bool:
    return weight.name.rpartition("/")[2].partition(":")[0] == "bias"
