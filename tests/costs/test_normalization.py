"""Normalisations, per element and in the vectors they read."""

from __future__ import annotations

import pytest

from netlint.costs import cost_of
from netlint.operations import Norm

from .building import batch_norm, layer

SHAPE = (2, 5, 5, 6)
ELEMENTS = 300


@pytest.mark.parametrize(
    ("kind", "scale", "center", "per_element"),
    [
        ("batch", True, True, 2),
        ("batch", False, False, 2),  # the statistics still scale and shift
        ("affine", True, True, 2),
        ("layer", False, False, 5),  # + mean, - mean, square, + square, / deviation
        ("layer", True, False, 6),
        ("layer", True, True, 7),
        ("group", False, True, 6),
        ("group", True, True, 7),
        ("rms", False, False, 3),  # square, + square, / root
        ("rms", True, False, 4),
        ("rms", True, True, 5),
        ("unit", True, True, 3),
        ("my_norm", True, True, None),
    ],
)
def test_operations_per_element(
    kind: str, scale: bool, center: bool, per_element: int | None
) -> None:
    cost = cost_of(layer(Norm(kind, scale, center), [SHAPE], [SHAPE]))
    assert cost.mult_adds == 0
    assert cost.other_ops == (None if per_element is None else ELEMENTS * per_element)
    assert cost.memory_access == 2 * ELEMENTS


def test_a_batch_normalisation_reads_its_four_vectors() -> None:
    """MobileNet conv_pw_1_bn."""
    cost = cost_of(batch_norm((1, 112, 112, 64)))
    assert cost.other_ops == 2 * 802_816
    assert cost.read == 802_816 + 4 * 64
    assert cost.written == 802_816


def test_unknown_shapes_and_weights_are_unknown() -> None:
    cost = cost_of(layer(Norm("batch"), [(None, 4)], [(None, 4)], [(4,)] * 4))
    assert (cost.mult_adds, cost.other_ops, cost.read, cost.written) == (0, None, None, None)
    cost = cost_of(layer(Norm("batch"), [(2, 4)], [(2, 4)], None))
    assert (cost.other_ops, cost.read, cost.written) == (16, None, 8)
    assert cost_of(layer(Norm("batch"), [(2, 4)], [])).other_ops is None
