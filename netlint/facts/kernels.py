"""Kernels: what is left to run after the fusion that every engine does.

What is fused, and by whom:

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

Nothing else: the addition of a residual runs inside a convolution in some engines, in others it
does not; zero padding stays a copy.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from netlint.costs.elementwise import activation_ops
from netlint.costs.registry import FREE, Cost, plus, total_bytes, total_elements
from netlint.facts.storage import OUTSIDE, Place, Storage, storage_of
from netlint.operations import Activation, Composite, Conv, Dense, Norm

if TYPE_CHECKING:
    from netlint.facts.survey import LayerFacts, Survey
    from netlint.network import Layer, Tensor

_PRODUCTS = frozenset({"conv", "depthwise_conv", "conv_transpose", "dense"})
_ARITHMETIC = frozenset({"add", "subtract", "multiply", "divide", "scaled_add"})


@dataclass(frozen=True, slots=True)
class FusionRules:
    """What an engine runs inside the layer before it; operations by netlint's words.

    Attributes:
        folds_into: the operations into whose weights a batch normalisation is folded.
        activations: the activation functions that are fused.
        activates: the operations that run such an activation.
    """

    folds_into: frozenset[str] = _PRODUCTS
    activations: frozenset[str] = frozenset({"relu", "relu6"})
    activates: frozenset[str] = _PRODUCTS | _ARITHMETIC | {"norm"}

    def fuses(self, word: str, function: str) -> bool:
        """Whether an operation, by its word, runs an activation function behind it."""
        return function in self.activations and word in self.activates


EVERY_ENGINE = FusionRules()
"""The fusion that every engine does."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """Layers that run at once.

    Attributes:
        members: their places in the order of execution; the first one reads, the last one
            writes.
        cost: operations of all of them. Memory access: what they read from outside the kernel,
            weights (those of a folded normalisation vanish), and what the last one writes; None
            where one of these is unknown.
    """

    members: tuple[int, ...]
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
    members: list[int] = field(default_factory=list)
    activated: bool = False


def fuse(survey: Survey, rules: FusionRules = EVERY_ENGINE) -> tuple[Kernel, ...]:
    """Fuses the layers of a network; every layer that does work is in exactly one kernel.

    A layer joins the kernel before it where it is the only reader of what that one writes,
    looking through what vanishes, and where that is no output of the network. So all that a
    kernel reads from other kernels its first member reads: kernels can run in the order of
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
        if kernel is None or not _joins(facts, kernel, rules):
            ending = _ending(facts.layer)
            kernel = _Growing(ending, facts.cost, [facts.index], _is_active(ending))
            kernels.append(kernel)
        ends[facts.index] = kernel
    return tuple(Kernel(tuple(each.members), each.cost) for each in kernels)


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
    """The kernel that a layer could join: it ends in the one tensor that only this layer reads."""
    if len(facts.layer.inputs) != 1:
        return None
    view = storage.view(facts.layer.inputs[0])
    writer, _ = view.place
    if writer == OUTSIDE or view.reshaped or readers[view.place] != 1:
        return None
    if len(facts.survey.layers[writer].layer.outputs) != 1:
        return None
    return ends.get(writer)


def _joins(facts: LayerFacts, kernel: _Growing, rules: FusionRules) -> bool:
    """Adds a layer to the kernel before it, where the rules say so."""
    layer, word = facts.layer, kernel.ending.op
    if kernel.activated or len(layer.outputs) != 1:
        return False
    match layer.operation:
        case Norm(kind="batch") if word in rules.folds_into and _fits(layer, kernel.ending):
            added = replace(
                FREE, written=facts.cost.written, written_bytes=facts.cost.written_bytes
            )
        case Activation(function=name) if rules.fuses(word, name):
            added = facts.cost
            kernel.activated = True
        case _:
            return False
    before = facts.survey.layers[kernel.members[-1]].layer.outputs
    kernel.members.append(facts.index)
    kernel.cost = _together(kernel.cost, before, added)
    return True


def _together(kernel: Cost, before: tuple[Tensor, ...], added: Cost) -> Cost:
    """What a kernel costs with one layer more, which writes in place of what it ended in.

    The layer reads nothing from outside the kernel: so far that is true of all that join, they
    read the kernel's only tensor, and no weights that are left.
    """
    return Cost(
        mult_adds=plus(kernel.mult_adds, added.mult_adds),
        other_ops=plus(kernel.other_ops, added.other_ops),
        read=kernel.read,
        written=_exchanged(kernel.written, total_elements(before), added.written),
        read_bytes=kernel.read_bytes,
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
