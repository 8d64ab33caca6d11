"""Kernels: what is left to run after the fusion that an engine does.

What every engine fuses:

- Batch normalisation with fixed statistics is folded into the weights of the convolution or the
  dense layer before it (arXiv 1712.05877, section 3.2, equation 14). Its own weights vanish.
- A ReLU, also clipped at 6, runs inside the convolution, the dense layer, the normalisation or
  the arithmetic before it. These are the functions that every engine knows there:
  TensorFlow Lite's `fused_activation_function` (`ActivationFunctionType` in `schema.fbs`) has
  RELU and RELU6 and neither swish, hard-swish, GELU, sigmoid nor leaky ReLU; TensorRT fuses
  convolution and activation (*Layer Fusion Catalog* of its documentation), oneDNN appends
  element-wise post-operations to a primitive (*Primitive Attributes: Post-ops* of its developer
  guide). A softmax needs a whole row, so nobody fuses it.
- Identities vanish, reshapes are views: they are in no kernel.

An engine of a target may do more, see `netlint.targets.fusion`: the addition of a residual runs
inside a convolution in some engines, in others it does not, and so does zero padding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from netlint.costs.elementwise import activation_ops
from netlint.costs.registry import FREE, Cost, plus, total_bytes, total_elements
from netlint.facts.kinds import channel_axis
from netlint.facts.storage import OUTSIDE, Place, Storage, storage_of
from netlint.operations import Activation, Composite, Conv, Dense, Elementwise, Norm
from netlint.targets.fusion import EVERY_ENGINE, FusionRules

if TYPE_CHECKING:
    from netlint.facts.survey import LayerFacts, Survey
    from netlint.network import Layer, Tensor


@dataclass(frozen=True, slots=True)
class Kernel:
    """Layers that run at once.

    Attributes:
        members: their places in the order of execution; the last one writes.
        main: the member that does the work: the first one, unless that is a padding.
        reads: the tensors that they read from outside the kernel.
        cost: operations of all of them. Memory access: what they read from outside the kernel,
            weights (those of a folded normalisation vanish), and what the last one writes; None
            where one of these is unknown.
    """

    members: tuple[int, ...]
    main: int
    reads: tuple[Tensor, ...]
    cost: Cost

    @property
    def head(self) -> int:
        """The first member: the layer whose kernel this is."""
        return self.members[0]


@dataclass(slots=True)
class _Growing:
    """A kernel that may still grow; it ends in `ending`, a layer or the last part of one."""

    ending: Layer
    cost: Cost
    main: int
    reads: list[Tensor]
    members: list[int] = field(default_factory=list)
    activated: bool = False

    @property
    def head(self) -> int:
        """The first member."""
        return self.members[0]

    @classmethod
    def begun(cls, facts: LayerFacts) -> _Growing:
        """A kernel of one layer."""
        ending, reads = _ending(facts.layer), list(facts.layer.inputs)
        return cls(ending, facts.cost, facts.index, reads, [facts.index], _is_active(ending))


def fuse(survey: Survey, rules: FusionRules = EVERY_ENGINE) -> tuple[Kernel, ...]:
    """Fuses the layers of a network; every layer that does work is in exactly one kernel.

    A layer joins a kernel before it where it is the only reader of what that one writes,
    looking through what vanishes, and where that is no output of the network. What else it
    reads was written by kernels that began before that one: kernels can run in the order of
    their first members, which is theirs here. Takes time linear in the network.

    Args:
        survey: the network.
        rules: what the engine fuses.
    """
    storage = storage_of(survey)
    readers = _readers(survey, storage)
    kernels: list[_Growing] = []
    ends: dict[int, _Growing] = {}
    for facts in survey.layers:
        if storage.free[facts.index]:
            continue
        kernel = _host(facts, storage, readers, ends)
        if kernel is None or not _joins(facts, kernel, storage, rules):
            kernel = _Growing.begun(facts)
            kernels.append(kernel)
        ends[facts.index] = kernel
    return tuple(
        Kernel(tuple(each.members), each.main, tuple(each.reads), each.cost) for each in kernels
    )


def _readers(survey: Survey, storage: Storage) -> Counter[Place]:
    """How often each tensor is read by layers that do work; what leaves the network counts too."""
    count = Counter(storage.place(tensor) for tensor in survey.network.outputs)
    for facts in survey.layers:
        if not storage.free[facts.index]:
            count.update(map(storage.place, facts.layer.inputs))
    return count


def _host(
    facts: LayerFacts, storage: Storage, readers: Counter[Place], ends: dict[int, _Growing]
) -> _Growing | None:
    """The kernel that a layer could join: it ends in a tensor that only this layer reads.

    Of several the one that began last, so that it can wait for the others.
    """
    found = [
        _writing(tensor, facts.survey, storage, readers, ends) for tensor in facts.layer.inputs
    ]
    if None in found and len(found) == 1:
        return None
    last = max((_began(tensor, storage, ends) for tensor in facts.layer.inputs), default=OUTSIDE)
    return next((each for each in found if each is not None and each.head == last), None)


def _writing(
    tensor: Tensor,
    survey: Survey,
    storage: Storage,
    readers: Counter[Place],
    ends: dict[int, _Growing],
) -> _Growing | None:
    """The kernel that ends in a tensor, where nobody else reads it and it is seen as written."""
    view = storage.view(tensor)
    writer, _ = view.place
    if writer == OUTSIDE or view.reshaped or readers[view.place] != 1:
        return None
    return ends.get(writer) if len(survey.layers[writer].layer.outputs) == 1 else None


def _began(tensor: Tensor, storage: Storage, ends: dict[int, _Growing]) -> int:
    """The first member of the kernel that writes a tensor."""
    writer, _ = storage.place(tensor)
    return ends[writer].head if writer in ends else OUTSIDE


def _joins(facts: LayerFacts, kernel: _Growing, storage: Storage, rules: FusionRules) -> bool:
    """Adds a layer to a kernel before it, where the rules say so."""
    layer, word = facts.layer, kernel.ending.op
    if kernel.activated or len(layer.outputs) != 1:
        return False
    before = facts.survey.layers[kernel.members[-1]].layer.outputs
    match layer.operation:
        case Norm(kind="batch") if word in rules.folds_into and _fits(layer, kernel.ending):
            added = replace(
                FREE, written=facts.cost.written, written_bytes=facts.cost.written_bytes
            )
        case Activation(function=name) if rules.fuses(word, name):
            added = _reading(facts.cost, [])
            kernel.activated = True
        case Elementwise(function="add") if word in rules.adds_into and _same(layer, before):
            others = _others(facts, kernel, storage)
            added = _reading(facts.cost, others)
            kernel.ending = layer  # into which no normalisation is folded any more
            kernel.reads += others
        case Conv() if word == "pad" and layer.op in rules.pads_into and _pads_space(kernel, layer):
            added = _without(facts.cost, before)
            kernel.ending, kernel.main, kernel.activated = layer, facts.index, _is_active(layer)
        case _:
            return False
    kernel.members.append(facts.index)
    kernel.cost = _together(kernel.cost, before, added)
    return True


def _pads_space(kernel: _Growing, conv: Layer) -> bool:
    """Whether a kernel is a padding and nothing else, and leaves the channels as they are."""
    pad = kernel.ending
    before = pad.inputs[0].shape if pad.inputs else None
    after = pad.outputs[0].shape
    if len(kernel.members) > 1 or not before or not after or len(before) != len(after):
        return False
    axis = channel_axis(conv, len(after))
    return before[axis] == after[axis]


def _same(layer: Layer, before: tuple[Tensor, ...]) -> bool:
    """Whether an addition writes what its kernel would have written: nothing is repeated."""
    shape = layer.outputs[0].shape
    return len(layer.inputs) > 1 and shape is not None and shape == before[0].shape


def _others(facts: LayerFacts, kernel: _Growing, storage: Storage) -> list[Tensor]:
    """What a layer reads that its kernel did not write."""
    return [
        tensor for tensor in facts.layer.inputs if storage.place(tensor) != (kernel.members[-1], 0)
    ]


def _reading(cost: Cost, tensors: Sequence[Tensor]) -> Cost:
    """A cost whose reads are these tensors and nothing else."""
    return replace(cost, read=total_elements(tensors), read_bytes=total_bytes(tensors))


def _without(cost: Cost, tensors: tuple[Tensor, ...]) -> Cost:
    """A cost without reading some tensors."""
    return replace(
        cost,
        read=_exchanged(cost.read, total_elements(tensors), 0),
        read_bytes=_exchanged(cost.read_bytes, total_bytes(tensors), 0),
    )


def _together(kernel: Cost, before: tuple[Tensor, ...], added: Cost) -> Cost:
    """What a kernel costs with one layer more, which writes in place of what it ended in.

    Args:
        kernel: its cost so far.
        before: what it wrote so far.
        added: the layer's cost, without what it reads of the kernel.
    """
    return Cost(
        mult_adds=plus(kernel.mult_adds, added.mult_adds),
        other_ops=plus(kernel.other_ops, added.other_ops),
        read=plus(kernel.read, added.read),
        written=_exchanged(kernel.written, total_elements(before), added.written),
        read_bytes=plus(kernel.read_bytes, added.read_bytes),
        written_bytes=_exchanged(kernel.written_bytes, total_bytes(before), added.written_bytes),
    )


def _exchanged(total: int | None, before: int | None, after: int | None) -> int | None:
    return None if before is None else plus(total, -before, after)


def _ending(layer: Layer) -> Layer:
    """What writes a layer's output: the layer itself, or its part where that is plain to see.

    A separable convolution ends in its pointwise one, a wrapper of one layer in that layer.
    """
    while isinstance(layer.operation, Composite) and len(layer.outputs) == 1:
        parts, kind = layer.operation.parts, layer.operation.kind
        if layer.operation.repeat != 1 or not (len(parts) == 1 or kind == "separable_conv"):
            break
        layer = parts[-1]
    return layer


def _is_active(layer: Layer) -> bool:
    """Whether a layer has an activation written inside it, after which nothing is fused."""
    operation = layer.operation
    return isinstance(operation, Conv | Dense) and activation_ops(operation.activation) != 0


def _fits(norm: Layer, product: Layer) -> bool:
    """Whether a normalisation has one scale for each channel that a product writes.

    A normalisation over another axis cannot be folded.
    """
    shape = product.outputs[0].shape if product.outputs else None
    operation = product.operation
    axis = operation.channel_axis if isinstance(operation, Conv) else -1
    return shape is not None and all(w.shape == (shape[axis],) for w in norm.weights or ())
