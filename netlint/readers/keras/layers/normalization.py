"""Normalisation layers, and the learned scales of `keras.applications`."""

from __future__ import annotations

from netlint.errors import LayerProblem
from netlint.network import Shape, Tensor, Weight
from netlint.operations import Composite, Elementwise, Fixed, Norm
from netlint.readers.keras.registry import Built, Call, keras_layer
from netlint.readers.keras.shapes import axes_of, axis_of


@keras_layer("BatchNormalization", "SyncBatchNormalization", "BatchNormalizationV1")
def batch_norm(call: Call) -> Built:
    """Batch normalisation; its statistics are parameters that are not trained."""
    x = call.input
    axis = call.config.get("axis", -1)
    axis = axis[0] if isinstance(axis, list) and len(axis) == 1 else axis
    scale, center = call.config.flag("scale", True), call.config.flag("center", True)
    channels, inferred = _channels(call, x, axis)
    weights = [call.weight("gamma", (channels,))] if scale else []
    weights += [call.weight("beta", (channels,))] if center else []
    names = ["moving_mean", "moving_variance"]
    if call.config.flag("renorm", False):
        names += ["moving_stddev", "renorm_mean", "renorm_stddev"]
    weights += [call.weight(name, (channels,), trainable=False) for name in names]
    fused = call.keras < 3 and x.shape is not None and len(x.shape) == 4 and axis in (1, 3, -1)
    operation = Norm("batch", scale, center, fused)
    return Built(operation, (call.like(x, x.shape),), tuple(weights), inferred)


def _channels(call: Call, x: Tensor, axis: object) -> tuple[int | None, bool]:
    dim = None if x.shape is None else x.shape[axis_of(axis, len(x.shape))]
    if dim is not None:
        return dim, False
    stored = call.stored()
    return (stored[0].shape[0], True) if stored and stored[0].shape else (None, False)


@keras_layer("LayerNormalization")
def layer_norm(call: Call) -> Built:
    """Layer normalisation over one axis or several."""
    x = call.input
    scale, center = call.config.flag("scale", True), call.config.flag("center", True)
    rms = call.config.flag("rms_scaling", False)  # Keras 3 still divides by the true variance
    shape = _axes_shape(x, call.config.get("axis", -1))
    weights = [call.weight("gamma", shape)] if scale or rms else []
    weights += [call.weight("beta", shape)] if center and not rms else []
    operation = Norm("layer", scale or rms, center and not rms)
    return Built(operation, (call.like(x, x.shape),), tuple(weights))


@keras_layer("RMSNormalization")
def rms_norm(call: Call) -> Built:
    """Root-mean-square normalisation (Keras 3)."""
    x = call.input
    shape = _axes_shape(x, call.config.get("axis", -1))
    weights = (call.weight("scale", shape),)
    return Built(Norm("rms", True, False), (call.like(x, x.shape),), weights)


@keras_layer("GroupNormalization")
def group_norm(call: Call) -> Built:
    """Group normalisation: statistics over groups of channels."""
    x = call.input
    scale, center = call.config.flag("scale", True), call.config.flag("center", True)
    channels, inferred = _channels(call, x, call.config.get("axis", -1))
    groups = call.config.integer("groups", 32, minimum=-1)
    if channels is not None and groups > 0 and channels % groups:
        raise LayerProblem(f"{groups} groups do not divide {channels} channels")
    weights = [call.weight("gamma", (channels,))] if scale else []
    weights += [call.weight("beta", (channels,))] if center else []
    operation = Norm("group", scale, center)
    return Built(operation, (call.like(x, x.shape),), tuple(weights), inferred)


@keras_layer("UnitNormalization")
def unit_norm(call: Call) -> Built:
    """Each row divided by its length."""
    x = call.input
    return Built(Norm("unit", False, False), (call.like(x, x.shape),))


@keras_layer("Normalization")
def normalization(call: Call) -> Built:
    """A fixed shift and scale; adapted statistics are weights, given ones are constants."""
    x = call.input
    axis = call.config.get("axis", -1)
    shape = () if axis is None else _axes_shape(x, axis)
    weights: tuple[Weight, ...] | None = ()
    if call.config.get("mean") is None:
        weights = (
            call.weight("mean", shape, trainable=False),
            call.weight("variance", shape, trainable=False),
            Weight("count", (), False, "int64" if call.keras < 3 else "int32"),
        )
    return Built(Norm("affine"), (call.like(x, x.shape),), weights)


@keras_layer("SpectralNormalization")
def spectral_normalization(call: Call) -> Built:
    """A layer whose kernel is divided by its largest singular value; at inference it is fixed."""
    inner = call.inner(call.config.dictionary("layer"), call.inputs)
    operation = Composite("spectral_norm", inner.parts)
    if not inner.weights:
        return Built(operation, inner.outputs, inner.weights)
    columns = inner.weights[0].shape[-1]
    extra = call.weight("vector_u", (1, columns), trainable=False)
    return Built(operation, inner.outputs, (*inner.weights, extra))


@keras_layer(
    "LayerScale",
    "CustomScaleLayer",
    "StochasticDepth",
    "Custom>LayerScale",
    "Custom>CustomScaleLayer",
    "Custom>StochasticDepth",
)
def applications_scale(call: Call) -> Built:
    """Layers that `keras.applications` defines for itself.

    `LayerScale` (ConvNeXt) multiplies by a learned vector, `CustomScaleLayer`
    (InceptionResNetV2) adds its second input times a constant to the first,
    `StochasticDepth` does nothing at inference.
    """
    x = call.input
    output = call.like(x, x.shape)
    name = call.class_name.removeprefix("Custom>")
    if name == "LayerScale":
        width = call.config.integer("projection_dim")
        return Built(Elementwise("multiply"), (output,), (call.weight("gamma", (width,)),))
    if name == "CustomScaleLayer":
        return Built(Elementwise("scaled_add", 3), (output,))
    return Built(Fixed("identity"), (Tensor(x.shape, x.dtype),))


def _axes_shape(x: Tensor, axes: object) -> Shape:
    if x.shape is None:
        return (None,)
    return tuple(x.shape[axis] for axis in axes_of(axes, len(x.shape)))
