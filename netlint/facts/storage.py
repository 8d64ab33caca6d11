"""Which tensors lie in the same memory: views of a tensor share it, and free operations make them.

A tensor is named by the layer that writes it and the number of that output. What no layer of the
network writes (a model's own input where no input layer stands for it) is written by `OUTSIDE`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.facts.kinds import hands_on, is_free
from netlint.facts.once import once_per_survey
from netlint.operations import Activation, Fixed

if TYPE_CHECKING:
    from netlint.facts.survey import Survey
    from netlint.network import Tensor

Place = tuple[int, int]
"""A tensor: the place in the order of execution of the layer that writes it, and which output."""

OUTSIDE = -1


@dataclass(frozen=True, slots=True)
class View:
    """What a tensor is a view of.

    Attributes:
        place: the tensor that was really written.
        reshaped: whether a reshape lies between, and not only what vanishes altogether.
    """

    place: Place
    reshaped: bool = False


class Storage:
    """Where the tensors of a network lie. Takes time linear in the network's tensors.

    Attributes:
        free: for each layer whether it does no work.
    """

    def __init__(self, survey: Survey) -> None:
        self._index = survey.index
        self._views: dict[Place, View] = {}
        self.free = tuple(is_free(facts.layer.operation) for facts in survey.layers)
        for facts in survey.layers:
            layer = facts.layer
            if layer.inputs and hands_on(layer.operation):
                source = self.view(layer.inputs[0])
                reshaped = source.reshaped or not isinstance(layer.operation, Fixed | Activation)
                for number in range(len(layer.outputs)):
                    self._views[facts.index, number] = View(source.place, reshaped)

    def view(self, tensor: Tensor) -> View:
        """What a tensor is a view of: itself where it was really written."""
        place = (self._index.get(tensor.producer, OUTSIDE), tensor.index)
        return self._views.get(place) or View(place)

    def place(self, tensor: Tensor) -> Place:
        """The tensor that was really written: the memory in which this one lies."""
        return self.view(tensor).place


@once_per_survey
def storage_of(survey: Survey) -> Storage:
    """Where the tensors of a network lie."""
    return Storage(survey)
