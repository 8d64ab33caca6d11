"""Convolutions: the papers' equations, famous layers, and what is unknown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlint.costs import cost_of
from netlint.network import Layer, Shape, Tensor, Weight

from .building import convolution, pointwise


@pytest.mark.parametrize(
    ("size", "c1", "c2", "mult_adds", "memory_access"),
    [
        # ShuffleNet V2, table 1: the GPU rows at 56 x 56, `hw(c1 + c2) + c1*c2`
        (56, 128, 128, 51_380_224, 819_200),
        (56, 90, 180, 50_803_200, 862_920),
        (56, 52, 312, 50_878_464, 1_157_728),
        (56, 36, 432, 48_771_072, 1_483_200),
        # MobileNet conv_pw_1
        (112, 32, 64, 25_690_112, 1_206_272),
    ],
)
def test_pointwise(size: int, c1: int, c2: int, mult_adds: int, memory_access: int) -> None:
    cost = cost_of(pointwise(size, c1, c2))
    assert cost.mult_adds == mult_adds == size * size * c1 * c2
    assert cost.memory_access == memory_access == size * size * (c1 + c2) + c1 * c2
    assert cost.memory_access_bytes == 4 * memory_access
    assert cost.other_ops == 0


@given(st.integers(1, 64), st.integers(1, 64), st.integers(1, 64))
def test_equation_1_of_shufflenet_v2_is_a_lower_bound(size: int, c1: int, c2: int) -> None:
    cost = cost_of(pointwise(size, c1, c2))
    assert cost.mult_adds is not None
    assert cost.memory_access is not None
    area = size * size
    # memory access >= 2 * sqrt(hw * B) + B / hw, squared to stay in integers
    beyond = cost.memory_access - cost.mult_adds // area
    assert beyond**2 >= 4 * area * cost.mult_adds
    assert (beyond**2 == 4 * area * cost.mult_adds) == (c1 == c2)


@given(st.integers(1, 64), st.integers(1, 8), st.integers(1, 8), st.integers(1, 8))
def test_equation_2_of_shufflenet_v2(size: int, a: int, b: int, groups: int) -> None:
    c1, c2, area = a * groups, b * groups, size * size
    cost = cost_of(pointwise(size, c1, c2, groups))
    b_of_paper = area * c1 * c2 // groups
    assert cost.mult_adds == b_of_paper
    assert cost.memory_access == area * (c1 + c2) + c1 * c2 // groups
    # ... = hw*c1 + B*g/c1 + B/hw
    assert cost.memory_access == area * c1 + b_of_paper * groups // c1 + b_of_paper // area


def test_first_convolution_of_vgg16() -> None:
    weights: list[Shape] = [(3, 3, 3, 64), (64,)]
    cost = cost_of(
        convolution(
            (1, 224, 224, 3),
            (1, 224, 224, 64),
            (3, 3),
            weights=weights,
            bias=True,
            activation="relu",
        )
    )
    assert cost.mult_adds == 86_704_128
    assert cost.other_ops == 2 * 3_211_264  # one bias, one comparison
    assert cost.read == 150_528 + 1_728 + 64
    assert cost.written == 3_211_264
    assert cost.flops == 2 * 86_704_128 + 2 * 3_211_264


def test_depthwise_convolution_of_mobilenet() -> None:
    shape = (1, 112, 112, 32)
    cost = cost_of(
        convolution(shape, shape, (3, 3), weights=[(3, 3, 32, 1)], depthwise=True, groups=32)
    )
    assert cost.mult_adds == 3_612_672
    assert cost.memory_access == 2 * 401_408 + 288


def test_mobilenet_adds_up_to_the_published_count() -> None:
    """MobileNet V1 1.0-224: 568,740,352 mult-adds, 569 M in table 4 of arXiv 1704.04861."""
    blocks = [(112, 32, 64, 1), (112, 64, 128, 2), (56, 128, 128, 1), (56, 128, 256, 2)]
    blocks += [(28, 256, 256, 1), (28, 256, 512, 2), *[(14, 512, 512, 1)] * 5]
    blocks += [(14, 512, 1024, 2), (7, 1024, 1024, 1)]
    layers = [convolution((1, 224, 224, 3), (1, 112, 112, 32), (3, 3), strides=(2, 2))]
    for size, c1, c2, stride in blocks:
        after = size // stride
        source, target = (1, size, size, c1), (1, after, after, c1)
        layers.append(convolution(source, target, (3, 3), depthwise=True, groups=c1))
        layers.append(pointwise(after, c1, c2))
    layers.append(pointwise(1, 1024, 1000))
    assert sum(cost_of(each).mult_adds or 0 for each in layers) == 568_740_352


def test_transposed_convolution_counts_input_positions() -> None:
    """The deconvolution of DCGAN's generator, 4 x 4 x 1024 to 8 x 8 x 512, kernel 5 x 5."""
    cost = cost_of(
        convolution(
            (1, 4, 4, 1024),
            (1, 8, 8, 512),
            (5, 5),
            transposed=True,
            strides=(2, 2),
            weights=[(5, 5, 512, 1024)],
        )
    )
    assert cost.mult_adds == 16 * 1024 * 25 * 512 == 209_715_200
    # TensorFlow's `_conv_2d_backprop_input_flops` by output positions: out / strides
    assert cost.mult_adds == 64 * (25 * 512 * 1024) // 4


