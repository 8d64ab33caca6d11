"""Where a network's data comes from and goes to, looked at once for all layers.

Each part is one pass over the layers in (or against) the order of execution, so that a network
of any depth costs time in proportion to its tensors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.facts.kinds import hands_on, product_of
from netlint.facts.once import once_per_survey
from netlint.operations import (
    Activation,
    Conv,
    Elementwise,
    Fixed,
    Matmul,
    Move,
    Norm,
    Pool,
    Reduce,
    Resize,
)

if TYPE_CHECKING:
    from netlint.facts.survey import Survey
    from netlint.network import Layer, Shape, Tensor

_KEEPING = (Activation, Elementwise, Move, Norm, Pool, Reduce, Resize)


@dataclass(frozen=True, slots=True)
class Reach:
    """What the passes found; one entry per layer, in order of execution.

    Attributes:
        reads_input: some tensor that it reads has its number of channels from a network input.
        feeds_output: a network output has its number of channels from this layer; None where
            the network's outputs are not known.
        reaches_output: a network output depends on it; None where that is not known.
        sole_consumer: the only layer that reads what it computes, looking through free layers;
            None where there are several or none, or where it is an output of the network.
        calls: the indices of all calls of a layer, by its path.
        first_ranks: the ranks of tensors whose channels come first, as convolutions tell.
    """

    reads_input: tuple[bool, ...]
    feeds_output: tuple[bool | None, ...]
    reaches_output: tuple[bool | None, ...]
    sole_consumer: tuple[int | None, ...]
    calls: dict[tuple[str, ...], tuple[int, ...]]
    first_ranks: frozenset[int]


@once_per_survey
def reach_of(survey: Survey) -> Reach:
    """The passes over a network, made once."""
    first_ranks = _first_ranks(survey)
    return Reach(
        reads_input=_reads_input(survey, first_ranks),
        feeds_output=_feeds_output(survey, first_ranks),
        reaches_output=_reaches_output(survey),
        sole_consumer=_sole_consumer(survey),
        calls=_calls(survey),
        first_ranks=first_ranks,
    )


def _first_ranks(survey: Survey) -> frozenset[int]:
    products = (product_of(facts.layer) for facts in survey.layers)
    convolutions = (layer.operation for layer in products if layer is not None)
    return frozenset(
        len(operation.kernel) + 2
        for operation in convolutions
        if isinstance(operation, Conv) and operation.channel_axis == 1
    )


def _reads_input(survey: Survey, first_ranks: frozenset[int]) -> tuple[bool, ...]:
    """A pass forwards: `carries` are the layers that hand on the channels of an input."""
    carries: list[bool] = []
    found: list[bool] = []
    for facts in survey.layers:
        layer = facts.layer
        given = [t for t in layer.inputs if _carried(t, survey.index, carries)]
        found.append(bool(given))
        if not layer.inputs:
            carries.append(layer.op == "input")
        else:
            kept = any(_keeps_channels(layer, tensor, first_ranks) for tensor in given)
            # several inputs joined have as many channels as the data has together
            joined = layer.op == "concat" and len(given) == len(layer.inputs)
            carries.append(kept or joined)
    return tuple(found)


def _carried(tensor: Tensor, index: dict[str, int], carries: list[bool]) -> bool:
    """Whether a tensor has the channels of a network input, or is one that no layer makes."""
    place = index.get(tensor.producer)
    return place is None or (place < len(carries) and carries[place])


def _keeps_channels(layer: Layer, tensor: Tensor, first_ranks: frozenset[int]) -> bool:
    """Whether a layer's outputs have the channels of a tensor that it reads.

    A view or a transposition writes the same elements in another form. Other layers without
    a product of weights do where the number of channels stays.
    """
    operation = layer.operation
    if hands_on(operation) or operation.word == "transpose":
        return True
    if not isinstance(operation, _KEEPING) or not layer.outputs:
        return False
    return _channels(tensor.shape, first_ranks) == _channels(layer.outputs[0].shape, first_ranks)


def _channels(shape: Shape | None, first_ranks: frozenset[int]) -> int | None:
    return shape[1 if len(shape) in first_ranks else -1] if shape else None


def _feeds_output(survey: Survey, first_ranks: frozenset[int]) -> tuple[bool | None, ...]:
    """A pass backwards from the outputs, through layers that hand on channels."""
    if not survey.output_indices:
        return (None,) * len(survey.layers)
    feeds = [index in survey.output_indices for index in range(len(survey.layers))]
    for facts in reversed(survey.layers):
        if feeds[facts.index]:
            for place, tensor in _produced(survey, facts.layer):
                feeds[place] = feeds[place] or _keeps_channels(facts.layer, tensor, first_ranks)
    return tuple(feeds)


def _produced(survey: Survey, layer: Layer) -> Iterator[tuple[int, Tensor]]:
    for tensor in layer.inputs:
        place = survey.index.get(tensor.producer)
        if place is not None:
            yield place, tensor


def _reaches_output(survey: Survey) -> tuple[bool | None, ...]:
    """A pass backwards from the outputs.

    Where the file lost what some layer reads (Keras 2 does of `tf.einsum`), a layer that is
    not reached may be just that.
    """
    reached = [index in survey.output_indices for index in range(len(survey.layers))]
    for facts in reversed(survey.layers):
        if reached[facts.index]:
            for place in survey.producers[facts.index]:
                reached[place] = True
    lost = not survey.output_indices or any(_lost_input(facts.layer) for facts in survey.layers)
    return tuple(True if each else (None if lost else False) for each in reached)


def _lost_input(layer: Layer) -> bool:
    match layer.operation:
        case Fixed() | Move(reads="none"):
            return False
        case Matmul():
            return len(layer.inputs) + len(layer.constants) < 2
    return not layer.inputs and not layer.constants


def _sole_consumer(survey: Survey) -> tuple[int | None, ...]:
    """A pass backwards: a free layer's only consumer is that of the layer before it."""
    found: list[int | None] = [None] * len(survey.layers)
    for index in reversed(range(len(survey.layers))):
        consumers = survey.consumers[index]
        if len(consumers) == 1 and index not in survey.output_indices:
            (consumer,) = consumers
            free = hands_on(survey.layers[consumer].layer.operation)
            found[index] = found[consumer] if free else consumer
    return tuple(found)


def _calls(survey: Survey) -> dict[tuple[str, ...], tuple[int, ...]]:
    found: dict[tuple[str, ...], list[int]] = {}
    for facts in survey.layers:
        found.setdefault(facts.layer.path, []).append(facts.index)
    return {path: tuple(indices) for path, indices in found.items()}
