"""Where layer classes and operations are registered, and what a describing function sees.

A describing function takes a `Call` (one call of one layer) and returns a `Built`: the
operation, the outputs and the weights. One function per class:

    @keras_layer("Flatten")
    def flatten(call: Call) -> Built: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from netlint.errors import LayerProblem
from netlint.network import Layer, Shape, Tensor, Weight
from netlint.operations import Operation
from netlint.readers.keras.config import Config
from netlint.readers.keras.dtypes import Policy
from netlint.registering import registrar


@dataclass(frozen=True, slots=True)
class Built:
    """What a describing function found.

    Attributes:
        operation: what the layer does.
        outputs: the tensors it writes (without producer).
        weights: its parameter arrays in the framework's order; None where unknown.
        inferred: something was found by inference.
        constants: arrays written into the architecture that the layer reads.
    """

    operation: Operation
    outputs: tuple[Tensor, ...]
    weights: tuple[Weight, ...] | None = ()
    inferred: bool = False
    constants: tuple[Tensor, ...] = ()


@dataclass(slots=True)
class Call:
    """One call of one layer, as a describing function sees it.

    Attributes:
        class_name: the framework's class.
        config: the layer's checked configuration.
        args: the positional arguments, tensors in the places where the model passes them.
        kwargs: the keyword arguments, likewise.
        policy: the dtypes that the layer computes with and keeps its weights in.
        keras: the major version of Keras that wrote the file (1, 2 or 3).
        stored: the shapes of the weights that the file holds for this layer; a callable,
            since they are looked up only by those who need them. None: not stored.
        inner: describes a layer inside this one (wrappers, recurrent cells).
        batch: the batch size.
        stored_outputs: the shapes of its outputs as the file stores them.
    """

    class_name: str
    config: Config
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    policy: Policy
    keras: int
    stored: Callable[[], tuple[Weight, ...] | None]
    inner: Callable[[dict[str, Any], Sequence[Tensor]], InnerLayer]
    batch: int = 1
    stored_outputs: dict[int, Shape] = field(default_factory=dict)

    @property
    def inputs(self) -> list[Tensor]:
        """The tensors among the positional arguments, in order."""
        return tensors_in(self.args)

    @property
    def input(self) -> Tensor:
        """The only, or first, input.

        Raises:
            LayerProblem: the layer has no input.
        """
        inputs = self.inputs or tensors_in(self.kwargs)
        if not inputs:
            raise LayerProblem(f"{self.class_name} is called without an input")
        return inputs[0]

    def input_of_rank(self, *ranks: int) -> Tensor:
        """The input, its rank checked; where it is unknown the first rank is assumed.

        Raises:
            LayerProblem: the rank is another one.
        """
        tensor = self.input
        if tensor.shape is None:
            return Tensor((None,) * ranks[0], tensor.dtype, tensor.producer, tensor.index, True)
        if len(tensor.shape) not in ranks:
            wanted = " or ".join(str(rank) for rank in ranks)
            raise LayerProblem(
                f"its input has shape {show(tensor.shape)}, {self.class_name} wants {wanted} axes"
            )
        return tensor

    def argument(self, position: int | None, *names: str, default: Any = None) -> Any:
        """An argument by place, by keyword, or (Keras 3 operations) from the configuration."""
        for name in names:
            if name in self.kwargs:
                return self.kwargs[name]
        if position is not None and position < len(self.args):
            return self.args[position]
        for name in names:
            if name in self.config:
                return self.config[name]
        return default

    def like(self, tensor: Tensor, shape: Shape | None) -> Tensor:
        """An output with another shape, of the layer's own dtype where inputs are floats."""
        dtype = self.policy.compute if tensor.dtype in FLOATS else tensor.dtype
        return Tensor(shape, dtype, inferred=tensor.inferred)

    def bias_op(self, shape: Shape) -> str:
        """The TensorFlow operation with which Keras adds a bias of that shape.

        Source: Keras 3.15, `keras.src.backend.tensorflow.numpy.add`; Keras 2 always calls
        `tf.nn.bias_add`.
        """
        vector = sum(dim != 1 for dim in shape) == 1
        return "BiasAdd" if self.keras < 3 or vector else "AddV2"

    def weight(self, name: str, shape: Shape, trainable: bool = True) -> Weight:
        """A weight of the layer's own variable dtype."""
        return Weight(name, shape, trainable, self.policy.variable)


@dataclass(frozen=True, slots=True)
class InnerLayer:
    """A layer inside another one.

    Attributes:
        operation: what it does.
        outputs: what it writes.
        weights: its parameter arrays; None where unknown.
        parts: the layers that it stands for: itself, or those of a model.
    """

    operation: Operation
    outputs: tuple[Tensor, ...]
    weights: tuple[Weight, ...] | None
    parts: tuple[Layer, ...]


Describe = Callable[[Call], Built]
_MAX_RANK = 10
FLOATS = frozenset({"float16", "bfloat16", "float32", "float64"})

LAYERS: dict[str, Describe] = {}
KERAS_OPERATIONS: dict[str, Describe] = {}
TF_FUNCTIONS: dict[str, Describe] = {}


keras_layer = registrar(LAYERS, "the layer class")
"""Registers a describing function for layer classes (`keras.layers.*` or one's own)."""

keras_operation = registrar(KERAS_OPERATIONS, "the Keras operation")
"""Registers a describing function for operations of `keras.ops` (by class name)."""

tf_function = registrar(TF_FUNCTIONS, "the TensorFlow function")
"""Registers a describing function for TensorFlow functions (`math.multiply`, ...)."""


def constant_arrays(values: Iterable[Any]) -> tuple[Tensor, ...]:
    """The arrays among arguments that are written as nested lists of numbers."""
    found = []
    for value in values:
        shape: list[int] = []
        inner = value
        while isinstance(inner, list) and len(shape) < _MAX_RANK:
            shape.append(len(inner))
            inner = inner[0] if inner else None
        if shape and isinstance(inner, int | float):
            found.append(Tensor(tuple(shape)))
    return tuple(found)


def tensors_in(value: Any) -> list[Tensor]:
    """All tensors in a nested structure of arguments, in order."""
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return []
    return [tensor for item in value for tensor in tensors_in(item)]


def show(shape: Shape | None) -> str:
    """A shape as messages show it: `(1, 224, 224, 3)`, `?` for an unknown dimension."""
    if shape is None:
        return "(?)"
    return "(" + ", ".join("?" if dim is None else str(dim) for dim in shape) + ")"
