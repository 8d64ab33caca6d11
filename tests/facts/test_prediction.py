"""What a network takes on a target; figures by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint import analyze
from netlint.facts.prediction import predict
from netlint.facts.survey import Survey
from netlint.network import Layer
from netlint.operations import Opaque
from netlint.targets import Fit, FusionRules, Parts, Rates, TimeModel, built_in_targets, load_target
from tests.costs.building import layer, relu
from tests.facts.layers import concat, conv
from tests.facts.test_workloads import CHIP, MAP, SIZE, X
from tests.facts.wiring import survey_of
from tests.predictions import FREE, custom, joined, predicted
from tests.targets import TARGET
from tests.targets import TIMED as TIMED_TEXT

MODEL = TimeModel("sum", Rates(mult_add=2.0, byte=3.0, kernel=1000.0), branch=50.0)
TIMED = replace(CHIP, time=MODEL, fit=Fit("made up", 1, 0.0))
CODE = layer(Opaque("a Lambda"), [MAP], [MAP])


def network(*behind: tuple[str, Layer, str]) -> Survey:
    """A convolution with its ReLU, a concatenation, and what follows."""
    return survey_of(
        X,
        ("conv", conv(8, 4, 4), "x"),
        ("relu", relu(MAP), "conv"),
        ("cat", concat(MAP, MAP), "relu x"),
        *behind,
    )


def test_a_network_takes_what_its_kernels_take():
    found = predict(network(), TIMED)
    first, second = found.kernels
    assert (first.layers, first.index, first.kind) == (("conv", "relu"), 1, "convolution")
    assert (first.mult_adds, first.bytes) == (1024, 2 * SIZE + 64)
    assert first.parts == Parts(2.0 * 1024, 3.0 * (2 * SIZE + 64), 1000.0)
    assert (second.layers, second.kind, second.mult_adds) == (("cat",), "copy", 0)
    assert second.parts == Parts(0.0, 3.0 * 4 * SIZE, 1000.0, 0.0, 50.0)
    assert (first.bound, second.bound) == ("memory", "memory")
    assert found.parts == Parts.total([first.parts, second.parts])
    assert found.seconds == first.seconds + second.seconds
    assert (found.timed, found.unknown) == (True, ())


def test_an_unknown_kernel_is_no_time_of_zero():
    found = predict(network(("code", CODE, "x")), TIMED)
    (unknown,) = found.unknown
    assert unknown.layers == ("code",)
    assert (unknown.seconds, unknown.bound, unknown.parts) == (None, None, None)
    assert found.seconds == predict(network(), TIMED).seconds


def test_without_a_time_model_there_are_kernels_but_no_times():
    found = predict(network(), CHIP)
    assert [kernel.layers for kernel in found.kernels] == [("conv", "relu"), ("cat",)]
    assert (found.timed, found.seconds, found.parts) == (False, None, None)
    assert [kernel.seconds for kernel in found.kernels] == [None, None]


def test_what_an_engine_does_for_free_takes_no_time_and_is_bound_by_nothing():
    free = replace(TIMED, fusion=FusionRules(free=frozenset({"concat"})))
    _, cat = predict(network(), free).kernels
    assert (cat.seconds, cat.bound, cat.parts) == (0, None, Parts())


@pytest.mark.parametrize("name", sorted(built_in_targets()))
def test_the_built_in_networks_on_the_shipped_targets(name):
    target = load_target(name)
    found = predict(Survey(analyze("zoo:shufflenet_v2")), target)
    layers = [layer for kernel in found.kernels for layer in kernel.layers]
    assert len(layers) == len(set(layers))
    assert found.unknown == ()
    if target.time is not None:
        assert found.seconds
        assert 1e-4 < found.seconds < 1
        assert all(kernel.seconds > 0 for kernel in found.kernels)


def prediction(*arguments):
    found = predicted(*arguments).prediction
    assert found is not None
    return found


def test_unknown_kernels_are_told_with_and_without_a_time_model():
    for text in (TIMED_TEXT, TARGET):
        found = prediction(text, custom())
        assert [kernel.layers for kernel in found.unknown] == [("custom",)]
        assert prediction(text).unknown == ()


@pytest.mark.parametrize(
    ("bandwidth", "bound"), [("2GB", "memory"), ("2112MB", "compute"), ("4GB", "compute")]
)
def test_without_a_time_model_the_bound_is_the_side_of_the_ridge(bandwidth, bound):
    """1,024 mult-adds and 2,112 bytes: the ridge is there at 1 G mult-adds/s and 2.0625 GB/s."""
    found = prediction(TARGET.replace("4GB", bandwidth))
    assert found.bound_of(found.kernels[0]) == bound


def test_what_is_free_or_unknown_has_no_bound():
    for text in (FREE, TARGET + '\n[fusion]\nfree = ["concat"]\n'):
        found = prediction(text, joined())
        assert found.bound_of(found.kernels[-1]) is None
        assert found.unknown == ()
    for text in (TIMED_TEXT, TARGET):
        found = prediction(text, custom())
        assert found.bound_of(found.kernels[-1]) is None


def test_the_sum_of_a_network_is_added_up_once(monkeypatch):
    """Every finding's price asks for it."""
    found, sums = predict(network(), TIMED), []
    total = Parts.total
    monkeypatch.setattr(Parts, "total", lambda parts: sums.append(1) or total(parts))
    assert [found.seconds for _ in range(3)] == [found.parts.seconds] * 3
    assert len(sums) == 1
