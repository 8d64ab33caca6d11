"""The cost of activation functions and of arithmetic between tensors."""

from __future__ import annotations

from dataclasses import dataclass

from netlint.costs.registry import FREE, Cost, cost, plus, times, with_own_traffic
from netlint.network import Layer, Tensor
from netlint.operations import Activation, Conv, Dense, Elementwise


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What an activation function computes for each element it writes.

    Attributes:
        ops: operations per element; None where they cannot be known.
        formula: what is counted. Each `+ - * /`, comparison, `where`, `min`, `max`, `abs`,
            `exp`, `log`, `erf`, `sqrt` and `square` of something that depends on an element is
            one operation; a function of this table counts as it does here. Both branches of
            a `where` count, as engines that do not branch compute them. `row_max` and
            `row_sum` join each element to a figure of its row: one operation. What follows
            `;` names an expression that is computed once; what happens once per row (the
            logarithm in `log_softmax`) does not count.
    """

    ops: int | None
    formula: str


ACTIVATIONS: dict[str, Arithmetic] = {
    "linear": Arithmetic(0, "x"),
    "relu": Arithmetic(1, "max(x, 0)"),
    "relu6": Arithmetic(2, "min(max(x, 0), 6)"),
    "leaky_relu": Arithmetic(2, "max(x, slope * x)"),
    "prelu": Arithmetic(4, "max(x, 0) + slope * min(x, 0)"),
    "thresholded_relu": Arithmetic(2, "x * (x > theta)"),
    "general_relu": Arithmetic(
        6, "where(x >= limit, limit, where(x >= theta, x, slope * (x - theta)))"
    ),
    "elu": Arithmetic(5, "where(x > 0, x, alpha * (exp(x) - 1))"),
    "selu": Arithmetic(6, "selu_scale * where(x > 0, x, selu_alpha * (exp(x) - 1))"),
    "celu": Arithmetic(7, "max(x, 0) + alpha * (exp(min(x, 0) / alpha) - 1)"),
    "sigmoid": Arithmetic(4, "1 / (1 + exp(-x))"),
    "hard_sigmoid": Arithmetic(4, "min(max(x + 3, 0), 6) / 6"),
    "log_sigmoid": Arithmetic(5, "-log(1 + exp(-x))"),
    "sparse_sigmoid": Arithmetic(6, "where(x <= -1, 0, where(x >= 1, 1, 0.5 * (x + 1)))"),
    "tanh": Arithmetic(5, "1 - 2 / (exp(2 * x) + 1)"),
    "hard_tanh": Arithmetic(2, "min(max(x, -1), 1)"),
    "tanh_shrink": Arithmetic(6, "x - tanh(x)"),
    "hard_shrink": Arithmetic(3, "where(abs(x) > theta, x, 0)"),
    "soft_shrink": Arithmetic(6, "where(x > theta, x - theta, where(x < -theta, x + theta, 0))"),
    "threshold": Arithmetic(2, "where(x > theta, x, default)"),
    "softplus": Arithmetic(3, "log(exp(x) + 1)"),
    "softsign": Arithmetic(3, "x / (abs(x) + 1)"),
    "sparse_plus": Arithmetic(7, "where(x <= -1, 0, where(x < 1, 0.25 * square(x + 1), x))"),
    "squareplus": Arithmetic(5, "(x + sqrt(square(x) + b)) / 2"),
    "silu": Arithmetic(5, "x * sigmoid(x)"),
    "swish": Arithmetic(5, "x * sigmoid(x)"),
    "hard_silu": Arithmetic(5, "x * hard_sigmoid(x)"),
    "hard_swish": Arithmetic(5, "x * hard_sigmoid(x)"),
    "gelu": Arithmetic(5, "0.5 * x * (1 + erf(x / sqrt(2)))"),
    "gelu_tanh": Arithmetic(
        13, "0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * (x * square(x)))))"
    ),
    "mish": Arithmetic(9, "x * tanh(softplus(x))"),
    "exponential": Arithmetic(1, "exp(x)"),
    "exp": Arithmetic(1, "exp(x)"),
    "glu": Arithmetic(5, "x * sigmoid(gate)"),
    "softmax": Arithmetic(5, "e / row_sum(e); e = exp(x - row_max(x))"),
    "log_softmax": Arithmetic(5, "s - log(row_sum(exp(s))); s = x - row_max(x)"),
    "sparsemax": Arithmetic(None, "sorts each row: comparisons depend on the engine's sort"),
}
"""Operations per element of activation functions.

