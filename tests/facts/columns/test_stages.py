import pytest

from netlint.operations import Composite, Dense, Move, Opaque, Reduce
from tests.costs.building import convolution, layer, pointwise, relu
from tests.facts.wiring import column, in_a_row, source, survey_of

BIG, SMALL, PIXEL = (1, 8, 8, 4), (1, 4, 4, 4), (1, 1, 1, 4)
POINTWISE = pointwise(8, 4, 4)  # 64 * 4 * 4 = 1,024 mult-adds
DEPTHWISE = convolution(BIG, BIG, (3, 3), weights=[(3, 3, 4, 1)], groups=4, depthwise=True)
# 64 * 4 * 9 = 2,304
DENSE_3X3 = convolution(BIG, BIG, (3, 3), weights=[(3, 3, 4, 4)])  # 64 * 4 * 4 * 9 = 9,216
OPEN = (1, None, None, None)
OPEN_POINTWISE = convolution(OPEN, OPEN)
OPEN_DEPTHWISE = convolution(OPEN, OPEN, (3, 3), depthwise=True)
DOWN = convolution(BIG, SMALL, (3, 3), weights=[(3, 3, 4, 4)], strides=(2, 2))
PAD = layer(Move("pad"), [SMALL], [(1, 6, 6, 4)])
CODE = layer(Opaque("a Lambda"), [SMALL], [None])
POOL = layer(Reduce("mean", pooling=True), [SMALL], [(1, 4)])


def test_the_stage_of_a_layer():
    survey = in_a_row(POINTWISE, relu(BIG), DOWN, relu(SMALL), POOL, relu((1, 4)))

    assert [column(survey, "stage", name) for name in "xabcdef"] == [1, 1, 1, 2, 2, 3, 3]


def test_the_share_is_of_the_stage_and_of_what_is_known_of_it():
    survey = in_a_row(POINTWISE, DEPTHWISE, layer(Opaque("a Lambda"), [BIG], [BIG]), relu(BIG))

    shares = [column(survey, "stage_mult_adds_share", name) for name in "abcd"]

    assert shares == [1024 / 3328, 2304 / 3328, None, 0.0]


def _row(*layers, first=POINTWISE):
    """The outlier of each layer after the first one."""
    survey = in_a_row(first, *layers)
    names = "bcdefghijklmn"[: len(layers)]
    return [column(survey, "spatial_outlier", name) for name in names]


def test_a_dense_kernel_among_pointwise_and_depthwise_ones_is_an_outlier():
    """Its 9,216 mult-adds over the median of 1,024, 2,304 and 1,024."""
    assert _row(DEPTHWISE, POINTWISE, DENSE_3X3) == [0, 0, 9.0]


def test_the_median_is_of_all_that_are_known():
    """A sibling of unknown cost counts as a sibling, and not for the median."""
    of_even = 9216 / ((1024 + 2304) / 2)

    assert _row(DEPTHWISE, DEPTHWISE, POINTWISE, DENSE_3X3)[-1] == of_even
    assert _row(DEPTHWISE, OPEN_POINTWISE, DENSE_3X3)[-1] == of_even
    assert _row(OPEN_DEPTHWISE, POINTWISE, DENSE_3X3)[-1] == 9.0


def test_two_thirds_of_the_siblings_must_be_light():
    light = [DEPTHWISE, POINTWISE, DEPTHWISE]

    typical = (1024 + 2304) / 2

    assert _row(*light, *[DENSE_3X3] * 3)[-3:] == [9216 / typical] * 3  # 4 of 6 siblings
    assert _row(*light, *[DENSE_3X3] * 4)[-4:] == [0] * 4  # 4 of 7


def test_at_least_three_siblings_must_be_light():
    assert _row(DEPTHWISE, DENSE_3X3) == [0, 0]


def test_bottlenecks_without_depthwise_convolutions_have_no_outlier():
    """As in ResNet: two pointwise convolutions around a dense 3 x 3 one."""
    assert _row(*[DENSE_3X3, POINTWISE, POINTWISE] * 3) == [0] * 9


def test_the_stem_is_no_outlier():
    survey = in_a_row(DENSE_3X3, DEPTHWISE, POINTWISE, POINTWISE, DENSE_3X3)

    assert [column(survey, "spatial_outlier", name) for name in "ae"] == [0, 9.0]


