"""Resolution of a network of images: its stem, its last stages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from netlint.costs.registry import plus
from netlint.facts.once import once_per_survey
from netlint.facts.registry import network_column
from netlint.facts.shares import share
from netlint.operations import Composite, Conv, Pool, Reduce

if TYPE_CHECKING:
    from netlint.facts.survey import LayerFacts, Survey
    from netlint.network import Layer, Shape

Size = tuple[int, int]
_TINY = 2


@network_column(unit="pixels")
def input_height(survey: Survey) -> int | None:
    """The height of the input image; missing unless the network has one input, an image."""
    size = _input_size(survey)
    return None if size is None else size[0]


@network_column(unit="pixels")
def input_width(survey: Survey) -> int | None:
    """The width of the input image; missing unless the network has one input, an image."""
    size = _input_size(survey)
    return None if size is None else size[1]


@network_column()
def stem(survey: Survey) -> str | None:
    """The first convolution; missing where there is none."""
    found = _stem(survey)
    return None if found is None else found[0]


@network_column(unit="count")
def stem_stride(survey: Survey) -> int | None:
    """The largest stride of the first convolution; missing where there is none."""
    found = _stem(survey)
    return None if found is None else max(found[1].strides)


@network_column(unit="share")
def full_resolution_memory_access_share(survey: Survey) -> float | None:
    """The share of the known memory access before anything makes the input image smaller.

    Layers that write maps of at least the input's height and width, and that come from the
    input through such layers only: the way back up to full resolution does not count, a
    decoder needs it. 0 where an output of the network is a map of at least that size, or has
    one position for each pixel: then full size is its purpose (segmentation, denoising,
    super-resolution). Missing where the input is no single image, and where no access is known.
    """
    size, whole = _input_size(survey), survey.known_memory_access_bytes
    if size is None or not whole:
        return None
    if _gives_pixels(survey, size):
        return 0.0
    large = _untouched(survey, _sizes(survey), size)
    costs = (facts.cost for facts in survey.layers if large[facts.index])
    return sum((cost.read_bytes or 0) + (cost.written_bytes or 0) for cost in costs) / whole


@network_column(unit="share")
def tiny_map_params_share(survey: Survey) -> float | None:
    """The share of parameters in convolutions that run on maps of at most 2 x 2.

    On such maps most of a 3 x 3 kernel only ever meets padding: the input is too small for the
    depth of the network. Two-dimensional convolutions, pointwise ones too, by the size of
    their input; not those after a global pooling (squeeze and excitation, classifiers), and
    none where no spatial kernel runs at that size, or where the input image is that small
    itself. Missing where the input is no single image, or parameters are unknown.
    """
    size, whole = _input_size(survey), survey.analysis.totals.params
    own = plus(*(conv.params for conv in _tiny(survey)))
    return None if size is None else share(own, whole)


@network_column()
def tiny_map_at(survey: Survey) -> str | None:
    """The first convolution that runs on a map of at most 2 x 2; missing where there is none."""
    return next((conv.name for conv in _tiny(survey)), None)


@dataclass(frozen=True, slots=True)
class _Convolution:
    """A two-dimensional convolution: of the layer `name`, or of one of its parts."""

    name: str
    operation: Conv
    shape: Shape | None
    params: int | None


@once_per_survey
def _tiny(survey: Survey) -> tuple[_Convolution, ...]:
    """The convolutions on tiny maps; none unless one of them is spatial."""
    size = _input_size(survey)
    if size is None or max(size) <= _TINY:
        return ()
    pooled = _pooled(survey)
    found = tuple(
        conv
        for facts in survey.layers
        if not _only_pooled(facts, pooled)
        for conv in _convolutions(facts)
        if _is_tiny(_map_size(conv.shape, conv.operation.channel_axis))
    )
    return found if any(max(conv.operation.kernel) > 1 for conv in found) else ()


def _is_tiny(size: Size | None) -> bool:
    return size is not None and max(size) <= _TINY


def _convolutions(facts: LayerFacts) -> Iterator[_Convolution]:
    layer = facts.layer
    parts = layer.operation.parts if isinstance(layer.operation, Composite) else (layer,)
    for part in parts:
        if isinstance(part.operation, Conv) and len(part.operation.kernel) == 2 and part.inputs:
            params = 0 if layer.shared else part.params
            yield _Convolution(layer.name, part.operation, part.inputs[0].shape, params)


def _pooled(survey: Survey) -> list[bool]:
    """For each layer whether it only sees what a global pooling, or a vector, has left."""
    pooled: list[bool] = []
    for facts in survey.layers:
        pooled.append(_pools(facts.layer) or _only_pooled(facts, pooled))
    return pooled


def _only_pooled(facts: LayerFacts, pooled: list[bool]) -> bool:
    producers = facts.survey.producers[facts.index]
    return bool(producers) and all(pooled[i] for i in producers)


def _pools(layer: Layer) -> bool:
    """Whether a layer leaves one position of a map: a reduction, a window as large as the map."""
    if isinstance(layer.operation, Pool) and layer.inputs:
        shape, window = layer.inputs[0].shape or (), layer.operation.window
        return layer.operation.kind == "average" and window in (shape[1:-1], shape[2:])
    return isinstance(layer.operation, Reduce)


@once_per_survey
def _input_size(survey: Survey) -> Size | None:
    inputs = survey.network.inputs
    return _map_size(inputs[0].shape, _channel_axis(survey)) if len(inputs) == 1 else None


@once_per_survey
def _channel_axis(survey: Survey) -> int:
    """The axis of the channels: as the first two-dimensional convolution says, else the last."""
    found = (conv.operation for facts in survey.layers for conv in _convolutions(facts))
    first = next(found, None)
    return -1 if first is None else first.channel_axis


def _map_size(shape: Shape | None, channel_axis: int) -> Size | None:
    """Height and width of a map; None where it is none, or they are unknown."""
    if shape is None or len(shape) != 4:
        return None
    height, width = shape[2:] if channel_axis % 4 == 1 else shape[1:3]
    return None if height is None or width is None else (height, width)


@once_per_survey
def _stem(survey: Survey) -> tuple[str, Conv] | None:
    for facts in survey.layers:
        layer = facts.layer
        parts = layer.operation.parts if isinstance(layer.operation, Composite) else (layer,)
        for part in parts:
            if isinstance(part.operation, Conv):
                return layer.name, part.operation
    return None


def _sizes(survey: Survey) -> list[Size | None]:
    """The smallest map that each layer writes; None where it writes none."""
    axis = _channel_axis(survey)
    return [
        min(
            filter(None, (_map_size(each.shape, axis) for each in facts.layer.outputs)),
            default=None,
        )
        for facts in survey.layers
    ]


def _gives_pixels(survey: Survey, full: Size) -> bool:
    """Whether an output is a map of at least full size, also a flat one (`h*w` positions)."""
    axis = _channel_axis(survey)
    shapes = [tensor.shape or () for tensor in survey.network.outputs]
    maps = (_map_size(shape, axis) for shape in shapes)
    flat = any(shape[1:] == full or prod(full) in shape[1:] for shape in shapes if len(shape) < 4)
    return flat or any(_covers(own, full) for own in maps)


def _covers(size: Size | None, full: Size) -> bool:
    return size is not None and size[0] >= full[0] and size[1] >= full[1]


def _untouched(survey: Survey, sizes: list[Size | None], full: Size) -> list[bool]:
    """For each layer whether it writes full size and only sees what such layers have written.

    What a global pooling has left may gate a map.
    """
    pooled = _pooled(survey)
    untouched: list[bool] = []
    for facts in survey.layers:
        maps = (i for i in survey.producers[facts.index] if not pooled[i])
        untouched.append(_covers(sizes[facts.index], full) and all(untouched[i] for i in maps))
    return untouched
