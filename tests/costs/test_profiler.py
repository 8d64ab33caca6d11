"""The profiler's counts, with figures that TensorFlow 2.21's profiler printed for such layers.

The conv-transpose, dilation, attention and batch-normalisation figures were printed by
`tf.compat.v1.profiler` on frozen graphs of these layers.
"""

import pytest

from netlint.costs import cost_of
from netlint.costs.conventions import apply_convention
from netlint.costs.profiler import PRODUCTS, float_ops, hidden
from netlint.network import Layer, Tensor, Weight
from netlint.operations import (
    Activation,
    Composite,
    Conv,
    Dense,
    Elementwise,
    Matmul,
    Norm,
    Opaque,
    Operation,
    Pool,
    Reduce,
)
from tests.costs.building import SAMPLES, convolution, dense, layer, pointwise, sample

VECTORS = [Weight(name, (8,)) for name in ("gamma", "beta", "mean", "variance")]


def transposed(
    source: tuple[int, ...], target: tuple[int, ...], kernel: tuple[int, ...], stride: int
) -> Layer:
    strides = (stride,) * len(kernel)
    return convolution(source, target, kernel, strides=strides, transposed=True)


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (convolution((1, 16, 16, 3), (1, 16, 16, 8), (3, 3)), {"Conv2D": 110592}),
        (
            convolution((1, 16, 16, 3), (1, 16, 16, 8), (3, 3), bias=True),
            {"Conv2D": 110592, "BiasAdd": 2048},
        ),
        (
            convolution((1, 16, 16, 8), (1, 16, 16, 8), (3, 3), groups=8, depthwise=True),
            {"DepthwiseConv2dNative": 2 * 2048 * 9},
        ),
        (
            convolution((1, 8, 8, 6), (1, 16, 16, 4), (3, 3), strides=(2, 2), transposed=True),
            {"Conv2DBackpropInput": 27648},
        ),
        (transposed((1, 8, 8, 6), (1, 12, 12, 4), (3, 3), 1), {"Conv2DBackpropInput": 62208}),
        (transposed((1, 4, 4, 4, 2), (1, 8, 8, 8, 3), (3, 3, 3), 2), {}),
        (dense(1, 10, 3, bias=True), {"MatMul": 60, "BiasAdd": 3}),
        (dense(1, 10, 3, einsum=True, bias=True, bias_op="AddV2"), {"AddV2": 3}),
        (layer(Matmul(8), [(1, 4, 8), (1, 8, 4)], [(1, 4, 4)]), {"BatchMatMul": 256}),
        (layer(Matmul(8, einsum=True), [(1, 4, 8), (1, 8, 4)], [(1, 4, 4)]), {}),
        (layer(Activation("softmax"), [(1, 10)], [(1, 10)]), {"Softmax": 50}),
        (layer(Activation("relu"), [(1, 10)], [(1, 10)]), {}),
        (layer(Pool("average", (3, 3)), [(1, 9, 9, 2)], [(1, 3, 3, 2)]), {"AvgPool": 162}),
        (layer(Pool("max", (2, 2)), [(1, 4, 4, 2)], [(1, 2, 2, 2)]), {"MaxPool": 32}),
        (layer(Reduce("mean"), [(1, 16, 16, 8)], [(1, 8)]), {"Mean": 2048}),
        (layer(Reduce("sum"), [(1, 16, 16, 3)], [(1, 3)]), {"Sum": 765}),
        (layer(Elementwise("add", 3), [(1, 8)] * 3, [(1, 8)]), {"AddV2": 16}),
    ],
)
def test_operations_as_the_profiler_prints_them(what: Layer, expected: dict[str, int]) -> None:
    assert dict(float_ops(what) or {}) == expected


def test_batch_normalisation_is_a_scale_and_a_shift_worked_out_per_channel() -> None:
    maps = [(1, 16, 16, 8)]
    assert float_ops(layer(Norm("batch"), maps, maps, VECTORS)) == {
        "Mul": 2064,
        "AddV2": 2056,
        "Sub": 8,
        "Rsqrt": 16,
    }


def test_a_fused_batch_normalisation_counts_nothing() -> None:
    maps = [(1, 16, 16, 8)]
    assert float_ops(layer(Norm("batch", fused=True), maps, maps, VECTORS)) == {}


