"""Every layer family: output shape, parameters and word of each row in `cases.py`."""

from __future__ import annotations

import pytest

from netlint.costs import cost_of
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
