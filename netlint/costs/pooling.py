"""The cost of pooling and of reductions."""

from __future__ import annotations

from math import prod

from netlint.costs.registry import Cost, cost, plus, times, with_own_traffic
from netlint.network import Layer
from netlint.operations import Pool, Reduce

REDUCTIONS: dict[str, tuple[int, int]] = {
    "mean": (1, 1),
    "average": (1, 1),
    "sum": (1, 0),
    "prod": (1, 0),
    "max": (1, 0),
    "min": (1, 0),
    "any": (1, 0),
    "all": (1, 0),
    "argmax": (1, 0),
    "argmin": (1, 0),
    "count": (2, 0),
    "norm": (2, 1),
    "var": (4, 2),
    "variance": (4, 2),
    "std": (4, 3),
    "logsumexp": (4, 2),
}
"""Operations of a reduction per input element and per output element.

`mean` adds each element and divides once. `count` compares with zero and adds. `norm` (of
order 2) squares and adds, then takes the root. `var` finds the mean (1, 1), then centres,
squares and adds, and divides; `std` takes the root as well. `logsumexp` finds the maximum,
subtracts it, exponentiates and adds, then takes the logarithm and adds the maximum back.
"""


@cost(Pool)
def pool(layer: Layer, operation: Pool) -> Cost:
    """Local pooling: window positions x output elements, for `max` and `average` alike.

    `k` elements need `k - 1` additions and one division, or `k` comparisons with the running
    maximum: TensorFlow's profiler counts the same (`_pool_flops`, `flops_registry.py`).
    Positions that fall on padding count.

    Memory access: inputs + outputs, each once (ShuffleNet V2, arXiv 1807.11164, section 2).
    """
    output = layer.outputs[0].elements if layer.outputs else None
    return with_own_traffic(layer, 0, times(prod(operation.window), output))


@cost(Reduce)
def reduce(layer: Layer, operation: Reduce) -> Cost:
    """A reduction over whole axes, global pooling among them: the table `REDUCTIONS`.

    One operation per input element (it joins a running sum, maximum, ...), and one division
    per output element for a mean. A function that is not in the table has unknown operations;
    its memory access (inputs + outputs, each once) is known all the same.
    """
    function = operation.function.removeprefix("reduce_")
    per_input, per_output = REDUCTIONS.get(function, (None, None))
    read = layer.inputs[0].elements if layer.inputs else None
    written = layer.outputs[0].elements if layer.outputs else None
    return with_own_traffic(layer, 0, plus(times(read, per_input), times(written, per_output)))
