"""What is a layer's own, and what follows from the layers before it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from netlint.network import Layer, Weight
from netlint.operations import Elementwise, Opaque
from netlint.readers.sketch import sketched_network
from netlint.traits import traits_of


def layer(channels: int = 4, **settings) -> Layer:
    """The last layer of a network of two."""
    first = {"class": "InputLayer", "shape": [8, 8, channels]}
    return sketched_network([first, {"kernel_size": 3, **settings}]).layers[-1]


def test_a_convolution():
    assert traits_of(layer(**{"class": "Conv2D"}, filters=16, strides=2, use_bias=False)) == {
        "operation": "conv",
        "kernel": (3, 3),
        "strides": (2, 2),
        "dilation": (1, 1),
        "padding": "valid",
        "channel axis": 3,
        "groups": 1,
        "bias": "no",
        "activation": "linear",
        "filters": 16,
        "weight type": "float32",
        "trainable": "yes",
    }


@pytest.mark.parametrize(
    "settings",
    [
        {"class": "Conv2D", "filters": 16},
        {"class": "DepthwiseConv2D", "depth_multiplier": 2},
        {"class": "SeparableConv2D", "filters": 16},
    ],
)
def test_what_is_read_is_not_its_own(settings):
    assert traits_of(layer(4, **settings)) == traits_of(layer(6, **settings))


def test_a_depthwise_convolution_has_no_filters_of_its_own():
    found = traits_of(layer(4, **{"class": "DepthwiseConv2D"}, depth_multiplier=2))
    assert found["depth multiplier"] == 2
    assert not {"filters", "groups"} & set(found)


def test_a_dense_layer_has_units():
    first = {"class": "InputLayer", "shape": [8]}
    dense = sketched_network([first, {"class": "Dense", "units": 5}]).layers[-1]
    assert traits_of(dense)["units"] == 5


def test_parts_have_theirs():
    found = traits_of(layer(**{"class": "SeparableConv2D"}, filters=16))
    assert found["depthwise: kernel"] == (3, 3)
    assert found["pointwise: filters"] == 16


CONV = layer(**{"class": "Conv2D"}, filters=16)


@pytest.mark.parametrize(
    ("changes", "trait", "value"),
    [
        ({"weights": None}, "weights", None),
        ({"shared": True}, "shared weights", "yes"),
        ({"weights": (Weight("kernel", (3,), trainable=False),)}, "trainable", "no"),
        ({"weights": (Weight("a", (3,)), Weight("b", (3,), False))}, "trainable", "in part"),
        ({"weights": (Weight("a", (3,), None),)}, "trainable", None),
        ({"weights": (Weight("a", (3,), dtype="int8"),)}, "weight type", "int8"),
        ({"operation": Opaque("custom", "0123456789abcdef")}, "code", "01234567"),
        ({"operation": Opaque("custom")}, "class", "Conv2D"),
        ({"operation": Elementwise("add", 2, math.nan)}, "constant", "nan"),
        ({"outputs": (replace(CONV.outputs[0], shape=None),)}, "filters", None),
    ],
)
def test_traits(changes, trait, value):
    assert traits_of(replace(CONV, **changes))[trait] == value


def test_not_a_number_is_the_same_as_itself():
    made = replace(CONV, operation=Elementwise("add", 2, float("nan")))
    assert traits_of(made) == traits_of(replace(CONV, operation=Elementwise("add", 2, math.nan)))
