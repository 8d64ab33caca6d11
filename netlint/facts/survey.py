"""What columns look at: the network's layers, its blocks and itself, with what they share.

Every part is found when it is first asked for, once per network.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netlint.costs.registry import Cost
    from netlint.facts.blocks import Block
    from netlint.facts.kernels import Kernel
    from netlint.network import Layer, Network
    from netlint.report import Analysis
    from netlint.targets.target import Target


@dataclass(frozen=True, eq=False)
class LayerFacts:
    """One layer call within its network.

    Attributes:
        survey: the network's facts.
        index: its place in the order of execution.
        layer: the layer as read.
        cost: what it costs under the convention `full`.
    """

    survey: Survey
    index: int
    layer: Layer
    cost: Cost

    @property
    def producers(self) -> tuple[LayerFacts, ...]:
        """The layers that it reads, in order of its inputs; one that it reads twice stands once."""
        return tuple(self.survey.layers[i] for i in self.survey.producers[self.index])

    @property
    def consumers(self) -> tuple[LayerFacts, ...]:
        """The layers that read it, in order of execution, each once."""
        return tuple(self.survey.layers[i] for i in self.survey.consumers[self.index])


@dataclass(frozen=True, eq=False)
class BlockFacts:
    """One block within its network.

    Attributes:
        survey: the network's facts.
        block: where it begins and ends, and what is inside.
    """

    survey: Survey
    block: Block

    @cached_property
    def layers(self) -> tuple[LayerFacts, ...]:
        """The layers inside, in order of execution."""
        return tuple(self.survey.layers[i] for i in self.block.members)


class Survey:
    """One network's facts; they are what the network columns look at.

    Attributes:
        analysis: the network with its costs, counted by the convention `full`.
        target: the hardware that it is looked at for; None: for none in particular.
        layers: the facts of every layer call, in order of execution.
        found: what `once_per_survey` keeps, by the function that found it.
    """

    def __init__(self, analysis: Analysis, target: Target | None = None) -> None:
        self.analysis = analysis
        self.target = target
        self.found: dict[object, object] = {}
        self.layers = tuple(
            LayerFacts(self, index, row.layer, row.cost) for index, row in enumerate(analysis.rows)
        )

    @property
    def network(self) -> Network:
        """The network as read."""
        return self.analysis.network

    @cached_property
    def index(self) -> dict[str, int]:
        """Every layer's place in the order of execution, by its name."""
        return {facts.layer.name: facts.index for facts in self.layers}

    @cached_property
    def producers(self) -> tuple[tuple[int, ...], ...]:
        """For each layer the indices of those it reads, each once, in order of its inputs."""
        return tuple(
            tuple(
                dict.fromkeys(
                    self.index[tensor.producer]
                    for tensor in facts.layer.inputs
                    if tensor.producer in self.index
                )
            )
            for facts in self.layers
        )

    @cached_property
    def consumers(self) -> tuple[tuple[int, ...], ...]:
        """For each layer the indices of those that read it, in order of execution."""
        found: list[list[int]] = [[] for _ in self.layers]
        for index, producers in enumerate(self.producers):
            for producer in producers:
                found[producer].append(index)
        return tuple(map(tuple, found))

    @cached_property
    def output_indices(self) -> frozenset[int]:
        """The layers whose tensors are the network's outputs."""
        return frozenset(
            self.index[tensor.producer]
            for tensor in self.network.outputs
            if tensor.producer in self.index
        )

    @cached_property
    def blocks(self) -> tuple[BlockFacts, ...]:
        """The network's blocks, in order of execution."""
        from netlint.facts.blocks import find_blocks

        return tuple(BlockFacts(self, block) for block in find_blocks(self))

    @cached_property
    def kernels(self) -> tuple[Kernel, ...]:
        """What is left to run after the fusion that every engine does, in order of execution."""
        from netlint.facts.kernels import fuse

        return fuse(self)

    @cached_property
    def known_memory_access_bytes(self) -> int:
        """The memory access of every layer of which it is known, in bytes."""
        known = self.analysis.totals.known
        return (known.read_bytes or 0) + (known.written_bytes or 0)
