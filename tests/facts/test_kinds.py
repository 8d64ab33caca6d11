"""What kind of layer a layer is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint.facts.kinds import (
    channels_of,
    hands_on,
    is_depthwise,
    is_free,
    is_identity,
    stays_in_channels,
)
from netlint.network import Layer, Tensor
from netlint.operations import (
    Activation,
    Composite,
    Elementwise,
    Fixed,
    Move,
    Norm,
    Operation,
    Reshape,
)
from tests.costs.building import layer, relu
from tests.facts.layers import conv, identity, view

MAP = (1, 8, 8, 4)
FLAT = (1, 256)


@pytest.mark.parametrize(
    ("operation", "free"),
    [
        (Fixed("input"), True),
        (Fixed("identity"), True),
        (Reshape(), True),
        (Activation("linear"), True),
        (Activation("relu"), False),
        (Activation("something"), False),
        (Move("transpose"), False),
        (Composite("time_distributed", (identity(MAP), view(MAP, FLAT))), True),
        (Composite("time_distributed", (identity(MAP), relu(MAP))), False),
    ],
)
def test_which_operations_do_no_work(operation: Operation, free: bool) -> None:
    assert is_free(operation) is hands_on(operation) is free


def test_a_constant_is_no_work_and_hands_nothing_on() -> None:
    assert is_free(Fixed("constant"))
    assert not hands_on(Fixed("constant"))


@pytest.mark.parametrize(
    ("operation", "free", "within_channels"),
    [
        (Fixed("identity"), True, True),
        (Fixed("input"), True, True),
        (Activation("linear"), True, True),
        (Fixed("constant"), False, False),
        (Activation("relu"), False, True),
        (Activation("softmax"), False, False),
        (Activation("log_softmax"), False, False),
        (Norm("batch"), False, True),
        (Norm("layer"), False, False),
        (Elementwise("add"), False, False),
    ],
)
def test_what_is_looked_through(operation, free, within_channels):
    it = layer(operation, [MAP], [MAP])

    assert (is_identity(it), stays_in_channels(it)) == (free, within_channels)


@pytest.mark.parametrize("operation", [Fixed("input"), Norm("batch"), Activation("relu")])
def test_a_layer_without_one_input_is_not_looked_through(operation):
    for inputs in ([], [MAP, MAP]):
        assert not stays_in_channels(layer(operation, inputs, [MAP]))
        assert not is_identity(layer(operation, inputs, [MAP]))


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (conv(8, 4, 4, 3, depthwise=True, groups=4), True),
        (conv(8, 4, 4, 3, groups=4), True),
        (conv(8, 4, 8, 3, groups=4), True),
        (conv(8, 4, 4, 3, groups=2), False),
        (conv(8, 4, 4, 3), False),
        (conv(8, 1, 4, 3), False),
        (replace(conv(8, 4, 4, 3, groups=4), inputs=()), False),
        (replace(conv(8, 4, 4, 3, groups=4), inputs=(Tensor(None),)), False),
        (relu(MAP), False),
    ],
)
def test_a_depthwise_convolution_is_one_however_it_is_written(
    subject: Layer, expected: bool
) -> None:
    assert is_depthwise(subject) is expected


def test_channels_are_where_a_product_has_them() -> None:
    assert channels_of(conv(8, 4, 16), (Tensor(MAP),)) == 4
    assert channels_of(conv(8, 4, 16), (Tensor(None),)) is None
    assert channels_of(conv(8, 4, 16), ()) is None
    assert channels_of(conv(8, 4, 16, local=True), (Tensor(MAP),)) is None
    assert channels_of(relu(MAP), (Tensor(MAP),)) is None
