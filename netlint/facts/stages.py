"""Stages: runs of layers of one resolution, and how a network lays out its maps."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from netlint.facts.once import once_per_survey
from netlint.operations import Conv

if TYPE_CHECKING:
    from netlint.facts.survey import Survey
    from netlint.network import Layer


@once_per_survey
def stages(survey: Survey) -> tuple[int, ...]:
    """The number of each layer's stage, from 1.

    A stage is a run of layers whose outputs have one height and width. Layers that lay margins
    around a map or cut them off, single pixels and vectors inside it (squeeze-and-excitation)
    and layers of unknown size belong to the stage around them; what follows the last map is a
    stage of its own, the head.
    """
    layout = layout_of(survey)
    numbers: list[int] = []
    current: tuple[int, ...] = ()
    number, head = 0, None
    for facts in survey.layers:
        size = layout.size(facts.layer)
        if size and facts.layer.op not in ("pad", "crop"):
            number, current, head = number + (size != current), size, None
        elif head is None and number and layout.is_pixel(facts.layer):
            head = facts.index
        numbers.append(max(number, 1))
    if head is not None:
        numbers[head:] = [number + 1] * (len(numbers) - head)
    return tuple(numbers)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a network lays out its maps.

    Attributes:
        rank: the axes of a map, batch and channels among them.
        channels_first: whether the channels stand before height and width.
    """

    rank: int
    channels_first: bool

    def size(self, layer: Layer) -> tuple[int, ...]:
        """The height and width of a layer's output; empty unless it is a map of known size.

        Vectors and single pixels are no maps, and neither is what a channel shuffle reshapes
        a map to on its way.
        """
        shape = layer.outputs[0].shape if layer.outputs else None
        if shape is None or len(shape) != self.rank:
            return ()
        axes = shape[2:] if self.channels_first else shape[1:-1]
        size = tuple(axis for axis in axes if axis is not None)
        return size if len(size) == len(axes) and prod(size) > 1 else ()

    def is_pixel(self, layer: Layer) -> bool:
        """Whether a layer writes a vector or single pixel, as those of squeeze-and-excitation."""
        shape = layer.outputs[0].shape if layer.outputs else None
        return shape is not None and None not in shape and not self.size(layer)


@once_per_survey
def layout_of(survey: Survey) -> Layout:
    """The layout of the first convolution's maps; without one, images with channels last."""
    for facts in survey.layers:
        match facts.layer.operation:
            case Conv(kernel=kernel, channel_axis=axis):
                return Layout(len(kernel) + 2, axis in (1, -1 - len(kernel)))
    return Layout(4, False)
