"""Layers around a layer."""

from __future__ import annotations

from netlint.errors import LayerProblem
from netlint.network import Tensor
from netlint.operations import Composite, Elementwise, Move
from netlint.readers.keras.parts import part
from netlint.readers.keras.registry import Built, Call, keras_layer

_MERGES = {"sum": "add", "mul": "multiply", "ave": "average"}


@keras_layer("TimeDistributed")
def time_distributed(call: Call) -> Built:
    """The same layer on every time step: as on a batch that is longer by that factor."""
    x = call.input
    if x.shape is None or len(x.shape) < 2:
        raise LayerProblem("its input has no time axis")
    batch, steps = x.shape[:2]
    rows = None if batch is None or steps is None else batch * steps
    folded = Tensor((rows, *x.shape[2:]), x.dtype, inferred=x.inferred)
    inner = call.inner(call.config.dictionary("layer"), [folded])
    outputs = tuple(
        Tensor(None if t.shape is None else (batch, steps, *t.shape[1:]), t.dtype)
        for t in inner.outputs
    )
    operation = Composite("time_distributed", inner.parts)
    return Built(operation, outputs, inner.weights)


@keras_layer("Bidirectional")
def bidirectional(call: Call) -> Built:
    """A recurrent layer forwards, one backwards, and their outputs merged."""
    config = call.config.dictionary("layer")
    inputs = call.inputs[:1]
    forward = call.inner(config, inputs)
    backward_config = call.config.get("backward_layer")
    backward = call.inner(backward_config if isinstance(backward_config, dict) else config, inputs)
    a, b = forward.outputs[0], backward.outputs[0]
    parts = [*forward.parts, *backward.parts]
    mode = call.config.get("merge_mode", "concat")
    outputs: tuple[Tensor, ...]
    if mode is None:
        outputs = (a, b)
    elif mode == "concat":
        outputs = (_concatenated(a, b),)
        parts.append(part("merge", Move("concat"), [a, b], outputs))
    elif isinstance(mode, str) and mode in _MERGES:
        outputs = (Tensor(a.shape, a.dtype),)
        parts.append(part("merge", Elementwise(_MERGES[mode]), [a, b], outputs))
    else:
        raise LayerProblem(f"merge_mode is {mode!r}, not concat, sum, mul, ave or null")
    outputs += (*forward.outputs[1:], *backward.outputs[1:])
    weights = None
    if forward.weights is not None and backward.weights is not None:
        weights = (*forward.weights, *backward.weights)
    return Built(Composite("bidirectional", tuple(parts)), outputs, weights)


def _concatenated(a: Tensor, b: Tensor) -> Tensor:
    if a.shape is None or b.shape is None:
        return Tensor(None, a.dtype)
    width = None
    if a.shape[-1] is not None and b.shape[-1] is not None:
        width = a.shape[-1] + b.shape[-1]
    return Tensor((*a.shape[:-1], width), a.dtype)
