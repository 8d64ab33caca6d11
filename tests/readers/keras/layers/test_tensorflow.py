"""TensorFlow functions in Keras 2 models, and arithmetic on sizes on its way to a reshape."""

from __future__ import annotations

from typing import Any

import pytest

from netlint.network import Shape
from tests.readers.building import (
    Json,
    called,
    flat,
    functional,
    k2,
    last,
    layer,
    shapes_of,
    source,
    written_by,
)
from tests.readers.conftest import NetworkOf, Refused
from tests.readers.models import graph_nodes, tensorflow_functions

X: Shape = (2, 8, 6, 4)
_EVERYTHING = {"start": None, "stop": None, "step": None}


def _function(name: str, node: Any, shape: Shape = X, *more: Json) -> Json:
    it = called(layer("TFOpLambda", function=f"a.{name}"), node)
    return written_by(2, functional(source("x", shape), *more, it, outputs=["it", 0, 0]))


def _constant(value: Any) -> list[Any]:
    return ["_CONSTANT_VALUE", -1, value, {}]


_Y = source("y", (2, 8, 6, 4))
_ODD = [source("z", (2, 7)), source("w", ())]
_ROWS: list[tuple[str, dict[str, Any], Shape | None, str]] = [
    ("relu", {}, X, "activation"),
    ("nn.gelu", {"approximate": True}, X, "activation"),
    ("abs", {}, X, "abs"),
    ("math.is_nan", {}, X, "is_nan"),
    ("__operators__.add", {"y": ["y", 0, 0]}, X, "add"),
    ("math.multiply", {"y": _constant(0.5)}, X, "multiply"),
    ("math.multiply", {"y": _constant([1.0, 2.0, 3.0, 4.0])}, X, "multiply"),
    ("math.subtract", {"y": 2}, X, "subtract"),
    ("math.greater", {"y": 2}, X, "greater"),
    ("where", {"x": ["y", 0, 0], "y": ["x", 0, 0]}, X, "where"),
    ("where", {}, None, "where"),
    ("clip_by_value", {"clip_value_min": 0, "clip_value_max": 6}, X, "clip"),
    ("cast", {"dtype": "float16"}, X, "cast"),
    ("cast", {"dtype": "float32"}, X, "identity"),
    ("stop_gradient", {}, X, "identity"),
    ("zeros_like", {}, X, "fill"),
    ("fill", {"dims": [3, 4], "value": 1}, (3, 4), "fill"),
    ("reshape", {"shape": [2, -1]}, (2, 192), "reshape"),
    ("keras.backend.batch_flatten", {}, (2, 192), "reshape"),
    ("expand_dims", {"axis": [0, -1]}, (1, 2, 8, 6, 4, 1), "reshape"),
    ("compat.v1.transpose", {"perm": [0, 3, 1, 2]}, (2, 4, 8, 6), "transpose"),
    ("transpose", {}, (4, 6, 8, 2), "transpose"),
    ("tile", {"multiples": [1, 2, 1, 3]}, (2, 16, 6, 12), "tile"),
    ("repeat", {"repeats": 2, "axis": 1}, (2, 16, 6, 4), "tile"),
    ("broadcast_to", {"shape": [3, 2, 8, 6, 4]}, (3, 2, 8, 6, 4), "tile"),
    ("reverse", {"axis": [1]}, X, "gather"),
    ("gather", {"indices": [0, 2, 1], "axis": 3}, (2, 8, 6, 3), "gather"),
    ("gather", {"indices": 0, "axis": 1}, (2, 6, 4), "gather"),
    ("gather", {"indices": ["y", 0, 0]}, (2, 8, 6, 4, 8, 6, 4), "gather"),
    ("gather", {"indices": [0], "axis": None}, None, "gather"),
    ("one_hot", {"depth": 5}, (2, 8, 6, 4, 5), "fill"),
    ("pad", {"paddings": [[0, 0], [1, 2], [0, 3], [0, 0]]}, (2, 11, 9, 4), "pad"),
    ("pad", {"paddings": [[1, 1]]}, (4, 10, 8, 6), "pad"),
    ("slice", {"begin": [0, 1, 1, 0], "size": [2, 3, -1, 4]}, (2, 3, 5, 4), "slice"),
    ("split", {"num_or_size_splits": 2, "axis": 3}, (2, 8, 6, 2), "split"),
    ("split", {"num_or_size_splits": [1, -1], "axis": -1}, (2, 8, 6, 1), "split"),
    ("unstack", {"axis": 3}, (2, 8, 6), "split"),
    ("nn.depth_to_space", {"block_size": 2}, (2, 16, 12, 1), "transpose"),
    ("nn.space_to_depth", {"block_size": 2}, (2, 4, 3, 16), "transpose"),
    ("image.resize", {"size": [4, 3], "method": "nearest"}, (2, 4, 3, 4), "resize"),
    ("math.reduce_mean", {"axis": [1, 2]}, (2, 4), "global_pool"),
    ("math.reduce_sum", {"axis": -1, "keepdims": True}, (2, 8, 6, 1), "reduce"),
    ("math.reduce_max", {}, (), "reduce"),
    ("math.reduce_any", {"axis": 1}, (2, 6, 4), "reduce"),
    ("math.argmax", {"axis": -1}, (2, 8, 6), "reduce"),
    ("math.l2_normalize", {"axis": 1}, X, "norm"),
    ("nn.batch_normalization", {"mean": 0.0, "variance": 1.0}, X, "norm"),
    ("linalg.matmul", {"b": ["y", 0, 0], "transpose_b": True}, (2, 8, 6, 6), "matmul"),
    ("linalg.matmul", {"b": _constant([[1.0, 2.0]] * 4)}, (2, 8, 6, 2), "matmul"),
    ("nn.max_pool2d", {"ksize": 2, "strides": [1, 2, 2, 1], "padding": "VALID"}, (2, 4, 3, 4),
     "pool"),
    ("nn.avg_pool", {"ksize": [2, 3], "strides": None, "padding": "SAME"}, (2, 4, 2, 4), "pool"),
    ("nn.conv2d", {"filters": _constant([[[[1.0] * 5] * 4] * 3] * 3), "strides": 2,
                   "padding": "SAME"}, (2, 4, 3, 5), "conv"),
    ("nn.conv2d", {"filters": _constant([[[[1.0] * 6] * 2]]), "strides": [1], "padding": "VALID"},
     (2, 8, 6, 6), "conv"),
    ("nn.depthwise_conv2d", {"filter": _constant([[[[1.0] * 2] * 4] * 3] * 3),
                             "strides": [1, 1, 1, 1], "padding": "VALID"}, (2, 6, 4, 8),
     "depthwise_conv"),
    ("nn.conv2d", {"filters": 3, "strides": 1, "padding": "SAME"}, None, "opaque"),
    ("math.bessel_i0", {}, None, "opaque"),
    ("einsum", {}, None, "opaque"),
    ("shape", {}, (4,), "constant"),
    ("size", {}, (), "constant"),
    ("rank", {}, (), "constant"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kwargs", "expected", "word"), _ROWS)
def test_a_function(
    name: str, kwargs: dict[str, Any], expected: Shape | None, word: str, network_of: NetworkOf
) -> None:
    it = last(network_of(_function(name, flat("x", **kwargs), X, _Y)))
    assert (it.outputs[0].shape, it.op) == (expected, word)


@pytest.mark.parametrize(
    ("name", "node", "expected", "word"),
    [
        ("concat", [[["x", 0, 0, {"axis": 1}], ["y", 0, 0, {"axis": 1}]]], (2, 16, 6, 4), "concat"),
        ("stack", [[["x", 0, 0, {"axis": 1}], ["y", 0, 0, {"axis": 1}]]], (2, 2, 8, 6, 4),
         "concat"),
        ("math.add_n", k2("x", "y"), X, "add"),
        ("einsum", [["_CONSTANT_VALUE", -1, "abcd,abed->abce", {}]], None, "opaque"),
    ],
)  # fmt: skip
def test_a_function_of_several_tensors(
    name: str, node: Any, expected: Shape | None, word: str, network_of: NetworkOf
) -> None:
    it = last(network_of(_function(name, node, X, _Y)))
    assert (it.outputs[0].shape, it.op) == (expected, word)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (0, (8, 6, 4)),
        ([_EVERYTHING, 1], (2, 6, 4)),
        ([{"start": None, "stop": None, "step": 2}], (1, 8, 6, 4)),
        ([{"start": 1, "stop": -1, "step": None}, _EVERYTHING], (0, 8, 6, 4)),
        ([_EVERYTHING, {"start": -3, "stop": None, "step": None}], (2, 3, 6, 4)),
        ([{"class_name": "__ellipsis__"}, None], (2, 8, 6, 4, 1)),
        ([{"class_name": "__ellipsis__"}, [0, 1]], (2, 8, 6, 2)),
        ([_EVERYTHING, ["y", 0, 0]], (2, 3, 5, 6, 4)),
    ],
)
def test_indexing(key: Any, expected: Shape, network_of: NetworkOf) -> None:
    it = called(
        layer("SlicingOpLambda", function="__operators__.getitem"), flat("x", slice_spec=key)
    )
    model = functional(source("x", X), source("y", (3, 5)), it)
    assert last(network_of(written_by(2, model))).outputs[0].shape == expected


