"""The resolution at which a network of images works: its input, its stem, its last stages."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from netlint.facts.survey import Survey
from netlint.network import Layer, Shape
from netlint.operations import Composite, Conv, Move, Opaque, Pool, Reduce, Resize
from tests.costs.building import convolution, dense, layer, relu
from tests.facts.layers import add, concat, conv, view
from tests.facts.wiring import figures, source, survey_of

FULL = "full_resolution_memory_access_share"
TINY = "tiny_map_params_share", "tiny_map_at"


def x(shape: Shape = (1, 8, 8, 4)) -> tuple[str, Layer, str]:
    return "x", source(shape), ""


def size(survey: Survey) -> tuple[object, ...]:
    return figures(survey, "input_height", "input_width")


def test_the_size_of_one_image() -> None:
    assert size(survey_of(x((1, 6, 8, 3)))) == (6, 8)


def test_channels_first_where_the_first_convolution_says_so() -> None:
    first = convolution((1, 3, 6, 8), (1, 4, 6, 8), channel_axis=1)
    assert size(survey_of(x((1, 3, 6, 8)), ("conv", first, "x"))) == (6, 8)


@pytest.mark.parametrize("shape", [(1, 8), (1, 8, 8), (1, None, None, 3), (1, 2, 8, 8, 3)])
def test_other_inputs_have_none(shape: Shape) -> None:
    survey = survey_of(x(shape))
    assert size(survey) == (None, None)
    assert figures(survey, FULL, *TINY) == (None, None, None)


def test_nor_have_two_inputs() -> None:
    assert size(survey_of(x(), ("y", source(), ""))) == (None, None)


def test_the_stem_is_the_first_convolution_with_its_largest_stride() -> None:
    first = convolution((1, 8, 8, 4), (1, 4, 8, 4), (3, 3), strides=(2, 1))
    survey = survey_of(x(), ("relu", relu((1, 8, 8, 4)), "x"), ("first", first, "relu"))
    assert figures(survey, "stem", "stem_stride") == ("first", 2)
    assert figures(survey_of(x()), "stem", "stem_stride") == (None, None)


def test_a_separable_convolution_may_be_the_stem() -> None:
    parts = conv(8, 4, 4, 3, 2, depthwise=True, groups=4), conv(4, 4, 8)
    stem = layer(Composite("separable_conv", parts), [(1, 8, 8, 4)], [(1, 4, 4, 8)])
    assert figures(survey_of(x(), ("it", stem, "x")), "stem", "stem_stride") == ("it", 2)


HEAD = (
    ("a", conv(8, 4, 4), "x"),
    ("down", conv(8, 4, 8, 1, 2), "a"),
    ("b", conv(4, 8, 8), "down"),
)
HEAD_BYTES = (256 + 16 + 256, 256 + 32 + 128, 128 + 64 + 128)


def test_layers_before_the_first_reduction_work_at_full_resolution() -> None:
    survey = survey_of(x(), *HEAD)
    assert figures(survey, FULL) == (HEAD_BYTES[0] / sum(HEAD_BYTES),)


def test_the_way_back_up_does_not_count() -> None:
    up = layer(Resize("nearest"), [(1, 4, 4, 8)], [(1, 8, 8, 8)])
    joined = concat((1, 8, 8, 8), (1, 8, 8, 4))
    end = layer(Reduce("mean", pooling=True), [(1, 8, 8, 12)], [(1, 12)])
    steps = *HEAD, ("up", up, "b"), ("cat", joined, "up a"), ("end", end, "cat")
    survey = survey_of(x(), *steps)
    whole = sum(HEAD_BYTES) + (128 + 512) + 2 * 768 + (768 + 12)
    assert figures(survey, FULL) == (HEAD_BYTES[0] / whole,)


def test_a_gate_from_a_pooled_map_does_not_end_full_resolution() -> None:
    shape, point = (1, 8, 8, 4), (1, 1, 1, 4)
    pool = layer(Reduce("mean", pooling=True), [shape], [point])
    gated = layer(add(shape).operation, [shape, point], [shape])
    down = ("down", conv(8, 4, 8, 1, 2), "gated")
    survey = survey_of(x(), ("pool", pool, "x"), ("gated", gated, "x pool"), down)
    # the pooling reads 256 and writes 4, the gate reads 256 + 4 and writes 256
    assert figures(survey, FULL) == (516 / (260 + 516 + HEAD_BYTES[1]),)


def test_padding_before_the_stem_counts() -> None:
    pad = layer(Move("pad"), [(1, 8, 8, 4)], [(1, 10, 10, 4)])
    down = convolution((1, 10, 10, 4), (1, 4, 4, 8), (3, 3), strides=(2, 2), weights=[(8, 36)])
    survey = survey_of(x(), ("pad", pad, "x"), ("down", down, "pad"))
    assert figures(survey, FULL) == (656 / (656 + 400 + 288 + 128),)


@pytest.mark.parametrize("target", [(1, 8, 8, 8), (1, 16, 16, 2), (1, 64, 8), (1, 64), (1, 8, 8)])
def test_an_output_for_each_pixel_makes_full_size_the_purpose(target: Shape) -> None:
    """Segmentation, denoising, super-resolution; also where the map is flattened at the end."""
    up = layer(Resize("nearest"), [(1, 4, 4, 8)], [target])
    survey = survey_of(x(), *HEAD, ("up", up, "b"), outputs=["up"])
    assert figures(survey, FULL) == (0.0,)


def test_one_of_several_outputs_is_enough() -> None:
    up = layer(Resize("nearest"), [(1, 4, 4, 8)], [(1, 8, 8, 8)])
    survey = survey_of(x(), *HEAD, ("up", up, "b"), outputs=["b", "up"])
    assert figures(survey, FULL) == (0.0,)


@pytest.mark.parametrize("target", [(1, 8, 4, 8), (1, 63), (1, 8), None])
def test_a_smaller_output_does_not(target: Shape | None) -> None:
    survey = survey_of(x(), *HEAD, ("up", layer(Resize("nearest"), [(1, 4, 4, 8)], [target]), "b"))
    assert cast("float", figures(survey, FULL)[0]) > 0


def test_where_all_is_at_full_size_that_is_the_purpose() -> None:
    pool = layer(Reduce("mean", pooling=True), [(1, 8, 8, 4)], [(1, 1, 1, 4)])
    gated = layer(add((1, 8, 8, 4)).operation, [(1, 8, 8, 4), (1, 1, 1, 4)], [(1, 8, 8, 4)])
    steps = x(), HEAD[0], ("pool", pool, "a"), ("gate", conv(1, 4, 4), "pool")
    assert figures(survey_of(*steps, ("scale", gated, "a gate")), FULL) == (0.0,)


def test_a_classifier_that_never_reduces_but_by_pooling_is_not_excused() -> None:
    pool = layer(Reduce("mean", pooling=True), [(1, 8, 8, 4)], [(1, 4)])
    survey = survey_of(x(), HEAD[0], ("pool", pool, "a"), ("fc", dense(1, 4, 2), "pool"))
    first = HEAD_BYTES[0]
    # the pooling reads 256 and writes 4, the dense layer 4 + 8 + 2
    assert figures(survey, FULL) == (first / (first + 260 + 14),)


def test_where_nothing_is_accessed_there_is_no_share() -> None:
    assert figures(survey_of(x()), FULL) == (None,)


DEPTHWISE = convolution(
    *((1, 2, 2, 4),) * 2, (3, 3), weights=[(3, 3, 4, 1)], depthwise=True, groups=4
)


def shrunk(*steps: tuple[str, Layer, str]) -> Survey:
    """A network that brings an image of 4 x 4 down to `down`, 2 x 2."""
    return survey_of(x((1, 4, 4, 4)), ("down", conv(4, 4, 4, 3, 2), "x"), *steps)


def test_convolutions_on_tiny_maps_count_with_the_pointwise_ones_around_them() -> None:
    survey = shrunk(("spatial", conv(2, 4, 4, 3), "down"), ("point", conv(2, 4, 8), "spatial"))
    assert figures(survey, *TINY) == ((144 + 32) / (144 + 144 + 32), "spatial")


def test_pointwise_ones_alone_do_not() -> None:
    assert figures(shrunk(("point", conv(2, 4, 8), "down")), *TINY) == (0.0, None)


def test_an_image_that_is_tiny_itself_is_no_fault() -> None:
    survey = survey_of(x((1, 2, 2, 4)), ("spatial", conv(2, 4, 4, 3), "x"))
    assert figures(survey, *TINY) == (0.0, None)


def test_a_map_is_tiny_where_both_its_sides_are() -> None:
    long = convolution((1, 2, 3, 4), (1, 2, 3, 4), (3, 3), weights=[(3, 3, 4, 4)])
    assert figures(shrunk(("long", long, "down")), *TINY) == (0.0, None)


def test_separable_convolutions_count_by_their_parts() -> None:
    parts = DEPTHWISE, conv(2, 4, 8)
    both = layer(Composite("separable_conv", parts), [(1, 2, 2, 4)], [(1, 2, 2, 8)], [(36,), (32,)])
    share = (36 + 32) / (144 + 36 + 32)
    assert figures(shrunk(("it", both, "down")), *TINY) == (pytest.approx(share), "it")


def test_a_shared_layer_counts_once() -> None:
    spatial = conv(2, 4, 4, 3)
    survey = shrunk(("spatial", spatial, "down"), ("spatial#2", spatial, "spatial"))
    assert figures(survey, *TINY) == (0.5, "spatial")


@pytest.mark.parametrize(
    "pool",
    [
        layer(Reduce("mean", pooling=True), [(1, 2, 2, 4)], [(1, 1, 1, 4)]),
        layer(Pool("average", (2, 2)), [(1, 2, 2, 4)], [(1, 1, 1, 4)]),
    ],
    ids=["global", "as-large-as-the-map"],
)
def test_what_comes_after_a_global_pooling_does_not_count(pool: Layer) -> None:
    survey = shrunk(("pool", pool, "down"), ("after", conv(1, 4, 4, 3), "pool"))
    assert figures(survey, *TINY) == (0.0, None)


@pytest.mark.parametrize("pool", [Pool("max", (2, 2)), Pool("average", (1, 1))])
def test_after_any_other_pooling_it_does(pool: Pool) -> None:
    step = ("pool", layer(pool, [(1, 2, 2, 4)], [(1, 1, 1, 4)]), "down")
    survey = shrunk(step, ("after", conv(1, 4, 4, 3), "pool"))
    assert figures(survey, *TINY) == (0.5, "after")


def test_a_gated_map_is_no_pooled_one() -> None:
    shape, point = (1, 2, 2, 4), (1, 1, 1, 4)
    pool = layer(Reduce("mean", pooling=True), [shape], [point])
    gated = layer(add(shape).operation, [shape, point], [shape])
    survey = shrunk(
        ("pool", pool, "down"),
        ("gated", gated, "down pool"),
        ("spatial", conv(2, 4, 4, 3), "gated"),
    )
    assert figures(survey, *TINY) == (0.5, "spatial")


def test_unknown_parameters_make_it_missing() -> None:
    unknown = replace(conv(2, 4, 4, 3), weights=None)
    assert figures(shrunk(("spatial", unknown, "down")), *TINY) == (None, "spatial")


def test_a_network_without_parameters_has_no_share_of_them() -> None:
    assert figures(survey_of(x(), ("relu", relu((1, 8, 8, 4)), "x")), TINY[0]) == (0.0,)


def test_what_has_no_known_map_is_no_tiny_one() -> None:
    opaque = layer(Opaque("a Lambda"), [(1, 2, 2, 4)], [None])
    blind = layer(conv(2, 4, 4, 3).operation, [None], [(1, 2, 2, 4)], [(3, 3, 4, 4)])
    assert isinstance(blind.operation, Conv)
    survey = shrunk(("opaque", opaque, "down"), ("blind", blind, "opaque"))
    assert figures(survey, *TINY) == (0.0, None)


def test_a_flat_vector_is_no_map() -> None:
    flat = view((1, 4, 4, 4), (1, 64))
    survey = survey_of(x((1, 4, 4, 4)), ("flat", flat, "x"), ("fc", dense(1, 64, 4), "flat"))
    assert figures(survey, *TINY) == (0.0, None)
