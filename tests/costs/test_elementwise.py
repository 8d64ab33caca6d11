"""Activation functions and arithmetic between tensors."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlint.costs import cost_of
from netlint.costs.elementwise import ACTIVATIONS, activation_ops
from netlint.costs.registry import FREE
from netlint.network import Tensor
from netlint.operations import Activation, Elementwise

from .building import layer, relu
from .formulas import run

X = [-4.0, -0.3, 0.7, 4.0]

# What Keras 3.15 (TensorFlow, float64, default arguments) makes of X; `prelu` and `leaky_relu`
# with a slope of 0.2, `general_relu` is `ReLU(max_value=3, negative_slope=0.2, threshold=0.5)`,
# `threshold(x, 0.5, 9)`, `gelu_tanh` is `gelu(approximate=True)`.
KERAS = {
    "linear": (-4.0, -0.3, 0.7, 4.0),
    "relu": (0.0, 0.0, 0.7, 4.0),
    "relu6": (0.0, 0.0, 0.7, 4.0),
    "leaky_relu": (-0.8, -0.06, 0.7, 4.0),
    "prelu": (-0.8, -0.06, 0.7, 4.0),
    "thresholded_relu": (0.0, 0.0, 0.7, 4.0),
    "general_relu": (-0.9, -0.16, 0.7, 3.0),
    "elu": (-0.981684, -0.259182, 0.7, 4.0),
    "selu": (-1.725899, -0.455667, 0.735491, 4.202804),
    "celu": (-0.981684, -0.259182, 0.7, 4.0),
    "sigmoid": (0.017986, 0.425557, 0.668188, 0.982014),
    "hard_sigmoid": (0.0, 0.45, 0.616667, 1.0),
    "log_sigmoid": (-4.01815, -0.854355, -0.403186, -0.01815),
    "sparse_sigmoid": (0.0, 0.35, 0.85, 1.0),
    "tanh": (-0.999329, -0.291313, 0.604368, 0.999329),
    "hard_tanh": (-1.0, -0.3, 0.7, 1.0),
    "tanh_shrink": (-3.000671, -0.008687, 0.095632, 3.000671),
    "hard_shrink": (-4.0, 0.0, 0.7, 4.0),
    "soft_shrink": (-3.5, 0.0, 0.2, 3.5),
    "threshold": (9.0, 9.0, 0.7, 4.0),
    "softplus": (0.01815, 0.554355, 1.103186, 4.01815),
    "softsign": (-0.8, -0.230769, 0.411765, 0.8),
    "sparse_plus": (0.0, 0.1225, 0.7225, 4.0),
    "squareplus": (0.236068, 0.861187, 1.409481, 4.236068),
    "silu": (-0.071945, -0.127667, 0.467731, 3.928055),
    "swish": (-0.071945, -0.127667, 0.467731, 3.928055),
    "hard_silu": (0.0, -0.135, 0.431667, 4.0),
    "hard_swish": (0.0, -0.135, 0.431667, 4.0),
    "gelu": (-0.000127, -0.114627, 0.530625, 3.999873),
    "gelu_tanh": (-0.00007, -0.114629, 0.53057, 3.99993),
    "mish": (-0.072592, -0.151133, 0.561148, 3.997413),
    "exponential": (0.018316, 0.740818, 2.013753, 54.59815),
    "exp": (0.018316, 0.740818, 2.013753, 54.59815),
    "softmax": (0.000319, 0.012913, 0.035101, 0.951667),
    "log_softmax": (-8.04954, -4.34954, -3.34954, -0.04954),
    "glu": (-2.672752, -0.294604),  # -4 * sigmoid(0.7) and -0.3 * sigmoid(4)
}


@pytest.mark.parametrize(
    "function", [name for name, it in ACTIVATIONS.items() if it.ops is not None]
)
def test_the_table_counts_what_its_formula_does_and_the_formula_is_the_function(
    function: str,
) -> None:
    values, ops = run(function, X)
    assert values == pytest.approx(KERAS[function], abs=2e-6)
    assert ops == ACTIVATIONS[function].ops


# `keras.activations` of Keras 2.15 and of Keras 3.15
KERAS_2 = """elu exponential gelu hard_sigmoid leaky_relu linear log_softmax mish relu relu6 selu
    sigmoid silu softmax softplus softsign swish tanh"""
KERAS_3 = """celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh
    leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink
    softmax softplus softsign sparse_plus sparse_sigmoid sparsemax squareplus swish tanh
    tanh_shrink threshold"""
LAYERS = "ELU LeakyReLU PReLU ReLU Softmax ThresholdedReLU"


@pytest.mark.parametrize("function", sorted({*KERAS_2.split(), *KERAS_3.split(), *LAYERS.split()}))
def test_every_activation_of_keras_is_known(function: str) -> None:
    assert (activation_ops(function) is None) == (function == "sparsemax")


@pytest.mark.parametrize(
    ("spelling", "function"),
    [
        ("ReLU", "relu"),
        ("LeakyReLU", "leaky_relu"),
        ("PReLU", "prelu"),
        ("ThresholdedReLU", "thresholded_relu"),
        ("Softmax", "softmax"),
        ("LogSoftmax", "log_softmax"),
        ("HardSwish", "hard_swish"),
        ("HardSiLU", "hard_silu"),
        ("GELU", "gelu"),
        ("Relu6", "relu6"),
    ],
)
def test_class_names_count_as_their_functions(spelling: str, function: str) -> None:
    assert activation_ops(spelling) == ACTIVATIONS[function].ops


@pytest.mark.parametrize("function", ["my_relu", "package>relu", "", "lambda", "sparsemax"])
def test_other_functions_are_unknown_never_zero(function: str) -> None:
    cost = cost_of(layer(Activation(function), [(2, 3)], [(2, 3)]))
    assert cost.other_ops is None
    assert cost.flops is None
    assert (cost.mult_adds, cost.memory_access) == (0, 12)


def test_relu_of_mobilenet() -> None:
    """conv_pw_1_relu costs little but moves as much as a convolution (guideline G4)."""
    cost = cost_of(relu((1, 112, 112, 64)))
    assert (cost.mult_adds, cost.other_ops) == (0, 802_816)
    assert cost.memory_access == 2 * 802_816


def test_softmax_counts_like_tensorflow() -> None:
    assert cost_of(layer(Activation("softmax"), [(1, 1000)], [(1, 1000)])).other_ops == 5_000


def test_prelu_reads_its_slopes() -> None:
    cost = cost_of(layer(Activation("prelu"), [(2, 7, 7, 3)], [(2, 7, 7, 3)], [(1, 1, 3)]))
    assert cost.read == 2 * 7 * 7 * 3 + 3


def test_a_gated_unit_counts_what_it_writes() -> None:
    cost = cost_of(layer(Activation("glu"), [(2, 8)], [(2, 4)]))
    assert (cost.other_ops, cost.read, cost.written) == (8 * 5, 16, 8)


def test_no_activation_is_no_work_even_where_shapes_are_unknown() -> None:
    assert cost_of(layer(Activation("linear"), [None], [None])) == FREE


@pytest.mark.parametrize(
    ("function", "operands", "per_element"),
    [
        ("add", 2, 1),
        ("add", 4, 3),
        ("multiply", 2, 1),
        ("maximum", 3, 2),
        ("average", 3, 3),  # two additions and a division
        ("greater", 2, 1),
        ("where", 3, 1),
        ("negative", 1, 1),
        ("sqrt", 1, 1),
        ("rsqrt", 1, 2),
        ("squared_difference", 2, 2),
        ("clip", 1, 2),
        ("clip", 3, 2),
        ("sigmoid", 1, 4),  # as the activation does
        ("tanh", 1, 5),
        ("my_function", 1, 1),
    ],
)
def test_operations_per_element(function: str, operands: int, per_element: int) -> None:
    shape = (2, 3, 4)
    cost = cost_of(layer(Elementwise(function, operands), [shape] * operands, [shape]))
    assert cost.mult_adds == 0
    assert cost.other_ops == 24 * per_element
    assert cost.read == 24 * operands
    assert cost.written == 24


@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(2, 4))
def test_addition_as_looped(shape: list[int], operands: int) -> None:
    written, joined, read = 0, 0, 0
    places = product(*map(range, shape))
    for _ in places:
        written += 1
        read += 1  # the first operand
        for _ in range(1, operands):
            read += 1
            joined += 1
    it = layer(Elementwise("add", operands), [tuple(shape)] * operands, [tuple(shape)])
    cost = cost_of(it)
    assert (cost.other_ops, cost.read, cost.written) == (joined, read, written)


def test_a_tensor_added_to_itself_is_read_twice() -> None:
    x = Tensor((2, 3), producer="x")
    assert cost_of(layer(Elementwise("add"), [x, x], [(2, 3)])).read == 12


def test_a_constant_operand_is_not_read() -> None:
    cost = cost_of(layer(Elementwise("multiply"), [(2, 3)], [(2, 3)]))
    assert (cost.other_ops, cost.read) == (6, 6)


def test_squeeze_and_excite_broadcasts() -> None:
    cost = cost_of(layer(Elementwise("multiply"), [(1, 7, 7, 8), (1, 1, 1, 8)], [(1, 7, 7, 8)]))
    assert (cost.other_ops, cost.read, cost.written) == (392, 400, 392)


def test_unknown_shapes_are_unknown() -> None:
    for operation in (Elementwise("add"), Activation("relu")):
        cost = cost_of(layer(operation, [(None, 3)] * 2, [(None, 3)]))
        assert (cost.mult_adds, cost.other_ops, cost.read, cost.written) == (0, None, None, None)
        assert cost_of(layer(operation, [(2, 3)] * 2, [])).other_ops is None
