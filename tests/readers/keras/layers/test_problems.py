"""Configurations and inputs that a layer cannot have: the message names what and why."""

from __future__ import annotations

from typing import Any

import pytest

from netlint.network import Shape
from tests.readers.building import (
    Json,
    called,
    chain,
    functional,
    joined,
    k2,
    last,
    layer,
    source,
    written_by,
)
from tests.readers.conftest import NetworkOf, Refused

X: Shape = (None, 9, 7, 4)
ROW: Shape = (None, 5)
SEQUENCE: Shape = (None, 6, 4)
_KERAS: Json = {"module": "keras.layers"}
_CONV: Json = {"filters": 2, "kernel_size": 3}


@pytest.mark.parametrize(
    ("shape", "class_name", "config", "expected"),
    [
        (X, "Conv2D", {"filters": 2}, "its configuration has no 'kernel_size'"),
        (X, "Conv2D", _CONV | {"filters": True}, "filters is True, not an integer of at least 1"),
        (X, "Conv2D", _CONV | {"filters": 2.5}, "filters is 2.5, not an integer of at least 1"),
        (X, "Conv2D", _CONV | {"filters": "2"}, "filters is '2', not an integer"),
        (X, "Conv2D", _CONV | {"filters": 0}, "filters is 0, not an integer of at least 1"),
        (X, "Conv2D", _CONV | {"filters": 2**40}, "filters is 1099511627776, not an integer"),
        (X, "Conv2D", _CONV | {"kernel_size": [3]}, "kernel_size is [3], not 2 integer(s)"),
        (X, "Conv2D", _CONV | {"kernel_size": [3, "a"]}, "kernel_size is [3, 'a'], not 2"),
        (X, "Conv2D", _CONV | {"kernel_size": 0}, "kernel_size is 0, not 2 integer(s)"),
        (X, "Conv2D", _CONV | {"kernel_size": list(range(100))}, "..., not 2 integer(s)"),
        (X, "Conv2D", _CONV | {"strides": 0}, "strides is 0, not 2 integer(s) of at least 1"),
        (X, "Conv2D", _CONV | {"padding": "odd"}, "padding is 'odd', not valid or same or causal"),
        (X, "Conv2D", _CONV | {"padding": 3}, "padding is 3, not valid or same or causal"),
        (X, "Conv2D", _CONV | {"data_format": "NCHW"}, "data_format is 'nchw', not channels_last"),
        (X, "Conv2D", _CONV | {"use_bias": "yes"}, "use_bias is 'yes', not true or false"),
        (X, "Conv2D", _CONV | {"activation": 3}, "activation is 3, not the name of a function"),
        (X, "Conv2D", _CONV | {"groups": 3}, "3 groups do not divide 4 input channels and 2"),
        (X, "Conv2D", _CONV | {"kernel_size": 8},
         "a window of 8 does not fit an input of 7 (input shape (1, 9, 7, 4)); enlarge the input"),
        (X, "Conv2D", _CONV | {"kernel_size": 3, "dilation_rate": 4}, "a window of 9"),
        (ROW, "Conv2D", _CONV, "its input has shape (1, 5), Conv2D wants 4 axes"),
        (X, "MaxPooling2D", {"pool_size": 8}, "a window of 8 does not fit an input of 7"),
        (X, "GroupNormalization", {"groups": 3}, "3 groups do not divide 4 channels"),
        (X, "BatchNormalization", {"axis": 7}, "axis 7 does not exist in a tensor of 4 axes"),
        (X, "BatchNormalization", {"axis": "x"}, "axis 'x' does not exist"),
        (X, "Reshape", {"target_shape": [5, 5]}, "its input shape (9, 7, 4) does not fit"),
        (X, "Reshape", {"target_shape": [5, -1]}, "does not fit the target [5, -1]"),
        (X, "Reshape", {"target_shape": 7}, "target_shape is 7, not a list"),
        (X, "Reshape", {}, "target_shape is None, not a list"),
        (X, "Permute", {"dims": [1, 1, 2]}, "dims is [1, 1, 2], not an order of axes"),
        (X, "Permute", {"dims": [2, 1]}, "dims [2, 1] do not fit the input shape (1, 9, 7, 4)"),
        (X, "Cropping2D", {"cropping": 4}, "leaves nothing of (1, 9, 7, 4)"),
        (X, "ZeroPadding2D", {"padding": [[1], [1]]}, "padding is [[1], [1]], not 2 pair(s)"),
        (X, "ZeroPadding2D", {"padding": -1}, "not 2 pair(s) of counts"),
        (X, "ZeroPadding2D", {"padding": "a"}, "padding is 'a', not 2 pair(s) of counts"),
        (X, "UpSampling2D", {"size": 2**31}, "size is 2147483648, not 2 integer(s)"),
        ((None, 2**20, 2**20, 2**20), "UpSampling2D", {"size": 2**20}, "is impossibly large"),
        (ROW, "EinsumDense", {"equation": "ab->ac", "output_shape": 3}, "does not have 2 operands"),
        (ROW, "EinsumDense", {"equation": "a1,bc->ac", "output_shape": 3}, "'a1' is malformed"),
        (ROW, "EinsumDense", {"equation": "abc,cd->ad", "output_shape": 3},
         "an operand has 2 axes, its equation names 3"),
        (ROW, "EinsumDense", {"equation": "abc...,cd->ad", "output_shape": 3},
         "an operand has 2 axes, its equation names more"),
        (ROW, "EinsumDense", {"equation": "ab,bc->ac", "output_shape": 3, "bias_axes": "z"},
         "bias_axes 'z' are not in 'ab,bc->ac'"),
        (ROW, "EinsumDense", {"equation": "a,b->" * 50, "output_shape": 3}, "does not have 2"),
        (SEQUENCE, "RNN", {}, "the layer inside it is missing"),
        (SEQUENCE, "RNN", {"cell": {"class_name": "StackedRNNCells", "config": {}}}, "no cells"),
        (SEQUENCE, "Bidirectional", {"layer": 3}, "layer is 3, not a dictionary"),
        (SEQUENCE, "Bidirectional",
         {"layer": {"class_name": "LSTM", "config": {"units": 3}}, "merge_mode": "min"},
         "merge_mode is 'min', not concat, sum, mul, ave or null"),
        (SEQUENCE, "TimeDistributed", {"layer": {"class_name": "Dense", "config": {"units": 0}}},
         "units is 0"),
        (SEQUENCE, "TimeDistributed", {"layer": {"class_name": 3}}, "has the class name 3"),
        ((None,), "TimeDistributed", {"layer": {}}, "its input has no time axis"),
        ((None,), "RNN", {"cell": {}}, "its input (1) has no time axis"),
        (ROW, "LSTM", {"units": 3}, "its input has shape (1, 5), LSTM wants 3 axes"),
        (SEQUENCE, "MultiHeadAttention", {"num_heads": 2, "key_dim": 2},
         "it is called without a query and a value"),
        ((), "Dense", {"units": 3}, "its input has no axis to work on"),
        ((), "Flatten", {}, "its input has no axis to work on"),
        ((None, 5, 4), "PReLU", {"shared_axes": [9]}, "axis 9 does not exist"),
    ],
)  # fmt: skip
def test_an_impossible_layer(
    shape: Shape, class_name: str, config: Json, expected: str, refused: Refused
) -> None:
    assert expected in refused(chain(shape, layer(class_name, **config) | _KERAS))


