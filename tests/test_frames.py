"""`report.layers`: typed columns, exact integers, nothing turned into a float."""

from __future__ import annotations

import pandas as pd

from tests.networks import analysis_of, cost, partial_analysis, row
from tests.predictions import CONV, custom, predicted
from tests.targets import TIMED


def test_columns_are_typed():
    frame = partial_analysis().layers
    assert len(frame) == 6
    assert {str(frame[name].dtype) for name in ("params", "mult_adds", "read_bytes")} == {"Int64"}
    assert {str(frame[name].dtype) for name in ("name", "class", "op", "status")} == {"string"}
    assert str(frame["intensity"].dtype) == "Float64"
    assert not any(str(dtype).startswith("float") for dtype in frame.dtypes)


def test_figures_are_exact_and_unknown_ones_missing():
    frame = partial_analysis().layers.set_index("name")
    assert frame.loc["stem_conv", "mult_adds"] == 6912
    assert frame.loc["custom", "mult_adds"] is pd.NA
    assert frame.loc["custom", "params"] is pd.NA
    assert frame["params"].sum() == 160
    assert frame.loc["stem_conv", "input_shapes"] == ((1, 8, 8, 3),)
    assert frame.loc["custom", "output_shapes"] == (None,)
    assert frame.loc["guessed", "inputs"] == ("backbone/block_1_conv",)


def test_large_counts_stay_integers():
    frame = analysis_of(row("x", cost=cost(2**53 + 1, 0, 1, 1))).layers
    assert frame["mult_adds"].tolist() == [2**53 + 1]
    frame = analysis_of(row("x", cost=cost(2**64, 0, 1, 1)), row("y")).layers
    assert frame["mult_adds"].tolist() == [2**64, 0]


def test_a_network_without_layers_is_an_empty_frame():
    frame = analysis_of().layers
    assert len(frame) == 0
    assert "params" in frame


def test_a_prediction_adds_columns():
    frame = predicted(TIMED, custom()).layers.set_index("name")
    assert str(frame["time"].dtype) == "Float64"
    assert frame.loc["conv", "time"] == CONV
    assert frame.loc["relu", "kernel"] == "conv"
    assert frame.loc["custom", "time"] is pd.NA
    assert "time" not in partial_analysis().layers
