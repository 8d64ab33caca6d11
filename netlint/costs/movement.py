"""The cost of operations that compute nothing or little: views, copies, resizing, lookups.

Which operations are free, which only move elements and which compute is documented in one
table, `TREATMENT`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from netlint.costs.registry import (
    FREE,
    Cost,
    byte_size,
    cost,
    plus,
    times,
    total_bytes,
    total_elements,
    with_own_traffic,
)
from netlint.network import Layer, Shape
from netlint.operations import Fixed, Lookup, Move, Reshape, Resize

FREE_OF_COST, MOVES, COMPUTES, SUMS, IS_UNKNOWN = "free", "moves", "computes", "sums", "unknown"


class Treatment(NamedTuple):
    """How the cost of some operations is counted.

    Attributes:
        operation: the class in `netlint.operations`.
        words: netlint's words for them, as in reports.
        does: `free` (no operations, no memory access), `moves` (memory access only),
            `computes`, `sums` (its parts) or `unknown`.
        counted: what is counted, in words.
    """

    operation: str
    words: str
    does: str
    counted: str


TREATMENT = (
    Treatment("Fixed", "input, constant, identity", FREE_OF_COST, "nothing"),
    Treatment("Reshape", "reshape", FREE_OF_COST, "nothing: a view of the same memory"),
    Treatment("Activation", "activation (linear)", FREE_OF_COST, "nothing: engines drop it"),
    Treatment(
        "Move",
        "transpose, concat, pad, crop, slice, split, tile, upsample, gather, cast",
        MOVES,
        "what is read (inputs, or only what is copied) + outputs",
    ),
    Treatment("Move", "fill", MOVES, "outputs: nothing is read"),
    Treatment("Resize", "resize (nearest)", MOVES, "the input's elements that are used + outputs"),
    Treatment("Lookup", "embedding", MOVES, "indices + one row per index + outputs"),
    Treatment(
        "Conv",
        "conv, depthwise_conv, local_conv, conv_transpose",
        COMPUTES,
        "mult-adds, bias, activation; inputs + weights + outputs",
    ),
    Treatment(
        "Dense", "dense", COMPUTES, "mult-adds, bias, activation; inputs + weights + outputs"
    ),
    Treatment("Matmul", "matmul", COMPUTES, "mult-adds; both operands + outputs"),
    Treatment("Pool", "pool", COMPUTES, "window positions per output; inputs + outputs"),
    Treatment("Reduce", "global_pool, reduce", COMPUTES, "1 per input or so; inputs + outputs"),
    Treatment("Norm", "norm", COMPUTES, "2 to 7 per element; inputs + weights + outputs"),
    Treatment("Activation", "activation", COMPUTES, "a table; inputs + weights + outputs"),
    Treatment(
        "Elementwise",
        "add, multiply, maximum, average, greater, where, ...",
        COMPUTES,
        "operands - 1 per output; every operand + outputs",
    ),
    Treatment("Resize", "resize (bilinear, bicubic)", COMPUTES, "9 or 35 per output; both ends"),
    Treatment(
        "Composite", "separable_conv, attention, recurrent, ...", SUMS, "the parts, repeated"
    ),
    Treatment("Opaque", "opaque", IS_UNKNOWN, "memory access, where shapes and weights are known"),
)
"""Which operations are free, which only move elements, which compute."""

INTERPOLATIONS: dict[str, int] = {"bilinear": 9, "bicubic": 35}
"""Operations per output element of an interpolation.

`bilinear`: three interpolations of two values, `a + (b - a) * t`: 3 each (`compute_lerp`,
TensorFlow's `resize_bilinear_op.cc`). `bicubic`: five interpolations of four values, 4
multiplications and 3 additions each (`Interpolate1D`, TensorFlow's `resize_bicubic_op.cc`;
what that engine keeps from one column to the next is not deducted). Weights, which are computed
once per row and column, do not count.
"""


@cost(Fixed)
def fixed(_layer: Layer, _operation: Fixed) -> Cost:
    """An input, a constant or an identity (dropout at inference): free.

    Whoever reads the tensor pays for reading it.
    """
    return FREE


@cost(Reshape)
def reshape(_layer: Layer, _operation: Reshape) -> Cost:
    """A view of the same memory under another shape: free; no engine copies for it."""
    return FREE


@cost(Move)
def move(layer: Layer, operation: Move) -> Cost:
    """A copy: nothing is computed, each element is read and written once.

    Reads its inputs, or, where `operation.reads` is `outputs`, as many elements of its first
    input as it writes, and all of its further inputs (the indices of a `gather`), or nothing
    where it is `none`, as for a `fill`. ShuffleNet V2 (arXiv 1807.11164, section 2, G4) counts
    such layers by their memory access: their mult-adds are 0.
    """
    if operation.kind == "fill" or operation.reads == "none":
        return replace(with_own_traffic(layer, 0, 0), read=0, read_bytes=0)
    counted = with_own_traffic(layer, 0, 0)
    if operation.reads != "outputs" or not layer.inputs:
        return counted
    data, *further = layer.inputs
    return replace(
        counted,
        read=plus(counted.written, total_elements(further)),
        read_bytes=plus(byte_size(counted.written, data.dtype), total_bytes(further)),
    )


@cost(Resize)
def resize(layer: Layer, operation: Resize) -> Cost:
    """A change of the spatial size: the table `INTERPOLATIONS`, per output element.

    `nearest` copies and computes nothing. It uses every input row when it enlarges and one row
    per output row when it shrinks, so it reads the smaller of both along each axis. The others
    read the input once. A method that is not in the table (`lanczos3`, `area`) has unknown
    operations.
    """
    if operation.method != "nearest":
        output = layer.outputs[0].elements if layer.outputs else None
        return with_own_traffic(layer, 0, times(output, INTERPOLATIONS.get(operation.method)))
    counted = with_own_traffic(layer, 0, 0)
    if not layer.inputs or not layer.outputs:
        return counted
    used = _used(layer.inputs[0].shape, layer.outputs[0].shape)
    return replace(counted, read=used, read_bytes=byte_size(used, layer.inputs[0].dtype))


def _used(source: Shape | None, target: Shape | None) -> int | None:
    """The distinct elements that a nearest-neighbour resize reads."""
    if source is None or target is None or len(source) != len(target):
        return None
    axes = zip(source, target, strict=True)
    return times(*(None if a is None or b is None else min(a, b) for a, b in axes))


@cost(Lookup)
def lookup(layer: Layer, _operation: Lookup) -> Cost:
    """Rows fetched from a table: reads the indices and one row per index, not the table.

    A row is as long as what is written for its index, so it reads indices + output elements,
    and writes the output: each element that is used, once (the memory access of ShuffleNet V2,
    arXiv 1807.11164, section 2). With more weights than the table (a quantised one has scales)
    what is read and computed is unknown.
    """
    counted = with_own_traffic(replace(layer, weights=()), 0, 0)
    if layer.weights is not None and len(layer.weights) != 1:
        return replace(counted, other_ops=None, read=None, read_bytes=None)
    dtype = layer.weights[0].dtype if layer.weights else ""
    return replace(
        counted,
        read=plus(counted.read, counted.written),
        read_bytes=plus(counted.read_bytes, byte_size(counted.written, dtype)),
    )
