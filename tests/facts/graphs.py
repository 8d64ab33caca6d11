"""Graphs for the tests of blocks: layers of one shape, by their kind, name and what they read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from netlint.facts.survey import Survey
from netlint.network import Layer, Tensor
from netlint.operations import (
    Activation,
    Composite,
    Dense,
    Elementwise,
    Fixed,
    Move,
    Norm,
    Opaque,
    Operation,
    Pool,
    Reduce,
    Reshape,
)
from tests.costs.building import convolution, layer, pointwise

from .wiring import source, survey_of

SIDE, CHANNELS = 4, 2
SHAPE = (1, SIDE, SIDE, CHANNELS)
KINDS: dict[str, Operation] = {
    "input": Fixed("input"),
    "constant": Fixed("constant"),
    "identity": Fixed("identity"),
    "view": Reshape(),
    "relu": Activation("relu"),
    "norm": Norm("batch"),
    "pool": Pool("max", (2, 2)),
    "gap": Reduce("mean", pooling=True),
    "dense": Dense(CHANNELS),
    "add": Elementwise("add"),
    "multiply": Elementwise("multiply"),
    "concat": Move("concat"),
    "split": Move("split"),
    "slice": Move("slice"),
    "shuffle": Move("transpose"),
    "code": Opaque("a Lambda"),
    "separable": Composite("separable_conv", (pointwise(SIDE, 2, 2), pointwise(SIDE, 2, 2))),
}


def bare(kind: str, reads: int) -> Layer:
    """A layer of a kind that reads so many tensors.

    `conv` and `custom` have weights, those of `endless_code` are not known; what `endless`
    writes has no known size; `wrapped_code` and `wrapped_custom` are layers of a convolution
    and such code.
    """
    if kind.startswith("wrapped_"):
        parts = bare("conv", 1), bare(kind.removeprefix("wrapped_"), 1)
        return layer(Composite("model", parts), [SHAPE] * reads, [SHAPE])
    if kind == "endless_code":
        return layer(KINDS["code"], [SHAPE] * reads, [SHAPE], None)
    if kind == "conv":
        return convolution(SHAPE, SHAPE, weights=[(1, 1, CHANNELS, CHANNELS)])
    if kind == "endless":
        return layer(KINDS["relu"], [SHAPE], [None])
    operation = KINDS["code" if kind == "custom" else kind]
    weights = [(CHANNELS,)] if kind == "custom" else ()
    return layer(operation, [SHAPE] * reads, [SHAPE], weights)


def graph(text: str, outputs: Sequence[str] | None = None) -> Survey:
    """The survey of a network written as `kind name: reads`, line by line.

    A line of kinds joined by `>` is a row: `conv > relu a: x` makes `a_1` and `a`.
    """
    steps = []
    for line in filter(None, map(str.strip, text.splitlines())):
        head, _, reads = line.partition(":")
        kinds, _, name = head.strip().rpartition(" ")
        row = [each.strip() for each in kinds.split(">")]
        before = reads.strip()
        for number, kind in enumerate(row, 1):
            called = name if number == len(row) else f"{name}_{number}"
            steps.append((called, bare(kind, len(before.split())), before))
            before = called
    return survey_of(*steps, outputs=outputs)


WHOLE, PART, OUT, JOINED = (1, 4, 4, 6), (1, 4, 4, 3), (1, 4, 4, 5), (1, 4, 4, 10)
SLICE = layer(Move("slice", "outputs"), [WHOLE], [PART])
CONV = pointwise(4, 3, 5)
CONCAT = layer(Move("concat"), [OUT, OUT], [JOINED])


def emulated(
    cut: Layer = SLICE,
    conv: Layer = CONV,
    concat: Layer = CONCAT,
    second: Layer | None = None,
    other: Layer | None = None,
) -> Survey:
    """A convolution of two groups, 6 to 10 channels, written by hand.

    Args:
        cut: a slice.
        conv: a convolution.
        concat: the concatenation.
        second: the second convolution; None: like the first.
        other: the second slice; None: like the first.
    """
    return survey_of(
        ("x", source(WHOLE), ""),
        ("s1", cut, "x"),
        ("s2", other or cut, "x"),
        ("c1", conv, "s1"),
        ("c2", second or conv, "s2"),
        ("join", concat, "c1 c2"),
    )


def blocks(survey: Survey) -> list[str]:
    """The blocks as texts: `fork` or `run`, and the names of their layers."""
    return [
        f"{'fork' if each.block.branching else 'run'} "
        + " ".join(facts.layer.name for facts in each.layers)
        for each in survey.blocks
    ]


def emulated_by_one_split() -> Survey:
    """The same, both parts cut by one layer."""
    split = layer(Move("split"), [WHOLE], [PART, PART])
    second = replace(CONV, inputs=(Tensor(PART, index=1),))
    return survey_of(
        ("x", source(WHOLE), ""),
        ("cut", split, "x"),
        ("c1", CONV, "cut"),
        ("c2", second, "cut"),
        ("join", CONCAT, "c1 c2"),
    )
