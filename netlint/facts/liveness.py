"""Liveness: how much memory activations need at once, kernel after kernel.

A tensor lives from the kernel that writes it to the last one that reads it, an input of the
network from the start, an output to the end. The peak is the largest sum of living tensors: what
arXiv 2001.03288 calls the maximum of the operator breadths, below which no allocation gets.

A kernel holds all that it reads and writes: nothing works in place. Views share the memory of
what they view, what passes from layer to layer inside a kernel is never stored, constants lie
with the weights. Workspace that an engine takes for itself does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from netlint.costs.registry import byte_size
from netlint.facts.once import once_per_survey
from netlint.facts.storage import OUTSIDE, Place, Storage, storage_of
from netlint.operations import Composite, Fixed

if TYPE_CHECKING:
    from netlint.facts.kernels import Kernel
    from netlint.facts.survey import Survey
    from netlint.network import Layer, Tensor

    Size = Callable[[Tensor], int | None]


@dataclass(frozen=True, slots=True)
class Step:
    """What a kernel reads and writes when its turn comes.

    Attributes:
        at: the place of the kernel's first layer in the order of execution.
        reads: the tensors that it reads.
        writes: the tensors that it writes.
        inside: bytes that it stores besides while it runs; None where unknown.
    """

    at: int
    reads: tuple[Place, ...]
    writes: tuple[Place, ...]
    inside: int | None = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """The activations in memory while one kernel runs.

    Attributes:
        at: the place of the kernel's first layer in the order of execution.
        bytes: what is held.
    """

    at: int
    bytes: int


class _Sizes(dict[Place, int | None]):
    """The bytes of tensors by place, and how the bytes of any tensor are told."""

    def __init__(self, of: Size) -> None:
        super().__init__()
        self.of = of


@once_per_survey
def activation_memory(survey: Survey) -> tuple[Moment, ...] | None:
    """The activations in memory over the kernels of a network after every engine's fusion."""
    return memory_of(survey, survey.kernels)


def memory_of(
    survey: Survey, kernels: Sequence[Kernel], size: Size | None = None
) -> tuple[Moment, ...] | None:
    """The activations in memory over the kernels of a network, in order of execution.

    A separable convolution is two kernels. Any other layer made of parts holds its inputs and
    outputs while it runs, and what passes between its parts at the time.

    Args:
        survey: the network.
        kernels: what `netlint.facts.kernels.fuse` makes of it.
        size: the bytes of a tensor, None where unknown; None: in the file's data types.

    Returns:
        One entry per kernel; None where the size of a tensor is unknown.
    """
    storage = storage_of(survey)
    sizes = _Sizes(size or _bytes)
    for tensor in survey.network.inputs:
        sizes[storage.place(tensor)] = sizes.of(tensor)
    steps = list(_steps(survey, kernels, storage, sizes))
    first, last = _lives(survey, storage, steps)
    inside = [step.inside for step in steps]
    if any(sizes[place] is None for place in first) or None in inside:
        return None
    changes = [0] * (len(steps) + 1)
    for place, start in first.items():
        changes[start] += sizes[place] or 0
        changes[last[place] + 1] -= sizes[place] or 0
    held = accumulate(changes[:-1])
    return tuple(
        Moment(step.at, total + (step.inside or 0)) for step, total in zip(steps, held, strict=True)
    )


def peak_activation(survey: Survey) -> Moment | None:
    """When activations need most memory, the first time; None where that is unknown.

    A network in which nothing runs has no such time.
    """
    series = activation_memory(survey)
    return highest(series)


def highest(series: Sequence[Moment] | None) -> Moment | None:
    """The moment of most memory, the first of them; None where nothing is known, or runs."""
    return max(series, key=lambda moment: moment.bytes) if series else None


def _steps(
    survey: Survey,
    kernels: Sequence[Kernel],
    storage: Storage,
    sizes: _Sizes,
) -> Iterator[Step]:
    """The kernels as steps; fills `sizes` with the bytes of what is written and read."""
    for kernel in kernels:
        head = survey.layers[kernel.head].layer
        places = [_place(each, storage, sizes) for each in kernel.reads]
        reads, joined = tuple(dict.fromkeys(places)), tuple(places[len(head.inputs) :])
        end = kernel.members[-1]
        writes = tuple((end, number) for number in range(len(survey.layers[end].layer.outputs)))
        for place, tensor in zip(writes, survey.layers[end].layer.outputs, strict=True):
            sizes[place] = sizes.of(tensor)
        yield from _split(head, Step(kernel.head, reads, writes), joined, sizes)


def _split(head: Layer, step: Step, joined: tuple[Place, ...], sizes: _Sizes) -> Iterator[Step]:
    """A kernel as one step; a separable convolution as two, with a tensor between them.

    What it reads besides its first layer's inputs (`joined`) is read at its end.
    """
    at, operation = step.at, head.operation
    if not isinstance(operation, Composite):
        yield step
    elif operation.kind == "separable_conv":
        between = (at, len(head.outputs))  # a number that no output of the layer has
        sizes[between] = sizes.of(operation.parts[0].outputs[0])
        yield Step(at, step.reads, (between,))
        yield Step(at, (between, *joined), step.writes)
    else:
        yield Step(at, step.reads, step.writes, _inside(operation.parts, sizes.of))


def _place(tensor: Tensor, storage: Storage, sizes: _Sizes) -> Place:
    place = storage.place(tensor)
    sizes.setdefault(place, sizes.of(tensor))
    return place


def _bytes(tensor: Tensor) -> int | None:
    return byte_size(tensor.elements, tensor.dtype)


def _lives(
    survey: Survey, storage: Storage, steps: Sequence[Step]
) -> tuple[dict[Place, int], dict[Place, int]]:
    """The first and the last step at which each tensor is held."""
    first: dict[Place, int] = {}
    last: dict[Place, int] = {}
    for tensor in survey.network.inputs if steps else ():
        first[storage.place(tensor)] = last[storage.place(tensor)] = 0
    for number, step in enumerate(steps):
        for place in (*step.reads, *step.writes):
            if not _is_constant(survey, place):
                first.setdefault(place, number)
                last[place] = number
    for tensor in survey.network.outputs:
        place = storage.place(tensor)
        if place in first:
            last[place] = len(steps) - 1
    return first, last


def _is_constant(survey: Survey, place: Place) -> bool:
    at, _ = place
    return at != OUTSIDE and survey.layers[at].layer.operation == Fixed("constant")


def _inside(parts: Sequence[Layer], size_of: Size) -> int | None:
    """The most bytes that pass between the parts of a layer at once; None where unknown.

    Parts are linked by the tensors themselves: a part that writes a tensor again writes a new
    one. What the last part writes is the layer's own output.
    """
    written: dict[int, int] = {}
    lives: list[list[int]] = []
    deeper: list[int] = []
    for number, part in enumerate(parts):
        for tensor in part.inputs:
            if id(tensor) in written:
                lives[written[id(tensor)]][1] = number
        own = _inside(part.operation.parts, size_of) if isinstance(part.operation, Composite) else 0
        if own is None:
            return None
        deeper.append(own)
        for tensor in part.outputs if number < len(parts) - 1 else ():
            size = size_of(tensor)
            if size is None:
                return None
            written[id(tensor)] = len(lives)
            lives.append([number, number, size])
    changes = [0] * (len(parts) + 1)
    for start, end, size in lives:
        changes[start] += size
        changes[end + 1] -= size
    held = accumulate(changes[:-1])
    return max((a + b for a, b in zip(held, deeper, strict=True)), default=0)
