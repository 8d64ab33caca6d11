"""Guideline G4: what is element-wise, what of it is left after fusion, and the paper's Table 4."""

from __future__ import annotations

import csv
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from netlint.expressions import Value
from netlint.facts.columns.elementwise import elementwise_bytes_of, is_elementwise
from netlint.facts.registry import Row, columns_of
from netlint.facts.survey import BlockFacts, Survey
from netlint.network import Layer
from netlint.operations import (
    Activation,
    Composite,
    Dense,
    Elementwise,
    Lookup,
    Matmul,
    Move,
    Norm,
    Opaque,
    Operation,
    Pool,
    Reduce,
    Reshape,
    Resize,
)
from tests.costs.building import batch_norm, dense, layer, pointwise, relu
from tests.facts.layers import add, conv, view
from tests.facts.wiring import figures, source, survey_of
from tests.oracles import SHARED, needs_shared

MAP = (1, 8, 8, 4)
X = ("x", source(MAP), "")
SHARES = ("elementwise_share", "fused_elementwise_share", "elementwise_overhead")
BYTES = ("elementwise_bytes", "fused_elementwise_bytes")


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (Activation("relu"), True),
        (Elementwise("add"), True),
        (Norm("batch"), True),
        *((Move(kind), True) for kind in ("transpose", "concat", "slice", "split", "pad")),
        *((Move(kind), True) for kind in ("crop", "tile", "cast", "gather", "fill")),
        (Move("upsample"), False),
        (Dense(4), False),
        (Matmul(4), False),
        (Pool("max", (2, 2)), False),
        (Reduce("mean", pooling=True), False),
        (Resize("nearest"), False),
        (Lookup(), False),
        (Reshape(), False),
        (Opaque("a Lambda"), False),
        (Composite("lora", (relu(MAP), add(MAP))), True),
        (Composite("lora", (relu(MAP), pointwise(8, 4, 4))), False),
    ],
)
def test_what_is_element_wise(operation: Operation, expected: bool) -> None:
    assert is_elementwise(layer(operation, [MAP], [MAP])) is expected


def survey(*steps: tuple[str, Layer, str]) -> Survey:
    return survey_of(X, *steps)


CHAIN = (
    ("conv", conv(8, 4, 4), "x"),
    ("norm", batch_norm(MAP), "conv"),
    ("relu", relu(MAP), "norm"),
)


def test_bytes_and_shares_of_a_chain_and_of_its_kernel() -> None:
    # conv 256 + 16 + 256, norm 256 + 16 + 256, relu 256 + 256; as a kernel 256 + 16 + 256
    it = survey(*CHAIN)
    assert figures(it, *BYTES) == (4 * (528 + 512), 0)
    share = 1040 / 1568
    assert figures(it, *SHARES) == pytest.approx((share, 0, share / 2))


def test_a_depthwise_kernel_is_element_wise_with_what_is_fused_into_it() -> None:
    depthwise = conv(8, 4, 4, 3, depthwise=True, groups=4)
    depthwise = replace(depthwise, weights=(replace(depthwise.weights[0], shape=(3, 3, 4, 1)),))
    it = survey(
        ("depthwise", depthwise, "x"),
        ("relu", relu(MAP), "depthwise"),
        ("conv", conv(8, 4, 4), "relu"),
    )
    # 256 + 36 + 256, 256 + 256; as a kernel 256 + 36 + 256
    assert figures(it, *BYTES) == (4 * (548 + 512), 4 * 548)


def separable(**how: Any) -> Layer:
    parts = (conv(8, 4, 4, 3, depthwise=True, groups=4, **how), conv(8, 4, 4))
    return layer(Composite("separable_conv", parts), [MAP], [MAP], [(3, 3, 1, 4), (4, 4)])


def test_a_layer_of_parts_counts_by_its_parts_also_with_what_is_fused_into_it() -> None:
    it = survey(("separable", separable(), "x"), ("relu", relu(MAP), "separable"))
    # depthwise 256 + 36 + 256, pointwise 528, relu 512; fused without the 512
    assert figures(it, *BYTES) == (4 * (548 + 512), 4 * 548)
    assert figures(it, *SHARES[:2]) == pytest.approx((1060 / 1588, 548 / 1076))


def test_parts_count_as_often_as_they_run() -> None:
    steps = layer(Composite("recurrent", (relu(MAP), conv(8, 4, 4)), repeat=3), [MAP], [MAP])
    assert elementwise_bytes_of(steps, survey(("it", steps, "x")).layers[1].cost) == 3 * 4 * 512


def test_an_element_wise_layer_of_unknown_size_makes_the_figures_missing() -> None:
    unknown = layer(Activation("relu"), [MAP], [None])
    it = survey(*CHAIN, ("unknown", unknown, "relu"))
    assert figures(it, *BYTES, *SHARES) == (None,) * 5


