from dataclasses import replace

import pytest

from netlint.facts.patterns import EmulatedGroups, emulated_group_convolutions
from netlint.network import Tensor
from netlint.operations import Activation, Conv, Move, Opaque
from tests.costs.building import batch_norm, convolution, layer, pointwise, relu

from .wiring import column, source, survey_of

WHOLE, PART, OUT, JOINED = (1, 4, 4, 6), (1, 4, 4, 3), (1, 4, 4, 5), (1, 4, 4, 10)
SLICE = layer(Move("slice", "outputs"), [WHOLE], [PART])
CONV = pointwise(4, 3, 5)
CONCAT = layer(Move("concat"), [OUT, OUT], [JOINED])


def _emulation(cut=SLICE, conv=CONV, concat=CONCAT, second=None, other=None):
    """Two groups; `second` and `other` replace the second convolution and slice."""
    return survey_of(
        ("x", source(WHOLE), ""),
        ("s1", cut, "x"),
        ("s2", other or cut, "x"),
        ("c1", conv, "s1"),
        ("c2", second or conv, "s2"),
        ("join", concat, "c1 c2"),
    )


def _found(survey):
    return emulated_group_convolutions(survey)


def test_slices_convolutions_and_a_concatenation_are_a_group_convolution():
    survey = _emulation()

    assert _found(survey) == (EmulatedGroups((1, 2), (3, 4), 5, (1, 1), 6, 10),)
    # two slices read and write 48 elements each, the concatenation 160 and 160; 4 bytes each
    names = ("emulated_groups", "emulated_kernel", "emulated_in", "emulated_out", "emulated_first")
    assert [column(survey, name, "join") for name in names] == [2, "1x1", 6, 10, "c1"]
    assert column(survey, "emulated_copies_bytes", "join") == 4 * (2 * 96 + 320)


def test_the_convolutions_inside_are_marked():
    survey = _emulation()

    marked = [facts.layer.name for facts in survey.layers if _marked(survey, facts)]

    assert marked == ["c1", "c2"]


def _marked(survey, facts):
    return column(survey, "in_emulated_group", facts.layer.name)


def test_other_layers_say_that_they_are_none():
    survey = _emulation()

    names = ("emulated_groups", "emulated_copies_bytes", "emulated_kernel", "emulated_first")
    assert [column(survey, name, "c1") for name in names] == [0, 0, "", ""]
    assert column(survey, "emulated_in", "c1") is None
    assert column(survey, "emulated_out", "c1") is None


def test_one_split_cuts_as_well_as_slices():
    split = layer(Move("split"), [WHOLE], [PART, PART])
    second = replace(CONV, inputs=(Tensor(PART, index=1),))
    survey = survey_of(
        ("x", source(WHOLE), ""),
        ("cut", split, "x"),
        ("c1", CONV, "cut"),
        ("c2", second, "cut"),
        ("join", CONCAT, "c1 c2"),
    )

    assert _found(survey) == (EmulatedGroups((1,), (2, 3), 4, (1, 1), 6, 10),)
    # the split reads and writes 96 elements, the concatenation 160
    assert column(survey, "emulated_copies_bytes", "join") == 4 * (2 * 96 + 2 * 160)


def test_lambdas_that_hand_on_a_part_of_the_channels_are_slices():
    survey = _emulation(layer(Opaque("a Lambda"), [WHOLE], [PART]))

    assert len(_found(survey)) == 1
    assert column(survey, "emulated_copies_bytes", "join") == 4 * (2 * 96 + 320)


def test_copies_of_unknown_size_are_unknown():
    part, out = (1, None, None, 3), (1, None, None, 5)
    cut = layer(Opaque("a Lambda"), [(1, None, None, 6)], [part])
    conv = convolution(part, out, weights=[(1, 1, 3, 5)])
    join = layer(Move("concat"), [out, out], [(1, None, None, 10)])
    odd = layer(Opaque("a Lambda"), [WHOLE], [Tensor(PART, "string")])

    assert column(_emulation(cut, conv, join), "emulated_copies_bytes", "join") is None
    assert column(_emulation(odd), "emulated_copies_bytes", "join") is None


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

    assert [each.channels_out for each in _found(_emulation(cut, conv, join))] == [10]


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
    assert not _found(_emulation(second=second))


@pytest.mark.parametrize("how", [{"depthwise": True}, {"transposed": True}, {"local": True}])
def test_only_dense_convolutions_make_up_a_group_convolution(how):
    assert not _found(_emulation(conv=convolution(PART, OUT, weights=[(1, 1, 3, 5)], **how)))
    assert not _found(_emulation(conv=convolution(PART, OUT, weights=[(1, 1, 1, 5)], groups=3)))


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
    assert not _found(_emulation(concat=layer(Move("concat"), [OUT, OUT], [(1, 8, 4, 5)])))
    assert not _found(_emulation(concat=layer(Move("concat"), [OUT, OUT], [None])))


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
    assert not _found(_emulation(cut))


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
    count = 5_000
    whole, part = (1, 4, 4, 3 * count), (1, 4, 4, 5 * count)
    cut = layer(Move("slice", "outputs"), [whole], [PART])
    steps = [("x", source(whole), "")]
    steps += [(f"s{i}", cut, "x") for i in range(count)]
    steps += [(f"c{i}", CONV, f"s{i}") for i in range(count)]
    join = layer(Move("concat"), [OUT] * count, [part])
    survey = survey_of(*steps, ("join", join, " ".join(f"c{i}" for i in range(count))))

    assert column(survey, "emulated_groups", "join") == count
