"""Networks in a few lines: Keras's layers, names and defaults; messages that name the layer."""

from __future__ import annotations

import datetime
import time

import pytest

from netlint.errors import ModelError
from netlint.network import Network
from netlint.readers.sketch import MOST_LAYERS, sketched_network
from tests.readers.building import last, shapes_of

IMAGE = {"class": "InputLayer", "shape": [56, 56, 64]}


def sketched(*layers: dict) -> Network:
    return sketched_network([IMAGE, *layers], "net")


def one(class_name: str, **settings):
    """The layer of that class on an image."""
    return last(sketched({"class": class_name, **settings}))


def problem(*layers: dict) -> str:
    with pytest.raises(ModelError) as caught:
        sketched_network(layers, "net")
    text = str(caught.value)
    assert text.startswith("net: ")
    assert "\n" not in text
    return text.removeprefix("net: ")


@pytest.mark.parametrize(
    ("class_name", "settings", "word", "shape", "params"),
    [
        ("Conv2D", {"filters": 8, "kernel_size": 1}, "conv", (56, 56, 8), 64 * 8 + 8),
        ("Conv2D", {"filters": 8, "kernel_size": [3, 1]}, "conv", (54, 56, 8), 3 * 64 * 8 + 8),
        (
            "Conv2D",
            {"filters": 8, "kernel_size": 3, "groups": 4, "padding": "same", "strides": 2},
            "conv",
            (28, 28, 8),
            9 * 16 * 8 + 8,
        ),
        (
            "Conv2D",
            {"filters": 8, "kernel_size": 1, "use_bias": False, "activation": "relu"},
            "conv",
            (56, 56, 8),
            64 * 8,
        ),
        ("DepthwiseConv2D", {"kernel_size": 3}, "depthwise_conv", (54, 54, 64), 9 * 64 + 64),
        (
            "SeparableConv2D",
            {"filters": 8, "kernel_size": 3},
            "separable_conv",
            (54, 54, 8),
            9 * 64 + 64 * 8 + 8,
        ),
        ("Dense", {"units": 10}, "dense", (56, 56, 10), 64 * 10 + 10),
        ("BatchNormalization", {"momentum": 0.9}, "norm", (56, 56, 64), 4 * 64),
        ("LayerNormalization", {}, "norm", (56, 56, 64), 2 * 64),
        ("Activation", {"activation": "relu"}, "activation", (56, 56, 64), 0),
        ("ReLU", {"max_value": 6}, "activation", (56, 56, 64), 0),
        ("Softmax", {}, "activation", (56, 56, 64), 0),
        ("Dropout", {"rate": 0.5}, "identity", (56, 56, 64), 0),
        ("MaxPooling2D", {}, "pool", (28, 28, 64), 0),
        ("AveragePooling2D", {"pool_size": 3, "strides": 1}, "pool", (54, 54, 64), 0),
        ("GlobalAveragePooling2D", {}, "global_pool", (64,), 0),
        ("ZeroPadding2D", {"padding": 2}, "pad", (60, 60, 64), 0),
        ("Flatten", {}, "reshape", (56 * 56 * 64,), 0),
        ("Reshape", {"target_shape": [56 * 56, 64]}, "reshape", (56 * 56, 64), 0),
        ("Permute", {"dims": [3, 1, 2]}, "transpose", (64, 56, 56), 0),
        ("Lambda", {"output_shape": [56, 56, 3]}, "opaque", (56, 56, 3), 0),
        ("Rescaling", {"scale": 0.5}, "norm", (56, 56, 64), 0),
        ("UpSampling2D", {}, "resize", (112, 112, 64), 0),
        ("GetItem", {"start": 16, "stop": 32}, "slice", (56, 56, 16), 0),
        ("GetItem", {"start": 60}, "slice", (56, 56, 4), 0),
        ("ops.GetItem", {"stop": 32}, "slice", (56, 56, 32), 0),
        ("ops.Split", {"indices_or_sections": 4, "axis": -1}, "split", (56, 56, 16), 0),
        ("ops.Relu", {}, "activation", (56, 56, 64), 0),
    ],
)
def test_layers(class_name, settings, word, shape, params):
    layer = one(class_name, **settings)
    assert (layer.op, layer.outputs[0].shape, layer.params) == (word, (1, *shape), params)
    assert not layer.inferred


def test_a_row_of_layers():
    layers = [
        {"class": "InputLayer", "shape": [10, 4], "name": "x"},
        {"class": "Conv1D", "filters": 8, "kernel_size": 3},
        {"class": "Flatten"},
        {"class": "Dense", "units": 2, "name": "fc"},
    ]
    network = sketched_network(layers)
    assert shapes_of(network) == {
        "x": (1, 10, 4),
        "conv1d": (1, 8, 8),
        "flatten": (1, 64),
        "fc": (1, 2),
    }
    assert (network.name, network.framework) == ("network", "Keras")
    assert [tensor.producer for tensor in network.outputs] == ["fc"]
    assert [tensor.producer for tensor in network.inputs] == ["x"]
    assert network.warnings == ()