def test_an_unknown_layer_that_is_not_element_wise_does_not() -> None:
    pool = layer(Pool("max", (2, 2)), [MAP], [None])
    # what it reads is known: 256 elements more
    it = survey(*CHAIN, ("pool", pool, "relu"))
    assert figures(it, *BYTES) == (4 * 1040, 0)
    assert figures(it, "elementwise_share") == pytest.approx((1040 / 1824,))


OPAQUE = layer(Opaque("a Lambda"), [MAP], [MAP])


@pytest.mark.parametrize(
    "code", [OPAQUE, layer(Composite("model", (conv(8, 4, 4), OPAQUE)), [MAP], [MAP])]
)
def test_code_that_may_be_element_wise_makes_the_figures_missing(code: Layer) -> None:
    it = survey(*CHAIN, ("code", code, "relu"))
    assert figures(it, *BYTES, *SHARES) == (None,) * 5
    assert values(block(it, "code"), *BYTES, *SHARES) == (None,) * 5
    of_block = block(it, "conv", "norm", "relu")
    assert values(of_block, *BYTES) == (4 * 1040, 0)
    assert of_block["elementwise_excess"] is None


@pytest.mark.parametrize("function", ["relu", "relu6", "swish", "softmax", "my_function"])
@pytest.mark.parametrize("kind", ["conv", "depthwise", "dense", "separable", "local", "norm"])
def test_an_activation_counts_the_same_inside_and_outside(function: str, kind: str) -> None:
    """The same network spelt in two ways, with a normalisation behind for the fusion to see."""
    bare, inside = product(kind, "linear"), product(kind, function)
    shape = bare.outputs[0].shape
    outside = layer(Activation(function), [shape], [shape])
    first = ("x", source(bare.inputs[0].shape), "")
    norm = batch_norm(shape)
    one = survey_of(first, ("it", inside, "x"), ("norm", norm, "it"))
    two = survey_of(first, ("it", bare, "x"), ("act", outside, "it"), ("norm", norm, "act"))
    assert figures(one, *BYTES, *SHARES) == pytest.approx(figures(two, *BYTES, *SHARES))
    assert figures(one, *BYTES, *SHARES)[0] is not None


def product(kind: str, function: str) -> Layer:
    """A layer with an activation written inside it; `norm` stands for a convolution with bias."""
    if kind == "dense":
        return dense(2, 4, 6, bias=True, activation=function)
    if kind == "separable":
        parts = (*separable().operation.parts[:1], conv(8, 4, 4, activation=function))
        return layer(Composite("separable_conv", parts), [MAP], [MAP], [(3, 3, 1, 4), (4, 4)])
    how: dict[str, Any] = {"bias": True} if kind == "norm" else {}
    how |= {"depthwise": True, "groups": 4} if kind == "depthwise" else {}
    how |= {"local": True} if kind == "local" else {}
    return conv(8, 4, 4, 3, activation=function, **how)


def test_an_activation_inside_reads_and_writes_the_output_once_more() -> None:
    # conv 256 + 16 + 256, the swish 256 + 256; no engine must run a swish inside
    it = survey(("conv", conv(8, 4, 4, activation="swish"), "x"))
    assert figures(it, *BYTES) == (4 * 512, 4 * 512)
    assert figures(it, *SHARES) == pytest.approx((512 / 1040,) * 3)


def test_a_relu_inside_costs_only_where_nothing_is_fused() -> None:
    it = survey(("conv", conv(8, 4, 4, activation="relu"), "x"))
    assert figures(it, *BYTES) == (4 * 512, 0)
    assert figures(it, *SHARES) == pytest.approx((512 / 1040, 0, 256 / 1040))


def test_a_bias_inside_costs_nothing() -> None:
    it = survey(("conv", conv(8, 4, 4, bias=True), "x"))
    assert figures(it, *BYTES) == (0, 0)


def test_an_activation_that_changes_the_shape_makes_the_figures_missing() -> None:
    it = survey(("conv", conv(8, 4, 4, activation="glu"), "x"))
    assert figures(it, *BYTES, *SHARES) == (None,) * 5


def test_an_activation_inside_a_part_counts_as_often_as_the_part_runs() -> None:
    part = conv(8, 4, 4, activation="swish")
    steps = layer(Composite("recurrent", (part,), repeat=3), [MAP], [MAP])
    assert figures(survey(("it", steps, "x")), *BYTES) == (3 * 4 * 512, 3 * 4 * 512)


def block(it: Survey, *names: str) -> Row:
    found = SimpleNamespace(members=tuple(it.index[name] for name in names))
    return Row(BlockFacts(it, cast("Any", found)), columns_of("block"))


