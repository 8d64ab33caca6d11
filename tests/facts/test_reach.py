"""Where a network's data comes from and goes to: what a layer reads, feeds and reaches."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint.costs.registry import FREE
from netlint.facts.reach import reach_of
from netlint.facts.survey import Survey
from netlint.network import Layer, Network, Shape, Tensor
from netlint.operations import (
    Activation,
    Elementwise,
    Fixed,
    Lookup,
    Matmul,
    Move,
    Norm,
    Opaque,
    Pool,
    Reduce,
    Reshape,
    Resize,
)
from netlint.report import Analysis, LayerReport
from tests.costs.building import batch_norm, convolution, dense, layer, pointwise, relu

from .wiring import column, in_a_row, source, survey_of

MAP = (1, 8, 8, 4)


def reads(*layers: Layer) -> object:
    """Whether the last of layers in a row reads the network's input."""
    survey = in_a_row(*layers)
    return column(survey, "reads_input", survey.layers[-1].layer.name)


def move(kind: str, target: Shape, source: Shape = MAP) -> Layer:
    return layer(Move(kind), [source], [target])


def test_the_first_convolution_reads_the_input_and_the_second_does_not() -> None:
    survey = in_a_row(pointwise(8, 4, 16), batch_norm((1, 8, 8, 16)), pointwise(8, 16, 8))
    assert [column(survey, "reads_input", name) for name in "xabc"] == [False, True, False, False]


@pytest.mark.parametrize(
    "between",
    [
        layer(Fixed("identity"), [MAP], [MAP]),
        layer(Fixed("input"), [MAP], [MAP]),
        layer(Reshape(), [(1, 8, 32)], [MAP]),
        layer(Norm("affine"), [MAP], [MAP]),
        layer(Elementwise("subtract"), [MAP], [MAP]),
        layer(Activation("linear"), [MAP], [MAP]),
        layer(Resize("bilinear"), [(1, 20, 20, 4)], [MAP]),
        move("pad", (1, 10, 10, 4)),
        move("cast", MAP),
        move("transpose", MAP, (1, 4, 8, 8)),
    ],
)
def test_the_input_is_seen_through_layers_that_keep_its_channels(between: Layer) -> None:
    assert reads(between, pointwise(8, 4, 16)) is True


@pytest.mark.parametrize(
    "between",
    [
        pointwise(8, 4, 4),
        move("tile", (1, 8, 8, 12)),
        move("slice", (1, 8, 8, 1)),
        layer(Opaque("a Lambda"), [MAP], [MAP]),
        layer(Lookup(), [(1, 8)], [(1, 8, 4)]),
        layer(Fixed("constant"), [MAP], [(4,)]),
    ],
)
def test_the_input_is_not_seen_through_others(between: Layer) -> None:
    assert reads(between, pointwise(8, 4, 16)) is False


def test_nor_through_code_that_hands_out_nothing() -> None:
    steps = ("a", layer(Opaque("a Lambda"), [MAP], []), "?"), ("b", pointwise(8, 4, 16), "a")
    survey = survey_of(*steps)
    assert [column(survey, "reads_input", name) for name in "ab"] == [True, False]


def test_nor_through_an_element_wise_layer_without_outputs() -> None:
    steps = ("a", layer(Elementwise("add"), [MAP], []), "?"), ("b", pointwise(8, 4, 16), "a")
    assert column(survey_of(*steps), "reads_input", "b") is False


def test_a_tensor_that_no_layer_makes_is_an_input() -> None:
    survey = survey_of(("a", pointwise(8, 4, 16), "?"))
    assert column(survey, "reads_input", "a") is True


def test_inputs_joined_are_data_and_an_input_joined_with_features_is_not() -> None:
    both = layer(Move("concat"), [MAP, MAP], [(1, 8, 8, 8)])
    steps = [("x", source(), ""), ("y", source(), ""), ("c", pointwise(8, 4, 4), "x")]
    survey = survey_of(
        *steps,
        ("d", both, "x y"),
        ("e", pointwise(8, 8, 2), "d"),
        ("f", both, "x c"),
        ("g", pointwise(8, 8, 2), "f"),
    )
    assert column(survey, "reads_input", "e") is True
    assert column(survey, "reads_input", "f") is True
    assert column(survey, "reads_input", "g") is False


