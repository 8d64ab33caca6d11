from netlint.network import Tensor
from netlint.operations import Move, Opaque
from tests.costs.building import convolution, layer
from tests.facts.graphs import PART, WHOLE, emulated, emulated_by_one_split
from tests.facts.wiring import column


def test_what_a_concatenation_emulates():
    survey = emulated()

    names = ("emulated_groups", "emulated_kernel", "emulated_in", "emulated_out", "emulated_first")
    assert [column(survey, name, "join") for name in names] == [2, "1x1", 6, 10, "c1"]


def test_copies_are_the_slices_and_the_concatenation():
    """Two slices read and write 48 elements each, the concatenation 160; of 4 bytes each."""
    assert column(emulated(), "emulated_copies_bytes", "join") == 4 * (2 * 96 + 320)


def test_a_slice_that_is_code_reads_its_part_once():
    survey = emulated(layer(Opaque("a Lambda"), [WHOLE], [PART]))

    assert column(survey, "emulated_copies_bytes", "join") == 4 * (2 * 96 + 320)


def test_a_split_is_one_copy():
    """It reads and writes 96 elements, the concatenation 160."""
    survey = emulated_by_one_split()

    assert column(survey, "emulated_copies_bytes", "join") == 4 * (2 * 96 + 2 * 160)


def test_the_convolutions_inside_are_marked():
    survey = emulated()

    marked = [facts.layer.name for facts in survey.layers if _marked(survey, facts)]

    assert marked == ["c1", "c2"]


def _marked(survey, facts):
    return column(survey, "in_emulated_group", facts.layer.name)


def test_other_layers_say_that_they_are_none():
    survey = emulated()

    names = ("emulated_groups", "emulated_copies_bytes", "emulated_kernel", "emulated_first")
    assert [column(survey, name, "c1") for name in names] == [0, 0, "", ""]
    assert column(survey, "emulated_in", "c1") is None
    assert column(survey, "emulated_out", "c1") is None


def test_copies_of_unknown_size_are_unknown():
    part, out = (1, None, None, 3), (1, None, None, 5)
    cut = layer(Opaque("a Lambda"), [(1, None, None, 6)], [part])
    conv = convolution(part, out, weights=[(1, 1, 3, 5)])
    join = layer(Move("concat"), [out, out], [(1, None, None, 10)])
    odd = layer(Opaque("a Lambda"), [WHOLE], [Tensor(PART, "string")])

    assert column(emulated(cut, conv, join), "emulated_copies_bytes", "join") is None
    assert column(emulated(odd), "emulated_copies_bytes", "join") is None
