"""Each operation is lowered to TensorFlow with the shape that netlint says, or refused by name."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from netlint.errors import ModelError
from netlint.measuring.lowering.convert import converted, traced
from netlint.network import Network, Tensor, Weight
from netlint.operations import (
    Activation,
    Composite,
    Conv,
    Dense,
    Elementwise,
    Fixed,
    Lookup,
    Matmul,
    Move,
    Norm,
    Pool,
    Reduce,
    Reshape,
    Resize,
)
from netlint.readers.sketch import sketched_network
from tests.networks import row

pytest.importorskip("tensorflow")
pytestmark = pytest.mark.slow

MAP = (1, 8, 8, 4)
ROWS = (1, 6, 4)
SEPARABLE = {"class": "SeparableConv2D", "filters": 6, "kernel_size": 3}


def network(operation, inputs, outputs, weights=(), **settings) -> Network:
    """One layer `it` that reads the inputs of its network."""
    starts = [row(f"in{place}", Fixed("input"), output=None).layer for place in range(len(inputs))]
    tensors = tuple(Tensor(shape, producer=f"in{place}") for place, shape in enumerate(inputs))
    starts = [
        replace(start, outputs=(tensor,)) for start, tensor in zip(starts, tensors, strict=True)
    ]
    made = tuple(Tensor(shape, producer="it", index=place) for place, shape in enumerate(outputs))
    layer = row("it", operation, settings.pop("class_name", "It"), inputs=tensors).layer
    named = weights
    if weights is not None:
        named = tuple(Weight(name, shape) for name, shape in dict(weights).items())
    layer = replace(layer, outputs=made, weights=named, **settings)
    return Network("net", "net.h5", "Keras", (*starts, layer), tensors, made)


def operations(found: Network) -> Counter[str]:
    """TensorFlow's operations of a network, by their types."""
    return Counter(each.type for each in traced(found).graph.get_operations())


SKETCHES = [
    ([8, 4], {"class": "Conv1D", "filters": 6, "kernel_size": 3, "padding": "causal"}, "Conv2D"),
    ([8, 4], {"class": "DepthwiseConv1D", "kernel_size": 3}, "DepthwiseConv2dNative"),
    ([8, 8, 4], {"class": "Conv2D", "filters": 8, "kernel_size": 1, "groups": 2}, "Conv2D"),
    ([8, 8, 4], {"class": "Conv2D", "filters": 8, "kernel_size": 3, "dilation_rate": 2}, "Conv2D"),
    ([8, 8, 4], {**SEPARABLE, "padding": "same"}, "DepthwiseConv2dNative"),
    (
        [8, 8, 4],
        {"class": "Conv2DTranspose", "filters": 6, "kernel_size": 3, "strides": 2},
        "Conv2DBackpropInput",
    ),
    ([4, 4, 4, 2], {"class": "Conv3D", "filters": 3, "kernel_size": 2}, "Conv3D"),
    ([6, 4], {"class": "Dense", "units": 5, "activation": "relu"}, "MatMul"),
    ([6, 4], {"class": "EinsumDense", "equation": "abc,cd->abd", "output_shape": [6, 5]}, "MatMul"),
    ([6], {"class": "Embedding", "input_dim": 9, "output_dim": 3}, "GatherV2"),
    ([6, 4], {"class": "LayerNormalization"}, "SquaredDifference"),
    ([6, 4], {"class": "RMSNormalization"}, "Rsqrt"),
    ([6, 4], {"class": "UnitNormalization"}, "Maximum"),
    ([8, 8, 3], {"class": "Rescaling", "scale": 0.5}, "AddV2"),
    ([8, 8, 3], {"class": "Normalization"}, "RealDiv"),
    ([6, 4], {"class": "Masking"}, "Any"),
    ([8, 8, 4], {"class": "PReLU"}, "Relu"),
    ([8, 8, 4], {"class": "MaxPooling2D", "pool_size": 1, "strides": 2}, "MaxPool"),
    ([8, 4], {"class": "AveragePooling1D"}, "AvgPool"),
    ([8, 8, 4], {"class": "GlobalMaxPooling2D"}, "Max"),
    ([4], {"class": "RepeatVector", "n": 3}, "Tile"),
    ([8, 8, 4], {"class": "CenterCrop", "height": 4, "width": 6}, "Slice"),
    ([8, 8, 4], {"class": "GetItem", "start": 1, "stop": 3}, "StridedSlice"),
    ([8, 8, 4], {"class": "UpSampling2D", "interpolation": "bilinear"}, "ResizeBilinear"),
    ([8, 8, 4], {"class": "Activation", "activation": "mish"}, "Softplus"),
    ([8, 8, 4], {"class": "Flatten"}, "Reshape"),
    ([8, 8, 4], {"class": "Dropout", "rate": 0.5}, "Placeholder"),
    ([8, 8, 4], {"class": "Add", "inputs": ["x", "x"]}, "AddV2"),
]