# --- what is unknown -------------------------------------------------------------------------

KERNEL: Shape = (3, 3, 8, 16)


def _known(layer: Layer) -> str:
    cost = cost_of(layer)
    figures = {
        "mult-adds": cost.mult_adds,
        "other": cost.other_ops,
        "read": cost.read,
        "written": cost.written,
    }
    assert 0 not in figures.values()
    return " ".join(name for name, figure in figures.items() if figure is not None)


@pytest.mark.parametrize(
    ("source", "target", "weights", "known"),
    [
        ((1, 9, 9, 8), (1, 9, 9, 16), [KERNEL], "mult-adds other read written"),
        ((None, 9, 9, 8), (None, 9, 9, 16), [KERNEL], ""),
        ((1, None, None, 8), (1, 9, 9, 16), [KERNEL], "mult-adds other written"),
        ((1, 9, 9, None), (1, 9, 9, 16), [KERNEL], "other written"),
        (None, (1, 9, 9, 16), [KERNEL], "other written"),
        ((1, 9, 9, 8), (1, None, 9, 16), [KERNEL], "read"),
        ((1, 9, 9, 8), None, [KERNEL], "read"),
        ((1, 9, 9, 8), (1, 9, 9, 16), None, "mult-adds other written"),
        ((1, 9, 9, 8), (1, 9, 9, 16), [(3, 3, None, 16)], "mult-adds other written"),
        ((1, 9, 9, 7), (1, 9, 9, 16), [KERNEL], "other read written"),  # groups do not divide
    ],
)
def test_only_what_needs_an_unknown_is_unknown(
    source: Shape | None, target: Shape | None, weights: list[Shape] | None, known: str
) -> None:
    it = convolution(source, target, (3, 3), weights=weights, bias=True, groups=2)
    assert _known(it) == known


def test_a_depthwise_convolution_does_not_need_its_input() -> None:
    it = convolution(None, (1, 9, 9, 8), (3, 3), depthwise=True, groups=8, bias=True)
    assert _known(it) == "mult-adds other written"
    assert cost_of(it).mult_adds == 9 * 9 * 8 * 9


def test_a_transposed_convolution_needs_the_channels_it_writes() -> None:
    known = convolution((1, 4, 4, 8), (1, None, None, 6), (2, 2), transposed=True)
    unknown = convolution((1, 4, 4, 8), (1, 8, 8, None), (2, 2), transposed=True)
    assert cost_of(known).mult_adds == 4 * 4 * 8 * 2 * 2 * 6
    assert cost_of(unknown).mult_adds is None


def test_without_bias_and_activation_nothing_else_is_computed_whatever_the_size() -> None:
    assert cost_of(convolution((None, 9, 9, 8), (None, 9, 9, 16))).other_ops == 0


def test_a_custom_activation_hides_only_the_other_operations() -> None:
    it = pointwise(7, 4, 6, bias=True, activation="my_activation")
    assert _known(it) == "mult-adds read written"


def test_a_gate_changes_the_shape_so_that_what_is_convolved_is_unknown() -> None:
    cost = cost_of(pointwise(7, 4, 6, activation="glu"))
    assert cost.mult_adds is None
    assert cost.other_ops is None


@pytest.mark.parametrize("missing", ["inputs", "outputs"])
def test_a_convolution_without_tensors_is_unknown_not_free(missing: str) -> None:

    tensors: dict[str, Any] = {missing: ()}
    cost = cost_of(replace(pointwise(7, 4, 6), **tensors))
    assert cost.mult_adds is None
    assert (cost.read is None, cost.written is None) == (missing == "inputs", missing == "outputs")


def test_bytes_go_by_each_dtype() -> None:
    it = pointwise(7, 4, 6)
    source, target = Tensor((1, 7, 7, 4), "int8"), Tensor((1, 7, 7, 6), "int32")
    weights = (Weight("kernel", (1, 1, 4, 6), dtype="int4"),)

    cost = cost_of(replace(it, inputs=(source,), outputs=(target,), weights=weights))
    assert cost.read_bytes == 7 * 7 * 4 + 4 * 6 // 2
    assert cost.written_bytes == 7 * 7 * 6 * 4
    assert cost.read == 7 * 7 * 4 + 4 * 6
