"""Pooling: local, global, adaptive."""

from __future__ import annotations

from netlint.operations import Pool, Reduce
from netlint.readers.keras.layers.convolution import images
from netlint.readers.keras.registry import Built, Call, keras_layer
from netlint.readers.keras.windows import Window, slide, spatial_axes


@keras_layer(
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "MaxPool1D",
    "MaxPool2D",
    "MaxPool3D",
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "AvgPool1D",
    "AvgPool2D",
    "AvgPool3D",
)
def pool(call: Call) -> Built:
    """A window that keeps the largest or the mean of its elements."""
    rank, x, last, axis = images(call)
    size = call.config.integers("pool_size", rank)
    strides = size if call.config.get("strides") is None else call.config.integers("strides", rank)
    padding = call.config.text("padding", "valid", ("valid", "same"))
    assert x.shape is not None
    channels = x.shape[axis]
    shape = slide(x.shape, Window(size, strides, (1,) * rank, padding), last, channels)
    return Built(Pool(_kind(call.class_name), size), (call.like(x, shape),))


@keras_layer(
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
    "GlobalMaxPool1D",
    "GlobalMaxPool2D",
    "GlobalMaxPool3D",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAveragePooling3D",
    "GlobalAvgPool1D",
    "GlobalAvgPool2D",
    "GlobalAvgPool3D",
)
def global_pool(call: Call) -> Built:
    """One value per channel: the largest or the mean over all places."""
    rank, x, last, _ = images(call)
    keep = call.config.flag("keepdims", False)
    spatial = spatial_axes(rank, last)
    assert x.shape is not None
    if keep:
        shape = tuple(1 if axis in spatial else dim for axis, dim in enumerate(x.shape))
    else:
        shape = tuple(dim for axis, dim in enumerate(x.shape) if axis not in spatial)
    function = "mean" if _kind(call.class_name) == "average" else "max"
    return Built(Reduce(function, pooling=True), (call.like(x, shape),))


@keras_layer(
    "AdaptiveAveragePooling1D",
    "AdaptiveAveragePooling2D",
    "AdaptiveAveragePooling3D",
    "AdaptiveMaxPooling1D",
    "AdaptiveMaxPooling2D",
    "AdaptiveMaxPooling3D",
)
def adaptive_pool(call: Call) -> Built:
    """Pooling to a given output size; the windows cover the input once where it divides."""
    rank, x, last, _ = images(call)
    size = call.config.integers("output_size", rank)
    assert x.shape is not None
    shape = list(x.shape)
    window = []
    for axis, length in zip(spatial_axes(rank, last), size, strict=True):
        whole = shape[axis]
        window.append(1 if whole is None else -(-whole // length))
        shape[axis] = length
    return Built(Pool(_kind(call.class_name), tuple(window)), (call.like(x, tuple(shape)),))


def _kind(class_name: str) -> str:
    return "max" if "Max" in class_name else "average"
