"""Columns of convolutions: geometry, and guidelines G1 and G2."""

from __future__ import annotations

import pytest

from netlint.network import Layer, Tensor
from netlint.operations import Composite, Conv, Pool
from tests.costs.building import convolution, dense, layer, pointwise, relu
from tests.facts.wiring import alone, column, in_a_row, survey_of

G1 = (
    "memory_access_bound",
    "memory_access_ratio",
    "memory_access_excess",
    "excess_bytes",
    "excess_share",
    "balanced_in",
    "balanced_out",
)
G2 = (
    "dense_in",
    "dense_out",
    "ungrouped_out",
    "ungrouped_memory_access",
    "group_cost_ratio",
    "group_excess",
    "group_excess_bytes",
    "group_excess_share",
)
NOTHING = layer(Pool("max", (2, 2)), [(1, 8, 8, 4)], [(1, 4, 4, 4)])


def depthwise(channels: int = 8, **how) -> Layer:
    shape = (1, 8, 8, channels)
    return convolution(shape, shape, (3, 3), groups=channels, depthwise=True, **how)


def separable() -> Layer:
    parts = depthwise(), pointwise(8, 8, 12)
    return layer(Composite("separable_conv", parts), [(1, 8, 8, 8)], [(1, 8, 8, 12)])


GEOMETRY = (
    "channels_in",
    "channels_out",
    "misaligned_channels",
    "groups",
    "kernel",
    "kernel_height",
    "kernel_width",
    "kernel_positions",
    "stride",
    "dilation",
    "pointwise",
    "depthwise",
    "depthwise_by_groups",
)
NO_CONV = (None, "", None, None, None, None, None, False, False, False)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (
            convolution((1, 8, 8, 3), (1, 4, 4, 20), (3, 5), strides=(2, 1), dilation=(1, 2)),
            (3, 20, 4, 1, "3x5", 3, 5, 15, 2, 2, False, False, False),
        ),
        (
            pointwise(8, 16, 24, groups=4),
            (16, 24, 0, 4, "1x1", 1, 1, 1, 1, 1, True, False, False),
        ),
        (
            convolution((1, 6, 9, 9), (1, 7, 9, 9), (1, 1), channel_axis=1),
            (6, 7, 7, 1, "1x1", 1, 1, 1, 1, 1, True, False, False),
        ),
        (
            convolution((1, 100, 4), (1, 50, 8), (7,), strides=(2,)),
            (4, 8, 0, 1, "7", None, 7, 7, 2, 1, False, False, False),
        ),
        (
            convolution((1, 5, 6, 7, 4), (1, 5, 6, 7, 8), (2, 3, 4)),
            (4, 8, 0, 1, "2x3x4", 3, 4, 24, 1, 1, False, False, False),
        ),
        (depthwise(8), (8, 8, 0, 8, "3x3", 3, 3, 9, 1, 1, False, True, False)),
        (
            convolution((1, 8, 8, 8), (1, 8, 8, 8), (3, 3), groups=8),
            (8, 8, 0, 8, "3x3", 3, 3, 9, 1, 1, False, False, True),
        ),
        (
            convolution((1, 8, 8, 1), (1, 8, 8, 8), (3, 3)),
            (1, 8, 0, 1, "3x3", 3, 3, 9, 1, 1, False, False, False),
        ),
        (
            convolution((1, 4, 4, 8), (1, 8, 8, 6), (2, 2), transposed=True, strides=(2, 2)),
            (8, 6, 6, 1, "2x2", 2, 2, 4, 2, 1, False, False, False),
        ),
        (dense(1, 512, 10), (512, 10, 2, *NO_CONV)),
        (separable(), (8, 12, 4, *NO_CONV)),
        (
            convolution((1, 8, 8, 4), (1, 8, 8, 4), (3, 3), local=True),
            (None, None, None, *NO_CONV),
        ),
        (NOTHING, (None, None, None, *NO_CONV)),
    ],
    ids=[
        "rectangular",
        "grouped",
        "channels-first",
        "1-d",
        "3-d",
        "depthwise",
        "depthwise-by-groups",
        "one-input-channel",
        "transposed",
        "dense",
        "separable",
        "local",
        "pool",
    ],
)
def test_geometry(subject: Layer, expected: tuple[object, ...]) -> None:
    found = dict(zip(GEOMETRY, alone(subject, *GEOMETRY), strict=True))
    assert found == dict(zip(GEOMETRY, expected, strict=True))


def test_channels_that_are_unknown_are_missing_and_never_zero() -> None:
    grouped = convolution((1, 8, 8, None), (1, 8, 8, 8), (3, 3), groups=8)
    assert alone(grouped, "channels_in", "depthwise_by_groups", "groups") == (None, None, 8)
    open_depthwise = convolution((1, 8, 8, None), (1, 8, 8, None), (3, 3), depthwise=True)
    assert alone(open_depthwise, "groups", "channels_out", "misaligned_channels") == (None,) * 3
    assert alone(convolution(None, None), "channels_in", "channels_out") == (None, None)


def test_a_dense_layer_reads_the_elements_that_it_sums() -> None:
    assert alone(dense(7, 300, 12), "channels_in", "channels_out") == (300, 12)