def test_a_channel_shuffle(network_of: NetworkOf) -> None:
    network = network_of(written_by(2, tensorflow_functions()), batch=3)
    assert shapes_of(network) == {
        "x": (3, 8, 8, 4),
        "size": (4,),
        "batch": (),
        "grouped": (3, 8, 8, 2, 2),
        "swapped": (3, 8, 8, 2, 2),
        "shuffled": (3, 8, 8, 4),
        "scaled": (3, 8, 8, 4),
    }
    assert network.layers[1].outputs[0].value == (3, 8, 8, 4)
    assert not any(each.inferred for each in network.layers)


def test_sizes_are_worked_out(network_of: NetworkOf) -> None:
    """`tf.reshape(x, tf.stack([b, (h * w + 1 - 1) // 2, -1]))`, and `x[:, : h // 2]`."""
    index: Any = "SlicingOpLambda"

    def size(name: str, function: str, before: str, **kwargs: Any) -> Json:
        return called(layer("TFOpLambda", name, function=function), flat(before, **kwargs))

    model = functional(
        source("x", (2, 8, 6, 4)),
        size("sizes", "compat.v1.shape", "x"),
        called(layer(index, "b", function="getitem"), flat("sizes", slice_spec=0)),
        called(layer(index, "h", function="getitem"), flat("sizes", slice_spec=1)),
        called(layer(index, "w", function="getitem"), flat("sizes", slice_spec=-2)),
        called(
            layer(index, "hw", function="getitem"),
            flat("sizes", slice_spec={"start": 1, "stop": 3, "step": None}),
        ),
        size("area", "math.multiply", "h", y=["w", 0, 0]),
        size("more", "__operators__.add", "area", y=1),
        size("less", "math.subtract", "more", y=1),
        size("half", "math.floordiv", "less", y=2),
        called(layer("TFOpLambda", "target", function="stack"),
               [[["b", 0, 0, {"axis": 0}], ["half", 0, 0, {}], _constant(-1)]]),
        size("flat", "reshape", "x", shape=["target", 0, 0]),
        called(layer(index, "top", function="getitem"),
               flat("x", slice_spec=[_EVERYTHING, {"start": None, "stop": ["half", 0, 0],
                                                   "step": None}])),
        size("small", "image.resize", "x", size=["hw", 0, 0]),
        outputs=[["flat", 0, 0], ["top", 0, 0], ["small", 0, 0]],
    )  # fmt: skip
    found = shapes_of(network_of(written_by(2, model)))
    assert found["flat"] == (2, 24, 8)
    assert found["top"] == (2, 8, 6, 4)
    assert found["small"] == (2, 8, 6, 4)