@pytest.mark.parametrize(
    ("shapes", "class_name", "config", "expected"),
    [
        ([X, (None, 9, 5, 4)], "Add", {}, "its inputs have shapes that do not fit: (1, 9, 7, 4)"),
        ([X, (None, 8, 7, 4)], "Concatenate", {}, "its inputs have shapes that do not fit"),
        ([X, ROW], "Concatenate", {}, "its inputs have shapes that do not fit"),
        ([ROW, (None, 6)], "Dot", {"axes": 1}, "axes 1 and 1 of (1, 5), (1, 6) differ"),
        ([ROW, ROW, ROW], "Dot", {"axes": 1}, "it has 3 inputs, not 2"),
        ([(None,), (None,)], "Attention", {"use_scale": False}, "attention over an input of shape"),
        ([SEQUENCE, SEQUENCE], "GroupedQueryAttention",
         {"head_dim": 2, "num_query_heads": 3, "num_key_value_heads": 2},
         "2 key heads do not divide 3 query heads"),
        ([SEQUENCE, ROW], "MultiHeadAttention", {"num_heads": 2, "key_dim": 2},
         "its query (1, 6, 4) and its key (1, 5) differ in rank"),
        ([SEQUENCE, SEQUENCE], "MultiHeadAttention",
         {"num_heads": 2, "key_dim": 2, "output_shape": [0]}, "output_shape [0] is impossible"),
    ],
)  # fmt: skip
def test_inputs_that_do_not_fit(
    shapes: list[Shape], class_name: str, config: Json, expected: str, refused: Refused
) -> None:
    assert expected in refused(joined(shapes, layer(class_name, **config)))


