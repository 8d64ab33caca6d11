"""The registry of lowerings, and what a lowering function sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from netlint.errors import LayerProblem
from netlint.network import Layer, Tensor
from netlint.operations import Operation
from netlint.registering import import_modules, registrar

if TYPE_CHECKING:
    import numpy as np
    import tensorflow as tf

    Array: TypeAlias = np.ndarray[Any, Any]
    Outputs: TypeAlias = tf.Tensor | Sequence[tf.Tensor]


@dataclass(frozen=True, slots=True)
class Lowered:
    """One call of one layer on its way to TensorFlow, as a lowering function sees it.

    Attributes:
        layer: what is lowered.
        inputs: TensorFlow's tensors in the order of `layer.inputs`.
        weights: the values of `layer.weights`, then those of `layer.constants`, in order.
        parts: lowers the parts of a composite layer and returns the outputs of the last one.
    """

    layer: Layer
    inputs: tuple[tf.Tensor, ...]
    weights: tuple[Array, ...]
    parts: Callable[[Sequence[Layer]], Outputs]

    @property
    def x(self) -> tf.Tensor:
        """The only, or first, input.

        Raises:
            LayerProblem: there is none.
        """
        if not self.inputs:
            raise LayerProblem("it has no input")
        return self.inputs[0]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the only, or first, output.

        Raises:
            LayerProblem: a dimension of it is not known.
        """
        return self.shapes[0]

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shapes of all outputs.

        Raises:
            LayerProblem: there is no output, or a dimension is not known.
        """
        if not self.layer.outputs:
            raise LayerProblem("it has no output")
        return tuple(known_shape(tensor) for tensor in self.layer.outputs)

    def named(self) -> Mapping[str, Array]:
        """The weights by their names."""
        names = [weight.name for weight in self.layer.weights or ()]
        return dict(zip(names, self.weights, strict=False))


Lower = Callable[[Lowered, Any], Any]
_LOWERINGS: dict[type[Operation], Lower] = {}


lowers = registrar(_LOWERINGS, "the lowering of", attrgetter("__name__"))
"""Registers the lowering of operations."""


def lowering_of(layer: Layer) -> Lower:
    """The function that lowers a layer.

    Raises:
        LayerProblem: there is none.
    """
    lower = _load().get(type(layer.operation))
    if lower is None:
        raise LayerProblem(f"{described(layer)} cannot be run in LiteRT by netlint")
    return lower


def described(layer: Layer) -> str:
    """A layer in a message: its class, or netlint's word for a part without one."""
    return f"a layer of the class {layer.class_name!r}" if layer.class_name else repr(layer.op)


def known_shape(tensor: Tensor) -> tuple[int, ...]:
    """A shape all of whose dimensions are known.

    Raises:
        LayerProblem: one is not.
    """
    if tensor.shape is None or None in tensor.shape:
        raise LayerProblem("not all of its shapes are known", "give the input's shape")
    return tuple(dim for dim in tensor.shape if dim is not None)


@cache
def _load() -> Mapping[type[Operation], Lower]:
    import_modules("netlint.measuring.lowering")
    return _LOWERINGS
