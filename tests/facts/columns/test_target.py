"""What a network needs of a target; figures by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint.facts.registry import Row, columns_of
from netlint.facts.survey import Survey
from netlint.network import Tensor, Weight
from netlint.operations import Composite, Fixed, Opaque, Reshape, Resize
from netlint.targets import FusionRules, Target
from tests.costs.building import layer, relu
from tests.facts.layers import add, conv
from tests.facts.test_workloads import MAP, SIZE, X, target
from tests.facts.wiring import column, figures, survey_of

INT8 = replace(target(), dtypes=("int8",))
HALF = (1, 8, 8, 2)
MEMORY = ("target_activation_memory", "target_weight_memory")


def on(hardware: Target | None, *steps, outputs=None) -> Survey:
    return Survey(survey_of(X, *steps, outputs=outputs).analysis, hardware)


def test_every_table_names_the_target():
    survey = on(target(), ("conv", conv(8, 4, 4), "x"), ("sum", add(MAP), "conv x"))
    assert figures(survey, "target") == ("chip",)
    assert column(survey, "target", "conv") == "chip"
    assert Row(survey.blocks[0], columns_of("block"))["target"] == "chip"


def test_without_a_target_everything_is_missing():
    survey = on(None, ("conv", conv(8, 4, 4), "x"))
    names = [name for name, each in columns_of("network").items() if each.section == SECTION]
    assert len(names) > 5
    assert figures(survey, *names) == (None,) * len(names)
    names = [name for name, each in columns_of("layer").items() if each.section == SECTION]
    assert [column(survey, name, "conv") for name in names] == [None] * len(names)


SECTION = columns_of("network")["target"].section


def test_memory_is_what_the_file_states():
    hardware = target(activation_memory=1000, weight_memory=2000)
    assert figures(on(hardware, ("conv", conv(8, 4, 4), "x")), *MEMORY) == (1000, 2000)
    assert figures(on(target(), ("conv", conv(8, 4, 4), "x")), *MEMORY) == (None, None)


def test_the_peak_is_that_of_the_targets_fusion():
    """With the sum inside the convolution nothing lies between the two: x, y and the sum."""
    steps = (
        ("y", conv(8, 4, 4), "x"),
        ("z", conv(8, 4, 4), "y"),
        ("sum", add(MAP), "z y"),
    )
    fusing = target(FusionRules(adds_into=frozenset({"conv"})))
    assert figures(on(target(), *steps), "peak_activation_bytes") == (3 * SIZE,)
    assert figures(on(target(), *steps), "peak_on_target", "peak_on_target_at") == (3 * SIZE, "sum")
    assert figures(on(fusing, *steps), "peak_on_target", "peak_on_target_at") == (2 * SIZE, "y")


def test_types_that_the_target_lacks_are_counted_in_its_own():
    survey = on(INT8, ("conv", conv(8, 4, 4), "x"))
    assert figures(survey, "peak_activation_bytes", "peak_on_target") == (2 * SIZE, 2 * SIZE // 4)
    assert figures(survey, "weight_bytes", "weights_on_target") == (64, 16)


def test_vectors_of_integers_take_four_bytes():
    kernel, bias = Weight("kernel", (1, 1, 4, 4)), Weight("bias", (4,))
    biased = replace(conv(8, 4, 4), weights=(kernel, bias))
    assert figures(on(INT8, ("conv", biased, "x")), "weights_on_target") == (16 + 16,)
    half = replace(INT8, dtypes=("float16",))
    assert figures(on(half, ("conv", biased, "x")), "weights_on_target") == (32 + 8,)


def test_integers_and_own_types_stay_as_they_are():
    indices = Tensor((1, 8), dtype="int32")
    survey = on(INT8, ("code", layer(Fixed("input"), [], [indices]), ""))
    assert figures(survey, "foreign_dtype_layers") == (0,)
    both = replace(INT8, dtypes=("int8", "float32"))
    survey = on(both, ("conv", conv(8, 4, 4), "x"))
    assert figures(survey, "peak_on_target", "weights_on_target") == (2 * SIZE, 64)


def test_the_weights_of_a_shared_layer_count_once():
    survey = on(target(), ("conv", conv(8, 4, 4), "x"), ("conv#2", conv(8, 4, 4), "conv"))
    assert figures(survey, "weights_on_target") == (64,)


def test_what_cannot_be_known_is_missing():
    code = layer(Opaque("a Lambda"), [MAP], [MAP], None)
    survey = on(target(), ("code", code, "x"))
    assert figures(survey, "peak_on_target", "peak_on_target_at") == (None, None)
    assert figures(survey, "weights_on_target") == (None,)


def test_layers_in_a_foreign_type():
    steps = (
        ("conv", conv(8, 4, 4), "x"),
        ("relu", relu(MAP), "conv"),
        ("b", conv(8, 4, 4), "relu"),
    )
    names = ("foreign_dtype_layers", "foreign_dtype", "target_dtypes")
    assert figures(on(INT8, *steps), *names) == (2, "float32", "int8")
    assert figures(on(target(), *steps), *names) == (0, None, "float32")


def test_parts_compute_too():
    parts = Composite("separable_conv", (conv(8, 4, 4), conv(8, 4, 4)))
    survey = on(INT8, ("both", layer(parts, [MAP], [MAP]), "x"))
    assert figures(survey, "foreign_dtype_layers") == (1,)


RUNS = replace(target(), operations=frozenset({"conv", "activation"}))


@pytest.mark.parametrize(
    ("subject", "count", "first"),
    [
        (conv(8, 4, 4), 0, None),
        (layer(Resize("nearest"), [MAP], [MAP]), 1, "resize"),
        (layer(Reshape(), [MAP], [MAP]), 0, None),
        (layer(Fixed("identity"), [MAP], [MAP]), 0, None),
        (layer(Composite("model", (conv(8, 4, 4), add(MAP))), [MAP], [MAP]), 1, "add"),
        (layer(Composite("model", (conv(8, 4, 4), relu(MAP))), [MAP], [MAP]), 0, None),
        (layer(Opaque("a Lambda"), [MAP], [MAP]), None, "opaque"),
    ],
)
def test_operations_that_the_target_does_not_run(subject, count, first):
    survey = on(RUNS, ("it", subject, "x"))
    assert column(survey, "unsupported_operations", "it") == count
    assert column(survey, "unsupported_operation", "it") == first


def test_a_layer_made_of_parts_may_be_known_as_a_whole():
    whole = replace(RUNS, operations=frozenset({"separable_conv"}))
    parts = Composite("separable_conv", (conv(8, 4, 4), conv(8, 4, 4)))
    survey = on(whole, ("it", layer(parts, [MAP], [MAP]), "x"))
    assert column(survey, "unsupported_operations", "it") == 0


def test_a_target_that_lists_no_operations_runs_all():
    survey = on(target(), ("it", layer(Opaque("a Lambda"), [MAP], [MAP]), "x"))
    assert column(survey, "unsupported_operations", "it") == 0


@pytest.mark.parametrize(
    ("subject", "padded", "share"),
    [
        (conv(8, 4, 6), 8, 0.25),
        (conv(8, 4, 8), 8, 0.0),
        (conv(8, 4, 4, groups=2), 8, 0.5),
        (conv(8, 4, 4, 3, depthwise=True, groups=4), 4, 0.0),
        (relu(MAP), None, None),
    ],
)
def test_channels_fill_whole_vectors(subject, padded, share):
    survey = on(target(vector=4), ("it", subject, "x"))
    assert column(survey, "padded_channels", "it") == padded
    assert column(survey, "padding_share", "it") == share
    assert column(survey, "target_vector", "it") == 4
