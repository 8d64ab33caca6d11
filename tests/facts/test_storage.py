"""Which tensors lie in the same memory."""

from __future__ import annotations

from netlint.facts.storage import OUTSIDE, View, storage_of
from netlint.network import Tensor
from netlint.operations import Composite, Fixed, Move
from tests.costs.building import layer, pointwise, relu
from tests.facts.layers import identity, view
from tests.facts.wiring import source, survey_of

MAP = (1, 8, 8, 4)
FLAT = (1, 256)


def test_free_layers_hand_on_the_memory_of_what_they_read() -> None:
    wrapped = Composite("time_distributed", (identity(MAP),))
    survey = survey_of(
        ("x", source(MAP), ""),
        ("conv", pointwise(8, 4, 4), "x"),
        ("drop", identity(MAP), "conv"),
        ("flat", view(MAP, FLAT), "drop"),
        ("again", identity(FLAT), "flat"),
        ("wrapped", layer(wrapped, [MAP], [MAP]), "conv"),
        ("relu", relu(FLAT), "again"),
    )
    storage = storage_of(survey)
    views = [storage.view(facts.layer.outputs[0]) for facts in survey.layers]

    plain, reshaped = View((1, 0)), View((1, 0), reshaped=True)
    assert views == [View((0, 0)), plain, plain, reshaped, reshaped, reshaped, View((6, 0))]
    assert storage.free == (True, False, True, True, True, True, False)


def test_a_constant_lies_apart_from_the_tensor_that_it_is_asked_of() -> None:
    survey = survey_of(
        ("x", source(MAP), ""),
        ("shape", layer(Fixed("constant"), [MAP], [(4,)]), "x"),
        ("drop", layer(Fixed("identity"), [(4,)], [(4,)]), "shape"),
    )
    storage = storage_of(survey)

    assert [storage.place(facts.layer.outputs[0]) for facts in survey.layers] == [
        *((0, 0), (1, 0), (1, 0))
    ]


def test_outputs_of_one_layer_lie_apart_and_what_nobody_writes_lies_outside() -> None:
    split = layer(Move("split"), [MAP], [(1, 8, 8, 2)] * 2)
    survey = survey_of(("split", split, "?"))
    storage = storage_of(survey)

    assert [storage.place(t) for t in survey.layers[0].layer.outputs] == [(0, 0), (0, 1)]
    assert storage.place(Tensor(MAP)) == (OUTSIDE, 0)