@pytest.mark.parametrize(
    ("activation", "word"),
    [
        (None, "identity"),
        ("linear", "identity"),
        ("tanh", "tanh"),
        ({"class_name": "function", "config": "gelu", "registered_name": "function"}, "gelu"),
        ({"class_name": "ReLU", "config": {"name": "re_lu"}}, "ReLU"),
        ({"class_name": "Activation", "config": {"activation": "elu"}}, "elu"),
        ({"class_name": "swish", "config": None}, "swish"),
    ],
)
def test_the_ways_to_write_an_activation(activation: Any, word: str, network_of: NetworkOf) -> None:
    it = last(network_of(chain(ROW, layer("Activation", activation=activation))))
    assert getattr(it.operation, "function", it.op) == word


@pytest.mark.parametrize(
    "class_name", ["Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose"]
)
def test_unknown_channels_are_unknown(class_name: str, network_of: NetworkOf) -> None:
    network = network_of(
        chain(X, layer("Lambda", "code"), layer(class_name, filters=2, kernel_size=3), keras=2)
    )
    assert last(network).params is None
    assert last(network).outputs[0].shape in {(None, None, None, 2), (None,) * 4}


def test_unknown_channels_of_a_locally_connected_layer(network_of: NetworkOf) -> None:
    it = layer("LocallyConnected2D", filters=2, kernel_size=3)
    assert last(network_of(chain(X, layer("Lambda", "code"), it, keras=2))).weights is None
    it = layer("LocallyConnected2D", filters=2, kernel_size=3, implementation=3)
    assert last(network_of(chain(X, it, keras=2))).weights is None


_UNKNOWN = layer("Lambda", "code")


@pytest.mark.parametrize(
    ("class_name", "config", "expected"),
    [
        ("Dense", {"units": 3}, None),
        ("Flatten", {}, None),
        ("Permute", {"dims": [2, 1]}, (None, None, None)),
        ("Reshape", {"target_shape": [4, 2]}, (None, 4, 2)),
        ("RepeatVector", {"n": 3}, (None, 3, None)),
        ("MaxPooling2D", {"pool_size": 2}, (None,) * 4),
        ("GlobalMaxPooling2D", {}, (None, None)),
        ("AdaptiveAveragePooling2D", {"output_size": 3}, (None, 3, 3, None)),
        ("ZeroPadding2D", {"padding": 1}, (None,) * 4),
        ("UpSampling2D", {"size": 2}, (None,) * 4),
        ("Resizing", {"height": 4, "width": 5}, (None, 4, 5, None)),
        ("BatchNormalization", {}, None),
        ("LayerNormalization", {}, None),
        ("PReLU", {}, None),
        ("LSTM", {"units": 3}, (None, 3)),
        ("RNN", {"cell": {"class_name": "LSTMCell", "config": {"units": 3}}}, (None, 3)),
        ("Bidirectional", {"layer": {"class_name": "LSTM", "config": {"units": 3}}}, (None, 6)),
        ("Embedding", {"input_dim": 4, "output_dim": 3}, None),
        ("CategoryEncoding", {"num_tokens": 3}, None),
        ("TextVectorization", {"output_mode": "multi_hot", "vocabulary_size": 9}, None),
    ],
)
def test_unknown_shapes_stay_unknown(
    class_name: str, config: Json, expected: Shape | None, network_of: NetworkOf
) -> None:
    it = last(network_of(chain(X, _UNKNOWN, layer(class_name, **config), keras=2)))
    assert it.outputs[0].shape == expected


@pytest.mark.parametrize("class_name", ["Add", "Concatenate", "Dot"])
def test_merges_without_known_shapes(class_name: str, network_of: NetworkOf) -> None:
    model = functional(
        source(),
        called(_UNKNOWN, k2("x")),
        called(layer(class_name, axes=-1), k2("code", "code")),
    )
    assert last(network_of(written_by(2, model))).outputs[0].shape is None


@pytest.mark.parametrize("class_name", ["Add", "Concatenate", "Average"])
def test_merges_without_inputs(class_name: str, refused: Refused) -> None:
    model = functional(source(), called(layer(class_name), {"args": [[]]}))
    assert "is called without an input" in refused(model)


def test_ranks_are_aligned_after_the_batch(network_of: NetworkOf) -> None:
    model = joined([(None, 9, 7, 4), (None, 4)], layer("Multiply"))
    assert last(network_of(model)).outputs[0].shape == (1, 9, 7, 4)
