"""What is left to run after the fusion that every engine does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlint.costs.registry import Cost
from netlint.facts.kernels import Kernel, fuse
from netlint.facts.survey import Survey
from netlint.network import Layer
from netlint.operations import Composite, Dense, Elementwise, Move, Norm, Opaque, Pool
from netlint.targets.fusion import EVERY_ENGINE, FusionRules
from tests.costs.building import batch_norm, dense, layer, pointwise, relu
from tests.facts.layers import activation, add, concat, conv, identity, view
from tests.facts.wiring import source, survey_of

MAP = (1, 8, 8, 4)
X = ("x", source(MAP), "")
CONV = ("conv", conv(8, 4, 4), "x")


def names(survey: Survey, rules: FusionRules = EVERY_ENGINE) -> list[str]:
    """The kernels, each as the names of its members."""
    return [
        "+".join(survey.layers[i].layer.name for i in kernel.members)
        for kernel in fuse(survey, rules)
    ]


def after(host: Layer, *followers: Layer, outputs: list[str] | None = None) -> list[str]:
    """The kernels of a layer `a` of one input and of what follows it: `b`, `c`, ..."""
    steps = [("x", source(host.inputs[0].shape), "")]
    steps += [
        (name, it, before)
        for it, before, name in zip((host, *followers), "xabcdef", "abcdefg", strict=False)
    ]
    return names(survey_of(*steps, outputs=outputs))


def norm(channels: int = 4, kind: str = "batch") -> Layer:
    return layer(Norm(kind), [MAP], [MAP], [(channels,)] * 4)


def test_normalisation_and_relu_run_inside_the_convolution_before_them() -> None:
    assert after(conv(8, 4, 4), norm(), relu(MAP)) == ["a+b+c"]


@pytest.mark.parametrize(
    "host",
    [
        conv(8, 4, 4, 3),
        conv(8, 4, 4, 3, depthwise=True, groups=4),
        conv(8, 4, 4, 3, groups=2),
        conv(8, 4, 4, 3, transposed=True),
        layer(Dense(4), [MAP], [MAP], [(4, 4)]),
        layer(Composite("separable_conv", (conv(8, 4, 4, 3), conv(8, 4, 4))), [MAP], [MAP]),
        layer(Composite("time_distributed", (conv(8, 4, 4),)), [MAP], [MAP]),
    ],
    ids=["conv", "depthwise", "grouped", "transposed", "dense", "separable", "wrapped"],
)
def test_every_product_with_weights_takes_them_in(host: Layer) -> None:
    assert after(host, norm(), relu(MAP)) == ["a+b+c"]


@pytest.mark.parametrize(
    "host",
    [
        layer(Pool("max", (2, 2)), [MAP], [MAP]),
        layer(Move("pad"), [MAP], [MAP]),
        layer(Opaque("a Lambda"), [MAP], [MAP]),
        conv(8, 4, 4, local=True),
        layer(Composite("attention", (conv(8, 4, 4), conv(8, 4, 4))), [MAP], [MAP]),
        layer(Composite("recurrent", (conv(8, 4, 4),), repeat=3), [MAP], [MAP]),
        layer(Composite("separable_conv", (conv(8, 4, 4),)), [MAP], [MAP, MAP]),
        layer(Elementwise("maximum"), [MAP], [MAP]),
    ],
    ids=["pool", "pad", "opaque", "local", "attention", "recurrent", "two-outputs", "maximum"],
)
def test_nothing_runs_inside_other_layers(host: Layer) -> None:
    assert after(host, norm(), relu(MAP)) == ["a", "b+c"]


@pytest.mark.parametrize("host", ["add", "subtract", "multiply", "divide", "scaled_add"])
def test_a_relu_runs_inside_the_arithmetic_before_it_and_a_normalisation_does_not(
    host: str,
) -> None:
    assert after(layer(Elementwise(host), [MAP], [MAP]), relu(MAP)) == ["a+b"]
    assert after(layer(Elementwise(host), [MAP], [MAP]), norm()) == ["a", "b"]


@pytest.mark.parametrize("kind", ["batch", "layer", "group", "rms", "unit", "affine"])
def test_a_relu_runs_inside_any_normalisation(kind: str) -> None:
    assert after(norm(kind=kind), relu(MAP)) == ["a+b"]


@pytest.mark.parametrize("function", ["relu", "relu6"])
def test_what_every_engine_knows_inside_a_convolution_is_fused(function: str) -> None:
    assert after(conv(8, 4, 4), activation(MAP, function)) == ["a+b"]


@pytest.mark.parametrize(
    "function", ["softmax", "hard_swish", "silu", "gelu", "sigmoid", "tanh", "leaky_relu", "prelu"]
)
def test_other_activations_stay(function: str) -> None:
    assert after(conv(8, 4, 4), activation(MAP, function)) == ["a", "b"]


def test_an_engine_may_know_more() -> None:
    survey = survey_of(X, CONV, ("swish", activation(MAP, "silu"), "conv"))
    assert names(survey, FusionRules(activations=frozenset({"silu"}))) == ["conv+swish"]


@pytest.mark.parametrize("kind", ["layer", "group", "affine"])
def test_only_fixed_statistics_are_folded(kind: str) -> None:
    assert after(conv(8, 4, 4), norm(kind=kind)) == ["a", "b"]


def test_a_normalisation_over_another_axis_than_the_channels_is_not_folded() -> None:
    assert after(conv(8, 4, 4), norm(channels=8)) == ["a", "b"]
    assert after(conv(8, 4, 4, channel_axis=1), norm(channels=8)) == ["a+b"]


def test_a_product_of_unknown_shape_takes_no_normalisation_in() -> None:
    unknown = replace(conv(8, 4, 4), outputs=(replace(conv(8, 4, 4).outputs[0], shape=None),))
    assert after(unknown, norm()) == ["a", "b"]


def test_after_an_activation_nothing_more_is_fused() -> None:
    assert after(conv(8, 4, 4), relu(MAP), norm()) == ["a+b", "c"]
    assert after(conv(8, 4, 4), relu(MAP), relu(MAP)) == ["a+b", "c"]
    assert after(conv(8, 4, 4, activation="relu"), norm()) == ["a", "b"]


def test_what_vanishes_stops_no_fusion_and_is_in_no_kernel() -> None:
    linear = activation(MAP, "linear")
    assert after(conv(8, 4, 4), identity(MAP), norm(), linear, relu(MAP)) == ["a+c+e"]


def test_a_view_stops_fusion() -> None:
    flat = (1, 64, 4)
    assert after(conv(8, 4, 4), view(MAP, flat), relu(flat)) == ["a", "c"]


def test_a_tensor_that_somebody_else_reads_stops_fusion() -> None:
    steps = X, CONV, ("relu", relu(MAP), "conv")
    assert names(survey_of(*steps)) == ["conv+relu"]
    assert names(survey_of(*steps, ("add", add(MAP), "relu conv"))) == ["conv", "relu", "add"]


def test_also_where_both_read_it_through_what_vanishes() -> None:
    dropped = ("drop", identity(MAP), "conv")
    survey = survey_of(
        X, CONV, dropped, ("relu", relu(MAP), "drop"), ("add", add(MAP), "relu conv")
    )
    assert names(survey) == ["conv", "relu", "add"]


def test_an_output_of_the_network_stops_fusion() -> None:
    assert after(conv(8, 4, 4), norm(), relu(MAP), outputs=["a", "c"]) == ["a", "b+c"]
    assert after(conv(8, 4, 4), identity(MAP), relu(MAP), outputs=["b", "c"]) == ["a", "c"]


def test_the_addition_of_a_residual_stays_a_kernel_with_its_relu() -> None:
    survey = survey_of(X, CONV, ("add", add(MAP), "conv x"), ("relu", relu(MAP), "add"))
    assert names(survey) == ["conv", "add+relu"]


def test_a_layer_of_several_outputs_takes_nothing_in() -> None:
    split = layer(Elementwise("add"), [MAP], [MAP, MAP])
    assert after(split, relu(MAP)) == ["a", "b"]
    two = layer(relu(MAP).operation, [MAP], [MAP, MAP])
    assert after(conv(8, 4, 4), two) == ["a", "b"]


def test_what_no_layer_writes_has_no_kernel() -> None:
    assert names(survey_of(("relu", relu(MAP), "?"))) == ["relu"]


def test_interleaved_kernels_stand_in_the_order_of_their_first_layers() -> None:
    survey = survey_of(
        X,
        ("a", conv(8, 4, 4), "x"),
        ("b", conv(8, 4, 4), "x"),
        ("a_norm", norm(), "a"),
        ("b_norm", norm(), "b"),
        ("a_relu", relu(MAP), "a_norm"),
        ("cat", concat(MAP, MAP), "a_relu b_norm"),
    )
    assert names(survey) == ["a+a_norm+a_relu", "b+b_norm", "cat"]


def one(survey: Survey) -> Kernel:
    (kernel,) = fuse(survey)
    return kernel


def test_a_kernel_reads_from_outside_weights_that_are_left_and_writes_once() -> None:
    kernel = one(survey_of(X, CONV, ("norm", norm(), "conv"), ("relu", relu(MAP), "norm")))
    # 8*8*4 elements each way, 4*4 weights; the ReLU is one operation an element
    assert kernel.cost == Cost(8 * 8 * 4 * 4, 256, 256 + 16, 256, 4 * 272, 4 * 256)
    assert kernel.head == 1


def test_the_kernel_of_one_layer_costs_what_the_layer_costs() -> None:
    survey = survey_of(X, ("norm", norm(), "x"))
    assert one(survey).cost == survey.layers[1].cost


def test_a_standalone_normalisation_keeps_its_weights() -> None:
    kernel = one(survey_of(X, ("norm", norm(), "x"), ("relu", relu(MAP), "norm")))
    assert (kernel.cost.read, kernel.cost.written) == (256 + 16, 256)
    assert kernel.cost.other_ops == 2 * 256 + 256


def test_an_unknown_figure_stays_unknown() -> None:
    weightless = replace(conv(8, 4, 4), weights=None)
    kernel = one(survey_of(X, ("conv", weightless, "x"), ("relu", relu(MAP), "conv")))
    assert (kernel.cost.read, kernel.cost.written) == (None, 256)


def test_dense_layers_fuse_too() -> None:
    vector = (1, 8)
    fused = after(dense(1, 4, 8), batch_norm(vector), relu(vector))
    assert fused == ["a+b+c"]


@given(st.lists(st.sampled_from("cnrvdap"), max_size=30))
def test_every_layer_that_works_is_in_exactly_one_kernel(kinds: list[str]) -> None:
    made = {
        "c": pointwise(8, 4, 4),
        "n": norm(),
        "r": relu(MAP),
        "v": view(MAP, MAP),
        "d": identity(MAP),
        "a": add(MAP),
        "p": layer(Move("pad"), [MAP], [MAP]),
    }
    steps = [X]
    for number, kind in enumerate(kinds):
        reads = f"{steps[-1][0]} {steps[number // 2][0]}" if kind == "a" else steps[-1][0]
        steps.append((f"{kind}{number}", made[kind], reads))
    survey = survey_of(*steps)

    kernels = fuse(survey)

    working = [i for i, step in enumerate(steps) if step[0][0] in "cnrap"]
    assert sorted(i for kernel in kernels for i in kernel.members) == working
    assert [kernel.head for kernel in kernels] == sorted(kernel.head for kernel in kernels)
