"""The conventions side by side: every difference is explained, to the last operation."""

import json

import pytest

from netlint.errors import UsageError
from netlint.network import Layer, Network
from netlint.operations import Composite, Conv, Dense, Matmul, Norm, Opaque, Operation
from netlint.reconcile import Reconciliation, reconcile
from netlint.writers.reconciliation import write_reconciliations
from tests.costs.building import (
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


def network(*layers: Layer) -> Network:
    return Network("net", "net.h5", "Keras 3.0.0", layers)


def biased(groups: int = 1) -> Layer:
    """A pointwise convolution with a bias and a fused ReLU."""
    weights = [(1, 1, 4 // groups, 4), (4,)]
    return convolution(MAP, MAP, groups=groups, bias=True, activation="relu", weights=weights)


def everything() -> Network:
    """One layer of each kind that some convention counts in a way of its own."""
    attention = Composite("attention", (dense(4, 8, 8, einsum=True, bias=True, bias_op="AddV2"),))
    return network(
        *(sample(operation) for operation in SAMPLES if operation is not Opaque),
        batch_norm(MAP),
        layer(Norm("batch", fused=True), [MAP], [MAP], [(4,)] * 4),
        relu(MAP),
        biased(groups=2),
        convolution(MAP, MAP, (3, 3), dilation=(3, 3), weights=[(3, 3, 4, 4)]),
        convolution(MAP, (1, 16, 16, 4), (3, 3), strides=(2, 2), transposed=True),
        layer(attention, [], []),
        layer(Matmul(8, einsum=True), [(1, 4, 8), (1, 8, 4)], [(1, 4, 4)]),
        layer(Composite("recurrent", (dense(1, 4, 4),), repeat=7), [], []),
    )


def test_differences_add_up_to_the_last_operation() -> None:
    found = reconcile(everything())
    full = found.columns[0]
    assert full.convention == "full"
    for column in found.columns[1:]:
        reasons = found.differences[column.convention]
        assert sum(d.flops for d in reasons) == column.flops - full.flops
        assert sum(d.mult_adds for d in reasons) == column.mult_adds - full.mult_adds
        assert all(d.reason and d.layers for d in reasons)


@pytest.mark.parametrize("operation", SAMPLES, ids=lambda operation: operation.__name__)
def test_differences_add_up_for_every_operation(operation: type[Operation]) -> None:
    found = reconcile(network(sample(operation)))
    for column in found.columns[1:]:
        explained = sum(d.flops for d in found.differences[column.convention])
        assert explained == column.flops - found.columns[0].flops


def reasons(found: Reconciliation, name: str) -> dict[str, int]:
    return {d.reason: d.flops for d in found.differences[name]}


def test_paper_leaves_out_bias_activation_and_normalisation() -> None:
    assert reasons(reconcile(network(biased(), batch_norm(MAP))), "paper") == {
        "batch normalisation is folded into the weights": -512,
        "the bias is not counted": -256,
        "activations are not counted": -256,
    }


def test_the_profiler_counts_dilation_on_padded_shapes() -> None:
    found = reconcile(network(convolution(MAP, MAP, (3, 3), dilation=(3, 3), weights=[(36, 4)])))
    (difference,) = found.differences["tf-profiler"]
    assert "padded" in difference.reason
    assert difference.flops == 2 * difference.mult_adds > 0


def test_what_the_profiler_would_miss_is_named_with_its_size() -> None:
    grouped = pointwise(8, 4, 4, groups=2)
    (missed,) = reconcile(network(grouped, grouped)).missed
    assert missed.layers == 2
    assert missed.flops == 2 * 2 * 8 * 8 * 4 * 2
    assert "jit" in missed.reason


def test_layers_that_cannot_be_counted_are_left_out_and_said_so() -> None:
    opaque = layer(Opaque("a Lambda"), [MAP], [MAP])
    found = reconcile(network(opaque, relu(MAP)))
    assert found.unknown == 1
    assert found.columns[0].other_ops == 256
    assert "Left out: 1 layer that" in write_reconciliations([found], "text")


def test_text_shows_the_totals_and_the_factor_of_two() -> None:
    text = write_reconciliations([reconcile(network(dense(1, 1000, 100)))], "text")
    assert "100,000 in the one and 200,000 in the other" in text
    assert text.splitlines()[0] == "net.h5: net (Keras 3.0.0)"
    assert "From full to paper\n  no difference" in text
    assert " MAC" not in text


def test_json_carries_the_same_figures() -> None:
    found = reconcile(everything())
    document = json.loads(write_reconciliations([found], "json"))
    assert document["schema"] == "netlint-reconciliation/1"
    assert document["conventions"]["full"]["flops"] == found.columns[0].flops
    assert len(document["differences"]["paper"]) == len(found.differences["paper"])
    assert isinstance(json.loads(write_reconciliations([found, found], "json")), list)


def test_other_formats_are_refused() -> None:
    with pytest.raises(UsageError, match="text or json, not as csv"):
        write_reconciliations([reconcile(everything())], "csv")


def test_bias_named_otherwise_stays_in_the_profilers_count() -> None:
    conv = Conv((1,), (1,), (1,), "valid", 2, bias=True, bias_op="AddV2")
    found = reconcile(network(layer(conv, [(1, 4, 2)], [(1, 4, 3)], [(1, 2, 3), (3,)])))
    assert found.differences["tf-profiler"] == ()


def test_dense_einsum_is_zero_for_the_profiler() -> None:
    found = reconcile(network(layer(Dense(4, einsum=True), [(1, 4)], [(1, 2)], [(4, 2)])))
    assert reasons(found, "tf-profiler") == {"an einsum has no registered count: 0": -16}