@pytest.mark.parametrize(
    "other",
    [
        convolution(BIG, BIG, (2, 2), weights=[(2, 2, 4, 4)], strides=(2, 2)),
        convolution(BIG, BIG, (3, 3), weights=[(3, 3, 2, 4)], groups=2),
        convolution(BIG, BIG, (3, 3), weights=[(3, 3, 4, 4)], transposed=True),
        convolution(BIG, BIG, (3, 3), weights=[(3, 3, 4, 4)], local=True),
        convolution(BIG, BIG, (3, 3), weights=[(3, 3, 1, 4)], groups=4),
        relu(BIG),
    ],
    ids=["patches", "grouped", "transposed", "local", "depthwise by groups", "no convolution"],
)
def test_only_a_dense_kernel_that_overlaps_can_be_an_outlier(other):
    assert _row(DEPTHWISE, POINTWISE, POINTWISE, other)[-1] == 0


def test_a_dense_kernel_on_a_single_pixel_is_none():
    """Its mult-adds are its matrix's, and it is in no stage of maps."""
    on_pixel = convolution(PIXEL, PIXEL, (3, 3), weights=[(3, 3, 4, 4)])
    squeeze = layer(Reduce("mean", pooling=True), [BIG], [PIXEL])
    survey = survey_of(
        ("x", source(BIG), ""),
        ("a", POINTWISE, "x"),
        ("b", DEPTHWISE, "a"),
        ("c", POINTWISE, "b"),
        ("d", squeeze, "c"),
        ("e", on_pixel, "d"),
        ("f", DENSE_3X3, "c"),
        outputs=["e", "f"],
    )

    assert [column(survey, "spatial_outlier", name) for name in "ef"] == [0, 9.0]


def test_depthwise_written_otherwise_counts_as_depthwise():
    parts = (DEPTHWISE, POINTWISE)
    separable = layer(Composite("separable_conv", parts), [BIG], [BIG])
    by_groups = convolution(BIG, BIG, (3, 3), weights=[(3, 3, 1, 4)], groups=4)

    for it in (separable, by_groups):
        assert _row(it, POINTWISE, POINTWISE, DENSE_3X3)[-1] == 9.0


def test_a_dense_layer_over_a_map_is_pointwise():
    """As in ConvNeXt; over a vector it is none."""
    over_map = layer(Dense(4), [BIG], [BIG], [(4, 4)])

    assert _row(DEPTHWISE, over_map, DENSE_3X3)[-1] == 9.0
    survey = survey_of(
        ("x", source(BIG), ""),
        ("a", POINTWISE, "x"),
        ("b", DEPTHWISE, "a"),
        ("v", source((1, 4)), ""),
        ("c", layer(Dense(4), [(1, 4)], [(1, 4)], [(4, 4)]), "v"),
        ("d", DENSE_3X3, "b"),
        outputs=["c", "d"],
    )
    assert column(survey, "spatial_outlier", "d") == 0


def test_unknown_figures_leave_it_unknown():
    unknown = convolution(OPEN, OPEN, (3, 3))

    assert _row(DEPTHWISE, POINTWISE, unknown) == [0, 0, None]
    siblings = [OPEN_DEPTHWISE, OPEN_POINTWISE, OPEN_POINTWISE]
    assert _row(*siblings, DENSE_3X3, first=OPEN_POINTWISE) == [0, 0, 0, None]


def test_an_emulated_group_convolution_is_one_sibling():
    """Of 2 * 512 mult-adds, as a group convolution of two groups."""
    half = (1, 8, 8, 2)
    cut = layer(Move("slice", "outputs"), [BIG], [half])
    group = pointwise(8, 2, 2)  # 64 * 2 * 2 = 256
    survey = survey_of(
        ("x", source(BIG), ""),
        ("a", POINTWISE, "x"),
        ("b", DEPTHWISE, "a"),
        ("s1", cut, "b"),
        ("s2", cut, "b"),
        ("g1", group, "s1"),
        ("g2", group, "s2"),
        ("join", layer(Move("concat"), [half, half], [BIG]), "g1 g2"),
        ("c", DENSE_3X3, "join"),
    )

    # the median of 1,024, 2,304 and 2 * 256
    assert column(survey, "spatial_outlier", "c") == 9216 / 1024
