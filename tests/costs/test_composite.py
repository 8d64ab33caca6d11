"""Layers made of parts."""

from __future__ import annotations

import pytest

from netlint.costs import Cost, cost_of
from netlint.network import Layer
from netlint.operations import Activation, Composite, Dense, Elementwise, Opaque

from .building import convolution, layer, pointwise

MAP = (1, 16, 16, 8)


def composite(*parts: Layer, repeat: int | None = 1) -> Layer:
    return layer(Composite("parts", parts, repeat), [MAP], [MAP])


def depthwise() -> Layer:
    return convolution(MAP, MAP, (3, 3), depthwise=True, groups=8, weights=[(3, 3, 8, 1)])


def test_separable_convolution() -> None:
    """MobileNet, arXiv 1704.04861, equation 5: `k*k*M*area + M*N*area`."""
    cost = cost_of(composite(depthwise(), pointwise(16, 8, 24)))
    assert cost.mult_adds == 9 * 8 * 256 + 8 * 24 * 256
    # what lies between is written by one part and read by the other
    assert cost.read == (256 * 8 + 72) + (256 * 8 + 192)
    assert cost.written == 256 * 8 + 256 * 24
    assert cost.memory_access_bytes == 4 * (cost.read + cost.written)


def test_a_recurrent_cell_reads_its_weights_at_each_step() -> None:
    """A simple RNN of 6 units over 5 inputs and 10 steps: tanh(x W + h U + b)."""
    kernel = layer(Dense(5, bias=True), [(1, 5)], [(1, 6)], [(5, 6), (6,)])
    recurrent = layer(Dense(6), [(1, 6)], [(1, 6)], [(6, 6)])
    add = layer(Elementwise("add"), [(1, 6)] * 2, [(1, 6)])
    tanh = layer(Activation("tanh"), [(1, 6)], [(1, 6)])
    cost = cost_of(composite(kernel, recurrent, add, tanh, repeat=10))
    assert cost.mult_adds == 10 * (5 * 6 + 6 * 6)
    assert cost.other_ops == 10 * (6 + 6 + 5 * 6)
    assert cost.read == 10 * ((5 + 30 + 6) + (6 + 36) + 12 + 6)
    assert cost.written == 10 * 4 * 6


def test_an_unknown_number_of_steps_is_unknown() -> None:
    cost = cost_of(composite(depthwise(), repeat=None))
    assert cost == Cost(None, 0, None, None, None, None)


@pytest.mark.parametrize("order", [1, -1])
def test_an_unknown_part_stays_unknown(order: int) -> None:
    parts = [depthwise(), layer(Opaque("a Lambda"), [MAP], [MAP])][::order]
    cost = cost_of(composite(*parts))
    assert (cost.mult_adds, cost.other_ops) == (None, None)
    assert cost.read == (256 * 8 + 72) + 256 * 8


def test_parts_may_have_parts() -> None:
    inner = composite(depthwise(), repeat=3)
    outer = cost_of(composite(inner, depthwise(), repeat=2))
    assert outer.mult_adds == 8 * 9 * 8 * 256
