import pytest

from netlint.facts.columns.siblings import same_slices
from netlint.network import Tensor
from netlint.operations import Elementwise, Move, Opaque
from tests.costs.building import layer, pointwise, relu
from tests.facts.wiring import column, source, survey_of

WHOLE, PART = (1, 4, 4, 6), (1, 4, 4, 3)
CONV = pointwise(4, 3, 5)


def _lambda(fingerprint="f", weights=()):
    return layer(Opaque("a Lambda", fingerprint), [WHOLE], [PART], weights)


def _slice(selection="f", kind="slice"):
    return layer(Move(kind, "outputs", selection), [WHOLE], [PART])


def _read_apart(first, second):
    return survey_of(
        ("x", source(WHOLE), ""),
        ("s1", first, "x"),
        ("s2", second, "x"),
        ("c1", CONV, "s1"),
        ("c2", CONV, "s2"),
    )


@pytest.mark.parametrize("cut", [_lambda(), _slice(), _slice(kind="gather")])
def test_siblings_that_take_the_same_part_are_found_at_the_first(cut):
    survey = _read_apart(cut, cut)

    assert same_slices(survey) == {1: (1, 2)}
    assert column(survey, "same_slice_siblings", "s1") == 2
    assert column(survey, "same_slice_of", "s1") == "x"
    assert column(survey, "same_slice_siblings", "s2") == 0
    assert column(survey, "same_slice_of", "s2") == ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (_lambda("f"), _lambda("g")),
        (_slice("f"), _slice("g")),
        (_lambda(None), _lambda(None)),
        (_slice(None), _slice(None)),
        (_slice("f"), _slice("f", "gather")),
        (_lambda("f", [(2,)]), _lambda("f", [(2,)])),
        (_lambda("f", None), _lambda("f", [(2,)])),
        (relu(WHOLE), relu(WHOLE)),
    ],
    ids=["lambdas", "slices", "unknown", "unknown slices", "kinds", "weights", "one", "others"],
)
def test_different_or_unknown_parts_are_no_siblings(first, second):
    conv = pointwise(4, first.outputs[0].shape[-1], 5)
    survey = survey_of(
        ("x", source(WHOLE), ""),
        ("s1", first, "x"),
        ("s2", second, "x"),
        ("c1", conv, "s1"),
        ("c2", conv, "s2"),
    )

    assert same_slices(survey) == {}


def test_the_same_part_of_different_tensors_is_no_sibling():
    split = layer(Move("split"), [WHOLE], [WHOLE, WHOLE])
    second = layer(Move("slice", "outputs", "f"), [Tensor(WHOLE, index=1)], [PART])
    survey = survey_of(
        ("x", source(WHOLE), ""),
        ("halves", split, "x"),
        ("s1", _slice(), "halves"),
        ("s2", second, "halves"),
        ("s3", _slice(), "x"),
        ("c1", CONV, "s1"),
        ("c2", CONV, "s2"),
        ("c3", CONV, "s3"),
    )

    assert same_slices(survey) == {}


@pytest.mark.parametrize(("reader", "found"), [("concat", {1: (1, 2)}), ("add", {})])
def test_one_reader_of_all_of_them_must_be_a_concatenation(reader, found):
    operation = Move("concat") if reader == "concat" else Elementwise("add")
    survey = survey_of(
        ("x", source(WHOLE), ""),
        ("s1", _lambda(), "x"),
        ("s2", _lambda(), "x"),
        ("end", layer(operation, [PART, PART], [WHOLE]), "s1 s2"),
    )

    assert same_slices(survey) == found


def test_a_sibling_that_nobody_reads_does_not_count():
    survey = survey_of(
        ("x", source(WHOLE), ""),
        ("s1", _lambda(), "x"),
        ("s2", _lambda(), "x"),
        ("c1", CONV, "s1"),
        outputs=["c1"],
    )

    assert same_slices(survey) == {}
