from dataclasses import replace

import pytest

from netlint.facts.emulation import EmulatedGroups, emulated_group_convolutions
from netlint.network import Tensor
from netlint.operations import Activation, Conv, Move, Opaque
from tests.costs.building import batch_norm, convolution, layer, pointwise, relu

from .graphs import CONCAT, CONV, OUT, PART, SLICE, WHOLE, emulated, emulated_by_one_split
from .wiring import source, survey_of


def _found(survey):
    return emulated_group_convolutions(survey)


def test_slices_convolutions_and_a_concatenation_are_a_group_convolution():
    survey = emulated()

    assert _found(survey) == (EmulatedGroups((1, 2), (3, 4), 5, 6, 10),)


def test_one_split_cuts_as_well_as_slices():
    survey = emulated_by_one_split()

    assert _found(survey) == (EmulatedGroups((1,), (2, 3), 4, 6, 10),)


def test_lambdas_that_hand_on_a_part_of_the_channels_are_slices():
    survey = emulated(layer(Opaque("a Lambda"), [WHOLE], [PART]))

    assert len(_found(survey)) == 1


def test_normalisations_and_activations_may_stand_between():
    survey = survey_of(
        ("x", source(WHOLE), ""),
        ("s1", SLICE, "x"),
        ("s2", SLICE, "x"),
        ("r1", relu(PART), "s1"),
        ("c1", CONV, "r1"),
        ("c2", CONV, "s2"),
        ("n1", batch_norm(OUT), "c1"),
        ("a1", relu(OUT), "n1"),
        ("n2", batch_norm(OUT), "c2"),
        ("join", CONCAT, "a1 n2"),
    )

    assert [(each.slices, each.convolutions) for each in _found(survey)] == [((1, 2), (4, 5))]


def test_channels_may_come_first():
    whole, part, out = (1, 6, 4, 4), (1, 3, 4, 4), (1, 5, 4, 4)
    cut = layer(Move("slice", "outputs"), [whole], [part])
    conv = convolution(part, out, weights=[(1, 1, 3, 5)], channel_axis=1)
    join = layer(Move("concat"), [out, out], [(1, 10, 4, 4)])

    assert [each.channels_out for each in _found(emulated(cut, conv, join))] == [10]


@pytest.mark.parametrize(
    "second",
    [
        convolution(PART, OUT, (3, 3), weights=[(3, 3, 3, 5)]),
        convolution(PART, OUT, weights=[(1, 1, 3, 5)], strides=(2, 2)),
        convolution(PART, OUT, weights=[(1, 1, 3, 5)], dilation=(2, 2)),
        convolution(PART, (1, 4, 4, 4), weights=[(1, 1, 3, 4)]),
        relu(PART),
    ],
    ids=["kernel", "stride", "dilation", "channels", "no convolution"],
)
def test_convolutions_that_differ_are_no_group_convolution(second):
    assert not _found(emulated(second=second))


@pytest.mark.parametrize("how", [{"depthwise": True}, {"transposed": True}, {"local": True}])
def test_only_dense_convolutions_make_up_a_group_convolution(how):
    assert not _found(emulated(conv=convolution(PART, OUT, weights=[(1, 1, 3, 5)], **how)))
    assert not _found(emulated(conv=convolution(PART, OUT, weights=[(1, 1, 1, 5)], groups=3)))


def test_convolutions_whose_weights_are_shared_are_no_group_convolution():
    survey = survey_of(
        ("x", source(WHOLE), ""),
        ("s1", SLICE, "x"),
        ("s2", SLICE, "x"),
        ("c1", CONV, "s1"),
        ("c1#2", CONV, "s2"),
        ("join", CONCAT, "c1 c1#2"),
    )

    assert not _found(survey)


def test_a_concatenation_of_positions_is_no_group_convolution():
    assert not _found(emulated(concat=layer(Move("concat"), [OUT, OUT], [(1, 8, 4, 5)])))
    assert not _found(emulated(concat=layer(Move("concat"), [OUT, OUT], [None])))


def test_parts_that_do_not_make_up_the_tensor_are_no_group_convolution():
    wide = (1, 4, 4, 8)
    survey = survey_of(
        ("x", source(wide), ""),
        ("s1", layer(Move("slice", "outputs"), [wide], [PART]), "x"),
        ("s2", layer(Move("slice", "outputs"), [wide], [PART]), "x"),
        ("c1", CONV, "s1"),
        ("c2", CONV, "s2"),
        ("join", CONCAT, "c1 c2"),
    )

    assert not _found(survey)


def test_branches_that_read_the_whole_tensor_are_no_group_convolution():
    conv = pointwise(4, 6, 5)
    survey = survey_of(
        ("x", source(WHOLE), ""), ("c1", conv, "x"), ("c2", conv, "x"), ("join", CONCAT, "c1 c2")
    )

    assert not _found(survey)


def test_slices_of_two_tensors_are_no_group_convolution():
    survey = survey_of(
        ("x", source(WHOLE), ""),
        ("y", source(WHOLE), ""),
        ("s1", SLICE, "x"),
        ("s2", SLICE, "y"),
        ("c1", CONV, "s1"),
        ("c2", CONV, "s2"),
        ("join", CONCAT, "c1 c2"),
    )

    assert not _found(survey)


