import pytest

from netlint.facts.columns.hard_functions import hard_functions
from netlint.operations import Activation, Elementwise, Fixed, Norm
from tests.costs.building import MAP, layer, relu
from tests.facts.wiring import column, source, survey_of

ADD_3 = layer(Elementwise("add", constant=3.0), [MAP], [MAP])
RELU6 = layer(Activation("relu6"), [MAP], [MAP])
SIXTH = layer(Elementwise("multiply", constant=1 / 6), [MAP], [MAP])
BY_6 = layer(Elementwise("divide", constant=6), [MAP], [MAP])
TIMES = layer(Elementwise("multiply"), [MAP, MAP], [MAP])
X = ("x", source(MAP), "")
CLIPPED = (("shift", ADD_3, "x"), ("clip", RELU6, "shift"))


def _ops(survey):
    names = [facts.layer.name for facts in survey.layers]
    return tuple(
        {name: column(survey, which, name) for name in names if column(survey, which, name)}
        for which in ("hard_swish_ops", "hard_sigmoid_ops")
    )


@pytest.mark.parametrize("sixth", [SIXTH, BY_6], ids=["times 1/6", "over 6"])
@pytest.mark.parametrize(
    "steps",
    [
        [("sixth", None, "clip"), ("end", TIMES, "x sixth")],
        [("sixth", None, "clip"), ("end", TIMES, "sixth x")],
        [("gated", TIMES, "x clip"), ("end", None, "gated")],
        [("gated", TIMES, "clip x"), ("end", None, "gated")],
        [("sixth", None, "x"), ("end", TIMES, "sixth clip")],
        [("sixth", None, "x"), ("end", TIMES, "clip sixth")],
    ],
)
def test_every_usual_order_of_a_hard_swish_is_found(steps, sixth):
    steps = [(name, it or sixth, reads) for name, it, reads in steps]

    assert _ops(survey_of(X, *CLIPPED, *steps)) == ({"end": 4}, {})


@pytest.mark.parametrize("sixth", [SIXTH, BY_6], ids=["times 1/6", "over 6"])
def test_a_hard_sigmoid_is_found(sixth):
    assert _ops(survey_of(X, *CLIPPED, ("end", sixth, "clip"))) == ({}, {"end": 3})


def test_a_gate_of_another_tensor_is_a_hard_sigmoid():
    """As in squeeze-and-excitation."""
    survey = survey_of(
        X, ("y", source(MAP), ""), *CLIPPED, ("gate", SIXTH, "clip"), ("end", TIMES, "y gate")
    )

    assert _ops(survey) == ({}, {"gate": 3})
    assert hard_functions(survey).sigmoids == {4: (0, 0)}


def test_layers_that_do_nothing_may_stand_between():
    identity = layer(Fixed("identity"), [MAP], [MAP])
    survey = survey_of(
        X,
        ("same", identity, "x"),
        ("shift", ADD_3, "same"),
        ("kept", identity, "shift"),
        ("clip", RELU6, "kept"),
        ("sixth", SIXTH, "clip"),
        ("end", TIMES, "x sixth"),
    )

    assert _ops(survey) == ({"end": 4}, {})


def _with(place, it):
    steps = {"shift": ADD_3, "clip": RELU6, "sixth": SIXTH} | {place: it}
    return survey_of(
        X,
        ("shift", steps["shift"], "x"),
        ("clip", steps["clip"], "shift"),
        ("sixth", steps["sixth"], "clip"),
        ("end", TIMES, "x sixth"),
    )


@pytest.mark.parametrize(
    ("place", "it"),
    [
        ("shift", layer(Elementwise("add", constant=2.0), [MAP], [MAP])),
        ("shift", layer(Elementwise("add"), [MAP], [MAP])),
        ("shift", layer(Elementwise("subtract", constant=3.0), [MAP], [MAP])),
        ("clip", relu(MAP)),
        ("sixth", layer(Elementwise("multiply", constant=0.2), [MAP], [MAP])),
        ("sixth", layer(Elementwise("multiply", constant=0.1), [MAP], [MAP])),
        ("sixth", layer(Elementwise("multiply", constant=10**400), [MAP], [MAP])),
        ("sixth", layer(Elementwise("multiply", constant=-(10**400)), [MAP], [MAP])),
        ("sixth", layer(Elementwise("divide", constant=5), [MAP], [MAP])),
        ("sixth", layer(Elementwise("power", constant=6), [MAP], [MAP])),
        ("sixth", layer(Elementwise("divide"), [MAP], [MAP])),
    ],
)
def test_other_functions_are_not_mistaken_for_hard_ones(place, it):
    assert _ops(_with(place, it)) == ({}, {})


def test_a_rounded_sixth_is_a_sixth():
    rounded = layer(Elementwise("multiply", constant=0.1667), [MAP], [MAP])

    assert _ops(_with("sixth", rounded)) == ({"end": 4}, {})


def test_another_tensor_than_the_clipped_one_makes_no_hard_swish():
    y = ("y", source(MAP), "")
    gated = (("gated", TIMES, "y clip"), ("end", SIXTH, "gated"))
    before = (("sixth", SIXTH, "y"), ("end", TIMES, "sixth clip"))

    assert _ops(survey_of(X, y, *CLIPPED, *gated)) == ({}, {})
    assert _ops(survey_of(X, y, *CLIPPED, *before)) == ({}, {})


def test_tensors_that_no_layer_makes_are_passed_over():
    steps = [("shift", ADD_3, "?"), ("clip", RELU6, "shift"), ("end", SIXTH, "clip")]

    assert _ops(survey_of(X, *steps)) == ({}, {})


def test_each_of_two_in_a_row_is_found():
    steps = []
    for stage, before in (("a", "x"), ("b", "a_end")):
        steps += [
            (f"{stage}_shift", ADD_3, before),
            (f"{stage}_clip", RELU6, f"{stage}_shift"),
            (f"{stage}_sixth", SIXTH, f"{stage}_clip"),
            (f"{stage}_end", TIMES, f"{before} {stage}_sixth"),
        ]

    assert _ops(survey_of(X, *steps)) == ({"a_end": 4, "b_end": 4}, {})


def _rescaling(scale, offset):
    return layer(Norm("affine", numbers=(scale, offset)), [MAP], [MAP])


def test_a_rescaling_may_shift_and_divide():
    plus_3, sixth = _rescaling(1.0, 3.0), _rescaling(1 / 6, 0.0)

    assert _ops(_with("shift", plus_3)) == ({"end": 4}, {})
    assert _ops(_with("sixth", sixth)) == ({"end": 4}, {})
    steps = [("shift", plus_3, "x"), ("clip", RELU6, "shift"), ("end", sixth, "clip")]
    assert _ops(survey_of(X, *steps)) == ({}, {"end": 3})


@pytest.mark.parametrize(
    ("place", "it"),
    [
        ("shift", _rescaling(1, 2)),
        ("shift", _rescaling(2, 3)),
        ("shift", layer(Norm("affine"), [MAP], [MAP])),
        ("sixth", _rescaling(1 / 6, 1)),
        ("sixth", _rescaling(6, 0)),
        ("sixth", layer(Norm("affine"), [MAP], [MAP])),
    ],
)
def test_other_rescalings_are_not_mistaken(place, it):
    assert _ops(_with(place, it)) == ({}, {})
