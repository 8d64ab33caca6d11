"""The convention `tf-profiler`: what TensorFlow's own profiler counts.

Source: TensorFlow 2.21, `tensorflow/python/profiler/internal/flops_registry.py` and
`tensorflow/python/ops/nn_ops.py`, applied to the graph that Keras makes of a layer.
Convolution, depthwise convolution, matrix products and bias additions are met exactly. Other
operations are met where a layer maps to registered operations one to one; activations made of
several (`gelu`) are left out, as are the few operations that Keras spends on sizes. (Keras 3
runs any addition of a vector as `BiasAdd`, so that at batch 1 some sums inside recurrent cells
are printed under that name; here they are `AddV2`, with the same count.)

Operations inside compiled functions and loops are counted as if the profiler saw them; see
`hidden` for what it misses when it runs on a model as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from math import prod
from typing import Any

from netlint.costs.conventions import convention
from netlint.costs.registry import Cost
from netlint.network import Layer, Shape
from netlint.operations import (
    Activation,
    Composite,
    Conv,
    Dense,
    Elementwise,
    Matmul,
    Norm,
    Opaque,
    Operation,
    Pool,
    Reduce,
)

FloatOps = Counter[str]
"""Operations by TensorFlow's name of the operation: `{"Conv2D": 1806336, "BiasAdd": 50176}`."""

PRODUCTS = frozenset(
    {"Conv2D", "Conv3D", "Conv2DBackpropInput", "DepthwiseConv2dNative", "MatMul", "BatchMatMul"}
)
"""Operations whose count is twice the mult-adds."""

_ACTIVATIONS = {"softmax": ("Softmax", 5), "silu": ("Mul", 1), "swish": ("Mul", 1)}
_ARITHMETIC = {
    "add": "AddV2",
    "average": "AddV2",
    "subtract": "Sub",
    "multiply": "Mul",
    "divide": "RealDiv",
    "maximum": "Maximum",
    "minimum": "Minimum",
    "power": "Pow",
    "greater": "Greater",
    "greater_equal": "GreaterEqual",
    "less": "Less",
    "less_equal": "LessEqual",
    "equal": "Equal",
    "not_equal": "NotEqual",
    "squared_difference": "SquaredDifference",
    "negative": "Neg",
    "square": "Square",
    "log": "Log",
    "reciprocal": "Reciprocal",
}
_PER_ELEMENT = {"Rsqrt": 2, "SquaredDifference": 1}

_Profile = Callable[[Layer, Any], FloatOps | None]
_PROFILES: dict[type[Operation], _Profile] = {}


def _profile(operation: type[Operation]) -> Callable[[_Profile], _Profile]:
    def keep(function: _Profile) -> _Profile:
        _PROFILES[operation] = function
        return function

    return keep


def float_ops(layer: Layer) -> FloatOps | None:
    """What the profiler counts for one call of a layer, by operation; None where unknown."""
    profile = _PROFILES.get(type(layer.operation))
    return Counter() if profile is None else profile(layer, layer.operation)


@convention("tf-profiler")
def tf_profiler(layer: Layer, cost: Cost) -> Cost:
    """What TensorFlow's profiler counts; memory access, which it does not know, stays."""
    counted = float_ops(layer)
    if counted is None:
        mult_adds = other = None
    else:
        products = sum(count for name, count in counted.items() if name in PRODUCTS)
        mult_adds, other = products // 2, sum(counted.values()) - products
    return Cost(mult_adds, other, cost.read, cost.written, cost.read_bytes, cost.written_bytes)


def hidden(layer: Layer) -> str | None:
    """Why the profiler misses this layer's products when it runs on the model, or None."""
    match layer.operation:
        case Conv(depthwise=False, transposed=False, groups=groups) if groups > 1:
            return "grouped convolution, which Keras compiles (jit) out of the profiler's sight"
        case Conv(transposed=True, kernel=kernel) if len(kernel) > 2:
            return "3D transposed convolution, for which no count is registered"
        case Composite(kind="recurrent" | "bidirectional"):
            return "loop over time, whose body the profiler counts once or not at all"
        case Matmul(einsum=True) | Dense(einsum=True):
            return "einsum, for which no count is registered"
        case Composite(parts=parts):
            reasons = {reason for part in parts if (reason := hidden(part)) is not None}
            return min(reasons, default=None)
    return None


@_profile(Conv)
def _conv(layer: Layer, conv: Conv) -> FloatOps | None:
    """`_calc_conv_flops`, `_calc_depthwise_conv_flops`, `_conv_2d_backprop_input_flops`."""
    x, y = layer.inputs[0].shape, layer.outputs[0].shape
    if x is None or y is None or None in x or None in y:
        return None
    positions = prod(conv.kernel)
    channels_in = x[conv.channel_axis] or 0
    per_output = positions * channels_in // max(conv.groups, 1)
    found: FloatOps = Counter()
    if conv.transposed:
        if len(conv.kernel) < 3:
            products = 2 * _size(y) * positions * channels_in // prod(conv.strides)
            found["Conv2DBackpropInput"] = products
    elif conv.local:
        found["BatchMatMul"] = 2 * _size(y) * per_output
    else:
        computed = _padded_size(x, y, conv) if max(conv.dilation) > 1 else _size(y)
        name = "Conv3D" if len(conv.kernel) == 3 else "Conv2D"
        found["DepthwiseConv2dNative" if conv.depthwise else name] = (
            2 * computed * (positions if conv.depthwise else per_output)
        )
    return _with_epilogue(found, conv, _size(y))


