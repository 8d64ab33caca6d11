"""Workloads: what the kernels of a network do on a target, in the terms of its time model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING

from netlint.costs.registry import Cost, cost_of, plus, total_bytes
from netlint.facts.kernels import Kernel, fuse
from netlint.facts.kinds import channel_axis, is_depthwise
from netlint.operations import (
    Composite,
    Conv,
    Dense,
    Lookup,
    Matmul,
    Move,
    Operation,
    Pool,
    Reduce,
)
from netlint.targets.time import Kind, Workload

if TYPE_CHECKING:
    from netlint.facts.survey import Survey
    from netlint.network import Layer, Tensor
    from netlint.targets.target import Specification, Target


@dataclass(frozen=True, slots=True)
class Task:
    """A kernel with what it does.

    Attributes:
        kernel: the kernel.
        kind: what kind it is.
        works: what is started one after the other, usually one thing; a layer made of parts
            starts each of them; None where a figure is unknown, nothing where the engine does
            it for free.
    """

    kernel: Kernel
    kind: Kind
    works: tuple[Workload, ...] | None


def tasks_of(survey: Survey, target: Target) -> tuple[Task, ...]:
    """The kernels of a network after a target's fusion, with what they do, in order.

    Args:
        survey: the network.
        target: the target; its time model is not needed.
    """
    return tuple(_task(survey, kernel, target) for kernel in fuse(survey, target.fusion))


def _task(survey: Survey, kernel: Kernel, target: Target) -> Task:
    layer = survey.layers[kernel.main].layer
    if layer.op in target.fusion.free:
        return Task(kernel, kind_of(layer), ())
    works: list[Workload | None]
    if isinstance(layer.operation, Composite):
        joined = kernel.reads[len(layer.inputs) :]
        works = list(_of_parts(layer.operation, joined, target.specification))
    else:
        works = [_workload(layer, kernel.cost, len(kernel.reads), target.specification)]
    known = tuple(work for work in works if work is not None)
    return Task(kernel, kind_of(layer), known if len(known) == len(works) else None)


def _of_parts(
    operation: Composite, joined: Sequence[Tensor], hardware: Specification
) -> Iterator[Workload | None]:
    """What each part does, as often as it runs; one None where that is not known.

    Args:
        operation: the layer's.
        joined: what the last part reads besides: the other operand of a joined addition.
        hardware: the target's.
    """
    if operation.repeat is None:
        yield None
        return
    for number, part in enumerate(operation.parts, 1):
        besides = joined if number == len(operation.parts) else ()
        if isinstance(part.operation, Composite):
            works = _of_parts(part.operation, besides, hardware)
        else:
            cost = cost_of(part)
            cost = replace(cost, read_bytes=plus(cost.read_bytes, total_bytes(besides)))
            works = iter([_workload(part, cost, len(part.inputs) + len(besides), hardware)])
        for work in works:
            yield None if work is None else _repeated(work, operation.repeat)


def _repeated(work: Workload, times: int) -> Workload:
    """The same work several times; groups and branches beyond the first cost every time."""
    if times == 1:
        return work
    return Workload(
        kind=work.kind,
        mult_adds=work.mult_adds * times,
        bytes=work.bytes * times,
        spilled_bytes=work.spilled_bytes * times,
        groups=(work.groups - 1) * times + 1,
        branches=(work.branches - 1) * times + 1,
        kernels=work.kernels * times,
    )


def _workload(layer: Layer, cost: Cost, reads: int, hardware: Specification) -> Workload | None:
    accessed = cost.memory_access_bytes
    if cost.mult_adds is None or accessed is None:
        return None
    return Workload(
        kind=kind_of(layer),
        mult_adds=cost.mult_adds * _padding(layer, hardware.vector),
        bytes=accessed,
        spilled_bytes=hardware.spilled(accessed),
        groups=_groups(layer),
        branches=max(1, reads),
    )


def kind_of(layer: Layer) -> Kind:
    """What kind of kernel a layer is."""
    operation = layer.operation
    if is_depthwise(layer):
        return "depthwise"
    if isinstance(operation, Composite):
        return kind_of(operation.parts[0]) if operation.parts else "elementwise"
    if isinstance(operation, Conv | Dense) and _positions(layer) == 1:
        return "dense"
    return (
        "shuffle" if operation == Move("transpose") else _KINDS.get(type(operation), "elementwise")
    )


_KINDS: dict[type[Operation], Kind] = {
    Conv: "convolution",
    Dense: "convolution",
    Matmul: "convolution",
    Pool: "pool",
    Reduce: "pool",
    Move: "copy",
    Lookup: "copy",
}


def _positions(layer: Layer) -> int | None:
    """How often a layer's weights are used for each input of a batch; None where unknown."""
    shape = layer.outputs[0].shape if layer.outputs else None
    if shape is None or len(shape) < 2 or None in shape[1:]:
        return None
    axis = channel_axis(layer, len(shape))
    return prod(size or 0 for place, size in enumerate(shape) if place not in (0, axis))


def _groups(layer: Layer) -> int:
    """The groups that a kernel runs apart; a depthwise convolution is one kernel by itself."""
    operation = layer.operation
    if not isinstance(operation, Conv) or is_depthwise(layer):
        return 1
    return operation.groups


def _padding(layer: Layer, vector: int) -> float:
    """How much a layer's output channels grow where each group is padded to the vector width."""
    widths = channels_of_vectors(layer, vector)
    return 1.0 if widths is None else widths[1] / widths[0]


def channels_of_vectors(layer: Layer, vector: int) -> tuple[int, int] | None:
    """The output channels of a convolution or a dense layer, and as many as whole vectors hold.

    Each group is filled up by itself. None for other layers, and where the number is unknown.
    """
    operation = layer.operation
    if not isinstance(operation, Conv | Dense) or not layer.outputs:
        return None
    shape = layer.outputs[0].shape
    channels = shape[channel_axis(layer, len(shape))] if shape else None
    if not channels:
        return None
    groups = _groups(layer)
    width = max(1, channels // groups)
    return width * groups, -(-width // vector) * vector * groups
