"""The blocks of a network: the parts that an engineer would name.

A block is a region between two cut nodes (`netlint.facts.regions`) with its join, or a run of
layers in series. Four rules make these the network's own building blocks:

- *Gates and shapes are no branches.* A region that multiplies what enters it by something
  computed from it (squeeze-and-excitation), holds no fragment (a hard-swish of four layers) or
  is a group convolution written as slices and convolutions belongs to the series around it.
- *A stage is not a block.* Where a branch of a region holds at least two regions worth a name,
  one after the other or one in the other (a long skip over residual blocks, the skips of a
  U-Net), its own regions are the blocks. Worth a name is a region of at least two fragments in
  a row: a ghost module or an inner 1x3 | 3x1 pair stays in the block around it.
- *A join takes its activation with it.* Activations, normalisations, views and transpositions
  right behind a join (the ReLU after an addition, a channel shuffle) are the block's, but a
  normalisation before other layers in series prepares what follows (a pre-activation).
- *What does not fall apart is cut where it is narrowest.* See `netlint.facts.narrowing`.

Every layer is in exactly one block. Layers that no output needs go with what they read, and
those that work with constants alone with what reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.facts.emulation import emulated_group_convolutions
from netlint.facts.fragments import depths, fragments_of
from netlint.facts.kinds import hands_on
from netlint.facts.naming import block_names
from netlint.facts.narrowing import narrow_pieces
from netlint.facts.regions import Flow, Region, Series, flow_of, regions_of
from netlint.operations import Activation, Elementwise, Move, Norm, Pool

if TYPE_CHECKING:
    from netlint.facts.survey import Survey

_WORTH_A_NAME = 2
_STAGE = 2


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a network.

    Attributes:
        name: unique in the network: the beginning that the names of its layers share and no
            other layer has, else its first and last layer (`conv1..conv4`).
        members: its layers' indices, in order of execution; never empty.
        branching: whether it is a region between a fork and a join, not a run in series.
        level: how many regions around it are stages; 0 for a block of the network itself.
    """

    name: str
    members: tuple[int, ...]
    branching: bool
    level: int


@dataclass(slots=True)
class _Draft:
    members: list[int]
    branching: bool
    level: int


def find_blocks(survey: Survey) -> tuple[Block, ...]:
    """The blocks of a network in order of execution; see this module's description."""
    if not survey.layers:
        return ()
    flow = flow_of(survey)
    drafts = _Division(survey, flow).drafts()
    _add_the_rest(survey, drafts)
    drafts.sort(key=lambda draft: draft.members[0])
    for draft in drafts:
        draft.members.sort()
    names = block_names(
        [facts.layer.name for facts in survey.layers], [draft.members for draft in drafts]
    )
    return tuple(
        Block(name, tuple(draft.members), draft.branching, draft.level)
        for name, draft in zip(names, drafts, strict=True)
    )


