"""A network as one TensorFlow function: its layers lowered one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from netlint.errors import LayerProblem, ModelError
from netlint.measuring.lowering.registry import Lowered, described, known_shape, lowering_of
from netlint.measuring.lowering.values import random_values, weights_of
from netlint.network import Layer, Network, Tensor
from netlint.operations import Composite

if TYPE_CHECKING:
    import numpy as np
    import tensorflow as tf

    Values = Callable[[Layer, str, tuple[int, ...]], np.ndarray[Any, Any]]

_FLOATS = frozenset({"float16", "bfloat16", "float64"})
_UNSAFE = re.compile(r"[^A-Za-z0-9_.]")
_SCOPE = re.compile(r"(?:^|[/;])n(\d+)__")


def signature(network: Network) -> tuple[list[tuple[int, ...]], list[str]]:
    """The shapes and dtypes of a network's inputs, floats as float32.

    Raises:
        ModelError: a dimension is not known, or the network has no input.
    """
    try:
        shapes = [known_shape(tensor) for tensor in network.inputs]
    except LayerProblem:
        advice = "give the input's shape"
        raise ModelError(network.file, "an input's shape is not known", advice) from None
    if not shapes:
        raise ModelError(network.file, "the network has no input")
    return shapes, [computed(tensor.dtype) for tensor in network.inputs]


def computed(dtype: str) -> str:
    """The dtype that is run: every float is a float32."""
    return "float32" if dtype in _FLOATS else dtype


def scope(place: int, layer: Layer) -> str:
    """The name of a layer's operations in the LiteRT model; `layers_named` reads it back."""
    return f"n{place}__{_UNSAFE.sub('_', layer.name)[:80]}"


def layers_named(network: Network, name: str) -> tuple[Layer, ...]:
    """The layers that a tensor's name in the LiteRT model stands for, in order of execution.

    The converter joins the names of what it fuses by `;`.
    """
    places = sorted({int(found) for found in _SCOPE.findall(name)})
    return tuple(network.layers[place] for place in places if place < len(network.layers))


class Trace:
    """Lowers the layers of a network while TensorFlow traces."""

    def __init__(self, network: Network, values: Values = random_values) -> None:
        self._network = network
        self._values = values
        self._outputs: dict[tuple[str, int], tf.Tensor] = {}
        self._parts: dict[int, tf.Tensor] = {}
        self._within: tuple[str, ...] = ()

    def run(self, inputs: Sequence[tf.Tensor]) -> list[tf.Tensor]:
        """The network's outputs for its inputs.

        Raises:
            ModelError: a layer cannot be lowered.
        """
        import tensorflow as tf

        for tensor, value in zip(self._network.inputs, inputs, strict=True):
            self._outputs[tensor.producer, tensor.index] = value
        for place, layer in enumerate(self._network.layers):
            if layer.op == "input" and not layer.inputs:
                continue
            with tf.name_scope(scope(place, layer)):
                try:
                    results = self._layer(layer)
                except LayerProblem as problem:
                    raise self._error(layer, problem) from None
            for index, result in enumerate(results):
                self._outputs[layer.name, index] = result
        return [self._found(tensor) for tensor in self._network.outputs]

    def _layer(self, layer: Layer) -> list[tf.Tensor]:
        """Lowers one layer, and checks that it has become what netlint says it is."""
        lower = lowering_of(layer)
        inputs = tuple(map(self._found, layer.inputs))
        parts = partial(self._composite, layer)
        call = Lowered(layer, inputs, self._weights(layer), parts)
        try:
            results = lower(call, layer.operation)
        except (ValueError, TypeError) as error:
            problem = str(error).strip().partition("\n")[0]
            raise LayerProblem(f"TensorFlow refuses {described(layer)}: {problem}") from None
        results = list(results) if isinstance(results, list | tuple) else [results]
        if len(results) != len(layer.outputs):
            raise LayerProblem(f"it has {len(layer.outputs)} outputs, not {len(results)}")
        for tensor, result in zip(layer.outputs, results, strict=True):
            if tuple(result.shape) != known_shape(tensor):
                raise LayerProblem(
                    f"lowered to the shape {tuple(result.shape)}, but it has {tensor.shape}"
                )
        return results

    def _weights(self, layer: Layer) -> tuple[np.ndarray[Any, Any], ...]:
        """The values of a layer's weights; a composite layer leaves them to its parts."""
        if isinstance(layer.operation, Composite):
            return ()
        if layer.weights is None:
            raise LayerProblem("the file does not tell its weights")
        owner = replace(layer, path=(*self._within, *layer.path))
        return tuple(
            self._values(owner, weight.name, known_shape(Tensor(weight.shape)))
            for weight in weights_of(layer)
        )

    def _composite(self, whole: Layer, parts: Sequence[Layer]) -> list[tf.Tensor]:
        """Lowers the parts of a layer; two layers' parts of the same name are not the same."""
        outside = self._within
        self._within = (*outside, *whole.path)
        try:
            return self._in_a_row(parts)
        finally:
            self._within = outside

    def _in_a_row(self, parts: Sequence[Layer]) -> list[tf.Tensor]:
        import tensorflow as tf

        results: list[tf.Tensor] = []
        for part in parts:
            with tf.name_scope(_UNSAFE.sub("_", part.name)[:80]):
                results = self._layer(part)
            for tensor, result in zip(part.outputs, results, strict=True):
                self._parts[id(tensor)] = result
        return results

    def _found(self, tensor: Tensor) -> tf.Tensor:
        """What was computed for a tensor; parts of a layer know theirs by identity only."""
        found = self._parts.get(id(tensor))
        if found is None:
            found = self._outputs.get((tensor.producer, tensor.index))
        if found is None:
            raise LayerProblem("netlint cannot tell what it reads")
        return found

    def _error(self, layer: Layer, problem: LayerProblem) -> ModelError:
        file = self._network.file or self._network.name
        return ModelError(file, problem.problem, problem.advice, layer.name)
