"""Element-wise operations: guideline G4 of ShuffleNet V2 (arXiv 1807.11164, section 2).

Their mult-adds are few, their memory access is not. What is element-wise, as the paper counts it:
activations, arithmetic between tensors, a bias added by a layer of its own, normalisations,
depthwise convolutions (few mult-adds for their memory access, too), and the copies that structure
is made of: transposes (channel shuffle), concatenations, slices, splits, padding, cropping,
tiling, casts, gathers, fills. Not: all other convolutions, grouped ones too, matrix products,
pooling, reductions, resizing and upsampling, embeddings, and what is opaque. A layer made of
parts counts by its parts.

An activation written inside a convolution or a dense layer counts as the layer that it could be
written as: it reads and writes the output once more, where the engine does not run it inside. So
the figures do not depend on the spelling. A bias written inside never counts, every engine adds
it inside.

Code that netlint does not know may be element-wise: with it the figures are missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.costs.elementwise import activation_ops, before_activation
from netlint.costs.registry import Cost, cost_of, plus, times, total_bytes
from netlint.facts.kinds import is_depthwise
from netlint.facts.once import once_per_survey
from netlint.facts.registry import block_column, network_column
from netlint.facts.shares import share
from netlint.facts.survey import BlockFacts
from netlint.operations import Activation, Composite, Conv, Dense, Elementwise, Move, Norm, Opaque
from netlint.targets.fusion import EVERY_ENGINE, FusionRules

if TYPE_CHECKING:
    from netlint.facts.kernels import Kernel
    from netlint.facts.survey import Survey
    from netlint.network import Layer

_SOURCE = "arXiv 1807.11164, section 2, G4"


def is_elementwise(layer: Layer) -> bool:
    """Whether all that a layer does is element-wise in the sense of guideline G4."""
    match layer.operation:
        case Activation() | Elementwise() | Norm():
            return True
        case Move(kind=kind):
            return kind != "upsample"
        case Composite(parts=parts):
            return all(is_elementwise(part) for part in parts)
    return is_depthwise(layer)


def elementwise_bytes_of(layer: Layer, cost: Cost) -> int | None:
    """Bytes of memory access of a layer that are element-wise, those of its parts among them.

    Args:
        layer: the layer.
        cost: its cost.

    Returns:
        0 where nothing of it is element-wise; None where something is and its access is
        unknown, and for code that netlint does not know. Activations written inside are not
        among them: see `activation_bytes_of`.
    """
    if isinstance(layer.operation, Composite):
        parts = layer.operation.parts
        each = (elementwise_bytes_of(part, cost_of(part)) for part in parts)
        return times(layer.operation.repeat, plus(*each))
    if isinstance(layer.operation, Opaque):
        return None
    return cost.memory_access_bytes if is_elementwise(layer) else 0


def activation_bytes_of(layer: Layer, rules: FusionRules | None = None) -> int | None:
    """Bytes that an activation written inside a layer, or its parts, would access by itself.

    It reads what the layer computes, and writes the output.

    Args:
        layer: the layer.
        rules: what the engine runs inside the layer, for nothing; None: nothing.
    """
    match layer.operation:
        case Composite(parts=parts, repeat=repeat):
            return times(repeat, plus(*(activation_bytes_of(part, rules) for part in parts)))
        case Conv(activation=name) | Dense(activation=name) if activation_ops(name) != 0:
            if rules is not None and rules.fuses(layer.op, name):
                return 0
            return total_bytes((before_activation(layer, name), *layer.outputs))
    return 0


@dataclass(frozen=True, slots=True)
class Access:
    """Memory access in bytes.

    Attributes:
        elementwise: what is element-wise; None where something is and its access is unknown.
        whole: everything of which it is known.
        complete: whether that is everything.
    """

    elementwise: int | None
    whole: int
    complete: bool

    @property
    def share(self) -> float | None:
        """The element-wise share of what is known, 0 to 1; None where nothing is known."""
        return share(self.elementwise, self.whole) if self.whole or self.complete else None


@dataclass(frozen=True, slots=True)
class _Table:
    """What each layer accesses when nothing is fused, and each kernel, by its first layer."""

    layers: tuple[Access, ...]
    kernels: dict[int, Access]


@once_per_survey
def _table(survey: Survey) -> _Table:
    layers = tuple(_of_layer(facts.layer, facts.cost) for facts in survey.layers)
    kernels = {kernel.head: _of_kernel(survey, kernel) for kernel in survey.kernels}
    return _Table(layers, kernels)


def _of_layer(layer: Layer, cost: Cost) -> Access:
    return _access(elementwise_bytes_of(layer, cost), cost, activation_bytes_of(layer))


def _of_kernel(survey: Survey, kernel: Kernel) -> Access:
    facts = survey.layers[kernel.head]
    # a kernel is what its first layer is: all that joins is element-wise itself, or works
    # inside the last part of a layer of parts
    composite = isinstance(facts.layer.operation, Composite)
    cost = facts.cost if composite else kernel.cost
    inside = activation_bytes_of(facts.layer, EVERY_ENGINE)
    return _access(elementwise_bytes_of(facts.layer, cost), kernel.cost, inside)


def _access(elementwise: int | None, cost: Cost, inside: int | None) -> Access:
    """Memory access with that of activations written inside."""
    whole = (cost.read_bytes or 0) + (cost.written_bytes or 0) + (inside or 0)
    complete = cost.memory_access_bytes is not None and inside is not None
    return Access(plus(elementwise, inside), whole, complete)


def _sum(accesses: Iterable[Access]) -> Access:
    elementwise: int | None = 0
    whole, complete = 0, True
    for access in accesses:
        elementwise = plus(elementwise, access.elementwise)
        whole += access.whole
        complete = complete and access.complete
    return Access(elementwise, whole, complete)


def unfused(facts: BlockFacts | Survey) -> Access:
    """The memory access of a block's or the network's layers, where an engine fuses nothing."""
    table = _table(_survey(facts))
    return _sum(table.layers[each.index] for each in facts.layers)


def fused(facts: BlockFacts | Survey) -> Access:
    """The memory access of a block's or the network's kernels; one lies where it begins."""
    kernels = _table(_survey(facts)).kernels
    return _sum(kernels[each.index] for each in facts.layers if each.index in kernels)


def _overhead(facts: BlockFacts | Survey) -> float | None:
    before, after = unfused(facts).share, fused(facts).share
    return None if before is None or after is None else (before + after) / 2


@once_per_survey
def _network_overhead(survey: Survey) -> float | None:
    return _overhead(survey)


def _survey(facts: BlockFacts | Survey) -> Survey:
    return facts.survey if isinstance(facts, BlockFacts) else facts


@block_column(unit="bytes", source=_SOURCE)
@network_column(unit="bytes", source=_SOURCE)
def elementwise_bytes(facts: BlockFacts | Survey) -> int | None:
    """Memory access of element-wise layers, nothing fused.

    Activations, arithmetic between tensors, normalisations, depthwise convolutions, and copies:
    transpose (channel shuffle), concat, slice, split, pad, crop, tile, cast, gather, fill. Of a
    layer made of parts those of its parts. An activation written inside a convolution or a dense
    layer reads and writes the output once more, as a layer of its own does. Missing where the
    access of such a layer is unknown, and where a layer is code that netlint does not know.
    """
    return unfused(facts).elementwise


@block_column(unit="bytes", source=_SOURCE)
@network_column(unit="bytes", source=_SOURCE)
def fused_elementwise_bytes(facts: BlockFacts | Survey) -> int | None:
    """Memory access of element-wise kernels: what the fusion that every engine does leaves.

    Batch normalisation and ReLU inside the convolution before them cost nothing here; any other
    activation does, also where it is written inside. A kernel is element-wise if its first layer
    is, so a depthwise convolution stays, with what is fused into it. A kernel belongs to the
    block in which it begins. Missing as `elementwise_bytes` is.
    """
    return fused(facts).elementwise


@block_column(unit="share", source=_SOURCE)
@network_column(unit="share", source=_SOURCE)
def elementwise_share(facts: BlockFacts | Survey) -> float | None:
    """`elementwise_bytes` as a share of the known memory access, nothing fused.

    Of the block's own memory access, or of the network's, with that of activations written inside
    layers. 0 where nothing is accessed; missing where nothing is known, and as
    `elementwise_bytes` is.
    """
    return unfused(facts).share


@block_column(unit="share", source=_SOURCE)
@network_column(unit="share", source=_SOURCE)
def fused_elementwise_share(facts: BlockFacts | Survey) -> float | None:
    """`fused_elementwise_bytes` as a share of the known memory access of all kernels.

    0 where nothing is accessed; missing as `elementwise_share` is.
    """
    return fused(facts).share


@block_column(unit="share", source=_SOURCE)
@network_column(unit="share", source=_SOURCE)
def elementwise_overhead(facts: BlockFacts | Survey) -> float | None:
    """The mean of `elementwise_share` and `fused_elementwise_share`.

    Engines lie between: some run each layer by itself, some fuse more than every engine does.
    The mean orders the four variants of the paper's Table 4 (a bottleneck with and without
    ReLU and shortcut) as the GPU ran them at 64 and 128 channels: none, ReLU only, shortcut
    only, both. Either share alone leaves two of them equal.
    """
    return _overhead(facts)


@block_column(unit="share", source=_SOURCE)
def elementwise_excess(facts: BlockFacts) -> float | None:
    """The block's `elementwise_overhead` less the network's; negative where it is below."""
    own, whole = _overhead(facts), _network_overhead(facts.survey)
    return None if own is None or whole is None else own - whole
