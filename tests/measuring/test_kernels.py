"""What the engine says of operators becomes times of kernels."""

from __future__ import annotations

import pytest

from netlint.measuring import kernels
from netlint.measuring.kernels import KernelClock, OperationTime, assigned, typical
from netlint.measuring.lowering import LiteRTModel
from netlint.measuring.modelops import ModelOp
from netlint.measuring.profile import Operator, Untold
from netlint.network import Network
from tests.networks import row

CONV = row("conv").layer
RELU = row("relu").layer


def operators(name, *microseconds):
    return [Operator(name, time * 1e-6) for time in microseconds]


def test_the_lower_half_of_the_runs_counts_and_half_a_tick_is_added():
    assert typical(operators("Add (ND)", 9, 4, 5, 90)) == pytest.approx(5.0e-6)
    assert typical(operators("Add (ND)", 3)) == pytest.approx(3.5e-6)


def test_a_view_may_take_no_time_at_all():
    assert typical(operators("Static Reshape (NC)", 0, 0)) == 0


def test_a_kernel_takes_what_its_operators_take():
    operations = [ModelOp("PAD", ()), ModelOp("CONV_2D", (CONV,)), ModelOp("ADD", (CONV, RELU))]
    names = ["Convolution (NHWC, F32) IGEMM", "Add (ND)", "Clamp (NC)"]
    assert assigned(operations, names, [1.0, 2.0, 4.0]) == (
        OperationTime("PAD", (), (), 0),
        OperationTime("CONV_2D", ("conv",), (names[0],), 1.0),
        OperationTime("ADD", ("conv", "relu"), (names[1], names[2]), 6.0),
    )


def test_operators_of_another_model_are_refused():
    with pytest.raises(Untold, match="not those of the model"):
        assigned([ModelOp("ADD", ())], ["Softmax (NC, F32)"], [1.0])


class Told:
    """An engine that runs other operators each time."""

    def __init__(self, _content, _dtypes):
        self.names = iter(["Add (ND)", "Clamp (NC)"])

    def run(self):
        return operators(next(self.names), 1)


def test_operators_that_change_between_runs_are_refused(monkeypatch):
    monkeypatch.setattr(kernels, "Profiled", Told)
    monkeypatch.setattr(kernels, "model_ops", lambda _model: ())
    monkeypatch.setattr(kernels, "signature", lambda _network: ([], []))
    clock = KernelClock(LiteRTModel(Network("net", "", "Keras", ()), b""))
    clock.run()
    clock.run()
    with pytest.raises(Untold, match="other operators each time"):
        clock.times()
