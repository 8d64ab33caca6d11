"""Matrix products, with weights and between activations."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from netlint.costs import cost_of
from netlint.network import Tensor
from netlint.operations import Dense, Matmul

from .building import dense, layer
from .counting import multiply

SMALL = st.integers(1, 5)


def test_classifier_of_mobilenet() -> None:
    """1024 features to 1000 classes, a bias and a softmax (5 per element)."""
    cost = cost_of(dense(1, 1024, 1000, bias=True, activation="softmax"))
    assert cost.mult_adds == 1_024_000
    assert cost.other_ops == 1_000 + 5_000
    assert cost.read == 1_024 + 1_024_000 + 1_000
    assert cost.written == 1_000


@given(st.lists(SMALL, min_size=1, max_size=3), SMALL, SMALL)
def test_dense_as_looped(rows: list[int], inner: int, units: int) -> None:
    done = multiply(product(*map(range, rows)), inner, units)
    it = layer(Dense(inner), [(*rows, inner)], [(*rows, units)], [(inner, units)])
    cost = cost_of(it)
    assert cost.mult_adds == done.mult_adds
    assert cost.read == len(done.inputs) + len(done.weights)
    assert cost.written == len(done.outputs)
    assert cost.other_ops == 0


@given(SMALL, SMALL, SMALL, SMALL)
def test_batched_matmul_as_looped(batch: int, rows: int, inner: int, columns: int) -> None:
    done = [multiply(product(range(rows)), inner, columns) for _ in range(batch)]
    shapes = [(batch, rows, inner), (batch, inner, columns)]
    cost = cost_of(layer(Matmul(inner), shapes, [(batch, rows, columns)]))
    assert cost.mult_adds == sum(each.mult_adds for each in done)
    assert cost.read == sum(len(each.inputs) + len(each.weights) for each in done)
    assert cost.written == sum(len(each.outputs) for each in done)
    assert cost.other_ops == 0


def test_a_tensor_times_itself_is_read_twice() -> None:
    it = Tensor((4, 4))
    assert cost_of(layer(Matmul(4), [it, it], [(4, 4)])).read == 32


def test_a_matmul_whose_operand_is_lost_reads_what_nobody_knows() -> None:
    cost = cost_of(layer(Matmul(4), [(4, 4)], [(4, 4)]))
    assert cost.mult_adds == 64
    assert cost.read is None
    assert cost.read_bytes is None
    assert cost.written == 16


def test_unknown_contraction_or_output() -> None:
    for operation in (Dense(None), Matmul(None)):
        cost = cost_of(layer(operation, [(2, 3), (3, 4)], [(2, 4)]))
        assert cost.mult_adds is None
        assert cost.other_ops == 0
        assert cost.memory_access is not None
    cost = cost_of(layer(Dense(3, bias=True), [(None, 3)], [(None, 4)], [(3, 4), (4,)]))
    assert (cost.mult_adds, cost.other_ops, cost.read, cost.written) == (None,) * 4
    assert cost_of(layer(Matmul(3), [(2, 3), (3, 4)], [])).mult_adds is None


def test_weights_that_the_file_does_not_tell_are_not_free() -> None:
    cost = cost_of(layer(Dense(3), [(2, 3)], [(2, 4)], None))
    assert cost.mult_adds == 24
    assert cost.read is None
    assert cost.written == 8
