"""The weights of quantised layers (`model.quantize(...)`, Keras 3).

Source: Keras 3, `keras.src.layers.core.dense` and `embedding`: `_int8_build`, `_int4_build`
and `_float8_build`. A quantised kernel is frozen and comes after the bias.
"""

from __future__ import annotations

from math import ceil

from netlint.network import Weight
from netlint.readers.keras.registry import Call

_AMAX_HISTORY = 1024


def quantized(call: Call, weights: list[Weight], name: str = "kernel") -> tuple[Weight, ...]:
    """The weights of a layer whose first weight is a matrix, as its policy stores them."""
    mode = call.policy.quantization
    if mode is None or not weights:
        return tuple(weights)
    matrix, rest = weights[0], weights[1:]
    match mode:
        case "int8":
            return (*rest, *_int8(matrix, name))
        case "int4":
            return (*rest, *_int4(call, matrix, name))
        case "float8":
            return (*weights, *_float8())
    stored = call.stored()
    return tuple(weights) if stored is None else stored


def _int8(matrix: Weight, name: str) -> tuple[Weight, ...]:
    scale = matrix.shape[-1:] if name == "kernel" else matrix.shape[:1]
    return (
        Weight(name, matrix.shape, False, "int8"),
        Weight(f"{name}_scale", scale, False, "float32"),
    )


def _int4(call: Call, matrix: Weight, name: str) -> tuple[Weight, ...]:
    """Two int4 values share a byte along the last axis; blocks of rows share a scale."""
    rows, columns = matrix.shape[0], matrix.shape[-1]
    if rows is None or columns is None:
        return (matrix,)
    packed = (rows, ceil(columns / 2))
    length = rows if name == "kernel" else columns
    block = call.policy.block_size
    kernel = Weight(name, packed, False, "int8")
    if block is None or block < 1:
        scale = (columns,) if name == "kernel" else (rows,)
        return kernel, Weight(f"{name}_scale", scale, False, "float32")
    blocks = ceil(length / block)
    groups = (blocks, columns) if name == "kernel" else (rows, blocks)
    return (
        kernel,
        Weight(f"{name}_scale", groups, False, "float32"),
        Weight(f"{name}_zero", groups, False, "int8"),
        Weight("g_idx", (length,), False, "float32"),
    )


def _float8() -> tuple[Weight, ...]:
    return tuple(
        weight
        for prefix in ("inputs", "kernel", "outputs_grad")
        for weight in (
            Weight(f"{prefix}_scale", ()),
            Weight(f"{prefix}_amax_history", (_AMAX_HISTORY,)),
        )
    )
