"""LiteRT runs a small network and, where it can, says what its operators took."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from netlint.errors import UsageError
from netlint.measuring import profile
from netlint.measuring.designs.builder import Builder
from netlint.measuring.engine import Engine
from netlint.measuring.kernels import KernelClock, kernel_times
from netlint.measuring.lowering import converted
from netlint.measuring.timing import run_in_turns
from netlint.readers.sketch import sketched_network


@pytest.fixture(scope="module")
def model():
    pytest.importorskip("ai_edge_litert")
    pytest.importorskip("tensorflow")
    build = Builder(28, 16)
    x = build.conv(build.start, 32, 3)
    build.act(build.sum(x, build.conv(x, 32)))
    return converted(build.design("small").network())


@pytest.mark.slow
def test_a_model_runs(model):
    engine = Engine(model.content)
    times = run_in_turns({"small": engine.run}, 1)["small"]
    assert 0 < min(times) < 1
    zeros = np.zeros((1, 28, 28, 16), np.float32)
    (answer,) = engine.outputs(zeros)
    assert answer.shape == (1, 28, 28, 32)
    assert np.isfinite(answer).all()


@pytest.mark.slow
def test_the_engine_says_what_each_kernel_takes_and_which_layers_it_is(model):
    clock = KernelClock(model)
    for _ in range(20):
        clock.run()
    times = clock.times()
    clock.close()
    assert [(kernel.operation, len(kernel.layers)) for kernel in times] == [
        ("CONV_2D", 3),
        ("CONV_2D", 3),
        ("ADD", 2),
    ]
    assert [len(kernel.operators) for kernel in times] == [1, 1, 2]
    assert all(kernel.seconds > 0 for kernel in times)


@pytest.mark.slow
def test_rows_of_a_table_are_asked_for_where_the_input_is_not_a_float():
    pytest.importorskip("ai_edge_litert")
    pytest.importorskip("tensorflow")
    layers = [
        {"class": "InputLayer", "shape": [16], "dtype": "int32", "name": "x"},
        {"class": "Embedding", "name": "rows", "input_dim": 50, "output_dim": 8, "inputs": ["x"]},
    ]
    times = kernel_times(converted(sketched_network(layers, "table")), 2)
    assert [kernel.operation for kernel in times] == ["GATHER"]


def test_without_litert_there_is_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    with pytest.raises(UsageError, match=r"pip install 'netlint\[measure\]'\): LiteRT"):
        Engine(b"")


def test_without_litert_the_engine_does_not_tell(monkeypatch):
    monkeypatch.setitem(sys.modules, "ai_edge_litert", None)
    with pytest.raises(profile.Untold):
        profile.Profiled(b"", ())


@pytest.mark.parametrize("found", ["2.1.0", "2.4.0", "3.0.0"])
def test_a_litert_of_another_version_is_not_asked(monkeypatch, found):
    monkeypatch.setitem(sys.modules, "ai_edge_litert", object())
    monkeypatch.setattr(profile, "version", lambda _package: found)
    with pytest.raises(profile.Untold, match=f"LiteRT {found} is not known to netlint"):
        profile.Profiled(b"", ())


class Library:
    """A C library that says one thing."""

    def __init__(self, status):
        self.LiteRtCreateEnvironment = lambda *_arguments: status


@pytest.mark.parametrize(
    ("status", "problem"),
    [(3, "LiteRtCreateEnvironment says 3"), (0, "LiteRT has no LiteRtCreateModelFromBuffer")],
)
def test_a_library_that_is_not_as_expected_does_not_tell(monkeypatch, status, problem):
    monkeypatch.setattr(profile, "_library", lambda: Library(status))
    with pytest.raises(profile.Untold, match=problem):
        profile.Profiled(b"", ())


def test_without_tensorflow_there_is_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    with pytest.raises(UsageError, match="TensorFlow cannot be imported"):
        converted(Builder(8, 4).design("net").network())
