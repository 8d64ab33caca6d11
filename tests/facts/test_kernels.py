"""What is left to run after the fusion that an engine does: every engine, or one that does more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlint.costs.registry import Cost
from netlint.facts.kernels import Kernel, fuse
from netlint.facts.storage import storage_of
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


ADDS = FusionRules(adds_into=frozenset({"conv"}))
PADS = FusionRules(pads_into=frozenset({"conv", "depthwise_conv"}))


def residual(*behind: tuple[str, Layer, str], other: str = "x") -> Survey:
    """A convolution, the addition of a residual, and what follows."""
    return survey_of(X, CONV, ("add", add(MAP), f"conv {other}"), *behind)


def test_an_engine_may_add_a_residual_while_it_writes() -> None:
    survey = residual(("relu", relu(MAP), "add"))
    assert names(survey, ADDS) == ["conv+add+relu"]
    (kernel,) = fuse(survey, ADDS)
    # 8*8*4 elements read twice (to convolve and to add), 4*4 weights, written once;
    # 256 for the sum and 256 for the ReLU
    assert kernel.cost == Cost(8 * 8 * 4 * 4, 512, 2 * 256 + 16, 256, 4 * 528, 4 * 256)
    assert [tensor.producer for tensor in kernel.reads] == ["x", "x"]
    assert (kernel.head, kernel.main) == (1, 1)


def test_into_the_operations_that_it_says_and_no_others() -> None:
    depthwise = ("conv", conv(8, 4, 4, 3, depthwise=True, groups=4), "x")
    survey = survey_of(X, depthwise, ("add", add(MAP), "conv x"))
    assert names(survey, ADDS) == ["conv", "add"]
    assert names(survey, FusionRules(adds_into=frozenset({"depthwise_conv"}))) == ["conv+add"]


def test_of_two_convolutions_the_one_that_begins_last_adds() -> None:
    steps = [
        X,
        ("a", conv(8, 4, 4), "x"),
        ("b", conv(8, 4, 4), "x"),
        ("add", add(MAP), "a b"),
    ]
    assert names(survey_of(*steps), ADDS) == ["a", "b+add"]
    steps[3] = ("add", add(MAP), "b a")
    assert names(survey_of(*steps), ADDS) == ["a", "b+add"]
    _, second = fuse(survey_of(*steps), ADDS)
    assert [tensor.producer for tensor in second.reads] == ["x", "a"]


def test_the_first_one_does_not_where_the_last_one_cannot() -> None:
    survey = survey_of(
        X,
        ("a", conv(8, 4, 4), "x"),
        ("b", conv(8, 4, 4, activation="relu"), "x"),
        ("add", add(MAP), "a b"),
    )
    assert names(survey, ADDS) == ["a", "b", "add"]


def test_an_addition_that_repeats_an_operand_stays() -> None:
    row = (1, 1, 1, 4)
    broadcast = layer(Elementwise("add"), [row, MAP], [MAP])
    survey = survey_of(X, ("w", conv(1, 4, 4), "?"), ("add", broadcast, "w x"))
    assert names(survey, ADDS) == ["w", "add"]
    assert names(residual(other="conv"), ADDS) == ["conv", "add"]
    constant = layer(Elementwise("add"), [MAP], [MAP])
    assert names(survey_of(X, CONV, ("add", constant, "conv")), ADDS) == ["conv", "add"]


def test_other_arithmetic_stays() -> None:
    product = layer(Elementwise("multiply"), [MAP, MAP], [MAP])
    survey = survey_of(X, CONV, ("multiply", product, "conv x"))
    assert names(survey, ADDS) == ["conv", "multiply"]


def test_behind_an_addition_nothing_is_folded_and_no_second_one_joins() -> None:
    # a folded scale would have to reach the residual too
    survey = residual(("norm", norm(), "add"), ("relu", relu(MAP), "norm"))
    assert names(survey, ADDS) == ["conv+add", "norm+relu"]
    assert names(residual(("more", add(MAP), "add x")), ADDS) == ["conv+add", "more"]


def test_the_activation_behind_an_addition_is_one_that_an_addition_runs() -> None:
    survey = residual(("relu", relu(MAP), "add"))
    rules = replace(ADDS, activates=frozenset({"conv"}))
    assert names(survey, rules) == ["conv+add", "relu"]


def padded(behind: Layer, pad: Layer, *more: tuple[str, Layer, str]) -> Survey:
    """A padding, a layer of it, and what follows."""
    start = ("x", source(pad.inputs[0].shape), "")
    return survey_of(start, ("pad", pad, "x"), ("conv", behind, "pad"), *more)


WIDE = (1, 10, 10, 4)
PAD = layer(Move("pad"), [MAP], [WIDE])


def test_an_engine_may_pad_while_it_convolves() -> None:
    valid = replace(conv(10, 4, 4, 3), outputs=(conv(8, 4, 4).outputs[0],))
    behind = ("norm", norm(), "conv"), ("relu", relu(MAP), "norm")
    survey = padded(valid, PAD, *behind)
    assert names(survey) == ["pad", "conv+norm+relu"]
    assert names(survey, PADS) == ["pad+conv+norm+relu"]
    (kernel,) = fuse(survey, PADS)
    # reads the map before its padding and 3*3*4*4 weights; the padded map is never written
    read, written = 256 + 144, 256
    assert kernel.cost == Cost(8 * 8 * 4 * 144 // 4, 256, read, written, 4 * read, 4 * written)
    assert [tensor.producer for tensor in kernel.reads] == ["x"]
    assert (kernel.head, kernel.main) == (1, 2)


def test_padding_an_addition_and_a_relu_in_one_kernel() -> None:
    both = replace(PADS, adds_into=frozenset({"conv"}))
    valid = replace(conv(10, 4, 4, 3), outputs=(conv(8, 4, 4).outputs[0],))
    survey = padded(valid, PAD, ("add", add(MAP), "conv x"), ("relu", relu(MAP), "add"))
    assert names(survey, both) == ["pad+conv+add+relu"]


def test_a_padding_stays_that_is_not_for_one_convolution() -> None:
    same = conv(10, 4, 4, 3)
    two = padded(same, PAD, ("other", conv(10, 4, 4), "pad"))
    assert names(two, PADS) == ["pad", "conv", "other"]
    pool = layer(Pool("max", (2, 2)), [WIDE], [WIDE])
    assert names(padded(pool, PAD), PADS) == ["pad", "conv"]
    transposed = conv(10, 4, 4, 3, transposed=True)
    assert names(padded(transposed, PAD), PADS) == ["pad", "conv"]


def test_a_padding_of_channels_stays() -> None:
    channels = layer(Move("pad"), [(1, 10, 10, 2)], [WIDE])
    assert names(padded(conv(10, 4, 4, 3), channels), PADS) == ["pad", "conv"]
    for before, after in ((None, WIDE), (MAP, None), ((1, 4), WIDE)):
        unknown = layer(Move("pad"), [before], [after])
        behind = replace(conv(10, 4, 4, 3), inputs=unknown.outputs)
        assert names(padded(behind, unknown), PADS) == ["pad", "conv"]
    first = conv(10, 4, 4, 3, channel_axis=1)
    assert names(padded(first, PAD), PADS) == ["pad", "conv"]  # 8 become 10


def test_a_padded_convolution_with_an_activation_of_its_own_takes_no_second_one() -> None:
    active = conv(10, 4, 4, 3, activation="relu")
    survey = padded(active, PAD, ("relu", relu(WIDE), "conv"))
    assert names(survey, PADS) == ["pad+conv", "relu"]


def test_a_padded_separable_convolution_keeps_its_padding() -> None:
    parts = conv(10, 4, 4, 3, depthwise=True, groups=4), conv(10, 4, 4)
    separable = layer(Composite("separable_conv", parts), [WIDE], [WIDE])
    assert names(padded(separable, PAD), PADS) == ["pad", "conv"]


@given(
    st.lists(st.tuples(st.sampled_from("cbnrvdapx"), st.integers(0, 40)), max_size=30),
    st.sampled_from([EVERY_ENGINE, ADDS, replace(ADDS, pads_into=frozenset({"conv"}))]),
)
def test_kernels_can_run_in_the_order_of_their_first_layers(
    kinds: list[tuple[str, int]], rules: FusionRules
) -> None:
    made = {
        "c": conv(8, 4, 4),
        "b": conv(8, 4, 4, depthwise=True, groups=4),
        "n": norm(),
        "r": relu(MAP),
        "v": view(MAP, MAP),
        "d": identity(MAP),
        "a": add(MAP),
        "p": layer(Move("pad"), [MAP], [MAP]),
        "x": add(MAP, 3),
    }
    steps = [X]
    for number, (kind, far) in enumerate(kinds):
        before = [steps[-1][0], *(steps[(far * 7**i) % len(steps)][0] for i in (0, 1))]
        steps.append((f"{kind}{number}", made[kind], " ".join(before[: len(made[kind].inputs)])))
    survey = survey_of(*steps)

    storage = storage_of(survey)
    written = {-1, 0}  # the input
    for kernel in fuse(survey, rules):
        inside = set(kernel.members)
        for index in kernel.members:
            places = [storage.place(it)[0] for it in survey.layers[index].layer.inputs]
            assert all(place in written or place in inside for place in places)
        outside = [storage.place(tensor)[0] for tensor in kernel.reads]
        assert set(outside) <= written
        assert kernel.main in inside
        written.add(kernel.members[-1])
        written -= inside - {kernel.members[-1]}  # what passes inside is never stored


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