def test_dilated_convolution_is_counted_on_padded_shapes() -> None:
    # 18 rows seen by 3 taps 3 apart, padded to 24 (a multiple of 3): 3 x (8 - 2) = 18 rows.
    same = convolution((1, 16, 16, 3), (1, 16, 16, 2), (3, 3), dilation=(3, 3))
    assert float_ops(same) == {"Conv2D": 2 * 18 * 18 * 2 * 9 * 3}
    valid = convolution((1, 16, 16, 3), (1, 10, 10, 2), (3, 3), dilation=(3, 3), padding="valid")
    assert float_ops(valid) == {"Conv2D": 2 * 12 * 12 * 2 * 9 * 3}


def test_a_fused_silu_counts_its_product() -> None:
    counted = float_ops(dense(1, 4, 6, activation="silu"))
    assert counted == {"MatMul": 48, "Mul": 6}


def test_parts_count_as_often_as_they_run() -> None:
    cell = Composite("recurrent", (dense(1, 10, 3, bias=True),), repeat=5)
    assert float_ops(layer(cell, [], [])) == {"MatMul": 300, "BiasAdd": 15}
    assert float_ops(layer(Composite("recurrent", (), repeat=None), [], [])) is None


def test_mult_adds_are_half_of_the_products() -> None:
    what = convolution((1, 16, 16, 3), (1, 16, 16, 8), (3, 3), bias=True, weights=[(3, 3, 3, 8)])
    full = cost_of(what)
    counted = apply_convention(what, full, "tf-profiler")
    assert (counted.mult_adds, counted.other_ops) == (55296, 2048)
    assert counted.memory_access == full.memory_access


@pytest.mark.parametrize("operation", SAMPLES, ids=lambda operation: operation.__name__)
def test_an_unknown_shape_is_unknown_and_never_zero(operation: type[Operation]) -> None:
    what = sample(operation)
    blind = layer(what.operation, [None, None], [None], [(2, 2)])
    if float_ops(what) and operation is not Composite:  # parts have shapes of their own
        assert float_ops(blind) is None


def test_opaque_layers_are_unknown() -> None:
    what = layer(Opaque("a Lambda"), [(1, 2)], [(1, 2)])
    assert float_ops(what) is None
    assert apply_convention(what, cost_of(what), "tf-profiler").mult_adds is None


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (pointwise(4, 8, 8, groups=2), "jit"),
        (transposed((1, 4, 4, 4, 2), (1, 8, 8, 8, 3), (3, 3, 3), 2), "3D"),
        (layer(Matmul(8, einsum=True), [], []), "einsum"),
        (layer(Composite("recurrent", ()), [], []), "loop"),
        (layer(Composite("attention", (layer(Matmul(8, einsum=True), [], []),)), [], []), "einsum"),
    ],
)
def test_what_the_profiler_misses_in_practice_has_a_reason(what: Layer, reason: str) -> None:
    assert reason in (hidden(what) or "")


@pytest.mark.parametrize(
    "what",
    [
        pointwise(4, 8, 8),
        convolution((1, 4, 4, 8), (1, 4, 4, 8), (3, 3), groups=8, depthwise=True),
        dense(1, 2, 3),
        layer(Composite("separable_conv", (pointwise(4, 2, 2),)), [], []),
    ],
)
def test_what_the_profiler_sees_has_none(what: Layer) -> None:
    assert hidden(what) is None


def test_products_name_what_is_counted_twice() -> None:
    assert "BiasAdd" not in PRODUCTS
    assert {"Conv2D", "MatMul", "DepthwiseConv2dNative"} <= PRODUCTS


def test_local_convolution_is_a_batched_product() -> None:
    conv = Conv((3,), (1,), (1,), "valid", 2, local=True, bias=True, bias_op="AddV2")
    counted = float_ops(layer(conv, [Tensor((1, 9, 2))], [(1, 7, 4)]))
    assert counted == {"BatchMatMul": 2 * 28 * 6, "AddV2": 28}


def test_dense_bias_is_named_as_keras_adds_it() -> None:
    one = layer(Dense(4, bias=True, bias_op="AddV2"), [(1, 4)], [(1, 1)])
    assert float_ops(one) == {"MatMul": 8, "AddV2": 1}
