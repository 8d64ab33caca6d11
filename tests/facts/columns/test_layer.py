"""General columns of layers: figures, shares and sizes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint import analyze
from netlint.facts.columns.layer import share
from netlint.facts.registry import columns_of
from netlint.facts.survey import Survey
from netlint.network import Layer, Weight
from netlint.operations import (
    Composite,
    Elementwise,
    Move,
    Opaque,
    Pool,
    Reduce,
)
from tests.costs.building import convolution, dense, layer, pointwise, relu
from tests.facts.wiring import alone, column, in_a_row, source, survey_of
from tests.readers.building import chain, write_json
from tests.readers.building import layer as written

MAP = (1, 8, 8, 4)


def test_what_a_layer_is() -> None:
    survey = in_a_row(convolution(MAP, MAP, bias=True, activation="relu"), relu(MAP))
    names = "name", "op", "class_name", "activation", "bias", "function"
    assert [column(survey, name, "a") for name in names] == ["a", "conv", "It", "relu", True, ""]
    assert [column(survey, name, "b") for name in names] == [
        "b",
        "activation",
        "It",
        "",
        False,
        "relu",
    ]


def test_the_function_of_an_element_wise_layer() -> None:
    assert alone(layer(Elementwise("multiply"), [MAP, MAP], [MAP]), "function") == "multiply"


def test_a_separable_convolution_ends_in_its_pointwise_part() -> None:
    last = convolution(MAP, MAP, bias=True, activation="relu6")
    separable = layer(Composite("separable_conv", (pointwise(8, 4, 4), last)), [MAP], [MAP])
    assert alone(separable, "bias", "activation") == (True, "relu6")
    other = layer(Composite("attention", (last,)), [MAP], [MAP])
    assert alone(other, "bias", "activation") == (False, "")


def test_code_that_is_not_known_may_add_a_bias() -> None:
    assert alone(layer(Opaque("code"), [MAP], [MAP], None), "bias", "mult_adds") == (None, None)
    assert alone(layer(Opaque("a Lambda"), [MAP], [MAP], ()), "bias", "mult_adds") == (False, None)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ([], False),
        ([False, False], False),
        ([False, True], True),
        ([None, True], True),
        ([False, None], None),
        (None, None),
    ],
)
def test_whether_training_changes_it(flags: list[bool | None] | None, expected) -> None:
    weights = None if flags is None else tuple(Weight("w", (2,), flag) for flag in flags)
    assert alone(replace(pointwise(8, 4, 4), weights=weights), "trainable") is expected


def test_figures_and_shares_of_what_is_known() -> None:
    # 64 positions: 4 -> 4 and 4 -> 8 channels, then something unknown
    opaque = layer(Opaque("a Lambda"), [(1, 8, 8, 8)], [None], None)
    survey = in_a_row(pointwise(8, 4, 4), pointwise(8, 4, 8), opaque)
    figures = {
        "params": 16,
        "mult_adds": 1024,
        "flops": 2048,
        "memory_access": 528,
        "memory_access_bytes": 2112,
        "intensity": 2048 / 2112,
        "output_elements": 256,
        "params_share": 16 / 48,
        "mult_adds_share": 1024 / 3072,
        "memory_access_share": 528 / (528 + 800),
    }
    assert {name: column(survey, name, "a") for name in figures} == pytest.approx(figures)
    assert [column(survey, name, "c") for name in figures] == [None] * len(figures)


def test_a_layer_without_outputs_has_no_output_elements() -> None:
    survey = survey_of(
        ("x", source(), ""), ("a", layer(Opaque("code"), [MAP], []), "x"), outputs=["x"]
    )
    assert column(survey, "output_elements", "a") is None
    assert column(survey, "output_width", "a") is None
    assert column(survey, "output_size", "a") is None


def test_all_outputs_count() -> None:
    split = layer(Move("split"), [MAP], [(1, 8, 8, 1), (1, 8, 8, 3)])
    assert alone(split, "output_elements") == 256


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(1, 4, 0.25), (0, 0, 0.0), (0, None, None), (None, 4, None), (1, 0, None)],
)
def test_a_share(part: int | None, whole: int | None, expected: float | None) -> None:
    assert share(part, whole) == expected


SIZES = "input_height", "input_width", "output_height", "output_width"


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (convolution((1, 9, 8, 4), (1, 5, 4, 6), (3, 3)), (9, 8, 5, 4)),
        (convolution((1, 4, 9, 8), (1, 6, 5, 4), (3, 3), channel_axis=1), (9, 8, 5, 4)),
        (convolution((1, 100, 4), (1, 50, 6), (3,)), (None, 100, None, 50)),
        (convolution((1, 4, 100), (1, 6, 50), (3,), channel_axis=1), (None, 100, None, 50)),
        (convolution((1, 7, 9, 8, 4), (1, 7, 9, 8, 4), (1, 1, 1)), (None,) * 4),
        (layer(Pool("max", (2, 2)), [(1, 9, 8, 4)], [(1, 4, 4, 4)]), (9, 8, 4, 4)),
        (layer(Reduce("mean", pooling=True), [(1, 9, 8, 4)], [(1, 4)]), (9, 8, None, None)),
        (relu((1, 100, 4)), (None,) * 4),
        (relu((1, None, 8, 4)), (None, 8, None, 8)),
        (layer(Opaque("code"), [None], [None]), (None,) * 4),
        (dense(1, 4, 8), (None,) * 4),
    ],
)
def test_sizes_of_images(subject: Layer, expected: tuple[int | None, ...]) -> None:
    assert alone(subject, *SIZES) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (convolution((1, 9, 8, 4), (1, 5, 4, 6), (3, 3)), "5x4"),
        (convolution((1, 4, 9, 8), (1, 6, 5, 4), (3, 3), channel_axis=1), "5x4"),
        (convolution((1, 100, 4), (1, 50, 6), (3,)), "50"),
        (convolution((1, 7, 9, 8, 4), (1, 7, 9, 8, 4), (1, 1, 1)), "7x9x8"),
        (relu((1, None, 8, 4)), "?x8"),
        (relu((1, 100, 4)), ""),
        (dense(1, 4, 8), ""),
        (layer(Opaque("code"), [None], [None]), None),
    ],
)
def test_the_size_of_an_output_in_a_word(subject: Layer, expected: str | None) -> None:
    assert alone(subject, "output_size") == expected


def test_layers_beside_convolutions_follow_the_network_s_channel_order() -> None:
    shape = (1, 4, 9, 8)
    survey = in_a_row(relu(shape), convolution(shape, shape, channel_axis=1), relu(shape))
    for place in "abc":
        assert [column(survey, name, place) for name in SIZES] == [9, 8, 9, 8]


def test_columns_of_a_model_file(tmp_path) -> None:
    model = chain(
        (None, 32, 32, 3),
        written("Rescaling", "scale", scale=0.5, offset=0),
        written("Conv2D", "stem", filters=8, kernel_size=3, strides=2, padding="same"),
        written("BatchNormalization", "bn", axis=-1),
        written("ReLU", "relu"),
        written("GlobalAveragePooling2D", "pool"),
        written("Dense", "head", units=10, activation="softmax"),
    )
    survey = Survey(analyze(write_json(tmp_path / "net.json", model)))
    assert column(survey, "reads_input", "stem") is True
    assert column(survey, "bias_before_norm", "stem") == 8
    assert column(survey, "channels_in", "stem") == 3
    assert column(survey, "output_width", "relu") == 16
    assert column(survey, "feeds_output", "stem") is False
    assert column(survey, "feeds_output", "head") is True
    assert column(survey, "activation", "head") == "softmax"
    assert column(survey, "class_name", "bn") == "BatchNormalization"


def test_every_column_s_first_line_is_short() -> None:
    mine = {"layer", "convolution", "bias"}
    for name, found in columns_of("layer").items():
        if found.compute.__module__.rpartition(".")[2] in mine:
            first = found.doc.splitlines()[0]
            assert len(first) <= 95, name
            assert first.endswith("."), name


@pytest.mark.parametrize(
    ("policy", "expected"), [("float32", True), ("mixed_float16", False)], ids=["cast", "none"]
)
def test_a_linear_activation_of_another_type_is_a_cast(
    policy: str, expected: bool, tmp_path
) -> None:
    before = written("ReLU", "before", dtype="mixed_float16")
    end = written("Activation", "end", activation="linear", dtype=policy)
    survey = Survey(analyze(write_json(tmp_path / "m.json", chain((None, 4), before, end))))
    assert column(survey, "op", "end") == "identity"
    assert column(survey, "changes_dtype", "end") is expected


def test_what_reads_nothing_changes_no_type() -> None:
    assert column(survey_of(("x", source(MAP), "")), "changes_dtype", "x") is False
