"""Every layer family: output shape, parameters and word of each row in `cases.py`."""

from __future__ import annotations

import pytest

from netlint.costs import cost_of
from netlint.operations import Move
from netlint.readers.sketch import sketched_network
from tests.readers.building import last
from tests.readers.conftest import NetworkOf
from tests.readers.keras.layers.cases import CASES, Case

_ROWS = [
    pytest.param(case, keras, id=f"{case} Keras {keras}")
    for case in CASES
    for keras in case.keras or (2, 3)
]


@pytest.mark.parametrize(("case", "keras"), _ROWS)
def test_shape_parameters_and_word(case: Case, keras: int, network_of: NetworkOf) -> None:
    it = last(network_of(case.model(keras)))
    assert it.name == "it"
    assert (it.outputs[0].shape, it.params, it.op) == (case.output, case.params, case.word)
    assert it.trainable_params == case.params - case.frozen
    assert not it.inferred
    assert cost_of(it).complete


@pytest.mark.parametrize(
    ("cropping", "taken"),
    [
        ([[1, 2], [0, 3]], (None, range(1, 7), range(4), None)),
        ([[0, 0], [3, 0]], (None, None, range(3, 7), None)),
    ],
)
def test_cropping_says_what_it_leaves(cropping: list[list[int]], taken: tuple[object]) -> None:
    start = {"class": "InputLayer", "shape": [9, 7, 4]}
    layer = last(sketched_network([start, {"class": "Cropping2D", "cropping": cropping}]))
    assert isinstance(layer.operation, Move)
    assert layer.operation.taken == taken
