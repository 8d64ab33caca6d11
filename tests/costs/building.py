"""Layers for the tests of costs, from shapes alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from netlint.network import Layer, Shape, Tensor, Weight
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
    Opaque,
    Operation,
    Pool,
    Reduce,
    Reshape,
    Resize,
)


def layer(
    operation: Operation,
    inputs: Sequence[Shape | Tensor | None],
    outputs: Sequence[Shape | Tensor | None],
    weights: Sequence[Shape | Weight] | None = (),
) -> Layer:
    """A layer; a shape becomes a float32 tensor or weight."""
    return Layer(
        "it",
        operation,
        "It",
        ("it",),
        tuple(_tensor(each) for each in inputs),
        tuple(_tensor(each) for each in outputs),
        None if weights is None else tuple(map(_weight, weights)),
    )


def convolution(
    source: Shape | None,
    target: Shape | None,
    kernel: tuple[int, ...] = (1, 1),
    *,
    weights: Sequence[Shape | Weight] | None = (),
    **how: Any,
) -> Layer:
    """A convolution; strides and dilation do not enter its cost but through the shapes."""
    ones = (1,) * len(kernel)
    defaults: dict[str, Any] = {
        "strides": ones,
        "dilation": ones,
        "padding": "same",
        "channel_axis": -1,
    }
    return layer(Conv(kernel, **defaults | how), [source], [target], weights)


def pointwise(size: int, c1: int, c2: int, groups: int = 1, **how: Any) -> Layer:
    """A pointwise convolution of a `size x size` map, without a bias."""
    kernel = (1, 1, c1 // groups, c2)
    source, target = (1, size, size, c1), (1, size, size, c2)
    return convolution(source, target, weights=[kernel], groups=groups, **how)


def dense(rows: int, inputs: int, units: int, **how: Any) -> Layer:
    """A dense layer; its bias, where it has one, is its second weight."""
    operation = Dense(inputs, **how)
    weights = [Weight("kernel", (inputs, units))]
    if operation.bias:
        weights.append(Weight("bias", (units,)))
    return layer(operation, [(rows, inputs)], [(rows, units)], weights)


def batch_norm(shape: Shape) -> Layer:
    """A batch normalisation with its four vectors."""
    return layer(Norm("batch"), [shape], [shape], [(shape[-1],)] * 4)


def relu(shape: Shape) -> Layer:
    """A ReLU as a layer of its own."""
    return layer(Activation("relu"), [shape], [shape])


def _tensor(it: Shape | Tensor | None) -> Tensor:
    return it if isinstance(it, Tensor) else Tensor(it)


def _weight(it: Shape | Weight) -> Weight:
    return it if isinstance(it, Weight) else Weight("weight", it)


MAP = (1, 4, 4, 2)
SAMPLES: dict[type[Operation], Operation] = {
    Fixed: Fixed("input"),
    Reshape: Reshape(),
    Move: Move("transpose"),
    Conv: Conv((1, 1), (1, 1), (1, 1), "same", -1, bias=True),
    Dense: Dense(2, bias=True),
    Matmul: Matmul(2),
    Pool: Pool("max", (2, 2)),
    Reduce: Reduce("mean"),
    Norm: Norm("batch"),
    Activation: Activation("relu"),
    Elementwise: Elementwise("add"),
    Resize: Resize("bilinear"),
    Lookup: Lookup(),
    Composite: Composite("separable_conv", (pointwise(4, 2, 2),)),
    Opaque: Opaque("a Lambda"),
}
VARIANTS: dict[str, Operation] = {
    "activation (linear)": Activation("linear"),
    "resize (nearest)": Resize("nearest"),
    "fill": Move("fill"),
}


def sample(operation: type[Operation], words: str = "") -> Layer:
    """A small layer of an operation with everything known."""
    return layer(VARIANTS.get(words, SAMPLES[operation]), [MAP, MAP], [MAP], [(2, 2)])
