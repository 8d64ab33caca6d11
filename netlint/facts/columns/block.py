"""Every block: what is inside, how it is laid out, what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.costs.registry import plus
from netlint.facts.fragments import depths, fragments_of, side_by_side
from netlint.facts.registry import block_column
from netlint.facts.shares import share

if TYPE_CHECKING:
    from netlint.facts.survey import BlockFacts

_G3 = "arXiv 1807.11164, section 2, G3"


@block_column()
def name(facts: BlockFacts) -> str:
    """The block's unique name.

    It is what the names of its layers begin with, up to a separator (`conv2_block1`), where
    most of them and no layer outside begin like that; else its first and its last layer.
    """
    return facts.block.name


@block_column()
def first(facts: BlockFacts) -> str:
    """The layer of the block that runs first."""
    return facts.layers[0].layer.name


@block_column()
def last(facts: BlockFacts) -> str:
    """The layer of the block that runs last."""
    return facts.layers[-1].layer.name


@block_column()
def branching(facts: BlockFacts) -> bool:
    """Whether the block forks and joins; `no` for a run of layers in series.

    A squeeze-and-excitation gate and an activation of several layers do not make a block of
    a run, nor does a group convolution written as slices and convolutions.
    """
    return facts.block.branching


@block_column(unit="layers")
def layers(facts: BlockFacts) -> int:
    """The layer calls in the block, those that cost nothing among them."""
    return len(facts.block.members)


@block_column(unit="count")
def inputs(facts: BlockFacts) -> int:
    """Inputs of the network among the block's layers.

    Two or more where towers begin in the block, each at an input of its own: the networks of a
    siamese pair, of an image and a table, of two streams.
    """
    given = {tensor.producer for tensor in facts.survey.network.inputs}
    return sum(each.layer.name in given for each in facts.layers)


@block_column(unit="count", source=_G3)
def fragments(facts: BlockFacts) -> int | None:
    """Convolutions, dense layers and pools in the block, local or global.

    The parts of a composite layer count one by one: a separable convolution is two. An emulated
    group convolution (slices, convolutions, a concatenation) is one. Code that netlint does not
    know is none where it has no weights (a Lambda); missing where it has some, or may have.
    """
    return _fragments(facts)


@block_column(unit="count", source=_G3)
def branches(facts: BlockFacts) -> int | None:
    """The most convolutions, dense layers and pools that can run side by side.

    None of them depends on another: a gate is not side by side with the layer that it is
    computed from. A composite layer counts once, its parts being taken to run one after
    another; an emulated group convolution counts once. Exact up to 64 such layers in a block, a
    lower bound beyond. Missing where `fragments` is.
    """
    return _branches(facts)


@block_column(unit="count", source="arXiv 1807.11164, section 2, G3 and Table 3")
def fragmentation(facts: BlockFacts) -> int | None:
    """Fragments plus branches: how much the block is cut into small operations.

    It orders the five blocks of the paper's Table 3 as their speeds on a GPU do: one fragment 2,
    two in series 3, two in parallel 4, four in series 5, four in parallel 8. Missing where
    `fragments` is.
    """
    return plus(_fragments(facts), _branches(facts))


@block_column(unit="count", source=_G3)
def depth(facts: BlockFacts) -> int | None:
    """The most convolutions, dense layers and pools on one path through the block.

    Missing where `fragments` is.
    """
    weights = _weights(facts)
    if weights is None:
        return None
    return max(depths(facts.block.members, facts.survey.producers, weights).values())


@block_column(unit="parameters")
def params(facts: BlockFacts) -> int | None:
    """The block's parameters; those of a shared layer count at its first call."""
    return plus(*(each.layer.params for each in facts.layers))


@block_column(unit="mult-adds")
def mult_adds(facts: BlockFacts) -> int | None:
    """The block's multiply-accumulates."""
    return _mult_adds(facts)


@block_column(unit="share")
def mult_adds_share(facts: BlockFacts) -> float | None:
    """The share of the network's known mult-adds."""
    return share(_mult_adds(facts), facts.survey.analysis.totals.known.mult_adds)


@block_column(unit="elements", source="arXiv 1807.11164, section 2, G1")
def memory_access(facts: BlockFacts) -> int | None:
    """Elements that the block's layers read and write, each layer by itself."""
    return plus(*(each.cost.memory_access for each in facts.layers))


@block_column(unit="bytes", source="arXiv 1807.11164, section 2, G1")
def memory_access_bytes(facts: BlockFacts) -> int | None:
    """Bytes that the block's layers read and write, each layer by itself."""
    return _bytes(facts)


@block_column(unit="share")
def memory_access_share(facts: BlockFacts) -> float | None:
    """The share of the network's known memory access, in bytes."""
    return share(_bytes(facts), facts.survey.known_memory_access_bytes)


def _fragments(facts: BlockFacts) -> int | None:
    every = fragments_of(facts.survey)
    return plus(*(every[index] for index in facts.block.members))


def _branches(facts: BlockFacts) -> int | None:
    weights = _weights(facts)
    if weights is None:
        return None
    return side_by_side(facts.block.members, facts.survey.producers, weights)


def _mult_adds(facts: BlockFacts) -> int | None:
    return plus(*(each.cost.mult_adds for each in facts.layers))


def _bytes(facts: BlockFacts) -> int | None:
    return plus(*(each.cost.memory_access_bytes for each in facts.layers))


def _weights(facts: BlockFacts) -> dict[int, int] | None:
    """The fragments of each layer of the block; None where one may hold any number."""
    every = fragments_of(facts.survey)
    found = {index: every[index] for index in facts.block.members}
    known = {index: count for index, count in found.items() if count is not None}
    return known if len(known) == len(found) else None
