"""The cost of normalisations."""

from __future__ import annotations

from netlint.costs.registry import Cost, cost, times, with_own_traffic
from netlint.network import Layer
from netlint.operations import Norm


@cost(Norm)
def norm(layer: Layer, operation: Norm) -> Cost:
    """A normalisation, counted per element; what is computed once per row or group is not.

    - `batch` (arXiv 1502.03167, algorithm 2, line 11) and `affine` (Keras `Normalization`):
      statistics are constants, so `y = a*x + b`: 2, with or without a learned scale and shift.
    - `layer` (arXiv 1607.06450, equations 3 and 4) and `group` (arXiv 1803.08494,
      equations 1, 2 and 6): join the mean 1, centre 1, square and join the variance 2, divide
      by the deviation 1: 5, and 1 each for a learned scale and a learned shift.
    - `rms` (arXiv 1910.07467, equation 4): square and join the mean 2, divide 1: 3, and 1 each
      for a learned scale and a learned shift.
    - `unit` (Keras `UnitNormalization`: `x / |x|`): square and join the norm 2, divide 1: 3;
      it learns nothing.

    The few operations per row (a division, a root, epsilon) are left out: there is one row per
    hundreds of elements, and the convention is per element. Any other kind is unknown.

    Memory access: inputs + all weights (the stored statistics of a batch normalisation among
    them) + outputs, each once.
    """
    output = layer.outputs[0].elements if layer.outputs else None
    return with_own_traffic(layer, 0, times(output, _per_element(operation)))


def _per_element(operation: Norm) -> int | None:
    learned = int(operation.scale) + int(operation.center)
    return {
        "batch": 2,
        "affine": 2,
        "layer": 5 + learned,
        "group": 5 + learned,
        "rms": 3 + learned,
        "unit": 3,
    }.get(operation.kind)
