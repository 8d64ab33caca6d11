"""Tensors traced back through the layers that hand them on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from netlint.operations import Activation, Fixed, Norm

if TYPE_CHECKING:
    from netlint.facts.survey import Survey
    from netlint.network import Layer, Shape, Tensor

Source = tuple[int, int]
"""A tensor: its producer's place in the order of execution, and which of its outputs it is."""

Trace = tuple[Source, ...]
"""For each layer the tensor that its first output stands for."""


def hands_on(layer: Layer) -> bool:
    """Whether a layer does nothing: identity, linear activation, input of a nested model."""
    match layer.operation:
        case Fixed(kind="identity" | "input") | Activation(function="linear"):
            return len(layer.inputs) == 1
    return False


def touches_up(layer: Layer) -> bool:
    """Whether a layer stays within each channel: nothing, batch normalisation, activation."""
    match layer.operation:
        case Norm(kind="batch"):
            return len(layer.inputs) == 1
        case Activation(function=function):
            return len(layer.inputs) == 1 and "softmax" not in function
    return hands_on(layer)


def trace(survey: Survey, passes: Callable[[Layer], bool]) -> Trace:
    """What each layer's first output stands for, looking through layers of one input.

    Args:
        survey: the network.
        passes: whether to look through a layer.
    """
    found: list[Source] = []
    for facts in survey.layers:
        source = (facts.index, 0)
        if len(facts.layer.inputs) == 1 and passes(facts.layer):
            source = traced(survey, found, facts.layer.inputs[0]) or source
        found.append(source)
    return tuple(found)


def traced(survey: Survey, known: list[Source] | Trace, tensor: Tensor) -> Source | None:
    """What a tensor stands for; None where no layer of the network writes it."""
    producer = survey.index.get(tensor.producer)
    if producer is None:
        return None
    if tensor.index == 0 and producer < len(known):
        return known[producer]
    return producer, tensor.index


def channels(shape: Shape | None, axis: int) -> int | None:
    """The length of an axis; None where it is unknown."""
    return shape[axis] if shape is not None and -len(shape) <= axis < len(shape) else None