@pytest.mark.parametrize(
    ("shape", "layer", "kind"), SKETCHES, ids=[layer["class"] for _, layer, _ in SKETCHES]
)
def test_layers_of_keras_are_lowered(shape, layer, kind):
    start = {"class": "InputLayer", "shape": shape, "name": "x"}
    assert operations(sketched_network([start, layer]))[kind] > 0


OPERATIONS = [
    (Elementwise("average", 3), [MAP, MAP, MAP], [MAP], {}, "Mul"),
    (Elementwise("multiply"), [MAP, (1, 4)], [MAP], {}, "Mul"),
    (Elementwise("multiply"), [MAP], [MAP], {"gamma": (4,)}, "Mul"),
    (Elementwise("subtract", 2, 3.0), [MAP], [MAP], {}, "Sub"),
    (Elementwise("add"), [MAP], [MAP], {}, "AddV2"),
    (Elementwise("scaled_add", 3), [MAP, MAP], [MAP], {}, "AddV2"),
    (Elementwise("clip", 3), [MAP], [MAP], {}, "Minimum"),
    (Elementwise("sqrt", 1), [MAP], [MAP], {}, "Sqrt"),
    (Elementwise("relu", 1), [MAP], [MAP], {}, "Relu"),
    (Matmul(4), [ROWS, (1, 4, 5)], [(1, 6, 5)], {}, "BatchMatMulV2"),
    (Matmul(4), [ROWS, ROWS], [(1, 6, 6)], {}, "BatchMatMulV2"),
    (Norm("batch"), [ROWS], [ROWS], {"moving_mean": (4,), "moving_variance": (4,)}, "Mul"),
    (Norm("affine"), [MAP], [MAP], {}, "Mul"),
    (Reduce("mean"), [MAP], [(1, 8, 8)], {}, "Mean"),
    (Reduce("sum"), [MAP], [(1, 8, 8, 1)], {}, "Sum"),
    (Reduce("max", pooling=True), [MAP], [(1, 1, 1, 4)], {}, "Max"),
    (Move("concat"), [ROWS, ROWS], [(1, 12, 4)], {}, "ConcatV2"),
    (Move("concat"), [ROWS, ROWS], [(1, 2, 6, 4)], {}, "Pack"),
    (Move("concat"), [ROWS], [ROWS], {}, "Placeholder"),
    (Move("pad"), [MAP], [(1, 11, 8, 4)], {}, "Pad"),
    (Move("slice"), [MAP], [(1, 8, 2, 4)], {}, "Slice"),
    (Move("slice", taken=(None, range(7, -1, -1), None, None)), [MAP], [MAP], {}, "StridedSlice"),
    (Move("split"), [MAP], [(1, 8, 8, 1), (1, 8, 8, 3)], {}, "SplitV"),
    (Move("split"), [MAP], [(1, 8, 8)] * 4, {}, "Unpack"),
    (Move("split"), [MAP], [MAP], {}, "Placeholder"),
    (Move("tile"), [MAP], [(1, 16, 8, 4)], {}, "Tile"),
    (Move("cast"), [MAP], [MAP], {}, "Placeholder"),
    (Move("fill", "none"), [MAP], [MAP], {}, "Const"),
    (Move("transpose"), [MAP], [(1, 4, 8, 8)], {}, "Transpose"),
    (Resize("nearest"), [MAP], [(1, 16, 16, 4)], {}, "ResizeNearestNeighbor"),
    (Pool("average", (2, 2)), [MAP], [(1, 4, 4, 4)], {}, "AvgPool"),
    (Reshape(), [MAP], [(1, 256)], {}, "Reshape"),
]


@pytest.mark.parametrize(("operation", "inputs", "outputs", "weights", "kind"), OPERATIONS)
def test_operations_are_lowered(operation, inputs, outputs, weights, kind):
    assert operations(network(operation, inputs, outputs, weights))[kind] > 0


def test_a_known_value_becomes_a_constant():
    found = network(Fixed("constant"), [MAP], [(2,)])
    layer = found.layers[-1]
    layer = replace(layer, outputs=(Tensor((2,), "int32", "it", value=(3, 5)),))
    found = replace(found, layers=(*found.layers[:-1], layer), outputs=layer.outputs)
    (answer,) = traced(found).graph.outputs
    assert answer.shape == (2,)


