"""Layers that `tests.costs.building` has not, for maps of one size."""

from __future__ import annotations

from dataclasses import replace

from netlint.network import Layer, Shape
from netlint.operations import Activation, Elementwise, Fixed, Move, Reshape
from tests.costs.building import convolution, layer


def conv(size: int, c1: int, c2: int, kernel: int = 1, stride: int = 1, **how) -> Layer:
    """A convolution of a square map, `same` padding, without a bias."""
    source, target = (1, size, size, c1), (1, -(-size // stride), -(-size // stride), c2)
    weights = [(kernel, kernel, c1 // how.get("groups", 1), c2)]
    strides = (stride, stride)
    return convolution(source, target, (kernel, kernel), weights=weights, strides=strides, **how)


def activation(shape: Shape, function: str = "relu") -> Layer:
    return layer(Activation(function), [shape], [shape])


def add(shape: Shape, operands: int = 2) -> Layer:
    return layer(Elementwise("add", operands), [shape] * operands, [shape])


def identity(shape: Shape, class_name: str = "Dropout") -> Layer:
    return replace(layer(Fixed("identity"), [shape], [shape]), class_name=class_name)


def view(source: Shape, target: Shape) -> Layer:
    return layer(Reshape(), [source], [target])


def concat(*shapes: Shape) -> Layer:
    target = (*shapes[0][:-1], sum(shape[-1] or 0 for shape in shapes))
    return layer(Move("concat"), shapes, [target])
