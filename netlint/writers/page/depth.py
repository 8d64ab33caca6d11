"""Where a layer stands along the depth of its network, so that several networks can be aligned.

Networks are aligned by resolution: all that works at a half of the input's height and width,
at a quarter, and so on. A network whose maps grow again (a U-Net) has places of its own for
the way up. What follows the last map, or works on single pixels, is the head.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2, sqrt

from netlint.facts import LayerFacts, Survey, columns_of
from netlint.facts.stages import stages

_DOWN, _UP, _HEAD = 0, 1, 2
_MOST_STEPS = 400

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Step:
    """What runs at once along the depth: a kernel, or several where there are very many.

    Attributes:
        slot: the resolution at which it works.
        members: its layers' places in the order of execution.
        name: its first layer.
        mult_adds: those of its layers; what is unknown is left out.
        bytes: the memory access of its layers, each by itself; what is unknown is left out.
    """

    slot: Key
    members: tuple[int, ...]
    name: str
    mult_adds: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of the common axis.

    Attributes:
        key: the resolution, in the order of the axis.
        label: as a person reads it: `1/4`, `1/8 up`, `head`.
        start: where it begins.
        width: how long it is.
    """

    key: Key
    label: str
    start: float
    width: float


def steps_of(survey: Survey) -> list[Step]:
    """A network's kernels as steps along its depth; neighbours are joined beyond 400."""
    keys = resolution_keys(survey)
    steps = []
    for kernel in survey.kernels:
        costs = [survey.layers[i].cost for i in kernel.members]
        steps.append(
            Step(
                keys[kernel.head],
                kernel.members,
                survey.layers[kernel.head].layer.name,
                sum(cost.mult_adds or 0 for cost in costs),
                sum(cost.memory_access_bytes or 0 for cost in costs),
            )
        )
    return _joined(steps, -(-len(steps) // _MOST_STEPS))


def _joined(steps: Sequence[Step], size: int) -> list[Step]:
    """Neighbours of one resolution in groups of up to `size`."""
    if size <= 1:
        return list(steps)
    groups: list[list[Step]] = []
    for step in steps:
        if groups and groups[-1][0].slot == step.slot and len(groups[-1]) < size:
            groups[-1].append(step)
        else:
            groups.append([step])
    return [
        Step(
            group[0].slot,
            tuple(i for step in group for i in step.members),
            group[0].name,
            sum(step.mult_adds for step in group),
            sum(step.bytes for step in group),
        )
        for group in groups
    ]


def resolution_keys(survey: Survey) -> list[Key]:
    """For each layer the resolution of its stage, as a power of a half of the input's side."""
    numbers = stages(survey)
    sides = _sides(survey, numbers)
    whole = max((side for side in sides.values()), default=0)
    keys: dict[int, Key] = {}
    deepest, current = 0, (_DOWN, 0)
    for number in dict.fromkeys(numbers):
        side = sides.get(number)
        if side is None:
            keys[number] = (_HEAD, 0) if deepest or not sides else current
            continue
        halvings = round(log2(whole / side))
        if side == 1:
            keys[number] = (_HEAD, 0)
            continue
        current = (_DOWN, halvings) if halvings >= deepest else (_UP, -halvings)
        deepest = max(deepest, halvings)
        keys[number] = current
    return [keys[number] for number in numbers]


def _sides(survey: Survey, numbers: Sequence[int]) -> dict[int, int]:
    """The larger side of each stage's maps, the one that most of its layers write."""
    columns = columns_of("layer")
    found: dict[int, Counter[int]] = {}
    for facts, number in zip(survey.layers, numbers, strict=True):
        side = _side(facts, columns["output_height"].compute(facts))
        if side is None:
            side = _side(facts, columns["output_width"].compute(facts))
        if side:
            found.setdefault(number, Counter())[side] += 1
    return {number: counts.most_common(1)[0][0] for number, counts in found.items()}


def _side(facts: LayerFacts, value: object) -> int | None:
    return value if isinstance(value, int) and facts.layer.op not in ("pad", "crop") else None


def slots_of(networks: Sequence[Sequence[Step]]) -> tuple[Slot, ...]:
    """The common axis of several networks; a resolution with more steps gets more room."""
    most: Counter[Key] = Counter()
    for steps in networks:
        for key, count in Counter(step.slot for step in steps).items():
            most[key] = max(most[key], count)
    slots = []
    start = 0.0
    for key in sorted(most):
        width = 1 + sqrt(most[key])
        slots.append(Slot(key, _label(key), start, width))
        start += width
    return tuple(slots)


def _label(key: Key) -> str:
    way, halvings = key
    if way == _HEAD:
        return "head"
    part = "1/1" if not halvings else f"1/{2 ** abs(halvings)}"
    return f"{part} up" if way == _UP else part


def edges(steps: Sequence[Step], slots: Sequence[Slot]) -> list[tuple[Step, float, float]]:
    """Every step with where it begins and ends on the common axis, in order of the axis."""
    by_slot: dict[Key, list[Step]] = {}
    for step in steps:
        by_slot.setdefault(step.slot, []).append(step)
    placed = []
    for slot in slots:
        members = by_slot.get(slot.key, [])
        width = slot.width / max(1, len(members))
        for place, step in enumerate(members):
            placed.append((step, slot.start + place * width, slot.start + (place + 1) * width))
    return placed