def values(row: Row, *names: str) -> tuple[Value, ...]:
    return tuple(row[name] for name in names)


def test_a_block_has_its_own_shares_and_its_excess_over_the_network() -> None:
    it = survey(*CHAIN, ("more", conv(8, 4, 4), "relu"))
    of_block = block(it, "conv", "norm", "relu")
    share = 1040 / 1568
    assert values(of_block, *BYTES) == (4 * 1040, 0)
    assert values(of_block, *SHARES) == pytest.approx((share, 0, share / 2))
    excess = share / 2 - 1040 / (1568 + 528) / 2
    assert of_block["elementwise_excess"] == pytest.approx(excess)


def test_a_kernel_belongs_to_the_block_in_which_it_begins() -> None:
    it = survey(("add", add(MAP), "x x"), ("relu", relu(MAP), "add"))
    # two operands read, one map written by the kernel; the ReLU by itself reads and writes one
    assert values(block(it, "add"), *BYTES) == (4 * 768, 4 * 768)
    assert values(block(it, "relu"), *BYTES) == (4 * 512, 0)


def test_a_block_that_accesses_nothing_has_no_overhead() -> None:
    it = survey(("view", view(MAP, (1, 256)), "x"))
    assert values(block(it, "view"), *BYTES, *SHARES) == (0,) * 5


def test_a_block_of_which_nothing_is_known_has_no_figures() -> None:
    nothing = layer(Opaque("a Lambda"), [None], [None])
    it = survey(*CHAIN, ("nothing", nothing, "relu"))
    row = block(it, "nothing")
    assert values(row, *SHARES, "elementwise_excess") == (None,) * 4


def bottlenecks(channels: int, with_relu: bool, shortcut: bool) -> Survey:
    """The ten ResNet bottlenecks of Table 4, at 56 x 56, without bias and normalisation."""
    shape, quarter = (1, 56, 56, channels), (1, 56, 56, channels // 4)
    steps = [("x", source(shape), "")]

    def then(name: str, it: Layer, reads: str = "") -> str:
        steps.append((name, it, reads or steps[-1][0]))
        return name

    start = "x"
    for number in range(10):
        then(f"{number}/reduce", conv(56, channels, channels // 4), start)
        _ = with_relu and then(f"{number}/relu_1", relu(quarter))
        then(f"{number}/spatial", conv(56, channels // 4, channels // 4, 3))
        _ = with_relu and then(f"{number}/relu_2", relu(quarter))
        end = then(f"{number}/expand", conv(56, channels // 4, channels))
        _ = shortcut and then(f"{number}/add", add(shape), f"{end} {start}")
        _ = with_relu and then(f"{number}/relu_3", relu(shape))
        start = steps[-1][0]
    return survey_of(*steps)


def overheads(channels: int) -> dict[tuple[bool, bool], float]:
    """The overhead of the four variants `(ReLU, shortcut)`."""
    return {
        variant: cast("float", figures(bottlenecks(channels, *variant), SHARES[2])[0])
        for variant in ((False, False), (True, False), (False, True), (True, True))
    }


@needs_shared
@pytest.mark.parametrize("channels", [64, 128])
def test_the_overhead_orders_table_4_as_the_gpu_speeds_do(channels: int) -> None:
    with (SHARED / "facts" / "shufflenetv2_table4_g4.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["platform"] == "GTX 1080Ti"]
    speeds = {
        ("ReLU=yes" in row["variant"], "shortcut=yes" in row["variant"]): float(
            row[f"speed_c{channels}"]
        )
        for row in rows
    }
    found = overheads(channels)

    assert len(speeds) == 4
    assert sorted(found, key=lambda v: found[v]) == sorted(speeds, key=lambda v: -speeds[v])


@pytest.mark.parametrize("channels", [32, 64, 128])
def test_without_relu_and_shortcut_there_is_no_overhead_and_with_both_it_is_largest(
    channels: int,
) -> None:
    found = overheads(channels)
    assert found[False, False] == 0
    assert len(set(found.values())) == 4
    assert max(found, key=lambda v: found[v]) == (True, True)


def test_the_share_of_table_4_by_hand() -> None:
    # per block at 128 channels, in units of 56 * 56: maps 128 and 32, weights apart.
    # 1x1 160, 3x3 64, 1x1 160; ReLUs 64 + 64 + 256; add 384
    weights = 2 * 128 * 32 + 9 * 32 * 32
    maps = 56 * 56
    elementwise = 768 * maps
    whole = elementwise + 384 * maps + weights
    left = 384 * maps
    shares = figures(bottlenecks(128, True, True), *SHARES[:2])
    assert shares == pytest.approx((elementwise / whole, left / (left + 384 * maps + weights)))
