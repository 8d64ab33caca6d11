"""Whole models with one difficulty each, as Keras writes them."""

from __future__ import annotations

from typing import Any

from tests.readers.building import (
    Json,
    called,
    chain,
    flat,
    functional,
    k1,
    k2,
    k3,
    layer,
    sequential,
    source,
    tensor,
    written_by,
)


def conv(name: str, filters: int, **config: Any) -> Json:
    """A 3x3 convolution that keeps the size."""
    return layer("Conv2D", name, filters=filters, kernel_size=3, padding="same", **config)


def nested(keras: int = 3) -> Json:
    """A backbone called twice, as Keras 2 and Keras 3 count its calls."""
    call, first = (k3, 0) if keras == 3 else (k2, 1)
    inside = functional(
        source("image", (None, 8, 8, 3)), called(conv("conv", 4), call("image")), name="backbone"
    )
    return functional(
        source("a", (None, 8, 8, 3)),
        source("b", (None, 8, 8, 3)),
        called(inside, call("a"), call("b")),
        called(
            layer("Concatenate", "both"),
            k3([("backbone", 0, 0), ("backbone", 1, 0)])
            if keras == 3
            else k2(("backbone", first, 0), ("backbone", first + 1, 0)),
        ),
    )


def tensorflow_functions() -> Json:
    """Channel shuffle as Keras 2 writes it: sizes read, multiplied and used in a reshape."""
    function = "TFOpLambda"
    return functional(
        source(),
        called(layer(function, "size", function="compat.v1.shape"), flat("x")),
        called(
            layer("SlicingOpLambda", "batch", function="__operators__.getitem"),
            flat("size", slice_spec=0),
        ),
        called(
            layer(function, "grouped", function="reshape"),
            flat("x", shape=[["batch", 0, 0], 8, 8, 2, 2]),
        ),
        called(
            layer(function, "swapped", function="compat.v1.transpose"),
            flat("grouped", perm=[0, 1, 2, 4, 3]),
        ),
        called(
            layer(function, "shuffled", function="reshape"),
            flat("swapped", shape=[["batch", 0, 0], 8, 8, 4]),
        ),
        called(
            layer(function, "scaled", function="math.multiply"),
            flat("shuffled", y=["_CONSTANT_VALUE", -1, 0.5, {}]),
        ),
    )


def operation(class_name: str, name: str = "it", /, **config: Any) -> Json:
    """A `keras.ops` node: no `trainable`, and a module of its own."""
    return {
        "module": "keras.src.ops.numpy",
        "class_name": class_name,
        "name": name,
        "config": {"name": name, **config},
        "registered_name": class_name,
        "inbound_nodes": [],
    }


def keras_operations() -> Json:
    """`keras.ops` on Keras tensors."""
    end = {"class_name": "__slice__", "config": {"start": None, "stop": 4, "step": None}}
    return functional(
        source(),
        called(operation("Mean", "mean", axis=[1, 2], keepdims=True), k3("x")),
        called(operation("Subtract", "centred"), k3("x", "mean")),
        called(operation("GetItem", "half"), k3("centred", [{"class_name": "__ellipsis__"}, end])),
        called(operation("Reshape", "flat", newshape=[-1, 4]), k3("half")),
        called(operation("Concatenate", "joined", axis=0), k3(["flat", "flat"])),
    )


def several_inputs_and_outputs() -> Json:
    """Dictionaries of inputs and outputs."""
    return functional(
        source("a", (None, 4)),
        source("b", (None, 4)),
        called(layer("Dense", "left", units=3), k3(tensor("a", (None, 4)))),
        called(layer("Add", "right"), k3(["a", "b"])),
        inputs={"first": ["a", 0, 0], "second": ["b", 0, 0]},
        outputs={"left": ["left", 0, 0], "right": [["right", 0, 0]]},
    )


def keras1() -> Json:
    """Keras 1: other names for classes and arguments, a `Merge` layer."""
    return functional(
        layer("InputLayer", "x", batch_input_shape=[None, 4, 8, 8], input_dtype="float32"),
        called(
            layer(
                "Convolution2D",
                "conv",
                nb_filter=4,
                nb_row=3,
                nb_col=3,
                border_mode="same",
                subsample=[1, 1],
                dim_ordering="th",
                bias=True,
            ),
            k1("x"),
        ),
        called(layer("Merge", "sum", mode="sum"), k1("conv", "x")),
        called(layer("Flatten", "flat"), k1("sum")),
        called(layer("Dense", "dense", output_dim=3), k1("flat")),
    ) | {"class_name": "Model"}


def late_sequential() -> Json:
    """A Sequential model without an input layer, with a nested one."""
    inside = sequential(layer("Dense", "inner", units=4), name="block")
    return sequential(
        layer("Dense", "first", units=6),
        inside,
        layer("Dropout", "it", rate=0.5),
        build_input_shape=[None, 5],
    )


def unknown_code() -> Json:
    """A Lambda and a class of somebody's own before a convolution."""
    code = ["4wEAAAAAAAAA", None, None]
    return functional(
        source(),
        called(layer("Lambda", "code", function=code, function_type="lambda"), k2("x")),
        called(layer("Mine>Gate", "gate", size=3), k2("code")),
        called(conv("it", 2), k2("gate")),
    )


def quantised() -> Json:
    """Quantised dense layers of Keras 3."""
    policies = [
        {"class_name": "QuantizedDTypePolicy", "config": {"mode": mode, "source_name": "float32"}}
        for mode in ("int8", "int4", "int4/2")
    ]
    return chain(
        (None, 4),
        *(layer("Dense", f"d{i}", units=4, dtype=policy) for i, policy in enumerate(policies)),
        layer("Dense", "it", units=4, dtype="float8_from_mixed_bfloat16"),
    )


def graph_nodes() -> Json:
    """Nodes of a TensorFlow graph (TensorFlow 2.0 to 2.3)."""
    slices = {
        "name": "slice",
        "op": "StridedSlice",
        "attr": {"begin_mask": {"i": "7"}, "end_mask": {"i": "7"}, "T": {"type": "DT_FLOAT"}},
    }
    return functional(
        source(),
        called(
            layer(
                "TensorFlowOpLayer",
                "cut",
                node_def=slices,
                constants={"1": [0, 0, 0], "2": [0, 0, 0], "3": [1, 2, 1]},
            ),
            k2("x"),
        ),
        called(
            layer("TensorFlowOpLayer", "it", node_def='{"op": "Mul", "attr": {}}', constants={}),
            k2("cut", "cut"),
        ),
    )


MODELS = {
    "nested Keras 3": nested(3),
    "nested Keras 2": written_by(2, nested(2)),
    "TensorFlow functions": written_by(2, tensorflow_functions()),
    "Keras operations": keras_operations(),
    "several inputs and outputs": several_inputs_and_outputs(),
    "Keras 1": written_by(1, keras1()),
    "late Sequential": late_sequential(),
    "unknown code": written_by(2, unknown_code()),
    "quantised": quantised(),
    "graph nodes": written_by(2, graph_nodes()),
}
