"""Activation layers."""

from __future__ import annotations

from netlint.operations import Activation, Fixed
from netlint.readers.keras.registry import Built, Call, keras_layer
from netlint.readers.keras.shapes import axes_of

_FUNCTIONS = {
    "LeakyReLU": "leaky_relu",
    "ELU": "elu",
    "ThresholdedReLU": "thresholded_relu",
    "Softmax": "softmax",
}


@keras_layer("Activation")
def activation(call: Call) -> Built:
    """A named function; `linear` is nothing at all."""
    x = call.input
    function = call.config.function("activation")
    if function == "linear":
        return Built(Fixed("identity"), (call.like(x, x.shape),))
    return Built(Activation(function), (call.like(x, x.shape),))


@keras_layer("ReLU")
def relu(call: Call) -> Built:
    """A rectifier, also clipped (`max_value`) or leaky (`negative_slope`)."""
    x = call.input
    slope, threshold = call.config.get("negative_slope"), call.config.get("threshold")
    limit = call.config.get("max_value")
    match bool(slope), bool(threshold), limit is not None:
        case False, False, False:
            function = "relu"
        case False, False, True:
            function = "relu6"
        case True, False, False:
            function = "leaky_relu"
        case False, True, False:
            function = "thresholded_relu"
        case _:
            function = "general_relu"
    return Built(Activation(function), (call.like(x, x.shape),))


@keras_layer(*_FUNCTIONS)
def named(call: Call) -> Built:
    """Layers of one function each."""
    x = call.input
    return Built(Activation(_FUNCTIONS[call.class_name]), (call.like(x, x.shape),))


@keras_layer("PReLU")
def prelu(call: Call) -> Built:
    """A rectifier with a learned slope per element; `shared_axes` share theirs."""
    x = call.input
    weights = None
    if x.shape is not None:
        shared = call.config.get("shared_axes") or []
        shared = axes_of(shared, len(x.shape)) if shared else []
        shape = tuple(1 if i in shared else dim for i, dim in enumerate(x.shape))[1:]
        weights = (call.weight("alpha", shape),)
    return Built(Activation("prelu"), (call.like(x, x.shape),), weights)