Names and formulas are those of `keras.activations` and `keras.layers` (Keras 2 and 3; the
`hard_sigmoid` of Keras 2 has other constants and as many operations). `prelu` is equation 1
of arXiv 1502.01852. `softmax` counts as TensorFlow's profiler does (`_softmax_flops`,
`flops_registry.py`): 2 to shift, 1 for `exp`, 2 to divide by the sum. `relu6` stands for any
upper limit, `general_relu` for a `ReLU` layer with a limit, a slope and a threshold, and
`gelu_tanh` for `gelu(approximate=True)`. A function that is not here is unknown.
"""

_BY_KEY = {name.replace("_", ""): arithmetic for name, arithmetic in ACTIVATIONS.items()}
_OTHER_NAMES = {"swish": "silu", "hardswish": "hardsilu", "exp": "exponential"}

ELEMENTWISE: dict[str, int] = {
    "where": 1,
    "select": 1,
    "squared_difference": 2,
    "rsqrt": 2,
    "clip": 2,
    "clip_by_value": 2,
}
"""Operations per element of functions that are not one operation between each two operands.

`squared_difference` and `rsqrt` as in TensorFlow's `flops_registry.py`.
"""


def activation_ops(function: str) -> int | None:
    """Operations per element of an activation function, or None where it is not in the table.

    Class names count as their functions: `LeakyReLU` is `leaky_relu`.
    """
    arithmetic = _BY_KEY.get(_key(function))
    return None if arithmetic is None else arithmetic.ops


def function_key(function: str) -> str:
    """A key that is the same for all names of an activation function.

    `LeakyReLU` is `leaky_relu`, and `swish` is `silu`.
    """
    key = _key(function)
    return _OTHER_NAMES.get(key, key)


def before_activation(layer: Layer, activation: str) -> Tensor:
    """What a layer computes before its fused activation: a tensor shaped like its output.

    The shape is unknown where there is no output, or where the activation changes it (`glu`
    halves an axis).
    """
    if not layer.outputs or _key(activation) == "glu":
        return Tensor(None)
    return layer.outputs[0]


def fused_ops(operation: Conv | Dense, elements: int | None) -> int | None:
    """Other operations of a layer with weights: its bias and its fused activation."""
    return times(elements, plus(int(operation.bias), activation_ops(operation.activation)))


@cost(Activation)
def activation(layer: Layer, operation: Activation) -> Cost:
    """An activation as a layer of its own: the table `ACTIVATIONS`, per output element.

    Memory access: inputs + weights (`PReLU` learns its slopes) + outputs, each once; that is
    what guideline G4 of ShuffleNet V2 (arXiv 1807.11164, section 2) is about. A `linear`
    activation is no work at all: engines drop it.
    """
    per_element = activation_ops(operation.function)
    if per_element == 0:
        return FREE
    return with_own_traffic(layer, 0, times(_written(layer), per_element))


@cost(Elementwise)
def elementwise(layer: Layer, operation: Elementwise) -> Cost:
    """Arithmetic between tensors: one operation between each two operands, per output element.

    `n` operands take `n - 1` operations (TensorFlow's profiler: `_add_n_flops` and
    `_binary_per_element_op_flops`, `flops_registry.py`), an average one more for the division;
    a function of one operand takes one, or what the table `ACTIVATIONS` says. The table
    `ELEMENTWISE` has the exceptions. Operands that broadcast count at the output's size.

    Memory access: every operand that is a tensor, weights and outputs, each once; a tensor
    passed twice (`Add([x, x])`) is read twice (arXiv 1807.11164, section 2, G4). Constants in
    the operation itself are not read from memory.
    """
    return with_own_traffic(layer, 0, times(_written(layer), _per_element(operation)))


def _per_element(operation: Elementwise) -> int:
    exception = ELEMENTWISE.get(operation.function)
    if exception is not None:
        return exception
    if operation.function == "average":
        return operation.operands
    if operation.operands == 1:
        return activation_ops(operation.function) or 1
    return operation.operands - 1


def _written(layer: Layer) -> int | None:
    return layer.outputs[0].elements if layer.outputs else None


def _key(function: str) -> str:
    """A name without its spelling: `LeakyReLU` and `leaky_relu` are `leakyrelu`."""
    return function.replace("_", "").lower()