@pytest.mark.parametrize(
    ("name", "kwargs", "expected"),
    [
        ("transpose", {"perm": [0, 1, 1, 2]}, "is not an order of 4 axes"),
        ("transpose", {"perm": [0, 9, 1, 2]}, "axis 9 does not exist in a tensor of 4 axes"),
        ("reshape", {"shape": [5, -1]}, "does not fit the target"),
        ("reshape", {"shape": [-1, -1]}, "has several -1"),
        ("reshape", {"shape": [-7]}, "its target shape [-7] is impossible"),
        ("pad", {"paddings": [[1, 1], [2, 2]]}, "the padding ((1, 1), (2, 2)) does not fit"),
        ("split", {"num_or_size_splits": 0}, "it splits into 0 parts"),
        ("linalg.matmul", {"b": _constant([[1.0] * 3] * 3)}, "does not fit"),
        ("linalg.matmul", {"b": ["w", 0, 0]}, "a product of (2, 8, 6, 4) and () is impossible"),
        ("nn.max_pool2d", {"ksize": [1, 2, 3], "padding": "VALID"}, "are not 2 window sizes"),
        ("nn.max_pool2d", {"ksize": 2, "padding": "odd"}, "padding is 'odd', not valid or same"),
        ("nn.max_pool2d", {"ksize": 20, "padding": "VALID"}, "a window of 20 does not fit"),
        ("nn.depth_to_space", {"block_size": 0}, "block_size is 0"),
        ("math.add", {"y": ["z", 0, 0]}, "its inputs have shapes that do not fit"),
        ("getitem", {"slice_spec": [0] * 5}, "5 indices are too many for 4 axes"),
        ("getitem", {"slice_spec": [0.5]}, "the index 0.5 is malformed"),
        ("getitem", {"slice_spec": {"start": None, "stop": None, "step": 0}}, "is malformed"),
    ],
)
def test_an_impossible_function(
    name: str, kwargs: dict[str, Any], expected: str, refused: Refused
) -> None:
    assert expected in refused(_function(name, flat("x", **kwargs), X, *_ODD))


