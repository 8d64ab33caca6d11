"""Tensor, Weight, Layer and Network: what every reader makes and every later stage reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx

    from netlint.operations import Operation

Shape = tuple[int | None, ...]
Value = int | float | bool | tuple["Value", ...] | None

_BITS = {
    "bool": 8,
    "int4": 4,
    "uint4": 4,
    "int8": 8,
    "uint8": 8,
    "float8_e4m3fn": 8,
    "float8_e5m2": 8,
    "int16": 16,
    "uint16": 16,
    "float16": 16,
    "bfloat16": 16,
    "int32": 32,
    "uint32": 32,
    "float32": 32,
    "int64": 64,
    "uint64": 64,
    "float64": 64,
    "complex64": 64,
    "complex128": 128,
}

DTYPES = frozenset(_BITS)
"""The dtypes whose elements have a fixed size."""


def bits(dtype: str) -> int | None:
    """Bits per element of a dtype, or None where elements have no fixed size (`string`)."""
    return _BITS.get(dtype)


def elements(shape: Shape | None) -> int | None:
    """The number of elements of a shape, or None where a dimension is unknown."""
    if shape is None or None in shape:
        return None
    return prod(shape)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Tensor:
    """An activation.

    Attributes:
        shape: all axes, the batch axis among them; an unknown dimension is None, and so is
            a shape of unknown rank.
        dtype: the element type.
        producer: the name of the layer that writes it; empty for none (a model's own input
            where no input layer is written).
        index: which of the producer's outputs it is.
        inferred: the shape was found by inference, not stated by the file or the operation.
        value: the elements themselves where they are known (shape arithmetic), else None.
    """

    shape: Shape | None
    dtype: str = "float32"
    producer: str = ""
    index: int = 0
    inferred: bool = False
    value: Value = None

    @property
    def elements(self) -> int | None:
        """The number of elements, or None where a dimension is unknown."""
        return elements(self.shape)

    @property
    def known(self) -> bool:
        """Whether every dimension is known."""
        return self.shape is not None and None not in self.shape

    def made_by(self, producer: str, index: int) -> Tensor:
        """The same tensor as output `index` of the layer `producer`."""
        return replace(self, producer=producer, index=index)


@dataclass(frozen=True, slots=True)
class Weight:
    """A parameter array.

    Attributes:
        name: its name within the layer.
        shape: its axes; None where the input's channels are unknown.
        trainable: whether training changes it; None where the file does not tell.
        dtype: the element type.
    """

    name: str
    shape: Shape
    trainable: bool | None = True
    dtype: str = "float32"

    @property
    def elements(self) -> int | None:
        """The number of parameters, or None where a dimension is unknown."""
        return elements(self.shape)


@dataclass(frozen=True, slots=True)
class Layer:
    """One call of one layer.

    Attributes:
        name: unique and stable: the path inside nested models joined by `/`, with `#2` for
            the second call of a shared layer.
        operation: what it does.
        class_name: the framework's class.
        path: the layer's names from the outermost model inwards.
        inputs: the tensors read, in order.
        outputs: the tensors written, in order.
        weights: the parameter arrays; None where the file does not tell.
        shared: a later call of a layer whose parameters are counted at its first call.
        inferred: some shape or weight was found by inference.
        constants: arrays written into the architecture: read like weights, but no parameters.
    """

    name: str
    operation: Operation
    class_name: str
    path: tuple[str, ...]
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    weights: tuple[Weight, ...] | None = ()
    shared: bool = False
    inferred: bool = False
    constants: tuple[Tensor, ...] = ()

    @property
    def op(self) -> str:
        """netlint's own word for what the layer does."""
        return self.operation.word

    @property
    def params(self) -> int | None:
        """The number of parameters, or None where unknown; 0 for a later call."""
        return 0 if self.shared else self._count(None)

    @property
    def trainable_params(self) -> int | None:
        """The number of trainable parameters, or None where unknown; 0 for a later call."""
        return 0 if self.shared else self._count(True)

    def weight_elements(self) -> int | None:
        """The elements of all weights, also at a later call (they are read each time)."""
        return self._count(None)

    def _count(self, trainable: bool | None) -> int | None:
        if self.weights is None:
            return None
        total = 0
        for weight in self.weights:
            size = weight.elements
            if size is None or (trainable is not None and weight.trainable is None):
                return None
            if trainable is None or weight.trainable is trainable:
                total += size
        return total


@dataclass(frozen=True)
class Network:
    """A network as read: its layers in order of execution.

    Attributes:
        name: the model's own name.
        file: where it came from, as the user named it.
        framework: what wrote it, for instance `Keras 3.15.1`; `Keras` where the file is silent.
        layers: every call of every layer, in order of execution.
        inputs: the model's inputs.
        outputs: the model's outputs.
        warnings: what a reader of the report should know about the file.
        file_bytes: the size of the file as it lies on disk; None for a live model.
    """

    name: str
    file: str
    framework: str
    layers: tuple[Layer, ...]
    inputs: tuple[Tensor, ...] = ()
    outputs: tuple[Tensor, ...] = ()
    warnings: tuple[str, ...] = ()
    file_bytes: int | None = None

    @cached_property
    def graph(self) -> networkx.DiGraph[str]:
        """A `networkx.DiGraph` for walking: nodes are layer names, each with its `layer`.

        Parallel edges collapse and lose their order (`Add([x, x])`): the truth about tensors
        is in `Layer.inputs`.
        """
        import networkx

        graph: networkx.DiGraph[str] = networkx.DiGraph(name=self.name)
        for layer in self.layers:
            graph.add_node(layer.name, layer=layer)
        for layer in self.layers:
            for tensor in layer.inputs:
                if tensor.producer:
                    graph.add_edge(tensor.producer, layer.name)
        return graph
