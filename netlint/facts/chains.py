"""Tensors traced back through the layers that hand them on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from netlint.facts.storage import Place

if TYPE_CHECKING:
    from netlint.facts.survey import Survey
    from netlint.network import Layer, Tensor

Trace = tuple[Place, ...]
"""For each layer the tensor that its first output stands for."""


def trace(survey: Survey, passes: Callable[[Layer], bool]) -> Trace:
    """What each layer's first output stands for, looking through layers of one input.

    Args:
        survey: the network.
        passes: whether to look through a layer.
    """
    found: list[Place] = []
    for facts in survey.layers:
        source = (facts.index, 0)
        if len(facts.layer.inputs) == 1 and passes(facts.layer):
            source = traced(survey, found, facts.layer.inputs[0]) or source
        found.append(source)
    return tuple(found)


def traced(survey: Survey, known: list[Place] | Trace, tensor: Tensor) -> Place | None:
    """What a tensor stands for; None where no layer of the network writes it."""
    producer = survey.index.get(tensor.producer)
    if producer is None:
        return None
    if tensor.index == 0 and producer < len(known):
        return known[producer]
    return producer, tensor.index
