"""Networks become LiteRT models: with netlint's shapes, the kernels expected, Keras's answers."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from netlint import analyze
from netlint.errors import ModelError
from netlint.measuring.designs import all_designs
from netlint.measuring.lowering import converted
from netlint.measuring.modelops import model_ops
from netlint.readers.sketch import sketched_network

pytest.importorskip("ai_edge_litert")
pytest.importorskip("tensorflow")
pytestmark = pytest.mark.slow

APPLICATIONS = Path(__file__).parents[2] / "data" / "applications"
CLASSIFIER = {"MEAN": 1, "FULLY_CONNECTED": 1, "SOFTMAX": 1}


def lowered(source, **shapes):
    """A model, after its conversion checked every layer's shape; and its operations, counted."""
    network = analyze(source, **shapes).network
    model = converted(network)
    return model, Counter(operation.name for operation in model_ops(model))


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        # units times convolutions in each, as in the architecture tables of the papers
        ("mobilenet_v1", {"CONV_2D": 14, "DEPTHWISE_CONV_2D": 13}),
        ("shufflenet_v1", {"CONV_2D": 1 + 2 * 16, "DEPTHWISE_CONV_2D": 16, "TRANSPOSE": 16}),
        (
            "shufflenet_v2",
            {
                "CONV_2D": 2 + 2 * 16 + 3,
                "DEPTHWISE_CONV_2D": 16 + 3,
                "TRANSPOSE": 16,
                "STRIDED_SLICE": 2 * 13,
                "CONCATENATION": 16,
            },
        ),
        ("pp_lcnet", {"CONV_2D": 1 + 13 + 2 * 2 + 1, "DEPTHWISE_CONV_2D": 13, "HARD_SWISH": 28}),
        ("ghostnet", {"CONV_2D": 54, "DEPTHWISE_CONV_2D": 41, "CONCATENATION": 32, "ADD": 16}),
    ],
)
def test_built_in_networks_have_the_kernels_of_their_papers(name, counts):
    _, found = lowered(f"zoo:{name}")
    expected = {**CLASSIFIER, **counts}
    if name in ("pp_lcnet", "ghostnet"):
        expected["MEAN"] = found["MEAN"]  # squeeze-and-excitation has means of its own
    assert {word: found[word] for word in expected} == expected


@pytest.mark.parametrize(
    "spec",
    [
        "zoo:shufflenet_v1?groups=1&resolution=32",
        "zoo:shufflenet_v1?groups=8&resolution=32",
        "zoo:shufflenet_v2?width=0.5&resolution=32",
        "zoo:pp_lcnet?width=0.25&resolution=32",
        "zoo:mobilenet_v1?width=0.25&resolution=128",
        "zoo:ghostnet?width=0.5&resolution=32",
    ],
)
def test_variants_are_lowered_too(spec):
    _, found = lowered(spec)
    assert found["CONV_2D"] + found["DEPTHWISE_CONV_2D"] > 20


@pytest.mark.parametrize("path", sorted(APPLICATIONS.glob("*.json.gz")), ids=lambda path: path.name)
def test_applications_of_keras_are_lowered(path, tmp_path):
    document = json.loads(gzip.decompress(path.read_bytes()))
    model = tmp_path / "model.json"
    model.write_text(json.dumps(document["architecture"]))
    try:
        network = analyze(model).network
    except ModelError:
        network = analyze(model, input_shapes=(224, 224, 3)).network
    found = Counter(operation.name for operation in model_ops(converted(network)))
    assert found["CONV_2D"] + found["FULLY_CONNECTED"] > 10


@pytest.mark.parametrize("place", range(0, len(all_designs()), 12))
def test_designs_are_lowered_and_every_kernel_knows_its_layers(place):
    network = all_designs()[place].network()
    operations = model_ops(converted(network))
    known = [layer.name for operation in operations for layer in operation.layers]
    assert all(operation.layers for operation in operations)
    assert set(known) >= {each.name for each in network.layers if each.op in ("conv", "dense")}


