"""Structural fingerprints: what a layer is, whatever it is called.

Keras numbers layers as a program makes them, so the same architecture comes out with
`conv2d_17` where it had `conv2d_3` before. What a layer does and the shapes of what it reads,
writes and holds stay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from netlint.operations import Composite

if TYPE_CHECKING:
    from netlint.network import Layer, Network, Tensor
    from netlint.operations import Operation


def fingerprints_of(network: Network) -> tuple[str, ...]:
    """The fingerprint of every layer, in order of execution; see `fingerprint_of`."""
    return tuple(map(fingerprint_of, network.layers))


def fingerprint_of(layer: Layer) -> str:
    """A hash of what a layer is by itself: 32 hexadecimal digits.

    Its operation with all parameters, and the shapes and element types of its inputs, outputs,
    weights and constants. No name is in it, neither its own nor its neighbours': layers that
    are alike share it, and only their order tells them apart.
    """
    weights = layer.weights
    parts = (
        _operation(layer.operation),
        layer.class_name if layer.op == "opaque" else "",
        tuple(map(_tensor, layer.inputs)),
        tuple(map(_tensor, layer.outputs)),
        None if weights is None else [(each.shape, each.dtype, each.trainable) for each in weights],
        tuple(map(_tensor, layer.constants)),
        layer.shared,
    )
    return _hash(repr(parts))


def combined(fingerprints: Iterable[str]) -> str:
    """The fingerprint of several layers in turn, for instance of a block."""
    return _hash(" ".join(fingerprints))


def _operation(operation: Operation) -> object:
    """An operation without names: those that the parts of a composite one read from have some."""
    if not isinstance(operation, Composite):
        return operation
    return operation.kind, operation.repeat, tuple(map(fingerprint_of, operation.parts))


def _tensor(tensor: Tensor) -> tuple[object, ...]:
    return tensor.shape, tensor.dtype, tensor.value


def _hash(text: str) -> str:
    content = text.encode("utf-8", "surrogatepass")
    return hashlib.sha256(content, usedforsecurity=False).hexdigest()[:32]
