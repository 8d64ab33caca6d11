"""Dropout left in, and the share of the parameters that the classifier holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from netlint.facts.survey import Survey
from netlint.network import Layer, Shape
from netlint.operations import Composite, Fixed, Opaque, Pool, Reduce
from tests.costs.building import batch_norm, dense, layer, relu
from tests.facts.applications import application
from tests.facts.layers import activation, add, conv, identity, view
from tests.facts.wiring import figures, source, survey_of

MAP = (1, 8, 8, 4)
X = ("x", source(MAP), "")
FEATURES = ("features", conv(8, 4, 16), "x")
POOLED = ("pool", layer(Reduce("mean", pooling=True), [(1, 8, 8, 16)], [(1, 16)]), "features")


def dropouts(*steps: tuple[str, Layer, str]) -> tuple[object, ...]:
    return figures(survey_of(X, *steps), "dropout_layers", "first_dropout")


@pytest.mark.parametrize(
    "class_name",
    [
        *("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout"),
        *("GaussianDropout", "GaussianNoise", "FixedDropout", "Custom>FixedDropout"),
        *("StochasticDepth", "Custom>StochasticDepth", "RandomFlip", "RandAugment", "MixUp"),
    ],
)
def test_layers_that_only_work_in_training_count(class_name: str) -> None:
    assert dropouts(("it", identity(MAP, class_name), "x")) == (1, "it")


@pytest.mark.parametrize("class_name", ["Identity", "Activation", "Permute", "InputLayer"])
def test_other_layers_without_work_do_not(class_name: str) -> None:
    assert dropouts(("it", identity(MAP, class_name), "x")) == (0, None)


def test_a_random_crop_still_crops() -> None:
    crop = replace(layer(Pool("max", (2, 2)), [MAP], [MAP]), class_name="RandomCrop")
    assert dropouts(("it", crop, "x")) == (0, None)


def test_wrapped_ones_count_by_their_own_names_in_order() -> None:
    inside = [replace(identity(MAP), name=name) for name in ("first", "second")]
    deeper = layer(Composite("time_distributed", (inside[1],)), [MAP], [MAP])
    wrapped = layer(Composite("model", (inside[0], deeper, relu(MAP))), [MAP], [MAP])
    assert dropouts(("wrapped", wrapped, "x"), ("last", identity(MAP), "wrapped")) == (3, "first")


def test_the_input_of_a_nested_model_is_none() -> None:
    inner = replace(layer(Fixed("input"), [MAP], [MAP]), class_name="Dropout")
    assert dropouts(("inner", inner, "x")) == (0, None)


def classifier(*steps: tuple[str, Layer, str], outputs: list[str] | None = None) -> object:
    survey = survey_of(*steps, outputs=outputs)
    return figures(survey, "classifier_params")[0]


def test_dense_layers_after_the_last_pooling_count_with_what_lies_between_passed() -> None:
    steps = (
        X,
        FEATURES,
        POOLED,
        ("fc1", dense(1, 16, 8, bias=True), "pool"),
        ("norm", batch_norm((1, 8)), "fc1"),
        ("relu", relu((1, 8)), "norm"),
        ("drop", identity((1, 8)), "relu"),
        ("fc2", dense(1, 8, 3), "drop"),
        ("softmax", activation((1, 3), "softmax"), "fc2"),
    )
    fully = 16 * 8 + 8 + 8 * 3
    assert classifier(*steps) == fully
    share = figures(survey_of(*steps), "classifier_params_share")
    assert share == pytest.approx((fully / (4 * 16 + fully + 4 * 8),))


def test_a_pointwise_convolution_at_one_position_counts_also_before_a_flatten() -> None:
    point, scores = (1, 1, 1, 16), (1, 1, 1, 5)
    pool = layer(Reduce("mean", pooling=True), [(1, 8, 8, 16)], [point])
    steps = (
        X,
        FEATURES,
        ("pool", pool, "features"),
        ("fc", conv(1, 16, 5), "pool"),
        ("flat", view(scores, (1, 5)), "fc"),
    )
    assert classifier(*steps) == 80


def test_a_dense_layer_after_a_flatten_counts_and_ends_the_walk() -> None:
    flat = ("flat", view((1, 8, 8, 16), (1, 1024)), "features")
    assert classifier(X, FEATURES, flat, ("fc", dense(1, 1024, 3), "flat")) == 3072


def whole_map(**how) -> Layer:
    """A convolution whose kernel covers its whole input, 8 x 8."""
    it = conv(8, 16, 5, 8, **how)
    return replace(it, outputs=(replace(it.outputs[0], shape=(1, 1, 1, 5)),))


def test_a_convolution_that_covers_the_whole_map_is_a_dense_layer() -> None:
    assert classifier(X, FEATURES, ("fc", whole_map(), "features")) == 8 * 8 * 16 * 5


def test_a_depthwise_one_is_a_pooling() -> None:
    pooling = whole_map(depthwise=True, groups=16)
    steps = X, FEATURES, ("pool", pooling, "features")
    assert classifier(*steps, ("fc", conv(1, 5, 3), "pool")) == 15


def test_dense_layers_over_a_sequence_do_not_count() -> None:
    tokens: Shape = (1, 10, 16)
    mlp = layer(dense(1, 16, 16).operation, [tokens], [tokens], [(16, 16)])
    mean = layer(Reduce("mean"), [tokens], [(1, 16)])
    steps = ("x", source(tokens), ""), ("mlp", mlp, "x"), ("mean", mean, "mlp")
    assert classifier(*steps, ("fc", dense(1, 16, 3), "mean")) == 48


def test_a_network_of_dense_layers_has_no_classifier() -> None:
    steps = ("x", source((1, 16)), ""), ("a", dense(1, 16, 8), "x"), ("b", dense(1, 8, 3), "a")
    assert classifier(*steps) == 0
    flat = X, ("flat", view(MAP, (1, 256)), "x"), ("a", dense(1, 256, 8), "flat")
    assert classifier(*flat) == 0


def test_squeeze_and_excitation_is_no_classifier() -> None:
    shape = (1, 8, 8, 16)
    gate = ("gate", conv(1, 16, 16), "pool")
    pool = layer(Reduce("mean", pooling=True), [shape], [(1, 1, 1, 16)])
    scaled = layer(add(shape).operation, [shape, (1, 1, 1, 16)], [shape])
    steps = X, FEATURES, ("pool", pool, "features"), gate, ("scale", scaled, "features gate")
    end = layer(Reduce("mean", pooling=True), [shape], [(1, 16)])
    assert classifier(*steps) == 0
    assert classifier(*steps, ("end", end, "scale"), ("fc", dense(1, 16, 3), "end")) == 48


def test_pointwise_convolutions_on_a_map_of_one_position_before_the_pooling_do_not_count() -> None:
    point = (1, 1, 1, 16)
    steps = (
        ("x", source(point), ""),
        ("body", conv(1, 16, 16), "x"),
        ("pool", layer(Reduce("mean", pooling=True), [point], [(1, 16)]), "body"),
        ("fc", dense(1, 16, 3), "pool"),
    )
    assert classifier(*steps) == 48


def test_all_outputs_are_walked_back_from_and_a_layer_on_both_ways_counts_once() -> None:
    steps = (
        X,
        FEATURES,
        POOLED,
        ("shared", dense(1, 16, 8), "pool"),
        ("one", dense(1, 8, 2), "shared"),
        ("two", dense(1, 8, 3), "shared"),
    )
    assert classifier(*steps, outputs=["one", "two"]) == 128 + 16 + 24


def test_a_network_of_maps_has_no_classifier() -> None:
    assert classifier(X, FEATURES) == 0


def missing(survey: Survey) -> bool:
    names = "classifier_params", "classifier_params_share"
    return figures(survey, *names) == (None, None)


def test_an_unknown_shape_or_weight_on_the_way_makes_it_missing() -> None:
    fc = ("fc", dense(1, 16, 3), "it")
    shapeless = layer(Opaque("a Lambda"), [(1, 8, 8, 16)], [None])
    assert missing(survey_of(X, FEATURES, ("it", shapeless, "features"), fc))
    weightless = replace(dense(1, 16, 3), weights=None)
    assert missing(survey_of(X, FEATURES, POOLED, ("fc", weightless, "pool")))


def test_a_network_without_parameters_has_no_share_of_them() -> None:
    assert figures(survey_of(X), "classifier_params_share") == (0.0,)


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("MobileNet", 1024 * 1000 + 1000),
        ("MobileNetV3Small", 576 * 1024 + 1024 + 1024 * 1000 + 1000),
        ("ResNet50V2", 2048 * 1000 + 1000),
    ],
)
def test_the_classifiers_of_real_networks(name: str, params: int, tmp_path: Path) -> None:
    assert figures(application(name, tmp_path), "classifier_params") == (params,)
