import pytest

from netlint.facts.chains import channels, hands_on, touches_up, trace, traced
from netlint.network import Tensor
from netlint.operations import Activation, Elementwise, Fixed, Move, Norm
from tests.costs.building import MAP, batch_norm, layer, relu

from .wiring import source, survey_of

IDENTITY = layer(Fixed("identity"), [MAP], [MAP])


@pytest.mark.parametrize(
    ("operation", "free", "within_channels"),
    [
        (Fixed("identity"), True, True),
        (Fixed("input"), True, True),
        (Activation("linear"), True, True),
        (Fixed("constant"), False, False),
        (Activation("relu"), False, True),
        (Activation("softmax"), False, False),
        (Activation("log_softmax"), False, False),
        (Norm("batch"), False, True),
        (Norm("layer"), False, False),
        (Elementwise("add"), False, False),
    ],
)
def test_what_is_looked_through(operation, free, within_channels):
    it = layer(operation, [MAP], [MAP])

    assert (hands_on(it), touches_up(it)) == (free, within_channels)


@pytest.mark.parametrize("operation", [Fixed("input"), Norm("batch"), Activation("relu")])
def test_a_layer_without_one_input_is_not_looked_through(operation):
    for inputs in ([], [MAP, MAP]):
        assert not touches_up(layer(operation, inputs, [MAP]))
        assert not hands_on(layer(operation, inputs, [MAP]))


def test_a_trace_goes_back_to_what_computes_a_tensor():
    survey = survey_of(
        ("x", source(MAP), ""),
        ("norm", batch_norm(MAP), "x"),
        ("relu", relu(MAP), "norm"),
        ("drop", IDENTITY, "relu"),
        ("stranger", IDENTITY, "?"),
    )

    assert trace(survey, hands_on) == ((0, 0), (1, 0), (2, 0), (2, 0), (4, 0))
    assert trace(survey, touches_up) == ((0, 0), (0, 0), (0, 0), (0, 0), (4, 0))


def test_a_trace_keeps_the_outputs_of_a_split_apart():
    survey = survey_of(
        ("x", source(MAP), ""),
        ("halves", layer(Move("split"), [MAP], [(1, 4, 4, 1)] * 2), "x"),
        ("second", layer(Fixed("identity"), [Tensor((1, 4, 4, 1), index=1)], [MAP]), "halves"),
        ("first", layer(Fixed("identity"), [(1, 4, 4, 1)], [MAP]), "halves"),
    )

    assert trace(survey, hands_on)[2:] == ((1, 1), (1, 0))
    assert traced(survey, [], Tensor(MAP, producer="first")) == (3, 0)
    assert traced(survey, [], Tensor(MAP, producer="nobody")) is None


def test_channels_of_an_axis_that_is_not_there_are_unknown():
    assert channels((1, 4, 4, 2), -1) == channels((1, 4, 4, 2), 3) == 2
    assert channels((1, 2, None), 2) is None
    assert channels(None, 1) is None
    assert channels((1, 4), 3) is None
    assert channels((1, 4), -3) is None