def test_the_issue_s_example_moves_6_percent_more_than_its_bound() -> None:
    survey = in_a_row(pointwise(56, 64, 128))
    assert column(survey, "conv_memory_access", "a") == 610_304
    assert round(column(survey, "memory_access_bound", "a")) == 575_869
    assert column(survey, "memory_access_ratio", "a") == pytest.approx(1.0598, abs=1e-4)
    assert column(survey, "memory_access_excess", "a") == pytest.approx(0.0598, abs=1e-4)
    assert (column(survey, "balanced_in", "a"), column(survey, "balanced_out", "a")) == (91, 90)
    # 610,304 - (2 * 56*56 * sqrt(64*128) + 64*128) = 34,435.33 elements of 4 bytes
    assert column(survey, "excess_bytes", "a") == 137_741
    assert column(survey, "excess_share", "a") == pytest.approx(137_741 / (4 * 610_304))


def test_memory_access_leaves_the_bias_out_and_takes_the_batch_in() -> None:
    kernel, bias = (3, 3, 4, 16), (16,)
    conv = convolution(
        (2, 8, 8, 4), (2, 4, 4, 16), (3, 3), weights=[kernel, bias], bias=True, strides=(2, 2)
    )
    # 2*64*4 + 2*16*16 + 9*4*16
    assert alone(conv, "conv_memory_access", "memory_access") == (1600, 1616)
    # 2*64 * 4 = 2*16 * 16: in balance at a quarter of the positions
    assert alone(conv, "memory_access_ratio", "excess_bytes", "balanced_in") == (1, 0, 4)


def test_half_precision_halves_the_excess_in_bytes() -> None:
    half = [Tensor((1, 56, 56, 64), "float16")], [Tensor((1, 56, 56, 128), "float16")]
    conv = pointwise(56, 64, 128)
    assert alone(layer(conv.operation, *half, [(1, 1, 64, 128)]), "excess_bytes") == 68_871
    text = [Tensor((1, 56, 56, 64), "string")], [Tensor((1, 56, 56, 128), "string")]
    assert alone(layer(conv.operation, *text), "excess_bytes", "excess_share") == (None, None)


def test_a_group_convolution_is_set_against_a_dense_one_of_equal_mult_adds() -> None:
    survey = in_a_row(pointwise(10, 16, 24, groups=4))
    # 1600 + 2400 + 16*24/4 = 4096; with 6 channels 1600 + 600 + 96 = 2296
    assert column(survey, "conv_memory_access", "a") == 4096
    assert column(survey, "ungrouped_out", "a") == 6
    assert column(survey, "ungrouped_memory_access", "a") == 2296
    assert column(survey, "group_cost_ratio", "a") == pytest.approx(4096 / 2296)
    assert column(survey, "group_excess", "a") == pytest.approx(1800 / 2296)
    assert column(survey, "group_excess_bytes", "a") == 7200
    assert column(survey, "group_excess_share", "a") == pytest.approx(1800 / 4096)
    assert [column(survey, name, "a") for name in G1] == [None] * len(G1)


def test_a_convolution_without_groups_costs_nothing_by_g2() -> None:
    names = "group_cost_ratio", "group_excess", "group_excess_bytes", "group_excess_share"
    assert alone(pointwise(8, 16, 24), *names) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    "subject",
    [depthwise(8), convolution((1, 8, 8, 8), (1, 8, 8, 8), (3, 3), groups=8)],
    ids=["written-so", "by-groups"],
)
def test_a_depthwise_convolution_is_left_to_g4(subject: Layer) -> None:
    assert alone(subject, *G1, *G2) == (None,) * len((*G1, *G2))
    assert alone(subject, "conv_memory_access") == 512 + 512 + 72


def test_a_depthwise_convolution_of_one_channel_is_left_to_g4() -> None:
    assert alone(depthwise(1), *G1, *G2) == (None,) * len((*G1, *G2))


@pytest.mark.parametrize(
    "subject",
    [
        convolution((1, 4, 4, 8), (1, 8, 8, 6), (2, 2), transposed=True),
        convolution((1, 8, 8, 4), (1, 8, 8, 4), (3, 3), local=True),
        convolution((1, 8, 8, 4), (1, 8, 8, 2), activation="glu"),
        convolution((1, None, 8, 4), (1, 8, 8, 4)),
        convolution((1, 8, 8, 4), (1, None, 8, 4)),
        convolution(None, (1, 8, 8, 4)),
        convolution(None, (1, 8, 8, 4), depthwise=True, groups=4),
        convolution((1, 8, 8, 0), (1, 8, 8, 4)),
        layer(Conv((1, 1), (1, 1), (1, 1), "same", -1), [], [(1, 8, 8, 4)]),
        layer(Conv((1, 1), (1, 1), (1, 1), "same", -1), [(1, 8, 8, 4)], []),
        dense(1, 8, 16),
        NOTHING,
    ],
    ids=[
        "transposed",
        "local",
        "glu",
        "open-input",
        "open-output",
        "no-shape",
        "depthwise-no-shape",
        "no-channels",
        "no-input",
        "no-output",
        "dense",
        "pool",
    ],
)
def test_what_has_no_traffic_or_an_unknown_one_is_missing(subject: Layer) -> None:
    survey = survey_of(("it", subject, "?" if subject.inputs else ""), outputs=[])
    names = "conv_memory_access", *G1, *G2
    assert {name: column(survey, name, "it") for name in names} == dict.fromkeys(names)


def test_an_activation_between_does_not_matter_to_g1() -> None:
    survey = in_a_row(pointwise(8, 8, 8), relu((1, 8, 8, 8)))
    assert column(survey, "memory_access_ratio", "a") == 1
    assert column(survey, "memory_access_ratio", "b") is None