CONV = Conv((3, 3), (1, 1), (1, 1), "same", 3)
KERNEL = {"kernel": (3, 3, 4, 4)}
REFUSED = [
    (replace(CONV, channel_axis=1), [MAP], [MAP], KERNEL, "its channels are not last"),
    (replace(CONV, local=True), [MAP], [MAP], KERNEL, "a locally connected layer cannot"),
    (
        Conv((3,) * 3, (1,) * 3, (1,) * 3, "same", 4, depthwise=True),
        [(1, 4, 4, 4, 2)],
        [(1, 4, 4, 4, 2)],
        {"kernel": (3, 3, 3, 2, 1)},
        "a depthwise convolution of three axes cannot",
    ),
    (Dense(None), [ROWS], [ROWS], {"kernel": (4, 4)}, "not a matrix"),
    (Dense(4), [ROWS], [(1, 7, 4)], {"kernel": (4, 4)}, "which axes it sums"),
    (
        Dense(4, bias=True),
        [ROWS],
        [ROWS],
        {"kernel": (4, 4), "bias": (6, 4)},
        "its bias is not one number for each output",
    ),
    (Matmul(4), [ROWS], [ROWS], {}, "does not multiply two tensors"),
    (Matmul(4), [ROWS, ROWS], [(1, 4, 4)], {}, "how its operands are multiplied"),
    (Elementwise("floor_divide"), [MAP, MAP], [MAP], {}, "arithmetic 'floor_divide' cannot"),
    (Norm("group"), [MAP], [MAP], {}, "a group normalisation cannot"),
    (Norm("batch"), [MAP], [MAP], {}, "the statistics that it uses"),
    (
        Norm("batch"),
        [MAP],
        [MAP],
        {"moving_mean": (8,), "moving_variance": (8,)},
        "its channels are not last",
    ),
    (Norm("layer"), [MAP], [MAP], {"gamma": (8, 4)}, "other axes than the last one"),
    (Pool("max", (2,)), [MAP], [MAP], {}, "its channels are not last"),
    (Pool("max", (2, 2)), [MAP], [(1, 9, 9, 4)], {}, "no strides of a window"),
    (Reduce("argmax"), [MAP], [(1, 8, 8)], {}, "the reduction 'argmax' cannot"),
    (Reduce("mean", pooling=True), [MAP], [(1, 8)], {}, "which axes it reduces"),
    (Move("gather"), [MAP], [MAP], {}, "'gather' cannot be run in LiteRT"),
    (Move("concat"), [ROWS, ROWS], [ROWS], {}, "along which axis it joins"),
    (Move("slice"), [MAP], [(1, 8, 4)], {}, "what it takes"),
    (Move("split"), [MAP], [MAP, MAP], {}, "along which axis it splits"),
    (Move("tile"), [MAP], [(1, 9, 8, 4)], {}, "how it repeats"),
    (Resize("bicubic"), [MAP], [(1, 16, 16, 4)], {}, "a bicubic resize of it cannot"),
    (Fixed("constant"), [MAP], [(2,)], {}, "does not tell its value"),
    (Fixed("identity"), [], [MAP], {}, "the network has no input"),
    (Composite("recurrent", (), None), [ROWS], [ROWS], {}, "the class 'It' cannot be run"),
    (Activation("odd"), [MAP], [MAP], {}, "the activation 'odd' cannot"),
    (CONV, [MAP], [MAP], None, "the file does not tell its weights"),
    (CONV, [MAP], [(1, 9, 9, 4)], KERNEL, "lowered to the shape (1, 8, 8, 4), but it has"),
    (CONV, [MAP], [MAP], {"kernel": (3, 3, 5, 4)}, "TensorFlow refuses a layer of the class 'It'"),
    (Lookup(), [ROWS], [], {"table": (9, 4)}, "it has 0 outputs, not 1"),
    (Activation("relu"), [MAP], [(1, None)], {}, "not all of its shapes are known"),
]


@pytest.mark.parametrize(("operation", "inputs", "outputs", "weights", "problem"), REFUSED)
def test_what_cannot_be_lowered_is_refused(operation, inputs, outputs, weights, problem):
    with pytest.raises(ModelError, match=r"^net\.h5: ") as raised:
        traced(network(operation, inputs, outputs, weights))
    assert problem in str(raised.value)


def test_a_tensor_from_nowhere_is_refused():
    found = network(Reshape(), [MAP], [(1, 256)])
    layer = replace(found.layers[-1], inputs=(Tensor(MAP, producer="nowhere"),))
    with pytest.raises(ModelError, match="layer 'it': netlint cannot tell what it reads"):
        traced(replace(found, layers=(*found.layers[:-1], layer)))


def test_a_layer_without_an_input_is_refused():
    found = network(Reshape(), [MAP], [(1, 256)])
    layer = replace(found.layers[-1], inputs=())
    with pytest.raises(ModelError, match="layer 'it': it has no input"):
        traced(replace(found, layers=(*found.layers[:-1], layer)))


def test_two_separable_convolutions_have_weights_of_their_own():
    layers = [{"class": "InputLayer", "shape": [8, 8, 6]}, SEPARABLE, SEPARABLE]
    drawn = {}

    def values(layer, name, shape):
        from netlint.measuring.lowering.values import random_values

        drawn[layer.path, name] = random_values(layer, name, shape)
        return drawn[layer.path, name]

    traced(sketched_network(layers), values)
    first, second = (
        drawn[(name, "depthwise"), "depthwise_kernel"]
        for name in ("separable_conv2d", "separable_conv2d_1")
    )
    assert first.shape == second.shape
    assert (first != second).any()


def test_what_the_converter_refuses_is_said_in_one_line():
    found = network(Elementwise("erf", 1), [MAP], [MAP])
    with pytest.raises(
        ModelError, match=r"^net\.h5: TensorFlow cannot convert it to LiteRT: "
    ) as e:
        converted(found)
    assert "\n" not in str(e.value)
