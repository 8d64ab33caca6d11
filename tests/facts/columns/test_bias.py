"""Biases that a batch normalisation takes out again: which are dead, and which are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint.network import Layer, Shape, Tensor, Weight
from netlint.operations import Activation, Composite, Fixed, Norm, Opaque, Reshape
from tests.costs.building import convolution, dense, layer, pointwise, relu
from tests.facts.wiring import alone, column, in_a_row, source, survey_of

MAP = (1, 8, 8, 16)


def biased(c1: int = 4, c2: int = 16, **how) -> Layer:
    """A pointwise convolution with a bias."""
    weights = [Weight("kernel", (1, 1, c1, c2)), Weight("bias", (c2,))]
    return convolution((1, 8, 8, c1), (1, 8, 8, c2), weights=weights, bias=True, **how)


def norm(shape: Shape = MAP, features: int | None = 16, **how) -> Layer:
    return layer(Norm("batch", **how), [shape], [shape], [(features,)] * 4)


def dropout(shape: Shape = MAP) -> Layer:
    return layer(Fixed("identity"), [shape], [shape])


def view(source: Shape, target: Shape) -> Layer:
    return layer(Reshape(), [source], [target])


def dead(*layers: Layer, of: str = "a") -> object:
    return column(in_a_row(*layers), "bias_before_norm", of)


@pytest.mark.parametrize(
    "layers",
    [
        (biased(), norm()),
        (biased(), dropout(), layer(Activation("linear"), [MAP], [MAP]), norm(), relu(MAP)),
        (biased(), view(MAP, (1, 64, 16)), norm((1, 64, 16))),
        (biased(), view(MAP, (1, 1024)), norm((1, 1024), 1024)),
        (dense(1, 4, 16, bias=True), norm((1, 16))),
        (replace(biased(), weights=()), norm()),
    ],
    ids=["next", "looking-through", "joined-positions", "flattened", "dense", "no-named-bias"],
)
def test_a_bias_before_a_batch_normalisation_is_dead(layers: tuple[Layer, ...]) -> None:
    assert dead(*layers) == 16


def test_so_is_that_of_a_separable_a_depthwise_and_a_transposed_convolution() -> None:
    bias = Weight("bias", (16,))
    parts = pointwise(8, 4, 4), biased()
    separable = layer(Composite("separable_conv", parts), [(1, 8, 8, 4)], [MAP], [(9, 4), bias])
    assert dead(separable, norm()) == 16
    how = {"weights": [(3, 3, 16, 1), bias], "bias": True}
    assert dead(convolution(MAP, MAP, (3, 3), depthwise=True, groups=16, **how), norm()) == 16
    assert dead(convolution(MAP, MAP, (3, 3), transposed=True, **how), norm()) == 16


@pytest.mark.parametrize(
    "layers",
    [
        (pointwise(8, 4, 16), norm()),
        (biased(), relu(MAP), norm()),
        (biased(activation="relu"), norm()),
        (biased(activation="of_my_own"), norm()),
        (biased(), norm(center=False)),
        (biased(), layer(Norm("layer"), [MAP], [MAP], [(16,)] * 2)),
        (biased(), norm(features=8)),
        (biased(), view(MAP, (1, 128, 8)), norm((1, 128, 8), 8)),
        (convolution((1, 8, 8, 4), MAP, (3, 3), bias=True, local=True), norm()),
        (biased(),),
        (relu(MAP), norm()),
    ],
    ids=[
        "no-bias",
        "activation",
        "fused-activation",
        "unknown-activation",
        "no-shift",
        "layer-norm",
        "another-axis",
        "channels-mixed",
        "local",
        "last",
        "no-product",
    ],
)
def test_no_other_bias_is(layers: tuple[Layer, ...]) -> None:
    assert dead(*layers) == 0


def test_a_flattened_map_with_channels_first_mixes_no_channels_but_is_left_alone() -> None:
    first = convolution((1, 4, 8, 8), (1, 16, 8, 8), bias=True, channel_axis=1)
    assert dead(first, norm((1, 16, 8, 8))) == 16
    assert dead(first, view((1, 16, 8, 8), (1, 8, 128)), norm((1, 8, 128), 128)) == 0


def test_a_bias_that_somebody_else_reads_too_is_alive() -> None:
    steps = [("x", source(), ""), ("a", biased(), "x"), ("b", norm(), "a"), ("c", relu(MAP), "a")]
    assert column(survey_of(*steps, outputs=["b", "c"]), "bias_before_norm", "a") == 0


def test_a_bias_that_leaves_the_network_is_alive() -> None:
    assert column(in_a_row(biased(), norm(), outputs=["b"]), "bias_before_norm", "a") == 16
    assert column(in_a_row(biased(), norm(), outputs=["a", "b"]), "bias_before_norm", "a") == 0
    survey = in_a_row(biased(), dropout(), norm(), outputs=["b", "c"])
    assert column(survey, "bias_before_norm", "a") == 0


@pytest.mark.parametrize(("second", "expected"), [(norm(), 16), (relu(MAP), 0)])
def test_a_shared_layer_counts_once_and_only_where_every_call_is_normalised(
    second: Layer, expected: int
) -> None:
    survey = survey_of(
        ("x", source(), ""),
        ("a", biased(), "x"),
        ("b", norm(), "a"),
        ("a#2", biased(), "x"),
        ("c", second, "a#2"),
        outputs=["b", "c"],
    )
    assert column(survey, "bias_before_norm", "a") == expected
    assert column(survey, "bias_before_norm", "a#2") == 0


def test_what_is_unknown_is_missing() -> None:
    assert dead(biased(), norm(features=None)) is None
    assert dead(biased(), layer(Norm("batch"), [MAP], [MAP])) is None
    open_conv = replace(biased(), outputs=(Tensor((1, 8, 8, None)),))
    assert dead(open_conv, norm((1, 8, 8, None), 16)) is None
    assert alone(layer(Opaque("code"), [MAP], [MAP], None), "bias_before_norm") is None
    assert alone(layer(Opaque("a Lambda"), [MAP], [MAP], ()), "bias_before_norm") == 0


def test_a_bias_of_another_form_than_one_number_per_channel_is_left_alone() -> None:
    heads = replace(dense(1, 4, 16, bias=True), weights=(Weight("bias", (2, 16)),))
    assert dead(heads, norm((1, 16))) == 0