def conv_net(keras):
    """A small network with most of what the lowering knows."""
    layers = keras.layers
    image = keras.Input((17, 17, 3), name="image")
    x = layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False, name="conv")(image)
    x = layers.ReLU(6, name="relu6")(layers.BatchNormalization(name="bn")(x))
    y = layers.DepthwiseConv2D(5, padding="same", name="depthwise")(x)
    y = layers.Activation("hard_silu", name="hswish")(y)
    gate = layers.GlobalAveragePooling2D(keepdims=True, name="squeeze")(y)
    gate = layers.Conv2D(8, 1, activation="hard_sigmoid", name="excite")(gate)
    y = layers.Multiply(name="scale")([y, gate])
    y = layers.SeparableConv2D(8, 3, padding="same", activation="silu", name="separable")(y)
    x = layers.Add(name="sum")([x, y])
    left = layers.Conv2D(8, 1, groups=2, name="grouped")(x)
    right = layers.MaxPooling2D(3, strides=1, padding="same", name="max")(x)
    x = layers.Concatenate(name="concat")([left, right])
    x = layers.Reshape((9, 9, 2, 8), name="split")(x)
    x = layers.Permute((1, 2, 4, 3), name="turn")(x)
    x = layers.Reshape((9, 9, 16), name="merge")(x)
    x = layers.ZeroPadding2D(((0, 1), (0, 1)), name="pad")(x)
    x = layers.Cropping2D(((1, 0), (0, 2)), name="crop")(x)
    x = layers.AveragePooling2D(2, name="average")(x)
    x = layers.Conv2DTranspose(4, 3, strides=2, padding="same", name="up")(x)
    x = layers.UpSampling2D(2, interpolation="nearest", name="larger")(x)
    x = layers.LeakyReLU(negative_slope=0.2, name="leaky")(x)
    x = layers.PReLU(shared_axes=[1, 2], name="prelu")(x)
    x = layers.LayerNormalization(name="ln")(x)
    x = layers.GlobalMaxPooling2D(name="pool")(x)
    x = layers.Dense(6, activation="gelu", name="hidden")(x)
    x = layers.Dense(5, name="classes")(layers.Dropout(0.5, name="dropout")(x))
    return keras.Model(image, layers.Softmax(name="softmax")(x), name="small")


def test_a_network_with_given_weights_says_what_keras_says():
    import keras

    from netlint.measuring.engine import Engine

    keras.utils.set_random_seed(1)
    model = conv_net(keras)
    draw = np.random.default_rng(0)
    for weight in model.weights:
        near = 1.0 if "variance" in weight.name or "gamma" in weight.name else 0.0
        weight.assign(near + 0.3 * draw.random(weight.shape))
    given = {
        (layer.name, weight.name): weight.numpy()
        for layer in model.layers
        for weight in layer.weights
    }

    def values(layer, name, shape):
        if layer.class_name == "DepthwiseConv2D":
            name = name.removeprefix("depthwise_")  # Keras 3 calls it a kernel
        found = given[layer.path[0], name]  # parts are called `separable/depthwise`
        assert found.shape == shape
        return found

    image = draw.standard_normal((1, 17, 17, 3)).astype(np.float32)
    (answer,) = Engine(converted(analyze(model).network, values).content).outputs(image)
    np.testing.assert_allclose(answer, model.predict(image, verbose=0), rtol=2e-3, atol=2e-5)
    assert answer.std() > 0.001


@pytest.mark.parametrize(
    ("layers", "problem"),
    [
        (
            [{"class": "LSTM", "units": 4}],
            "layer 'lstm': a layer of the class 'LSTM' cannot be run in LiteRT by netlint",
        ),
        (
            [{"class": "Activation", "activation": "sparsemax"}],
            "layer 'activation': the activation 'sparsemax' cannot be run in LiteRT by netlint",
        ),
    ],
)
def test_what_cannot_be_lowered_is_said_in_one_line(layers, problem):
    start = {"class": "InputLayer", "shape": [8, 4]}
    with pytest.raises(ModelError) as raised:
        converted(sketched_network([start, *layers], "net"))
    assert str(raised.value) == f"net: {problem}"
