"""What shapes tell: the order of axes, the strides of pooling, names, the size of weights."""

from __future__ import annotations

import numpy as np
import pytest

from netlint.errors import LayerProblem, ModelError, UsageError
from netlint.measuring.lowering.movement import order_of
from netlint.measuring.lowering.pooling import pool_strides
from netlint.measuring.lowering.registry import known_shape, lowering_of, lowers
from netlint.measuring.lowering.trace import layers_named, scope, signature
from netlint.measuring.lowering.values import random_values
from netlint.network import Network, Tensor
from netlint.operations import Composite, Conv, Opaque
from tests.networks import CONV, analysis_of, row


@pytest.mark.parametrize(
    ("before", "after", "order"),
    [
        ((1, 28, 28, 2, 58), (1, 28, 28, 58, 2), (0, 1, 2, 4, 3)),
        ((1, 7, 7, 4, 4), (1, 7, 7, 4, 4), (0, 1, 2, 4, 3)),
        ((1, 5, 6), (1, 6, 5), (0, 2, 1)),
        ((1, 2, 3), (1, 2, 3), (0, 1, 2)),
    ],
)
def test_axes_are_moved_as_little_as_the_shapes_allow(before, after, order):
    assert order_of(before, after) == order


def test_axes_of_another_length_cannot_be_moved_there():
    with pytest.raises(LayerProblem, match="in which order"):
        order_of((1, 2, 3), (1, 3, 3))


@pytest.mark.parametrize(
    ("before", "after", "window", "strides"),
    [
        ((112, 112), (56, 56), (3, 3), ((2, 2), "SAME")),
        ((113, 113), (56, 56), (3, 3), ((2, 2), "VALID")),
        ((56, 56), (28, 28), (2, 2), ((2, 2), "VALID")),
        ((14, 14), (14, 14), (3, 3), ((1, 1), "SAME")),
        ((28, 28), (14, 14), (1, 1), ((2, 2), "VALID")),
        ((9,), (1,), (9,), ((9,), "VALID")),
        ((8, 8), (9, 9), (2, 2), None),
    ],
)
def test_strides_and_padding_are_those_that_fit(before, after, window, strides):
    assert pool_strides(before, after, window) == strides


def test_a_layer_is_found_by_the_names_that_the_converter_makes():
    network = analysis_of(*(row(name) for name in ("in", "conv/1: a", "relu", "n2__x"))).network
    names = [scope(place, layer) for place, layer in enumerate(network.layers)]
    assert names == ["n0__in", "n1__conv_1__a", "n2__relu", "n3__n2__x"]
    fused = f"{names[2]}/Relu;{names[1]}/add;{names[1]}/Conv2D"
    assert [layer.name for layer in layers_named(network, fused)] == ["conv/1: a", "relu"]
    assert [layer.name for layer in layers_named(network, names[3])] == ["n2__x"]
    assert layers_named(network, "StatefulPartitionedCall:0;n99__x/y") == ()


def test_inputs_have_to_be_known_and_floats_are_run_in_32_bits():
    inputs = (Tensor((1, 8, 8, 3), "float16"), Tensor((1, 4), "int32"))
    network = Network("net", "net.h5", "Keras", (), inputs)
    assert signature(network) == ([(1, 8, 8, 3), (1, 4)], ["float32", "int32"])
    with pytest.raises(ModelError, match=r"net\.h5: the network has no input"):
        signature(Network("net", "net.h5", "Keras", ()))
    with pytest.raises(ModelError, match=r"net\.h5: an input's shape is not known; give"):
        signature(Network("net", "net.h5", "Keras", (), (Tensor((1, None)),)))


def test_a_layer_without_a_lowering_is_named_by_its_class():
    layer = row("odd", Opaque("code"), "MyLayer").layer
    with pytest.raises(LayerProblem, match="a layer of the class 'MyLayer' cannot be run"):
        lowering_of(layer)


def test_an_operation_has_one_lowering():
    assert lowering_of(row("conv").layer).__name__ == "conv"
    assert lowering_of(row("sep", Composite("separable_conv", ())).layer).__name__ == "composite"
    with pytest.raises(UsageError, match="Conv is registered twice"):
        lowers(Conv)(lambda _call, _operation: None)


def test_unknown_dimensions_are_refused():
    assert known_shape(Tensor((1, 2))) == (1, 2)
    for shape in (None, (1, None)):
        with pytest.raises(LayerProblem, match="not all of its shapes are known"):
            known_shape(Tensor(shape))


def test_values_keep_the_size_of_activations():
    layer = row("conv", CONV).layer
    kernel = random_values(layer, "kernel", (3, 3, 64, 32))
    assert kernel.dtype == np.float32
    assert kernel.std() == pytest.approx((1 / (9 * 64)) ** 0.5, rel=0.02)
    assert random_values(layer, "moving_variance", (999,)).min() > 0.5
    assert abs(random_values(layer, "bias", (999,))).max() < 1


def test_depthwise_and_transposed_kernels_sum_other_axes():
    depthwise = row("dw", Conv((3, 3), (1, 1), (1, 1), "same", 3, 64, depthwise=True)).layer
    assert random_values(depthwise, "k", (3, 3, 640, 1)).std() == pytest.approx(1 / 3, rel=0.05)
    transposed = row("up", Conv((2, 2), (2, 2), (1, 1), "same", 3, transposed=True)).layer
    assert random_values(transposed, "k", (2, 2, 32, 64)).std() == pytest.approx(1 / 16, rel=0.05)


def test_values_are_those_of_the_layer_and_the_weight():
    conv, other = row("conv").layer, row("other").layer
    second = row("conv#2", path=("conv",)).layer
    same = random_values(conv, "kernel", (4, 4))
    assert (random_values(conv, "kernel", (4, 4)) == same).all()
    assert (random_values(second, "kernel", (4, 4)) == same).all()
    assert not (random_values(other, "kernel", (4, 4)) == same).all()
    assert not (random_values(conv, "kernel2", (4, 4)) == same).all()