@pytest.mark.parametrize(
    "cut",
    [
        layer(Opaque("a layer"), [WHOLE], [PART], [(2, 2)]),
        layer(Activation("glu"), [WHOLE], [PART]),
        layer(Move("crop"), [WHOLE], [PART]),
    ],
    ids=["with weights", "an activation", "a crop"],
)
def test_only_what_may_take_channels_is_a_slice(cut):
    assert not _found(emulated(cut))


def test_one_branch_and_the_same_branch_twice_are_no_group_convolution():
    survey = survey_of(
        ("x", source(WHOLE), ""),
        ("s1", SLICE, "x"),
        ("c1", CONV, "s1"),
        ("twice", CONCAT, "c1 c1"),
        ("alone", layer(Move("concat"), [OUT], [OUT]), "c1"),
        ("stranger", CONCAT, "c1 ?"),
    )

    assert not _found(survey)


def test_a_convolution_of_two_tensors_is_no_group():
    """A kernel that another layer computes."""
    conv = layer(Conv((1, 1), (1, 1), (1, 1), "same", -1), [PART, (1, 1, 3, 5)], [OUT])
    survey = survey_of(
        ("x", source(WHOLE), ""),
        ("k", source((1, 1, 3, 5)), ""),
        ("s1", SLICE, "x"),
        ("s2", SLICE, "x"),
        ("c1", conv, "s1 k"),
        ("c2", conv, "s2 k"),
        ("join", CONCAT, "c1 c2"),
    )

    assert not _found(survey)


def test_thousands_of_groups_take_time_in_proportion():
    count = 2_000
    whole, part = (1, 4, 4, 3 * count), (1, 4, 4, 5 * count)
    cut = layer(Move("slice", "outputs"), [whole], [PART])
    steps = [("x", source(whole), "")]
    steps += [(f"s{i}", cut, "x") for i in range(count)]
    steps += [(f"c{i}", CONV, f"s{i}") for i in range(count)]
    join = layer(Move("concat"), [OUT] * count, [part])
    survey = survey_of(*steps, ("join", join, " ".join(f"c{i}" for i in range(count))))

    (found,) = _found(survey)
    assert len(found.convolutions) == count


def _slice(part, selection=None):
    """A slice of 3 of the 6 channels; `part` is what it takes of them, or of all axes."""
    taken = (None, None, None, part) if isinstance(part, range) else part
    return layer(Move("slice", "outputs", selection, taken), [WHOLE], [PART])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (_slice(range(3)), _slice(range(3, 6))),
        (_slice(range(3, 6)), _slice(range(3))),
        (_slice(range(3)), SLICE),
        (_slice(range(3)), layer(Opaque("a Lambda"), [WHOLE], [PART])),
    ],
    ids=["halves", "the other way round", "one is not known", "one is code"],
)
def test_slices_that_lie_side_by_side_are_groups(first, second):
    assert len(_found(emulated(first, other=second))) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (_slice(range(3)), _slice(range(3))),
        (_slice(range(3)), _slice(range(2, 5))),
        (_slice(range(0, 6, 2)), _slice(range(1, 6, 2))),
        (_slice(range(5, 2, -1)), _slice(range(3))),
        (_slice((None, None, range(2), None)), _slice((None, None, range(2, 4), None))),
        (_slice((range(1), None, None, range(3))), _slice((range(1), None, None, range(3, 6)))),
        (_slice((None, range(3))), _slice((None, range(3, 6)))),
        (_slice(None, "same"), _slice(None, "same")),
    ],
    ids=[
        *("twice", "overlap", "interleaved", "backwards", "another axis", "a part of the map"),
        *("too few axes", "the same text"),
    ],
)
def test_other_known_slices_are_no_groups(first, second):
    assert not _found(emulated(first, other=second))


def test_lambdas_with_the_same_text_are_taken_for_the_groups_that_they_were_meant_to_be():
    assert len(_found(emulated(layer(Opaque("a Lambda", "same"), [WHOLE], [PART])))) == 1


def _split_twice(first, second, output):
    """Two layers cut `x`; of the first one output 0 is used, of the second `output`."""
    return survey_of(
        ("x", source(WHOLE), ""),
        ("cut", first, "x"),
        ("again", second, "x"),
        ("c1", CONV, "cut"),
        ("c2", replace(CONV, inputs=(Tensor(PART, index=output),)), "again"),
        ("join", CONCAT, "c1 c2"),
    )


def test_two_splits_of_one_tensor_may_give_the_same_part_twice():
    """`split(x, 2)[i]` in a loop is one split per turn."""
    split = layer(Move("split"), [WHOLE], [PART, PART])

    assert not _found(_split_twice(split, split, 0))
    assert len(_found(_split_twice(split, split, 1))) == 1


def test_splits_that_cut_in_different_ways_are_no_groups():
    halves = layer(Move("split"), [WHOLE], [PART, PART])
    uneven = layer(Move("split"), [WHOLE], [(1, 4, 4, 1), PART, (1, 4, 4, 2)])

    assert not _found(_split_twice(halves, uneven, 1))
    assert not _found(_split_twice(halves, SLICE, 0))


def test_a_gather_says_nothing_of_the_order_of_channels():
    assert not _found(emulated(layer(Move("gather", "outputs"), [WHOLE], [PART])))