def test_an_index_into_sizes_that_does_not_exist(refused: Refused) -> None:
    sizes = called(layer("TFOpLambda", "sizes", function="shape"), flat("x"))
    assert "the index 9 does not exist" in refused(
        _function("getitem", flat("sizes", slice_spec=9), X, sizes)
    )


def test_unknown_shapes_stay_unknown(network_of: NetworkOf) -> None:
    """After a Lambda nothing is known, and nothing is made up."""
    code = called(layer("Lambda", "code"), flat("x"))
    for name, kwargs, _, _ in _ROWS:
        if name in ("fill", "broadcast_to", "math.reduce_max", "size", "rank", "shape"):
            continue
        if ["y", 0, 0] in kwargs.values() or "where" in name or "space" in name:
            continue
        found = last(network_of(_function(name, flat("code", **kwargs), X, code))).outputs[0]
        assert found.shape is None or None in found.shape or not found.shape, name


def test_nodes_of_a_graph(network_of: NetworkOf) -> None:
    network = network_of(written_by(2, graph_nodes()))
    assert shapes_of(network) == {"x": (1, 8, 8, 4), "cut": (1, 4, 8, 4), "it": (1, 4, 8, 4)}


def _node(node_def: Any, **constants: Any) -> Json:
    config = {"node_def": node_def, "constants": {k[1:]: v for k, v in constants.items()}}
    return written_by(
        2, functional(source("x", X), called(layer("TensorFlowOpLayer", **config), k2("x")))
    )


@pytest.mark.parametrize(
    ("node_def", "constants", "expected"),
    [
        ({"op": "Mean", "attr": {"keep_dims": {"b": True}}}, {"_1": [1, 2]}, (2, 1, 1, 4)),
        ('{"op": "Reshape"}', {"_1": [2, -1]}, (2, 192)),
        ({"op": "Split", "attr": {"num_split": {"i": "2"}}}, {}, (1, 8, 6, 4)),
        ({"op": "StridedSlice",
          "attr": {"begin_mask": {"i": "1"}, "end_mask": {"i": 1}, "shrink_axis_mask": {"i": 2},
                   "new_axis_mask": {"i": "4"}}},
         {"_1": [0, 3, 0], "_2": [0, 0, 0], "_3": [1, 1, 1]}, (2, 1, 6, 4)),
        ({"op": "StridedSlice", "attr": {"ellipsis_mask": {"i": "1"}}},
         {"_1": [0, 1], "_2": [0, 3], "_3": [1, 1]}, (2, 8, 6, 2)),
        ({"op": "Bucketize"}, {}, None),
    ],
)  # fmt: skip
def test_a_node_of_a_graph(
    node_def: Any, constants: dict[str, Any], expected: Shape | None, network_of: NetworkOf
) -> None:
    assert last(network_of(_node(node_def, **constants))).outputs[0].shape == expected


@pytest.mark.parametrize(
    ("node_def", "constants", "expected"),
    [
        ("{", {}, "its node_def is not JSON"),
        ("[" * 5000, {}, "its node_def is not JSON"),
        (None, {}, "its node_def is not a dictionary"),
        ({"op": 3}, {}, "its node_def names no operation"),
        ({"op": "StridedSlice"}, {"_1": [0]}, "its bounds are not constants"),
    ],
)
def test_a_node_that_is_damaged(
    node_def: Any, constants: dict[str, Any], expected: str, refused: Refused
) -> None:
    assert expected in refused(_node(node_def, **constants))
