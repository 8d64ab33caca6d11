import pytest

from netlint.facts.columns.siblings import same_slices
from netlint.network import Tensor
from netlint.operations import Composite, Dense, Elementwise, Move, Opaque, Pool
from tests.costs.building import batch_norm, layer, pointwise, relu
from tests.facts.layers import concat, identity
from tests.facts.wiring import column, source, survey_of

WHOLE, PART = (1, 4, 4, 6), (1, 4, 4, 3)
CONV = pointwise(4, 3, 5)


def _lambda(fingerprint="f", weights=()):
    return layer(Opaque("a Lambda", fingerprint), [WHOLE], [PART], weights)


def _slice(selection="f", kind="slice", taken=None):
    return layer(Move(kind, "outputs", selection, taken), [WHOLE], [PART])


LOW = _slice(taken=(None, None, None, range(3)))
HIGH = _slice("g", taken=(None, None, None, range(3, 6)))


def _read_apart(first, second):
    return survey_of(
        ("x", source(WHOLE), ""),
        ("s1", first, "x"),
        ("s2", second, "x"),
        ("c1", CONV, "s1"),
        ("c2", CONV, "s2"),
    )


def _joined(first, second, *, between=CONV):
    """Two parts of `x`, each with a branch of its own, joined again."""
    out = between.outputs[0].shape
    return survey_of(
        ("x", source(WHOLE), ""),
        ("s1", first, "x"),
        ("s2", second, "x"),
        ("c1", between, "s1"),
        ("c2", between, "s2"),
        ("join", concat(out, out), "c1 c2"),
    )


def _is_found_at_the_first(survey):
    assert same_slices(survey) == {1: (1, 2)}
    assert column(survey, "same_slice_siblings", "s1") == 2
    assert column(survey, "same_slice_of", "s1") == "x"
    assert column(survey, "same_slice_siblings", "s2") == 0
    assert column(survey, "same_slice_of", "s2") == ""


def test_lambdas_that_take_the_same_part_are_found_at_the_first():
    _is_found_at_the_first(_read_apart(_lambda(), _lambda()))


@pytest.mark.parametrize("cut", [_lambda(), _slice(), _slice(kind="gather"), LOW])
def test_branches_of_the_same_part_are_found_where_they_are_joined(cut):
    _is_found_at_the_first(_joined(cut, cut))


def test_what_a_slice_takes_is_compared_and_not_how_it_is_written():
    assert same_slices(_joined(LOW, _slice("other", taken=LOW.operation.taken))) == {1: (1, 2)}
    assert same_slices(_joined(LOW, _slice("f", taken=HIGH.operation.taken))) == {}


@pytest.mark.parametrize(
    "between",
    [
        relu(PART),
        batch_norm(PART),
        identity(PART),
        pointwise(4, 3, 3),
        layer(Composite("separable_conv", (CONV, CONV)), [PART], [PART]),
    ],
    ids=["activation", "norm", "identity", "conv", "separable"],
)
def test_branches_may_hold_what_group_convolutions_have_around_them(between):
    assert same_slices(_joined(LOW, LOW, between=between)) == {1: (1, 2)}


@pytest.mark.parametrize(
    "between",
    [layer(Pool("max", (2, 2)), [PART], [PART]), layer(Dense(3), [PART], [PART], [(3, 3)])],
    ids=["pool", "dense"],
)
def test_branches_of_other_work_have_reasons_of_their_own(between):
    assert same_slices(_joined(LOW, LOW, between=between)) == {}


def test_two_heads_may_each_take_the_same_part():
    """As two classifiers that each begin with `x[:, 0]`."""
    assert same_slices(_read_apart(LOW, LOW)) == {}


def test_only_the_siblings_that_meet_count():
    out = CONV.outputs[0].shape
    survey = survey_of(
        ("x", source(WHOLE), ""),
        ("apart", LOW, "x"),
        ("s1", LOW, "x"),
        ("high", HIGH, "x"),
        ("s2", LOW, "x"),
        *((f"c_{name}", CONV, name) for name in ("apart", "s1", "high", "s2")),
        ("join", concat(out, out, out), "c_s1 c_high c_s2"),
        outputs=["c_apart", "join"],
    )

    assert same_slices(survey) == {2: (2, 4)}


def test_one_slice_that_is_joined_with_itself_is_no_sibling():
    survey = survey_of(
        ("x", source(WHOLE), ""),
        ("s1", LOW, "x"),
        ("c1", CONV, "s1"),
        ("join", concat((1, 4, 4, 5), (1, 4, 4, 5)), "c1 c1"),
    )

    assert same_slices(survey) == {}


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

    assert same_slices(_joined(first, second, between=conv)) == {}


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
        ("join", concat(*[(1, 4, 4, 5)] * 3), "c1 c2 c3"),
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
