"""Activation functions, written as Keras writes them, so that the converter knows their patterns.

Formulas are those of the table `ACTIVATIONS` of `netlint.costs.elementwise`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from netlint.errors import LayerProblem
from netlint.measuring.lowering.registry import Lowered, lowers
from netlint.operations import Activation

if TYPE_CHECKING:
    import tensorflow as tf

    Function = Callable[[tf.Tensor], tf.Tensor]


def _functions() -> Mapping[str, Function]:
    import tensorflow as tf

    nn, math = tf.nn, tf.math

    def hard_sigmoid(x: tf.Tensor) -> tf.Tensor:
        return nn.relu6(x + 3.0) * (1.0 / 6.0)

    return {
        "linear": lambda x: x,
        "relu": nn.relu,
        "relu6": nn.relu6,
        "leaky_relu": lambda x: nn.leaky_relu(x, 0.2),
        "elu": nn.elu,
        "selu": nn.selu,
        "sigmoid": nn.sigmoid,
        "hard_sigmoid": hard_sigmoid,
        "tanh": nn.tanh,
        "softplus": nn.softplus,
        "softsign": nn.softsign,
        "silu": lambda x: x * nn.sigmoid(x),
        "swish": lambda x: x * nn.sigmoid(x),
        "hard_silu": lambda x: x * hard_sigmoid(x),
        "hard_swish": lambda x: x * hard_sigmoid(x),
        "gelu": lambda x: nn.gelu(x, approximate=False),
        "gelu_tanh": lambda x: nn.gelu(x, approximate=True),
        "mish": lambda x: x * nn.tanh(nn.softplus(x)),
        "exponential": math.exp,
        "exp": math.exp,
        "hard_tanh": lambda x: tf.clip_by_value(x, -1.0, 1.0),
        "log_sigmoid": math.log_sigmoid,
        "softmax": nn.softmax,
        "log_softmax": nn.log_softmax,
    }


def activated(x: tf.Tensor, function: str) -> tf.Tensor:
    """A tensor after an activation function.

    Raises:
        LayerProblem: netlint has not written the function for LiteRT.
    """
    known = _functions().get(function)
    if known is None:
        raise LayerProblem(f"the activation {function!r} cannot be run in LiteRT by netlint")
    return known(x)


@lowers(Activation)
def activation(call: Lowered, operation: Activation) -> tf.Tensor:
    """An activation as a layer of its own; PReLU has learned slopes."""
    import tensorflow as tf

    if operation.function == "prelu":
        slopes = call.weights[0]
        return tf.nn.relu(call.x) - slopes * tf.nn.relu(-call.x)
    return activated(call.x, operation.function)