class _Division:
    """The division of one network into drafts of blocks."""

    def __init__(self, survey: Survey, flow: Flow) -> None:
        self._operations = [facts.layer.operation for facts in survey.layers]
        self._flow = flow
        # code that is not known and has weights is one fragment at least
        self._weights = [1 if count is None else count for count in fragments_of(survey)]
        self._emulations = {each.concat for each in emulated_group_convolutions(survey)}
        self._depths = depths(flow.layers, flow.producers, self._weights)
        self._top, regions = regions_of(flow)
        self._nested = self._count_nested(regions)

    def drafts(self) -> list[_Draft]:
        """The drafts of all blocks, in no particular order."""
        found: list[_Draft] = []
        waiting = [(self._top, 0)]
        while waiting:
            series, level = waiting.pop()
            found.extend(self._cut(series, level, waiting))
        return found

    def _cut(
        self, series: Series, level: int, waiting: list[tuple[Series, int]]
    ) -> Iterator[_Draft]:
        """The blocks of a series; the branches of stages in it are left in `waiting`."""
        run: list[int] = []
        at = 0
        while at < len(series):
            item = series[at]
            at += 1
            if not isinstance(item, Region):
                run.append(item)
            elif self._is_plain(item):
                run.extend(item.members)
            elif self._is_stage(item):
                waiting.extend((branch, level + 1) for branch in item.branches)
                yield from _chain(run, level)
                run = [item.members[-1]] if item.joins else []
            else:
                head = self._fork_of(run)
                yield from _chain(run, level)
                run = []
                end = self._end_of_tail(series, at) if item.joins else at
                tail = [v for each in series[at:end] for v in _members(each)]
                at = end
                yield from self._branching(head, item, tail, level)
        yield from _chain(run, level)

    def _branching(
        self, head: list[int], region: Region, tail: list[int], level: int
    ) -> Iterator[_Draft]:
        pieces = narrow_pieces(self._flow, region.members, self._weights)
        pieces[0] = head + pieces[0]
        pieces[-1] = pieces[-1] + tail
        for piece in pieces:
            yield _Draft(piece, True, level)

    def _fork_of(self, run: list[int]) -> list[int]:
        """Takes from a run what belongs to the region behind it.

        That is a split, the network's inputs alone, or a normalisation and an activation that
        follow a join or a pool (a pre-activation), not a product of weights.
        """
        operations = [self._operations[v] for v in run]
        count = 0
        match operations:
            case [*_, Move(kind="split")]:
                count = 1
            case [Norm(), Activation()]:
                count = 2
            case [*_, Pool(), Norm(), Activation()]:
                count = 2
            case _ if all(map(hands_on, operations)):
                count = len(run)
        taken = run[len(run) - count :]
        del run[len(run) - count :]
        return taken

    def _end_of_tail(self, series: Series, start: int) -> int:
        """Where the items end that belong to the join before `start`."""
        end = start
        while end < len(series) and self._touches_up(series[end]):
            end += 1
        forks = end == len(series) or isinstance(series[end], Region)
        working = start
        for at in range(start, end):
            item = series[at]
            if self._is_norm(item) and not (forks and at == end - 1):
                return working
            if isinstance(item, Region) or not hands_on(self._operations[item]):
                working = at + 1
        return end

    def _touches_up(self, item: int | Region) -> bool:
        if isinstance(item, Region):
            return not any(self._weights[v] for v in item.members)
        operation = self._operations[item]
        match operation:
            case Norm() | Activation() | Move(kind="transpose"):
                return True
        return hands_on(operation)

    def _is_norm(self, item: int | Region) -> bool:
        return isinstance(item, int) and isinstance(self._operations[item], Norm)

    def _is_plain(self, region: Region) -> bool:
        """Whether a region is no fork and join of work: no fragment, a gate, a disguise."""
        if not any(self._weights[v] for v in region.members):
            return True
        if not region.joins:
            return False
        join = region.members[-1]
        if join in self._emulations:
            return True
        match self._operations[join]:
            case Elementwise(function="multiply"):
                return any(self._source(p) == region.entry for p in self._flow.producers[join])
        return False

    def _source(self, v: int) -> int:
        """The layer behind free layers."""
        producers = self._flow.producers[v]
        while hands_on(self._operations[v]) and len(producers) == 1:
            (v,) = producers
            producers = self._flow.producers[v]
        return v

    def _is_stage(self, region: Region) -> bool:
        return self._nested[region] >= _STAGE

    def _count_nested(self, regions: Sequence[Region]) -> dict[Region, int]:
        """The regions worth a name in each region's richest branch, however deep they lie."""
        nested: dict[Region, int] = {}
        for region in reversed(regions):
            nested[region] = max(
                (
                    sum(
                        nested[item] + self._is_worth_a_name(item)
                        for item in branch
                        if isinstance(item, Region)
                    )
                    for branch in region.branches
                ),
                default=0,
            )
        return nested

    def _is_worth_a_name(self, region: Region) -> bool:
        before = 0 if region.entry is None else self._depths[region.entry]
        depth = max(self._depths[v] for v in region.members) - before
        return depth >= _WORTH_A_NAME and not self._is_plain(region)


def _chain(run: list[int], level: int) -> Iterator[_Draft]:
    if run:
        yield _Draft(run, False, level)


def _members(item: int | Region) -> Iterable[int]:
    return item.members if isinstance(item, Region) else (item,)


def _add_the_rest(survey: Survey, drafts: list[_Draft]) -> None:
    """Puts layers on no path from an input to an output into the block of a neighbour."""
    owner = {v: draft for draft in drafts for v in draft.members}
    rest = [v for v in range(len(survey.layers)) if v not in owner]
    for order, neighbours in (
        (rest, survey.producers),
        (rest[::-1], survey.consumers),
        (rest, survey.producers),
    ):
        for v in order:
            known = [u for u in neighbours[v] if u in owner]
            if v not in owner and known:
                near = known[-1] if neighbours is survey.producers else known[0]
                owner[v] = owner[near]
                owner[near].members.append(v)
    for v in rest:
        if v not in owner:
            owner[v] = drafts[0]
            drafts[0].members.append(v)