def _padded_size(x: Shape, y: Shape, conv: Conv) -> int:
    """Output elements of a dilated convolution as TensorFlow runs it.

    `tf.nn.with_space_to_batch` pads each axis to a multiple of its dilation, runs an undilated
    convolution on the interleaved parts, and crops.
    """
    total = _size(y)
    for place, (size, rate) in enumerate(zip(conv.kernel, conv.dilation, strict=True)):
        axis = place + 1 if conv.channel_axis != 1 else place + 2
        length, real = x[axis] or 0, y[axis] or 1
        if conv.padding != "valid":
            length += (size - 1) * rate
        length = -(-length // rate) * rate
        total = total // real * rate * (length // rate - size + 1)
    return total


@_profile(Dense)
def _dense(layer: Layer, dense: Dense) -> FloatOps | None:
    """`_calc_mat_mul_flops`; an einsum has no registered count."""
    size = layer.outputs[0].elements
    if size is None or dense.contracted is None:
        return None
    found: FloatOps = Counter()
    if not dense.einsum:
        found["MatMul"] = 2 * size * dense.contracted
    return _with_epilogue(found, dense, size)


@_profile(Matmul)
def _matmul(layer: Layer, matmul: Matmul) -> FloatOps | None:
    size = layer.outputs[0].elements
    if size is None or matmul.contracted is None:
        return None
    return Counter() if matmul.einsum else Counter(BatchMatMul=2 * size * matmul.contracted)


@_profile(Norm)
def _norm(layer: Layer, norm: Norm) -> FloatOps | None:
    """Batch normalisation: 0 as a fused kernel, else a scale and a shift worked out per channel."""
    size = layer.outputs[0].elements
    if size is None:
        return None
    if norm.kind == "affine":
        return Counter(Mul=size, AddV2=size)
    if norm.kind != "batch" or norm.fused or not layer.weights:
        return Counter()
    channels = layer.weights[-1].elements or 0
    return Counter(
        Mul=size + (1 + norm.scale) * channels,
        AddV2=size + channels,
        Sub=channels * norm.center,
        Rsqrt=2 * channels,
    )


@_profile(Activation)
def _activation(layer: Layer, activation: Activation) -> FloatOps | None:
    return _activated(activation.function, layer.outputs[0].elements)


@_profile(Elementwise)
def _elementwise(layer: Layer, operation: Elementwise) -> FloatOps | None:
    size = layer.outputs[0].elements
    name = _ARITHMETIC.get(operation.function)
    if size is None:
        return None
    if name is None:
        return Counter()
    return Counter({name: size * max(operation.operands - 1, 1) * _PER_ELEMENT.get(name, 1)})


@_profile(Pool)
def _pool(layer: Layer, pool: Pool) -> FloatOps | None:
    """`_pool_flops`: the window's size per output element."""
    size = layer.outputs[0].elements
    if size is None:
        return None
    return Counter({"MaxPool" if pool.kind == "max" else "AvgPool": size * prod(pool.window)})


@_profile(Reduce)
def _reduce(layer: Layer, reduce: Reduce) -> FloatOps | None:
    """`_reduction_op_flops`: an operation per input; a mean's division makes up for the first."""
    before, after = layer.inputs[0].elements, layer.outputs[0].elements
    if before is None or after is None:
        return None
    match reduce.function:
        case "mean":
            return Counter(Mean=before)
        case "sum":
            return Counter(Sum=before - after)
    return Counter()


@_profile(Composite)
def _composite(_layer: Layer, composite: Composite) -> FloatOps | None:
    if composite.repeat is None:
        return None
    total: FloatOps = Counter()
    for part in composite.parts:
        found = float_ops(part)
        if found is None:
            return None
        total += found
    return Counter({name: count * composite.repeat for name, count in total.items()})


@_profile(Opaque)
def _opaque(_layer: Layer, _operation: Opaque) -> FloatOps | None:
    return None


def _with_epilogue(found: FloatOps, operation: Conv | Dense, size: int) -> FloatOps:
    if operation.bias:
        found[operation.bias_op] += size
    found += _activated(operation.activation, size) or Counter()
    return found


def _activated(function: str, size: int | None) -> FloatOps | None:
    if size is None:
        return None
    name, count = _ACTIVATIONS.get(function, ("", 0))
    return Counter({name: size * count}) if count else Counter()


def _size(shape: Shape) -> int:
    return prod(dim for dim in shape if dim is not None)
