"""Operators of XNNPACK are matched with the operations of a model, in order."""

from __future__ import annotations

import pytest

from netlint.measuring.pairing import does, paired

CONV = "Convolution (NHWC, F32) IGEMM"
GEMM = "Fully Connected (NC, F32) GEMM"
DEPTHWISE = "Convolution (NHWC, F32) DWConv"
ADD = "Add (ND)"
CLAMP = "Clamp (NC)"
VIEW = "Static Reshape (NC)"
COPY = "Copy (NC, X32)"


@pytest.mark.parametrize(
    ("operations", "operators", "places"),
    [
        pytest.param([], [], (), id="nothing"),
        pytest.param(["CONV_2D", "CONV_2D"], [CONV, GEMM], (0, 1), id="one for one"),
        pytest.param(["ADD", "CONV_2D"], [ADD, CLAMP, GEMM], (0, 0, 1), id="a sum with a ReLU"),
        pytest.param(["CONCATENATION", "RELU"], [COPY, CLAMP], (0, 1), id="a ReLU of its own"),
        pytest.param(["PAD", "CONV_2D"], [CONV], (1,), id="a padding that vanishes"),
        pytest.param(["MEAN", "CONV_2D"], ["Mean (ND)", VIEW, GEMM], (0, 0, 1), id="axes go"),
        pytest.param(["MEAN", "RESHAPE"], ["Mean (ND)", VIEW], (0, 1), id="a view of its own"),
        pytest.param(["MEAN", "RESHAPE"], ["Mean (ND)", VIEW, VIEW], (0, 0, 1), id="both"),
        pytest.param(["FULLY_CONNECTED"], [VIEW, GEMM], (0, 0), id="rows for a dense layer"),
        pytest.param(["CONCATENATION", "ADD"], [COPY, COPY, ADD], (0, 0, 1), id="several copies"),
        pytest.param(
            ["DEPTHWISE_CONV_2D", "CONV_2D", "SOFTMAX"],
            [DEPTHWISE, GEMM, "Softmax (NC, F32)"],
            (0, 1, 2),
            id="by their own names",
        ),
        pytest.param(
            ["RESIZE_NEAREST_NEIGHBOR", "CONV_2D"],
            ["RESIZE_NEAREST_NEIGHBOR", CONV],
            (0, 1),
            id="no delegate took it",
        ),
        pytest.param(["CONV_2D"], ["Softmax (NC, F32)"], None, id="an operator too many"),
        pytest.param([], [CONV], None, id="no operation at all"),
    ],
)
def test_operators_find_their_operations(operations, operators, places):
    assert paired(operations, operators) == places


def test_an_operation_that_took_no_operator_is_passed_over():
    assert paired(["ADD", "CONV_2D", "ADD"], [ADD, ADD]) == (0, 2)


@pytest.mark.parametrize(
    ("word", "operator", "right"),
    [
        ("HARD_SWISH", "HardSwish (NC)", True),
        ("TANH", "TanH (NC)", True),
        ("LEAKY_RELU", "LeakyReLU (NC)", True),
        ("CONV_2D", CONV, True),
        ("DEPTHWISE_CONV_2D", GEMM, False),
        ("MUL", "Multiply (ND)", True),
        ("ADD", "Multiply (ND)", False),
    ],
)
def test_names_are_compared_without_their_spelling(word, operator, right):
    assert does(word, operator) is right


def test_long_models_take_no_time():
    operations = ["RESHAPE", "CONV_2D", "ADD"] * 200
    places = paired(operations, [VIEW, CONV, ADD, CLAMP] * 200)
    assert places is not None
    assert places[-2:] == (599, 599)
