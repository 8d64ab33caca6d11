"""Code that netlint does not run."""

from __future__ import annotations

from netlint.costs import Cost, cost_of
from netlint.costs.registry import UNKNOWN
from netlint.operations import Opaque

from .building import layer


def test_operations_are_unknown_never_zero() -> None:
    cost = cost_of(layer(Opaque("a Lambda"), [(2, 3)], [(2, 4)], [(5,)]))
    assert cost == Cost(None, None, 11, 8, 44, 32)
    assert cost.flops is None
    assert cost.intensity is None


def test_memory_access_is_unknown_without_shapes_or_weights() -> None:
    it = Opaque("a layer class that netlint does not know")
    assert cost_of(layer(it, [(2, 3)], [(2, 4)], None)) == Cost(None, None, None, 8, None, 32)
    assert cost_of(layer(it, [(2, None)], [None])) == UNKNOWN


def test_inputs_that_the_file_lost_are_not_free() -> None:
    assert cost_of(layer(Opaque("tf.einsum"), [], [])) == UNKNOWN
