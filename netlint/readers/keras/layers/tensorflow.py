"""TensorFlow functions in Keras 2 models: `TFOpLambda`, `SlicingOpLambda`, `TensorFlowOpLayer`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from netlint.errors import LayerProblem
from netlint.readers.keras.describe import opaque
from netlint.readers.keras.registry import TF_FUNCTIONS, Built, Call, keras_layer
from netlint.readers.keras.weights import snake_case

_MAX_NODE = 1_000_000


@keras_layer("TFOpLambda", "SlicingOpLambda", "ClassMethod", "InstanceMethod", "InstanceProperty")
def tf_op(call: Call) -> Built:
    """A TensorFlow function called on Keras tensors, named by `function`.

    The last part of its dotted name decides: `math.multiply`, `compat.v1.nn.conv2d`.
    """
    function = call.config.text("function", "")
    name = function.rsplit(".", 1)[-1]
    if name == "strided_slice" and "begin" in call.kwargs:
        call = replace(call, args=(call.input, _strided(call.kwargs)), kwargs={})
    return _function(call, name, f"the TensorFlow function {function!r}")


@keras_layer("TensorFlowOpLayer")
def tensorflow_op_layer(call: Call) -> Built:
    """A node of a TensorFlow graph (TensorFlow 2.0 to 2.3), its constants beside it."""
    node = _node(call)
    operation = node.get("op")
    if not isinstance(operation, str):
        raise LayerProblem("its node_def names no operation")
    args: list[Any] = list(call.inputs)
    constants = call.config.get("constants")
    for place, value in sorted(_places(constants)):
        args.insert(min(place, len(args)), value)
    kwargs = {**_attributes(node), **call.kwargs}
    if operation == "StridedSlice":
        args, kwargs = [args[0], _slices(args[1:], kwargs)], {}
    inner = replace(call, args=tuple(args), kwargs=kwargs)
    return _function(inner, snake_case(operation), f"the TensorFlow operation {operation!r}")


def _function(call: Call, name: str, what: str) -> Built:
    known = TF_FUNCTIONS.get(name)
    if known is None:
        return opaque(call, f"{what}, which netlint does not know")
    return known(replace(call, class_name=name))


def _node(call: Call) -> dict[str, Any]:
    node = call.config.get("node_def")
    if isinstance(node, str) and len(node) <= _MAX_NODE:
        try:
            node = json.loads(node)
        except (ValueError, RecursionError):
            raise LayerProblem("its node_def is not JSON") from None
    if not isinstance(node, dict):
        raise LayerProblem("its node_def is not a dictionary")
    return node


def _places(constants: Any) -> list[tuple[int, Any]]:
    if not isinstance(constants, dict):
        return []
    return [(int(k), v) for k, v in constants.items() if str(k).isdigit() and len(str(k)) < 4]


def _attributes(node: dict[str, Any]) -> dict[str, Any]:
    """The operation's attributes as keyword arguments: `{"keep_dims": {"b": true}}`."""
    found = {}
    attributes = node.get("attr")
    for key, value in attributes.items() if isinstance(attributes, dict) else ():
        if isinstance(value, dict) and len(value) == 1:
            (kind, inner) = next(iter(value.items()))
            if kind in ("b", "i", "f") and isinstance(inner, str) and inner.lstrip("-").isdigit():
                inner = int(inner) if len(inner) < 20 else None
            if kind in ("b", "i", "f"):
                found[key] = inner
    return found


def _strided(kwargs: dict[str, Any]) -> list[Any]:
    """The index that the arguments of `tf.strided_slice` stand for; no strides are ones."""
    begin, end = kwargs.get("begin"), kwargs.get("end")
    ones = [1] * len(begin) if isinstance(begin, list) else []
    return _slices([begin, end, kwargs.get("strides") or ones], kwargs)


def _slices(bounds: list[Any], masks: dict[str, Any]) -> list[Any]:
    """The index that a `StridedSlice` node stands for: bit i of each mask is about index i.

    Source: TensorFlow, `tensorflow/core/ops/array_ops.cc`, operation `StridedSlice`.
    """
    if len(bounds) != 3 or not all(isinstance(b, list) for b in bounds):
        raise LayerProblem("its bounds are not constants")
    bits = {key: mask if isinstance(mask, int) else 0 for key, mask in masks.items()}
    keys: list[Any] = []
    for place, (begin, end, step) in enumerate(zip(*bounds, strict=False)):
        if bits.get("ellipsis_mask", 0) >> place & 1:
            keys.append(...)
        elif bits.get("new_axis_mask", 0) >> place & 1:
            keys.append(None)
        elif bits.get("shrink_axis_mask", 0) >> place & 1:
            keys.append(begin)
        else:
            open_begin = bits.get("begin_mask", 0) >> place & 1
            open_end = bits.get("end_mask", 0) >> place & 1
            keys.append(slice(None if open_begin else begin, None if open_end else end, step))
    return keys
