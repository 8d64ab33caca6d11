"""Layers that merge several tensors into one."""

from __future__ import annotations

from netlint.errors import LayerProblem
from netlint.network import Tensor
from netlint.operations import Elementwise, Matmul, Move
from netlint.readers.keras.config import shown
from netlint.readers.keras.registry import Built, Call, keras_layer, show
from netlint.readers.keras.shapes import axis_of, broadcast, concatenated

_FUNCTIONS = {
    "Add": "add",
    "Subtract": "subtract",
    "Multiply": "multiply",
    "Average": "average",
    "Maximum": "maximum",
    "Minimum": "minimum",
}


@keras_layer(*_FUNCTIONS)
def elementwise(call: Call) -> Built:
    """Arithmetic between tensors of (nearly) the same shape."""
    return merged(call, _FUNCTIONS[call.class_name], call.inputs)


def merged(call: Call, function: str, tensors: list[Tensor]) -> Built:
    """An element-wise operation between tensors, broadcast."""
    if not tensors:
        raise LayerProblem(f"{call.class_name} is called without an input")
    shape, guessed = broadcast(_aligned(tensors))
    inferred = guessed or any(tensor.inferred for tensor in tensors)
    output = call.like(tensors[0], shape)
    output = Tensor(shape, output.dtype, inferred=inferred)
    return Built(Elementwise(function, len(tensors)), (output,), (), guessed)


def _aligned(tensors: list[Tensor]) -> list[Tensor]:
    """Keras merges align ranks by adding axes after the batch axis."""
    ranks = [len(t.shape) for t in tensors if t.shape is not None]
    rank = max(ranks, default=0)
    aligned = []
    for tensor in tensors:
        shape = tensor.shape
        if shape is not None and 0 < len(shape) < rank:
            shape = (shape[0], *(1,) * (rank - len(shape)), *shape[1:])
        aligned.append(Tensor(shape, tensor.dtype))
    return aligned


@keras_layer("Concatenate")
def concatenate(call: Call) -> Built:
    """Tensors joined along an axis: a copy."""
    inputs = call.inputs
    if not inputs:
        raise LayerProblem("it is called without an input")
    shape, inferred = concatenated(inputs, call.config.get("axis", -1))
    inferred = inferred or any(tensor.inferred for tensor in inputs)
    output = call.like(inputs[0], shape)
    return Built(Move("concat"), (Tensor(shape, output.dtype, inferred=inferred),))


@keras_layer("Dot")
def dot(call: Call) -> Built:
    """Products of two tensors' rows along an axis of each."""
    if len(call.inputs) != 2:
        raise LayerProblem(f"it has {len(call.inputs)} inputs, not 2")
    a, b = call.inputs
    if a.shape is None or b.shape is None:
        return Built(Matmul(None), (Tensor(None, a.dtype),))
    axes = call.config.get("axes", -1)
    axes = axes if isinstance(axes, list | tuple) else [axes, axes]
    if len(axes) != 2:
        raise LayerProblem(f"axes is {shown(axes)}, not one axis or two")
    first, second = axes
    i, j = axis_of(first, len(a.shape)), axis_of(second, len(b.shape))
    if a.shape[i] is not None and b.shape[j] is not None and a.shape[i] != b.shape[j]:
        raise LayerProblem(f"axes {first} and {second} of {show(a.shape)}, {show(b.shape)} differ")
    rest = [dim for axis, dim in enumerate(b.shape) if axis not in (0, j)]
    shape = [dim for axis, dim in enumerate(a.shape) if axis != i] + rest
    if len(shape) == 1:
        shape.append(1)
    return Built(Matmul(a.shape[i]), (call.like(a, tuple(shape)),))
