"""The engine's operations beside the target's kernels, however either joins or splits them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint.facts.prediction import Prediction
from netlint.measuring.beside import KernelOutcome, Measurement, Measurements, kernels_beside
from netlint.measuring.kernels import OperationTime
from tests.measuring.made_up import measured
from tests.predictions import ADD, CONV, custom, predicted
from tests.targets import TARGET, TIMED


def prediction(*arguments) -> Prediction:
    """Two kernels: conv + norm + relu, and the sum; `custom` is a third one, not known."""
    found = predicted(*arguments).prediction
    assert found is not None
    return found


def time(operation, layers, seconds=1e-6):
    return OperationTime(operation, tuple(layers.split()), ("an operator",), seconds)


def rows(found):
    return [(" ".join(each.layers), each.operations, each.measured) for each in found]


FUSED = "conv norm relu"


def test_a_kernel_beside_its_operation():
    found = kernels_beside(prediction(), [time("CONV_2D", FUSED, 3e-6), time("ADD", "sum", 4e-6)])
    assert rows(found) == [("conv norm relu", ("CONV_2D",), 3e-6), ("sum", ("ADD",), 4e-6)]
    assert [each.predicted for each in found] == pytest.approx([CONV, ADD])


def test_a_kernel_that_the_engine_splits():
    times = [
        time("CONV_2D", "conv norm", 3e-6),
        time("RELU", "relu", 1e-6),
        time("ADD", "sum", 4e-6),
    ]
    first, _ = kernels_beside(prediction(), times)
    assert rows([first]) == [("conv norm relu", ("CONV_2D", "RELU"), 4e-6)]
    assert first.predicted == pytest.approx(CONV)


def test_kernels_that_the_engine_joins():
    (found,) = kernels_beside(prediction(), [time("CONV_2D", "conv norm relu sum", 5e-6)])
    assert rows([found]) == [("conv norm relu sum", ("CONV_2D",), 5e-6)]
    assert found.predicted == pytest.approx(CONV + ADD)


def test_kernels_that_are_joined_by_a_later_operation_stand_where_the_first_one_stood():
    times = [
        time("ADD", "sum", 1e-6),
        time("CONV_2D", "conv", 2e-6),
        time("RELU", "relu sum", 4e-6),
    ]
    assert rows(kernels_beside(prediction(), times)) == [
        ("conv norm relu sum", ("ADD", "CONV_2D", "RELU"), 7e-6)
    ]


def test_an_operation_of_no_kernel_stands_by_itself():
    times = [
        time("CONV_2D", FUSED),
        time("RESHAPE", "drop", 2e-6),
        time("CAST", ""),
        time("ADD", "sum"),
    ]
    found = kernels_beside(prediction(), times)
    assert rows(found)[1:3] == [("drop", ("RESHAPE",), 2e-6), ("", ("CAST",), 1e-6)]
    assert [each.predicted for each in found[1:3]] == [None, None]


def test_a_kernel_without_an_operation_is_not_lost():
    found = kernels_beside(prediction(), [time("ADD", "sum", 4e-6)])
    assert rows(found) == [("sum", ("ADD",), 4e-6), ("conv norm relu", (), 0)]
    assert sum(each.predicted for each in found) == pytest.approx(CONV + ADD)


def test_without_a_target_operations_stand_by_themselves():
    found = kernels_beside(None, [time("CONV_2D", FUSED), time("ADD", "sum")])
    assert found == (
        KernelOutcome(("conv", "norm", "relu"), ("CONV_2D",), 1e-6, None),
        KernelOutcome(("sum",), ("ADD",), 1e-6, None),
    )


def test_without_a_time_model_kernels_stand_together_but_nothing_is_predicted():
    times = [time("CONV_2D", "conv norm"), time("RELU", "relu"), time("ADD", "sum")]
    found = kernels_beside(prediction(TARGET), times)
    assert [each.operations for each in found] == [("CONV_2D", "RELU"), ("ADD",)]
    assert [each.predicted for each in found] == [None, None]


def test_what_is_joined_with_an_unknown_kernel_is_unknown():
    times = [time("CONV_2D", FUSED), time("ADD", "sum custom")]
    first, last = kernels_beside(prediction(*_with_custom()), times)
    assert first.predicted == pytest.approx(CONV)
    assert last.predicted is None


def test_a_measured_network_beside_its_predicted_time():
    found = Measurement(measured("net", 2 * (CONV + ADD)), prediction())
    assert found.outcome is not None
    assert found.outcome.error == pytest.approx(-0.5)


@pytest.mark.parametrize("said", [None, (TARGET,), "custom"])
def test_what_is_not_or_not_all_predicted_is_no_outcome(said):
    arguments = _with_custom() if said == "custom" else said
    predicted_time = None if arguments is None else prediction(*arguments)
    assert Measurement(measured("net", 1e-3), predicted_time).outcome is None


def test_outcomes_are_those_of_the_networks_that_have_one():
    one = Measurement(measured("a", 1e-3), prediction())
    report = Measurements("LiteRT", (one, replace(one, prediction=None)))
    assert [each.measured.name for each in report.outcomes.each] == ["a"]


def _with_custom():
    return TIMED, custom()
