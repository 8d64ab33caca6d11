"""What it would save to take work from kernels; figures by hand.

The chip takes 2 s for a mult-add, 3 s for a byte, 1,000 s for a kernel, 70 s for a group and 50 s
for a branch beyond the first.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint.facts.pricing import saved_seconds, seconds_of, tasks_on_target
from netlint.facts.survey import Survey
from netlint.operations import Opaque
from netlint.targets import Rates, Target, TimeModel
from tests.costs.building import layer, relu
from tests.facts.layers import concat, conv
from tests.facts.test_workloads import CHIP, MAP, SIZE, X
from tests.facts.wiring import survey_of

RATES = Rates(mult_add=2.0, byte=3.0, kernel=1000.0)
MODEL = TimeModel("sum", RATES, group=70.0, branch=50.0)
CODE = layer(Opaque("a Lambda"), [MAP], [MAP])
BYTES = 2 * SIZE + 64
"""What the convolution moves: a map in, a map out, 16 weights."""


def timed(model: TimeModel = MODEL, **hardware: int) -> Target:
    return replace(CHIP, time=model, specification=replace(CHIP.specification, **hardware))


def network(target: Target | None, *behind) -> Survey:
    """Layers 0 to 3: the input, a convolution with its ReLU, a concatenation of two tensors."""
    survey = survey_of(
        X,
        ("conv", conv(8, 4, 4), "x"),
        ("relu", relu(MAP), "conv"),
        ("cat", concat(MAP, MAP), "relu x"),
        *behind,
    )
    return Survey(survey.analysis, target)


@pytest.mark.parametrize(
    ("amounts", "seconds"),
    [
        ({}, 0.0),
        ({"bytes": 100.0}, 300.0),
        ({"mult_adds": 24.0}, 48.0),
        ({"kernels": 1.0}, 1000.0),
        ({"bytes": 100.0, "mult_adds": 24.0}, 348.0),
        ({"bytes": -100.0}, 0.0),
        ({"groups": 3.0, "branches": 2.0}, 0.0),
    ],
)
def test_amounts_take_their_time(amounts, seconds):
    assert saved_seconds(network(timed()), [1], amounts) == pytest.approx(seconds)


def test_no_more_is_saved_than_there_is():
    everything = {"bytes": 1e9, "mult_adds": 1e9, "kernels": 9.0, "groups": 9.0, "branches": 9.0}
    survey = network(timed())
    assert saved_seconds(survey, [1], everything) == seconds_of(survey, [1])


def test_groups_and_branches_are_those_beyond_the_first():
    grouped = survey_of(X, ("conv", conv(8, 4, 4, groups=2), "x"))
    survey = Survey(grouped.analysis, timed())
    assert saved_seconds(survey, [1], {"groups": 1.0}) == pytest.approx(70.0)
    assert saved_seconds(survey, [1], {"groups": 2.0}) == pytest.approx(70.0)
    assert saved_seconds(network(timed()), [3], {"branches": 1.0}) == pytest.approx(50.0)


def test_of_a_roofline_bytes_cost_where_memory_is_the_larger_one():
    """Compute takes 2,048 s at 1,024 mult-adds, memory access 3 s a byte."""
    survey = network(timed(replace(MODEL, combine="max")))
    assert 3 * BYTES > 2048
    above = BYTES - 2048 / 3
    assert saved_seconds(survey, [1], {"bytes": 100.0}) == pytest.approx(300.0)
    assert saved_seconds(survey, [1], {"bytes": above + 50}) == pytest.approx(3 * above)
    assert saved_seconds(survey, [1], {"mult_adds": 500.0}) == 0.0


def test_of_a_roofline_bound_by_compute_bytes_cost_nothing():
    slow = replace(MODEL, combine="max", rates=replace(RATES, mult_add=200.0))
    assert saved_seconds(network(timed(slow)), [1], {"bytes": 100.0}) == 0.0


def test_what_does_not_fit_the_cache_goes_first():
    """64 bytes too many: the first 64 that are saved save their second price too."""
    survey = network(timed(replace(MODEL, spilled_byte=10.0), cache=BYTES - 64))
    assert saved_seconds(survey, [1], {"bytes": 64.0}) == pytest.approx(64 * 13.0)
    assert saved_seconds(survey, [1], {"bytes": 100.0}) == pytest.approx(64 * 13.0 + 36 * 3.0)


def test_several_kernels_give_in_proportion():
    """The kinds have rates of their own; each kernel gives a half of its bytes."""
    model = replace(MODEL, kinds={"copy": Rates(0.0, 5.0, 10.0)})
    survey = network(timed(model))
    whole = BYTES + 4 * SIZE
    saved = saved_seconds(survey, range(4), {"bytes": whole / 2})
    assert saved == pytest.approx(3.0 * BYTES / 2 + 5.0 * 4 * SIZE / 2)
    assert saved_seconds(survey, range(4), {"kernels": 1.0}) == pytest.approx((1000 + 10) / 2)


def test_a_layer_inside_the_kernel_of_another_has_no_time_and_no_price():
    survey = network(timed())
    assert sorted(tasks_on_target(survey)) == [1, 3]
    assert seconds_of(survey, [2]) == 0.0
    assert saved_seconds(survey, [2], {"bytes": 100.0, "kernels": 1.0}) == 0.0


def test_what_the_engine_does_for_free_has_no_price():
    free = replace(timed(), fusion=replace(CHIP.fusion, free=frozenset({"concat"})))
    assert saved_seconds(network(free), [3], {"bytes": 100.0, "branches": 1.0}) == 0.0


def test_work_that_is_not_known_has_no_price():
    survey = network(timed(), ("code", CODE, "x"))
    assert saved_seconds(survey, [4], {"bytes": 1.0}) is None
    assert saved_seconds(survey, [1, 4], {"bytes": 1.0}) is None
    assert seconds_of(survey, [1, 4]) is None
    assert saved_seconds(survey, [1], {"bytes": 1.0}) == pytest.approx(3.0)


@pytest.mark.parametrize("target", [None, CHIP])
def test_without_a_time_model_there_is_no_price(target):
    survey = network(target)
    assert saved_seconds(survey, [1], {"bytes": 1.0}) is None
    assert seconds_of(survey, [1]) is None
