from netlint.facts.chains import trace, traced
from netlint.facts.kinds import is_identity, stays_in_channels
from netlint.network import Tensor
from netlint.operations import Fixed, Move
from tests.costs.building import MAP, batch_norm, layer, relu

from .wiring import source, survey_of

IDENTITY = layer(Fixed("identity"), [MAP], [MAP])


def test_a_trace_goes_back_to_what_computes_a_tensor():
    survey = survey_of(
        ("x", source(MAP), ""),
        ("norm", batch_norm(MAP), "x"),
        ("relu", relu(MAP), "norm"),
        ("drop", IDENTITY, "relu"),
        ("stranger", IDENTITY, "?"),
    )

    assert trace(survey, is_identity) == ((0, 0), (1, 0), (2, 0), (2, 0), (4, 0))
    assert trace(survey, stays_in_channels) == ((0, 0), (0, 0), (0, 0), (0, 0), (4, 0))


def test_a_trace_keeps_the_outputs_of_a_split_apart():
    survey = survey_of(
        ("x", source(MAP), ""),
        ("halves", layer(Move("split"), [MAP], [(1, 4, 4, 1)] * 2), "x"),
        ("second", layer(Fixed("identity"), [Tensor((1, 4, 4, 1), index=1)], [MAP]), "halves"),
        ("first", layer(Fixed("identity"), [(1, 4, 4, 1)], [MAP]), "halves"),
    )

    assert trace(survey, is_identity)[2:] == ((1, 1), (1, 0))
    assert traced(survey, [], Tensor(MAP, producer="first")) == (3, 0)
    assert traced(survey, [], Tensor(MAP, producer="nobody")) is None
