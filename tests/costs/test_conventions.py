"""Conventions: everything, and what the papers print."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint.costs import Cost, cost_of
from netlint.costs.conventions import (
    CONVENTIONS,
    apply_convention,
    convention,
    convention_names,
)
from netlint.costs.registry import FREE
from netlint.errors import UsageError
from netlint.network import Layer, Shape, Weight
from netlint.operations import Composite, Elementwise, Matmul, Move, Norm, Opaque, Pool

from .building import (
    SAMPLES,
    batch_norm,
    convolution,
    dense,
    layer,
    pointwise,
    relu,
    sample,
)

MAP = (1, 8, 8, 4)


def paper(it: Layer) -> Cost:
    return apply_convention(it, cost_of(it), "paper")


def biased(*names: str) -> Layer:
    """A biased pointwise convolution 4 -> 6; its weights are a kernel and a vector per name."""
    vectors = [Weight(name, (6,)) for name in names]
    weights = [Weight("conv/kernel", (1, 1, 4, 6)), *vectors]
    return convolution(MAP, (1, 8, 8, 6), weights=weights, bias=True, activation="swish")


@pytest.mark.parametrize("operation", SAMPLES)
def test_full_is_the_cost_as_it_is(operation: type) -> None:
    it = sample(operation)
    assert apply_convention(it, cost_of(it), "full") == cost_of(it)


def test_paper_folds_bias_and_activation_of_a_convolution() -> None:
    it = biased("conv/bias")
    assert cost_of(it).other_ops == 64 * 6 * 6
    assert cost_of(it).read == 64 * 4 + 24 + 6
    cost = paper(it)
    assert (cost.mult_adds, cost.other_ops) == (64 * 24, 0)
    # equation 1's `hw(c1 + c2) + c1*c2`
    assert cost.memory_access == 64 * (4 + 6) + 24
    assert cost.memory_access_bytes == 4 * (64 * 10 + 24)


def test_paper_equals_full_where_nothing_is_folded() -> None:
    it = pointwise(56, 128, 128)
    assert paper(it) == cost_of(it)


@pytest.mark.parametrize(
    ("names", "read"),
    [
        (["bias"], 256 + 24),
        (["conv/bias:0"], 256 + 24),
        (["conv_b"], 256 + 24),  # an old name: the kernel comes first, the bias second
        (["kernel_scale", "bias"], 256 + 24 + 6),
        (["bias", "kernel_scale"], 256 + 24 + 6),
        (["one/bias", "two/bias"], None),
        ([], None),
    ],
)
def test_paper_finds_the_bias(names: list[str], read: int | None) -> None:
    cost = paper(biased(*names))
    assert cost.read == read
    assert (cost.mult_adds, cost.written) == (64 * 24, 64 * 6)


def test_paper_without_known_weights() -> None:
    cost = paper(replace(biased("bias"), weights=None))
    assert (cost.mult_adds, cost.other_ops, cost.read, cost.written) == (1536, 0, None, 384)


def test_paper_folds_the_bias_of_a_dense_layer() -> None:
    cost = paper(dense(1, 1024, 1000, bias=True, activation="softmax"))
    assert (cost.mult_adds, cost.other_ops) == (1_024_000, 0)
    assert cost.memory_access == 1_024 + 1_024_000 + 1_000


def test_paper_counts_a_convolution_with_a_custom_activation() -> None:
    it = pointwise(8, 4, 6, activation="mine")
    assert cost_of(it).flops is None
    assert paper(it).flops == 2 * 64 * 24


def test_paper_folds_batch_normalisation_away() -> None:
    assert paper(batch_norm(MAP)) == FREE
    assert paper(batch_norm((None, 8, 8, 4))) == FREE


@pytest.mark.parametrize(
    "it",
    [
        relu(MAP),
        layer(Pool("max", (2, 2)), [MAP], [(1, 4, 4, 4)]),
        layer(Norm("layer"), [MAP], [MAP], [(4,), (4,)]),
        layer(Elementwise("add"), [MAP, MAP], [MAP]),
        layer(Move("transpose"), [MAP], [MAP]),
        layer(Matmul(4), [(8, 4), (4, 8)], [(8, 8)]),
    ],
    ids=lambda it: it.op,
)
def test_paper_keeps_the_memory_access_of_other_layers(it: Layer) -> None:
    full = cost_of(it)
    assert paper(it) == Cost(0, 0, full.read, full.written, full.read_bytes, full.written_bytes)
    assert full.memory_access


def test_paper_counts_convolutions_and_dense_layers_inside_composites() -> None:
    """Two projections, a product of activations and a normalisation, three times."""
    projection = dense(8, 4, 4, bias=True)
    scores = layer(Matmul(4), [(8, 4), (8, 4)], [(8, 8)])
    inner = layer(Composite("inner", (batch_norm(MAP), biased("bias"))), [MAP], [MAP])
    parts = (projection, projection, scores, inner)
    cost = paper(layer(Composite("attention", parts, 3), [MAP], [MAP]))
    assert cost.mult_adds == 3 * (2 * 8 * 4 * 4 + 64 * 24)
    assert cost.other_ops == 0
    assert cost.read == 3 * (2 * (32 + 16) + 64 + (256 + 24))
    assert cost.written == 3 * (2 * 32 + 64 + 384)


def test_paper_does_not_know_how_often_a_composite_runs_either() -> None:
    it = layer(Composite("recurrent", (dense(8, 4, 4),), None), [MAP], [MAP])
    assert paper(it).mult_adds is None


def test_what_is_opaque_stays_unknown() -> None:
    shape: Shape = (2, 3)
    cost = paper(layer(Opaque("a Lambda"), [shape], [shape]))
    assert (cost.mult_adds, cost.other_ops, cost.memory_access) == (None, 0, 12)


def test_an_unknown_figure_stays_unknown() -> None:
    it = convolution((None, 8, 8, 4), (None, 8, 8, 6), weights=[(1, 1, 4, 6)])
    assert paper(it) == Cost(None, 0, None, None, None, None)


def test_conventions_are_named_and_registered_once() -> None:
    assert convention_names()[0] == "full"
    assert "paper" in convention_names()
    assert set(convention_names()) == set(CONVENTIONS)
    with pytest.raises(UsageError, match="the convention 'paper' is registered twice"):
        convention("paper")(lambda _layer, cost: cost)


def test_an_unknown_convention_is_an_error_that_lists_them() -> None:
    with pytest.raises(UsageError, match="no convention 'papr'; there are: full, paper"):
        apply_convention(relu(MAP), FREE, "papr")


def test_every_convention_says_what_it_counts() -> None:
    for convert in CONVENTIONS.values():
        assert convert.__doc__