def test_branches_are_merged():
    network = sketched(
        {"class": "Conv2D", "filters": 64, "kernel_size": 1, "name": "left"},
        {"class": "Conv2D", "filters": 64, "kernel_size": 1, "inputs": ["input_layer"]},
        {"class": "Add", "inputs": ["left", "conv2d"]},
        {"class": "Concatenate", "inputs": ["add", "left", "add"]},
        {"class": "Multiply", "inputs": ["left", "add"]},
    )
    by_name = {layer.name: layer for layer in network.layers}
    assert [t.producer for t in by_name["conv2d"].inputs] == ["input_layer"]
    assert [t.producer for t in by_name["add"].inputs] == ["left", "conv2d"]
    assert by_name["concatenate"].outputs[0].shape == (1, 56, 56, 192)
    assert by_name["multiply"].op == "multiply"
    assert [tensor.producer for tensor in network.outputs] == ["concatenate", "multiply"]


def test_attention_reads_a_query_and_a_value():
    layers = [
        {"class": "InputLayer", "shape": [6, 16], "name": "x"},
        {"class": "MultiHeadAttention", "num_heads": 2, "key_dim": 8, "inputs": ["x", "x"]},
    ]
    layer = last(sketched_network(layers))
    assert layer.outputs[0].shape == (1, 6, 16)
    assert layer.params == 4 * (16 * 16 + 16)


def test_an_output_of_several():
    network = sketched(
        {"class": "ops.Split", "indices_or_sections": [16], "axis": -1},
        {"class": "ReLU", "inputs": ["split:1"]},
        {"class": "Softmax", "inputs": ["split:0"]},
        {"class": "ops.Add", "inputs": ["split", "softmax"]},
    )
    assert shapes_of(network)["re_lu"] == (1, 56, 56, 48)
    assert shapes_of(network)["add"] == (1, 56, 56, 16)
    assert [tensor.producer for tensor in network.outputs] == ["re_lu", "add"]


def test_a_name_may_hold_a_colon():
    network = sketched({"class": "ReLU", "name": "a:1"}, {"class": "ReLU", "inputs": ["a:1"]})
    assert [t.producer for t in last(network).inputs] == ["a:1"]


def test_a_branch_is_dead_where_others_are_marked_as_outputs():
    network = sketched(
        {"class": "ReLU", "inputs": ["input_layer"], "name": "dead"},
        {"class": "ReLU", "inputs": ["input_layer"], "output": True},
        {"class": "Softmax", "output": False},
        {"class": "Flatten", "inputs": ["input_layer"], "output": True},
    )
    assert [layer.name for layer in network.layers][1:] == ["dead", "re_lu", "softmax", "flatten"]
    assert [tensor.producer for tensor in network.outputs] == ["re_lu", "flatten"]


def test_names_are_keras_own_and_never_taken_twice():
    relu = {"class": "ReLU"}
    network = sketched(
        relu, {"class": "ReLU", "name": "re_lu_1"}, relu, {"class": "BatchNormalization"}, IMAGE
    )
    assert [layer.name for layer in network.layers] == [
        "input_layer",
        "re_lu",
        "re_lu_1",
        "re_lu_2",
        "batch_normalization",
        "input_layer_1",
    ]


def test_a_name_given_later_is_left_free():
    network = sketched({"class": "ReLU"}, {"class": "ReLU", "name": "re_lu"})
    assert [layer.name for layer in network.layers][1:] == ["re_lu_1", "re_lu"]


def test_settings_of_a_layer_inside_another_one():
    inner = {"class_name": "Dense", "config": {"units": 3}}
    assert one("TimeDistributed", layer=inner).params == 64 * 3 + 3


