"""Predicted times as columns; figures by hand, see `tests.facts.test_pricing` for the rates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint.facts.registry import Row, columns_of
from netlint.facts.survey import Survey
from netlint.operations import Activation, Elementwise, Move
from netlint.targets import Fit
from tests.costs.building import layer, relu
from tests.facts.layers import activation, add, concat, conv
from tests.facts.test_pricing import BYTES, CODE, MODEL, timed
from tests.facts.test_workloads import CHIP, MAP, SIZE, X
from tests.facts.wiring import column, figures, survey_of

CONV = 2.0 * 1024 + 3.0 * BYTES + 1000
COPY = 3.0 * 2 * SIZE + 1000
HALF = (1, 8, 8, 2)
FITTED = replace(timed(), fit=Fit("made up", 3, 0.1, "others", 2, 0.3))


def on(target, *steps, outputs=None) -> Survey:
    return Survey(survey_of(X, *steps, outputs=outputs).analysis, target)


def block(survey: Survey, *names: str):
    """Columns of the first block that does something."""
    facts = next(each for each in survey.blocks if len(each.layers) > 1)
    row = Row(facts, columns_of("block"))
    return tuple(row[name] for name in names)


def test_the_time_of_a_kernel_stands_at_the_layer_that_does_the_work():
    survey = on(timed(), ("conv", conv(8, 4, 4), "x"), ("relu", relu(MAP), "conv"))
    assert column(survey, "predicted_seconds", "conv") == CONV
    assert column(survey, "predicted_seconds", "relu") == 0.0
    assert figures(survey, "predicted_seconds", "known_predicted_seconds") == (CONV, CONV)


def test_a_network_with_unknown_work_takes_at_least_what_is_known():
    survey = on(FITTED, ("conv", conv(8, 4, 4), "x"), ("code", CODE, "conv"))
    names = ("predicted_seconds", "known_predicted_seconds", "prediction_error")
    assert figures(survey, *names) == (None, CONV, 0.3)
    assert column(survey, "predicted_seconds", "code") is None


@pytest.mark.parametrize("target", [None, CHIP])
def test_without_a_time_model_everything_is_missing(target):
    survey = on(target, ("conv", conv(8, 4, 4), "x"), ("a", add(MAP), "conv x"))
    names = ("predicted_seconds", "known_predicted_seconds", "prediction_error")
    assert figures(survey, *names, "elementwise_seconds") == (None,) * 4
    assert block(survey, "predicted_seconds", "elementwise_seconds", "depthwise_seconds") == (
        None, None, None,
    )  # fmt: skip
    for name in ("predicted_seconds", "padding_seconds", "dead_seconds"):
        assert column(survey, name, "conv") is None


def test_elementwise_kernels_without_depthwise_convolutions():
    survey = on(
        timed(),
        ("conv", conv(8, 4, 4), "x"),
        ("relu", relu(MAP), "conv"),
        ("wise", conv(8, 4, 4, 3, depthwise=True, groups=4), "relu"),
        ("tanh", activation(MAP, "tanh"), "wise"),
        ("shuffle", layer(Move("transpose"), [MAP], [MAP]), "tanh"),
    )
    assert figures(survey, "elementwise_seconds") == (2 * COPY,)
    wise = 2.0 * 64 * 4 * 9 + 3.0 * (2 * SIZE + 4 * 9 * 4) + 1000
    assert column(survey, "predicted_seconds", "wise") == wise
    assert block(survey, "elementwise_seconds", "depthwise_seconds") == (2 * COPY, wise)
    assert block(survey, "predicted_seconds") == figures(survey, "predicted_seconds")


def test_padding_is_what_the_vectors_add():
    """4 channels on vectors of 6: half as many mult-adds again."""
    survey = on(timed(vector=6), ("conv", conv(8, 4, 4), "x"), ("relu", relu(MAP), "conv"))
    assert column(survey, "padding_seconds", "conv") == pytest.approx(2.0 * 512)
    assert column(survey, "padding_seconds", "relu") == 0.0
    even = on(timed(vector=4), ("conv", conv(8, 4, 4), "x"))
    assert column(even, "padding_seconds", "conv") == 0.0


def test_padding_costs_nothing_where_memory_takes_longer():
    roofline = timed(replace(MODEL, combine="max"), vector=6)
    assert column(on(roofline, ("conv", conv(8, 4, 4), "x")), "padding_seconds", "conv") == 0.0


def test_padding_of_unknown_work_is_unknown():
    assert column(on(timed(vector=6), ("code", CODE, "x")), "padding_seconds", "code") is None


def test_a_dead_end_takes_what_works_only_for_it():
    survey = on(
        timed(),
        ("conv", conv(8, 4, 4), "x"),
        ("dead", conv(8, 4, 4), "conv"),
        ("tanh", activation(MAP, "tanh"), "dead"),
        outputs=["conv"],
    )
    assert column(survey, "dead_seconds", "tanh") == CONV + COPY
    assert column(survey, "dead_seconds", "conv") == 0.0


def _emulated(target=None) -> Survey:
    whole = layer(Move("slice", "outputs", taken=(None, None, None, range(2))), [MAP], [HALF])
    rest = layer(Move("slice", "outputs", taken=(None, None, None, range(2, 4))), [MAP], [HALF])
    return on(
        target or timed(),
        ("low", whole, "x"),
        ("high", rest, "x"),
        ("a", conv(8, 2, 2), "low"),
        ("b", conv(8, 2, 2), "high"),
        ("cat", concat(HALF, HALF), "a b"),
    )


def test_an_emulated_group_convolution_is_priced_against_a_native_one():
    """Two slices, a concatenation and its join, a second start; less 70 for a second group."""
    survey = _emulated()
    assert column(survey, "emulated_groups", "cat") == 2
    copies = 3.0 * 4 * SIZE + 3 * 1000 + 50
    assert column(survey, "emulation_seconds", "cat") == pytest.approx(copies + 1000 - 70)
    assert column(survey, "emulation_seconds", "a") == 0.0


def test_an_emulated_group_convolution_of_unknown_time():
    assert column(_emulated(CHIP), "emulation_seconds", "cat") is None


def test_where_groups_are_dear_an_emulated_one_costs_nothing():
    dear = replace(MODEL, group=1e6)
    assert column(_emulated(timed(dear)), "emulation_seconds", "cat") == 0.0


def hard_swish(target) -> Survey:
    return on(
        target,
        ("shift", layer(Elementwise("add", constant=3.0), [MAP], [MAP]), "x"),
        ("clip", layer(Activation("relu6"), [MAP], [MAP]), "shift"),
        ("sixth", layer(Elementwise("multiply", constant=1 / 6), [MAP], [MAP]), "clip"),
        ("end", layer(Elementwise("multiply"), [MAP, MAP], [MAP]), "x sixth"),
    )


def test_a_function_by_steps_is_priced_against_one_layer():
    """The clip runs inside the sum; the product joins two tensors."""
    survey = hard_swish(timed())
    steps = 2 * COPY + (3.0 * 3 * SIZE + 1000 + 50)
    assert column(survey, "steps_seconds", "end") == pytest.approx(steps - COPY)
    assert column(survey, "steps_seconds", "clip") == 0.0
    assert column(hard_swish(CHIP), "steps_seconds", "end") is None


def test_where_the_cache_is_small_the_one_layer_exceeds_it_too():
    """All of these kernels move more than 100 bytes; each byte beyond takes 5 s besides."""
    survey = hard_swish(timed(replace(MODEL, spilled_byte=5.0), cache=100))
    pair, three = 2 * SIZE, 3 * SIZE
    steps = 2 * COPY + (3.0 * three + 1000 + 50) + 5.0 * (2 * (pair - 100) + (three - 100))
    one = COPY + 5.0 * (pair - 100)
    assert column(survey, "steps_seconds", "end") == pytest.approx(steps - one)
