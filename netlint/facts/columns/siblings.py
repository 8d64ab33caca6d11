"""Siblings that take the same part of one tensor where different parts were meant."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from netlint.facts.chains import trace, traced
from netlint.facts.kinds import hands_on, product_of
from netlint.facts.once import once_per_survey
from netlint.facts.registry import layer_column
from netlint.operations import Activation, Conv, Move, Norm, Opaque

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

    Two kinds, by what says that different parts were meant:

    - Lambda layers of which the file says the same word for word, closures included; nothing in
      the file is run to see it. Those that are read by one and the same layer, no
      concatenation, are left out.
    - Slices and gathers of the same part whose results come together again in a
      concatenation, through convolutions, normalisations and activations alone. A part that
      two heads use has a use in each.
    """
    found = {}
    for indices in _alike(survey):
        if isinstance(survey.layers[indices[0]].layer.operation, Opaque):
            siblings = indices if _meant_to_differ(survey, indices) else []
        else:
            siblings = [index for index in indices if index in _joined_twins(survey)]
        if len(siblings) > 1:
            found[siblings[0]] = tuple(siblings)
    return found


def _alike(survey: Survey) -> list[list[int]]:
    """Layers that take the same part of one tensor, two or more, and are read."""
    alike: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for facts in survey.layers:
        part = _part(facts.layer)
        if part is not None and facts.consumers:
            tensors = tuple((tensor.producer, tensor.index) for tensor in facts.layer.inputs)
            alike[(facts.layer.op, part, *tensors)].append(facts.index)
    return [indices for indices in alike.values() if len(indices) > 1]


def _part(layer: Layer) -> object:
    """What a layer takes of its input, to compare; None where that is not known."""
    match layer.operation:
        case Move(kind="slice" | "gather", selection=selection, taken=taken) if layer.inputs:
            return selection if taken is None else taken
        case Opaque(fingerprint=fingerprint) if layer.inputs and not layer.weights:
            return fingerprint
    return None


@once_per_survey
def _joined_twins(survey: Survey) -> frozenset[int]:
    """Layers that meet another one that takes the same part, in one concatenation."""
    known = trace(survey, _stays_a_branch)
    twins = {index: place for place, each in enumerate(_alike(survey)) for index in each}
    joined: set[int] = set()
    for facts in survey.layers:
        if facts.layer.op == "concat":
            meeting: defaultdict[int, set[int]] = defaultdict(set)
            for source in (traced(survey, known, tensor) for tensor in facts.layer.inputs):
                if source is not None and source[0] in twins:
                    meeting[twins[source[0]]].add(source[0])
            joined.update(*(each for each in meeting.values() if len(each) > 1))
    return frozenset(joined)


def _stays_a_branch(layer: Layer) -> bool:
    """Whether a layer works on a branch as grouped convolutions do."""
    if isinstance(layer.operation, Norm | Activation) or hands_on(layer.operation):
        return True
    product = product_of(layer)
    return product is not None and isinstance(product.operation, Conv)


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
    has the last value. Their code and closures are then equal in the file. Slices of the same
    part count where their results are joined in one concatenation again, so that different parts
    were meant. 0 on every other layer.
    """
    return len(same_slices(facts.survey).get(facts.index, ()))


@layer_column(source=_SOURCE)
def same_slice_of(facts: LayerFacts) -> str:
    """The layer that siblings with the same slice read, on the first of them; else empty."""
    if facts.index not in same_slices(facts.survey):
        return ""
    return facts.layer.inputs[0].producer
