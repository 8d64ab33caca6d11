"""Siblings that take the same part of one tensor where different parts were meant."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from netlint.facts.once import once_per_survey
from netlint.facts.registry import layer_column
from netlint.operations import Move, Opaque

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netlint.facts.survey import LayerFacts, Survey
    from netlint.network import Layer

_SOURCE = (
    "Python FAQ, 'Why do lambdas defined in a loop with different values all return the same "
    "result?' (docs.python.org/3/faq/programming.html)"
)


@once_per_survey
def same_slices(survey: Survey) -> Mapping[int, tuple[int, ...]]:
    """Layers that take the same part of one tensor, by the first of them, in order of execution.

    They are slices and gathers with the same arguments, and Lambda layers of which the file
    says the same word for word, closures included. Nothing in the file is run to see it. Those
    that are read by one and the same layer, no concatenation, are left out: nothing says that
    different parts were meant.
    """
    alike: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for facts in survey.layers:
        selection = _selection(facts.layer)
        if selection is not None and facts.consumers:
            tensors = tuple((tensor.producer, tensor.index) for tensor in facts.layer.inputs)
            alike[(facts.layer.op, selection, *tensors)].append(facts.index)
    return {
        indices[0]: tuple(indices)
        for indices in alike.values()
        if len(indices) > 1 and _meant_to_differ(survey, indices)
    }


def _selection(layer: Layer) -> str | None:
    """What a layer takes of its input, as a text to compare; None where that is not known."""
    match layer.operation:
        case Move(kind="slice" | "gather", selection=selection):
            return selection if len(layer.inputs) > 0 else None
        case Opaque(fingerprint=fingerprint) if layer.inputs and not layer.weights:
            return fingerprint
    return None


def _meant_to_differ(survey: Survey, indices: list[int]) -> bool:
    """Whether siblings have readers of their own, or are joined by a concatenation."""
    readers = {survey.consumers[index] for index in indices}
    if len(readers) > 1:
        return True
    return any(survey.layers[index].layer.op == "concat" for index in readers.pop())


@layer_column(unit="count", source=_SOURCE)
def same_slice_siblings(facts: LayerFacts) -> int:
    """On the first of several slices of one tensor that all take the same part: how many.

    A Lambda made in a loop captures the loop's variable late: in the saved model every sibling
    has the last value. Their code and closures are then equal in the file. Slices with equal
    arguments are counted too: the same copy made several times. 0 on every other layer.
    """
    return len(same_slices(facts.survey).get(facts.index, ()))


@layer_column(source=_SOURCE)
def same_slice_of(facts: LayerFacts) -> str:
    """The layer that siblings with the same slice read, on the first of them; else empty."""
    if facts.index not in same_slices(facts.survey):
        return ""
    return facts.layer.inputs[0].producer
