"""How much memory activations need at once; figures by hand, in elements of four bytes."""

from __future__ import annotations

from netlint.facts.kernels import fuse
from netlint.facts.liveness import Moment, activation_memory, memory_of, peak_activation
from netlint.facts.survey import Survey
from netlint.network import Layer, Tensor
from netlint.operations import Activation, Composite, Fixed, Move, Opaque
from netlint.targets.fusion import FusionRules
from tests.costs.building import batch_norm, layer, pointwise, relu
from tests.facts.layers import activation, add, concat, conv, identity, view
from tests.facts.wiring import source, survey_of

MAP = (1, 8, 8, 4)
ONE = 8 * 8 * 4
X = ("x", source(MAP), "")


def held(survey: Survey) -> list[int]:
    """What is held while each kernel runs, in elements."""
    moments = activation_memory(survey)
    assert moments is not None
    return [moment.bytes // 4 for moment in moments]


def swish(shape: tuple[int, ...] = MAP) -> Layer:
    """A kernel of its own after any layer."""
    return activation(shape, "silu")


def test_a_chain_holds_what_each_kernel_reads_and_writes() -> None:
    survey = survey_of(
        X,
        ("wide", conv(8, 4, 12), "x"),
        ("narrow", conv(8, 12, 2, stride=2), "wide"),
        ("last", conv(4, 2, 2), "narrow"),
    )
    wide, small = 8 * 8 * 12, 4 * 4 * 2
    assert held(survey) == [ONE + wide, wide + small, small + small]
    assert peak_activation(survey) == Moment(1, 4 * (ONE + wide))


def test_of_equal_peaks_the_first_counts() -> None:
    survey = survey_of(X, ("a", swish(), "x"), ("b", swish(), "a"))
    assert peak_activation(survey) == Moment(1, 4 * 2 * ONE)


def test_a_residual_stays_until_it_is_added() -> None:
    survey = survey_of(
        X,
        ("start", swish(), "x"),
        ("a", conv(8, 4, 4), "start"),
        ("b", conv(8, 4, 4), "a"),
        ("add", add(MAP), "b start"),
        ("end", conv(8, 4, 4), "add"),
    )
    assert held(survey) == [2 * ONE, 2 * ONE, 3 * ONE, 3 * ONE, 2 * ONE]


def test_branches_wait_for_their_concatenation() -> None:
    survey = survey_of(
        X,
        ("a", conv(8, 4, 2), "x"),
        ("b", conv(8, 4, 6), "x"),
        ("cat", concat((1, 8, 8, 2), (1, 8, 8, 6)), "a b"),
    )
    assert held(survey) == [64 * (4 + 2), 64 * (4 + 2 + 6), 64 * (2 + 6 + 8)]


def test_a_view_shares_memory_and_keeps_it() -> None:
    flat = (1, 256)
    survey = survey_of(
        X,
        ("a", swish(), "x"),
        ("flat", view(MAP, flat), "a"),
        ("b", swish(), "a"),
        ("c", swish(flat), "flat"),
        ("add", add(flat), "c flat"),
    )
    assert held(survey) == [2 * ONE, 2 * ONE, 2 * ONE, 3 * ONE]


def test_what_is_fused_inside_a_kernel_is_never_stored() -> None:
    survey = survey_of(
        X,
        ("conv", conv(8, 4, 8), "x"),
        ("norm", batch_norm((1, 8, 8, 8)), "conv"),
        ("drop", identity((1, 8, 8, 8)), "norm"),
        ("relu", relu((1, 8, 8, 8)), "drop"),
    )
    assert held(survey) == [3 * ONE]


def test_outputs_stay_to_the_end_and_inputs_are_there_from_the_start() -> None:
    survey = survey_of(
        X,
        ("y", source((1, 10)), ""),
        ("a", swish(), "x"),
        ("b", swish(), "a"),
        ("c", swish((1, 10)), "y"),
        ("d", swish((1, 10)), "c"),
        outputs=["b", "d"],
    )
    assert held(survey) == [2 * ONE + 10, 2 * ONE + 10, ONE + 20, ONE + 20]


def test_an_output_that_is_a_view_keeps_its_memory_too() -> None:
    survey = survey_of(
        X,
        ("a", swish(), "x"),
        ("flat", view(MAP, (1, 256)), "a"),
        ("b", swish(), "a"),
        ("c", swish(), "b"),
        outputs=["flat", "c"],
    )
    assert held(survey) == [2 * ONE, 2 * ONE, 3 * ONE]


def test_a_shared_layer_writes_a_tensor_at_each_call() -> None:
    survey = survey_of(
        X,
        ("a", conv(8, 4, 4), "x"),
        ("a#2", conv(8, 4, 4), "a"),
        ("add", add(MAP), "a a#2"),
    )
    assert held(survey) == [2 * ONE, 2 * ONE, 3 * ONE]


def test_a_tensor_read_twice_by_one_layer_is_held_once() -> None:
    assert held(survey_of(X, ("add", add(MAP), "x x"))) == [2 * ONE]


def test_all_outputs_of_a_split_are_held_and_one_that_nobody_reads_only_then() -> None:
    half = (1, 8, 8, 2)
    survey = survey_of(
        X,
        ("split", layer(Move("split"), [MAP], [half, half]), "x"),
        ("a", swish(half), "split"),
        ("b", swish(half), "a"),
    )
    assert held(survey) == [2 * ONE, ONE, ONE]


def test_an_unread_input_is_held_at_the_start_only() -> None:
    survey = survey_of(("spare", source((1, 10)), ""), X, ("a", swish(), "x"), ("b", swish(), "a"))
    assert held(survey) == [2 * ONE + 10, 2 * ONE]


def test_constants_lie_with_the_weights() -> None:
    constant = layer(Fixed("constant"), [], [MAP])
    survey = survey_of(X, ("k", constant, ""), ("add", add(MAP), "x k"))
    assert held(survey) == [2 * ONE]


def test_a_constant_that_is_an_output_is_not_held_either() -> None:
    constant = layer(Fixed("constant"), [], [MAP])
    survey = survey_of(X, ("k", constant, ""), ("a", swish(), "x"), outputs=["k", "a"])
    assert held(survey) == [2 * ONE]


def test_an_input_that_no_layer_stands_for_is_held() -> None:
    assert held(survey_of(("a", swish(), "?"))) == [2 * ONE]


def test_bytes_are_those_of_the_data_types() -> None:
    image = layer(Fixed("input"), [], [Tensor(MAP, "uint8")])
    half = layer(Activation("silu"), [MAP], [Tensor(MAP, "float16")])
    survey = survey_of(("x", image, ""), ("a", half, "x"))
    assert peak_activation(survey) == Moment(1, ONE + 2 * ONE)


def test_a_separable_convolution_is_two_kernels() -> None:
    parts = conv(8, 4, 8, 3, depthwise=True, groups=4), conv(8, 8, 2)
    separable = layer(Composite("separable_conv", parts), [MAP], [(1, 8, 8, 2)])
    survey = survey_of(X, ("it", separable, "x"), ("relu", relu((1, 8, 8, 2)), "it"))
    assert held(survey) == [64 * (4 + 8), 64 * (8 + 2)]
    assert peak_activation(survey) == Moment(1, 4 * 64 * 12)


ENGINE = FusionRules(adds_into=frozenset({"conv"}), pads_into=frozenset({"conv"}))


def held_by(survey: Survey, rules: FusionRules) -> list[int]:
    """What is held while each kernel runs on an engine, in elements."""
    moments = memory_of(survey, fuse(survey, rules))
    assert moments is not None
    return [moment.bytes // 4 for moment in moments]


def test_a_residual_that_is_added_inside_a_convolution_is_held_with_it() -> None:
    survey = survey_of(
        X,
        ("start", swish(), "x"),
        ("a", conv(8, 4, 2), "start"),
        ("b", conv(8, 2, 4), "a"),
        ("add", add(MAP), "b start"),
        ("end", swish(), "add"),
    )
    # every engine stores what `b` writes; this one reads the residual while it writes the sum
    assert held(survey) == [512, 256 + 128, 256 + 128 + 256, 3 * 256, 512]
    assert held_by(survey, ENGINE) == [512, 256 + 128, 256 + 128 + 256, 512]


def test_a_padded_map_inside_a_convolution_is_never_stored() -> None:
    wide = (1, 10, 10, 4)
    survey = survey_of(
        X, ("pad", layer(Move("pad"), [MAP], [wide]), "x"), ("a", conv(10, 4, 1), "pad")
    )
    assert held(survey) == [256 + 400, 400 + 100]
    assert held_by(survey, ENGINE) == [256 + 100]


def test_a_residual_joins_a_separable_convolution_at_its_end() -> None:
    parts = conv(8, 4, 8, 3, depthwise=True, groups=4), conv(8, 8, 4)
    separable = layer(Composite("separable_conv", parts), [MAP], [MAP])
    survey = survey_of(
        X,
        ("a", swish(), "x"),
        ("b", swish(), "a"),
        ("it", separable, "b"),
        ("add", add(MAP), "it a"),
    )
    assert held_by(survey, ENGINE) == [512, 512, 256 + 256 + 512, 512 + 256 + 256]


def attention(*extra: Layer) -> Layer:
    """`query` and `scores` pass between the parts; the softmax writes the scores anew."""
    query, scores, end = Tensor((1, 64, 4)), Tensor((1, 64, 64)), Tensor(MAP)
    parts = (
        layer(Activation("silu"), [MAP], [query]),
        *extra,
        layer(Activation("silu"), [query], [scores]),
        layer(Activation("softmax"), [scores], [scores]),
        layer(Activation("silu"), [scores], [end]),
    )
    return layer(Composite("attention", parts), [MAP], [MAP])


def test_any_other_layer_of_parts_holds_what_passes_between_them() -> None:
    # beside its input and output: the scores twice, while the softmax runs
    assert held(survey_of(X, ("it", attention(), "x"))) == [2 * ONE + 2 * 64 * 64]


def test_parts_of_parts_count_too() -> None:
    inner = layer(Composite("cell", (pointwise(8, 4, 6), pointwise(8, 6, 4))), [MAP], [MAP])
    outer = layer(Composite("recurrent", (inner,), repeat=3), [MAP], [MAP])
    assert held(survey_of(X, ("it", outer, "x"))) == [2 * ONE + 64 * 6]


def test_parts_of_parts_count_while_they_run() -> None:
    wide, middle = Tensor((1, 64, 20)), Tensor(MAP)
    inner = layer(Composite("cell", (pointwise(8, 4, 6), pointwise(8, 6, 4))), [middle], [MAP])
    parts = (
        layer(Activation("silu"), [MAP], [wide]),
        layer(Activation("silu"), [wide], [middle]),
        inner,
    )
    it = layer(Composite("model", parts), [MAP], [MAP])
    # 20 and 4 channels at the second part; 4 and the inner 6 at the third
    assert held(survey_of(X, ("it", it, "x"))) == [2 * ONE + 64 * 24]


def test_where_a_size_is_unknown_the_peak_is_missing() -> None:
    unknown = layer(Opaque("a Lambda"), [MAP], [None])
    survey = survey_of(X, ("a", unknown, "x"))
    assert activation_memory(survey) is None
    assert peak_activation(survey) is None


def test_so_it_is_where_parts_hide_a_size() -> None:
    hidden = layer(Composite("cell", (layer(Opaque(""), [MAP], [None]), relu(MAP))), [MAP], [MAP])
    deeper = layer(Composite("recurrent", (hidden,)), [MAP], [MAP])
    assert activation_memory(survey_of(X, ("a", hidden, "x"))) is None
    assert activation_memory(survey_of(X, ("a", deeper, "x"))) is None


def test_where_nothing_runs_there_is_no_peak() -> None:
    survey = survey_of(X, ("drop", identity(MAP), "x"))
    assert activation_memory(survey) == ()
    assert peak_activation(survey) is None
