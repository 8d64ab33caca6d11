"""The values of weights: random, of the size that keeps activations neither vanishing nor huge.

Time does not depend on values, except where they are denormal, infinite or not a number: products
are scaled by the number of elements that they sum, so that their variance stays that of the input,
variances and scales are near 1, all else is small.
"""

from __future__ import annotations

from math import prod, sqrt
from typing import TYPE_CHECKING, Any
from zlib import crc32

from netlint.network import Layer, Weight
from netlint.operations import Conv

if TYPE_CHECKING:
    import numpy as np

_AROUND_ONE = ("gamma", "scale", "variance", "moving_variance", "moving_stddev", "renorm_stddev")


def random_values(layer: Layer, name: str, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    """Values for a weight, the same at every call and for every call of a shared layer.

    Args:
        layer: the layer that has the weight.
        name: the weight's name within the layer.
        shape: its axes.
    """
    import numpy as np

    draw = np.random.default_rng(crc32("/".join((*layer.path, name)).encode()))
    normal = draw.standard_normal(shape, dtype=np.float32)
    if name in _AROUND_ONE:
        return 1 + normal * np.float32(0.05)
    if len(shape) < 2:
        return normal * np.float32(0.1)
    return normal * np.float32(sqrt(1 / _summed(layer, shape)))


def weights_of(layer: Layer) -> list[Weight]:
    """The weights of a layer, then its constants."""
    constants = [
        Weight(f"constant{place}", tensor.shape or (), False, tensor.dtype)
        for place, tensor in enumerate(layer.constants)
    ]
    return [*(layer.weights or ()), *constants]


def _summed(layer: Layer, shape: tuple[int, ...]) -> int:
    """How many elements one output element sums."""
    operation = layer.operation
    if isinstance(operation, Conv) and operation.depthwise:
        return max(prod(operation.kernel), 1)
    if isinstance(operation, Conv) and operation.transposed:
        return max(prod(operation.kernel) * shape[-1], 1)
    return max(prod(shape[:-1]), 1)
