"""Reductions and normalisations of `keras.ops` and TensorFlow."""

from __future__ import annotations

from netlint.network import Tensor
from netlint.operations import Norm, Reduce
from netlint.readers.keras.layers.movement import constant
from netlint.readers.keras.registry import Built, Call, keras_operation, tf_function
from netlint.readers.keras.shapes import axes_of, reduced

_REDUCTIONS = {
    "Mean": "mean",
    "Sum": "sum",
    "Max": "max",
    "Amax": "max",
    "Min": "min",
    "Amin": "min",
    "Prod": "prod",
    "Any": "any",
    "All": "all",
    "Std": "std",
    "Var": "var",
    "CountNonzero": "count",
    "Logsumexp": "logsumexp",
    "Average": "mean",
}
_TF = {
    "reduce_mean": "mean",
    "reduce_sum": "sum",
    "reduce_max": "max",
    "reduce_min": "min",
    "reduce_prod": "prod",
    "reduce_any": "any",
    "reduce_all": "all",
    "reduce_std": "std",
    "reduce_variance": "var",
    "reduce_logsumexp": "logsumexp",
    "mean": "mean",
    "sum": "sum",
    "max": "max",
    "min": "min",
    "prod": "prod",
    "any": "any",
    "all": "all",
}


@keras_operation(*_REDUCTIONS)
@tf_function(*_TF)
def reduction(call: Call) -> Built:
    """Axes summed up, averaged, ..."""
    x = call.input
    function = _REDUCTIONS.get(call.class_name) or _TF[call.class_name]
    axes = constant(call.argument(1, "axis", "reduction_indices"))
    keep = bool(call.argument(2, "keepdims", "keep_dims", default=False))
    shape = reduced(x.shape, axes, keep)
    boolean = function in ("any", "all")
    output = Tensor(shape, "bool" if boolean else call.like(x, None).dtype, inferred=x.inferred)
    return Built(Reduce(function, _global(x, axes)), (output,))


def _global(x: Tensor, axes: object) -> bool:
    """Whether exactly the spatial axes of a tensor with channels last are reduced."""
    if x.shape is None or len(x.shape) < 3:
        return False
    return sorted(axes_of(axes, len(x.shape))) == list(range(1, len(x.shape) - 1))


@keras_operation("Argmax", "Argmin")
@tf_function("argmax", "argmin", "arg_max", "arg_min")
def index_reduction(call: Call) -> Built:
    """The place of the largest or smallest element."""
    x = call.input
    default = None if call.class_name[0] == "A" else 0
    axis = constant(call.argument(1, "axis", "dimension", default=default))
    keep = bool(call.argument(None, "keepdims", default=False))
    dtype = "int64" if call.keras < 3 else "int32"
    return Built(Reduce("argmax"), (Tensor(reduced(x.shape, axis, keep), dtype),))


@keras_operation("Normalize")
@tf_function("l2_normalize", "normalize")
def normalize(call: Call) -> Built:
    """Rows divided by their length."""
    x = call.input
    return Built(Norm("unit", False, False), (call.like(x, x.shape),))


@keras_operation("BatchNorm")
@tf_function("batch_normalization", "fused_batch_norm", "fused_batch_norm_v3")
def batch_norm(call: Call) -> Built:
    """Batch normalisation with statistics passed as tensors."""
    x = call.input
    return Built(Norm("batch"), (call.like(x, x.shape),))