def test_settings_that_change_no_cost_may_be_given():
    settings = {"kernel_initializer": "he_normal", "kernel_regularizer": "l2", "trainable": False}
    layer = one("Conv2D", filters=8, kernel_size=1, dtype="float16", **settings)
    assert layer.outputs[0].dtype == "float16"
    assert layer.trainable_params == 0


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({}, "layer 2 has no 'class', the name of a Keras layer"),
        ({"class": 3}, "layer 2 has no 'class'"),
        ({"class": ""}, "layer 2 has no 'class'"),
        ({"class": "ReLU", "name": ""}, "layer 2 is called '': not a name of its own"),
        ({"class": "ReLU", "name": 3}, "layer 2 is called 3: not a name"),
        ({"class": "ReLU", "output": 1}, "layer 're_lu': 'output' must be true or false"),
        ({"class": "ReLU", "inputs": "x"}, "layer 're_lu': 'inputs' must be a list of earlier"),
        ({"class": "ReLU", "inputs": []}, "layer 're_lu': 'inputs' must be a list of earlier"),
        (
            {"class": "ReLU", "inputs": ["input_layr"]},
            "layer 're_lu': reads 'input_layr', which is no layer before it; did you mean 'input_l",
        ),
        ({"class": "ReLU", "inputs": ["re_lu"]}, "layer 're_lu': reads 're_lu', which is no lay"),
        ({"class": "ReLU", "inputs": [3]}, "layer 're_lu': reads 3, which is no layer before it"),
        ({"class": "ReLU", "inputs": ["input_layer:x"]}, "layer 're_lu': reads 'input_layer:x'"),
        ({"class": "ReLU", "inputs": ["input_layer:5"]}, "layer 're_lu': output 5 of 'input_layer"),
        ({"class": "InputLayer"}, "layer 'input_layer_1': needs a 'shape', without the batch axis"),
        ({"class": "InputLayer", "shape": 3}, "layer 'input_layer_1': needs a 'shape'"),
        ({"class": "InputLayer", "shape": ["a"]}, "layer 'input_layer_1': its input shape [None, "),
        ({"class": "InputLayer", "shape": [-1]}, "layer 'input_layer_1': its input shape [None, "),
        ({"class": "Conv2d"}, "layer 'conv2d': its class 'Conv2d' is not known; did you mean 'Con"),
        ({"class": "Mystery?"}, "layer 'mystery': its class 'Mystery?' is not known"),
        ({"class": "Split"}, "layer 'split': its class 'Split' is not known; did you mean 'ops.Sp"),
        ({"class": "ops.Conv2D"}, "layer 'conv2d': its class 'ops.Conv2D' is not known; did you"),
        ({"class": "Sequential", "layers": []}, "layer 'sequential': its class 'Sequential' is no"),
        ({"class": "Conv2D", "kernel_size": 1}, "layer 'conv2d': its configuration has no 'filter"),
        ({"class": "Conv2D", "filters": 8}, "layer 'conv2d': its configuration has no 'kernel_si"),
        (
            {"class": "Conv2D", "filters": 8, "kernel_size": 1, "stride": 2},
            "layer 'conv2d': 'stride' is no setting of it; did you mean 'strides'?",
        ),
        (
            {"class": "Conv2D", "filter": 8, "kernel_size": 1},
            "layer 'conv2d': 'filter' is no setting of it; did you mean 'filters'?",
        ),
        ({"class": "MaxPooling2D", "poolsize": 3}, "layer 'max_pooling2d': 'poolsize' is no setti"),
        ({"class": "Conv2D", "filters": 6, "kernel_size": 1, "groups": 4}, "layer 'conv2d': 4 gr"),
        ({"class": "Conv2D", "filters": "8", "kernel_size": 1}, "layer 'conv2d': filters is '8'"),
        ({"class": "Conv2D", "filters": 8, "kernel_size": 99}, "layer 'conv2d': "),
        ({"class": "Dense", "units": datetime.date(2020, 1, 1)}, "layer 'dense': units is datetim"),
        ({"class": "Dense", "units": float("nan")}, "layer 'dense': units is nan"),
        ({"class": "Dense", "units": 10**30}, "layer 'dense': units is 1000"),
    ],
)
def test_bad_entries(entry, message):
    assert problem(IMAGE, entry).startswith(message)


def test_a_name_is_given_once():
    relu = {"class": "ReLU", "name": "a"}
    assert problem(IMAGE, relu, relu) == "layer 3 is called 'a': not a name of its own"


def test_settings_nested_too_deeply():
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    assert "nested too deep" in problem(IMAGE, {"class": "Dense", "units": deep})


def test_a_network_begins_with_an_input():
    said = problem({"class": "ReLU"})
    assert (
        said == "layer 're_lu': 'inputs' must be a list of earlier layers; begin with an InputLayer"
    )


@pytest.mark.parametrize("count", [0, MOST_LAYERS + 1])
def test_too_few_or_too_many_layers(count):
    assert problem(*[IMAGE] * count).startswith(f"has {count} layers, not 1 to 200")


def test_the_largest_sketch_is_read_quickly():
    begun = time.perf_counter()
    network = sketched(*[{"class": "ReLU"}] * (MOST_LAYERS - 1))
    assert len(network.layers) == MOST_LAYERS
    assert time.perf_counter() - begun < 2


def test_a_sketch_is_left_as_it_was():
    entry = {"class": "MaxPooling2D"}
    sketched(entry)
    assert entry == {"class": "MaxPooling2D"}