def test_channels_are_looked_for_where_the_network_has_them() -> None:
    pad = move("pad", (1, 4, 10, 10), (1, 4, 8, 8))
    conv = convolution((1, 4, 10, 10), (1, 8, 10, 10), channel_axis=1)
    assert reads(pad, conv) is True
    channels_padded = move("pad", (1, 8, 8, 8), (1, 4, 8, 8))
    assert reads(channels_padded, convolution((1, 8, 8, 8), MAP, channel_axis=1)) is False


def feeds(*layers: Layer) -> object:
    """Whether the first of layers in a row gives a network output its channels."""
    return column(in_a_row(*layers), "feeds_output", "a")


@pytest.mark.parametrize(
    "after",
    [
        (),
        (relu(MAP),),
        (batch_norm(MAP), relu(MAP)),
        (layer(Reduce("mean", pooling=True), [MAP], [(1, 4)]), layer(Reshape(), [(1, 4)], [(4,)])),
        (layer(Pool("max", (2, 2)), [MAP], [(1, 4, 4, 4)]),),
        (layer(Elementwise("multiply"), [MAP], [MAP]),),
        (layer(Resize("bilinear"), [MAP], [(1, 16, 16, 4)]),),
        (move("concat", (1, 16, 8, 4)),),
    ],
)
def test_the_last_product_of_weights_feeds_the_output(after: tuple[Layer, ...]) -> None:
    assert feeds(pointwise(8, 4, 4), *after) is True


@pytest.mark.parametrize(
    "after",
    [
        (relu(MAP), pointwise(8, 4, 4)),
        (dense(64, 4, 8),),
        (move("concat", (1, 8, 8, 8)),),
        (layer(Reduce("mean"), [MAP], [(1, 8, 8, 1)]),),
        (layer(Opaque("a Lambda"), [MAP], [MAP]),),
    ],
)
def test_a_product_before_another_or_one_of_several_parts_does_not(after) -> None:
    assert feeds(pointwise(8, 4, 4), *after) is False


def test_each_of_several_outputs_is_fed() -> None:
    steps = [("x", source(), ""), ("a", pointwise(8, 4, 4), "x"), ("b", pointwise(8, 4, 4), "a")]
    survey = survey_of(*steps, ("c", pointwise(8, 4, 4), "b"), outputs=["a", "c"])
    assert [column(survey, "feeds_output", name) for name in "abc"] == [True, False, True]


def test_what_no_output_depends_on_does_not_reach_one() -> None:
    steps = [
        ("x", source(), ""),
        ("a", relu(MAP), "x"),
        ("b", relu(MAP), "x"),
        ("c", relu(MAP), "b"),
    ]
    survey = survey_of(*steps, outputs=["a"])
    reached = [column(survey, "reaches_output", name) for name in "xabc"]
    assert reached == [True, True, False, False]


@pytest.mark.parametrize("lost", [Matmul(4), Elementwise("add")])
def test_where_a_layer_s_inputs_are_lost_nothing_is_called_unused(lost) -> None:
    ending = layer(lost, [], [MAP])
    steps = [("x", source(), ""), ("a", relu(MAP), "x"), ("b", ending, "")]
    survey = survey_of(*steps, outputs=["b"])
    assert [column(survey, "reaches_output", name) for name in "ab"] == [None, True]


def test_a_tensor_of_constants_has_lost_nothing() -> None:
    filled = layer(Move("fill", "none"), [], [MAP])
    survey = survey_of(("x", source(), ""), ("a", filled, ""), ("b", relu(MAP), "a"))
    assert column(survey, "reaches_output", "x") is False


def test_without_known_outputs_nothing_is_said_of_them() -> None:
    survey = in_a_row(pointwise(8, 4, 4), outputs=[])
    assert column(survey, "feeds_output", "a") is None
    assert column(survey, "reaches_output", "a") is None


def test_a_network_of_20_000_layers_is_walked_in_a_row() -> None:
    count = 20_000
    bare = relu(MAP)
    layers = tuple(
        replace(
            bare,
            name=str(i),
            path=(str(i),),
            inputs=(Tensor(MAP, producer=str(i - 1) if i else ""),),
            outputs=(Tensor(MAP, producer=str(i)),),
        )
        for i in range(count)
    )
    network = Network("net", "net.json", "Keras 3", layers, outputs=layers[-1].outputs)
    rows = tuple(LayerReport(each, FREE, "exact") for each in layers)
    reach = reach_of(Survey(Analysis(network, "full", rows)))
    assert all(reach.reads_input)
    assert all(reach.feeds_output)
    assert reach.sole_consumer[0] == 1
