"""Recurrent layers: a cell, by its parts, as often as there are time steps.

Memory access counts a cell's weights at every step: they are read again each time. What
reversing a sequence copies is left to the engine and not counted.
"""

from __future__ import annotations

from dataclasses import replace

from netlint.errors import LayerProblem
from netlint.network import Layer, Shape, Tensor, Weight
from netlint.operations import Activation, Composite, Conv, Dense, Elementwise
from netlint.readers.keras.layers.convolution import input_channels, rank_of, window_of
from netlint.readers.keras.parts import Parts, part
from netlint.readers.keras.registry import Built, Call, keras_layer, show
from netlint.readers.keras.windows import channel_axis, slide


@keras_layer("SimpleRNNCell")
def simple_cell(call: Call) -> Built:
    """`h = act(W x + U h + b)` (Keras `SimpleRNNCell`)."""
    x, units = call.input, call.config.integer("units")
    parts = Parts()
    state = call.like(x, _row(x, units))
    bias = call.config.flag("use_bias", True)
    a = _product(call, parts, "kernel", x, units, (units,) if bias else None)
    b = _product(call, parts, "recurrent_kernel", state, units, None)
    total = parts.add("sum", Elementwise("add"), [a, b], state)
    parts.add("output", Activation(call.config.function("activation", "tanh")), [total], state)
    return Built(_cell(parts), (state, state), _kernels_first(parts))


@keras_layer("LSTMCell")
def lstm_cell(call: Call) -> Built:
    """Four gates from `W x + U h + b`, then `c = f*c + i*g`, `h = o*act(c)` (Keras `LSTMCell`)."""
    x, units = call.input, call.config.integer("units")
    parts = Parts()
    state, wide = call.like(x, _row(x, units)), call.like(x, _row(x, 4 * units))
    bias = call.config.flag("use_bias", True)
    a = _product(call, parts, "kernel", x, 4 * units, None)
    b = _product(call, parts, "recurrent_kernel", state, 4 * units, (4 * units,) if bias else None)
    parts.add("gates", Elementwise("add"), [a, b], wide)
    _lstm_update(call, parts, state)
    return Built(_cell(parts), (state, state, state), _kernels_first(parts))


def _lstm_update(call: Call, parts: Parts, state: Tensor) -> None:
    """The element-wise end of an LSTM step, on one state-sized tensor per gate."""
    gate = call.config.function("recurrent_activation", "sigmoid")
    function = call.config.function("activation", "tanh")
    for name in ("input", "forget", "output"):
        parts.add(f"{name}_gate", Activation(gate), [state], state)
    parts.add("candidate", Activation(function), [state], state)
    parts.add("kept", Elementwise("multiply"), [state, state], state)
    parts.add("added", Elementwise("multiply"), [state, state], state)
    parts.add("carry", Elementwise("add"), [state, state], state)
    parts.add("squashed", Activation(function), [state], state)
    parts.add("hidden", Elementwise("multiply"), [state, state], state)


@keras_layer("GRUCell")
def gru_cell(call: Call) -> Built:
    """Update and reset gates and a candidate (Keras `GRUCell`).

    With `reset_after` (cuDNN's form) the recurrent product of all three is taken at once and
    has a bias of its own; without it the candidate's follows the reset gate.
    """
    x, units = call.input, call.config.integer("units")
    parts = Parts()
    state = call.like(x, _row(x, units))
    after = call.config.flag("reset_after", call.keras >= 3)
    bias = call.config.flag("use_bias", True)
    _product(call, parts, "kernel", x, 3 * units, (3 * units,) if bias else None)
    if after:
        inner = (3 * units,) if bias else None
        _product(call, parts, "recurrent_kernel", state, 3 * units, inner)
    else:
        _product(call, parts, "recurrent_kernel", state, 2 * units, None)
        _product(call, parts, "recurrent_candidate", state, units, None)
    gate = call.config.function("recurrent_activation", "sigmoid")
    for name in ("update", "reset"):
        parts.add(f"{name}_sum", Elementwise("add"), [state, state], state)
        parts.add(f"{name}_gate", Activation(gate), [state], state)
    parts.add("reset_state", Elementwise("multiply"), [state, state], state)
    parts.add("candidate_sum", Elementwise("add"), [state, state], state)
    function = call.config.function("activation", "tanh")
    parts.add("candidate", Activation(function), [state], state)
    parts.add("kept", Elementwise("multiply"), [state, state], state)
    parts.add("complement", Elementwise("subtract"), [state], state)
    parts.add("added", Elementwise("multiply"), [state, state], state)
    parts.add("hidden", Elementwise("add"), [state, state], state)
    return Built(_cell(parts), (state, state), _gru_weights(call, x, units, after, bias))


def _gru_weights(call: Call, x: Tensor, units: int, after: bool, bias: bool) -> tuple[Weight, ...]:
    width = None if not x.shape else x.shape[-1]
    weights = [
        call.weight("kernel", (width, 3 * units)),
        call.weight("recurrent_kernel", (units, 3 * units)),
    ]
    if bias:
        weights.append(call.weight("bias", (2, 3 * units) if after else (3 * units,)))
    return tuple(weights)


@keras_layer("StackedRNNCells")
def stacked_cells(call: Call) -> Built:
    """Cells one after the other within each step."""
    cells = call.config.get("cells")
    if not isinstance(cells, list) or not cells:
        raise LayerProblem("it has no cells")
    x = call.input
    parts: list[Layer] = []
    states: list[Tensor] = []
    weights: list[Weight] | None = []
    for raw in cells:
        inner = call.inner(raw if isinstance(raw, dict) else {}, [x])
        parts += inner.parts
        x = inner.outputs[0]
        states += inner.outputs[1:]
        if weights is not None and inner.weights is not None:
            weights += inner.weights
        else:
            weights = None
    operation = Composite("cell", tuple(parts))
    return Built(operation, (x, *states), None if weights is None else tuple(weights))


@keras_layer("SimpleRNN", "LSTM", "GRU", "CuDNNLSTM", "CuDNNGRU")
def recurrent(call: Call) -> Built:
    """A cell over a sequence; the layer's configuration is the cell's."""
    x = call.input_of_rank(3)
    name = call.class_name.removeprefix("CuDNN")
    describe = {"SimpleRNN": simple_cell, "LSTM": lstm_cell, "GRU": gru_cell}[name]
    step = replace(call, args=(_time_step(call, x),), kwargs={})
    built = describe(step)
    cell = part("cell", built.operation, [step.input], built.outputs, built.weights)
    weights = built.weights
    if call.class_name.startswith("CuDNN"):
        gates = {"LSTM": 8, "GRU": 6}[name]
        bias = call.weight("bias", (gates * call.config.integer("units"),))
        weights = (*(weights or ())[:2], bias)
    return _over_time(call, x, (cell,), built.outputs, weights)


@keras_layer("RNN")
def rnn(call: Call) -> Built:
    """Any cell over a sequence."""
    x = call.input
    if x.shape is not None and len(x.shape) < 2:
        raise LayerProblem(f"its input {show(x.shape)} has no time axis")
    cell = call.config.get("cell")
    if isinstance(cell, list):
        cell = {"class_name": "StackedRNNCells", "config": {"cells": cell}}
    inner = call.inner(cell if isinstance(cell, dict) else {}, [_time_step(call, x)])
    return _over_time(call, x, inner.parts, inner.outputs, inner.weights)


@keras_layer("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
def conv_lstm(call: Call) -> Built:
    """An LSTM whose products are convolutions (arXiv 1506.04214)."""
    rank = rank_of(call.class_name)
    x = call.input_of_rank(rank + 3)
    last = call.config.channels_last()
    step = _time_step(call, x)
    axis = channel_axis(rank, last)
    filters = call.config.integer("filters")
    window = window_of(call, rank)
    channels = input_channels(call, step, axis, -2)
    assert step.shape is not None
    bias = call.config.flag("use_bias", True)
    state = call.like(x, slide(step.shape, window, last, filters))
    wide = call.like(x, slide(step.shape, window, last, 4 * filters))
    weights = [call.weight("kernel", (*window.size, channels, 4 * filters))]
    recurrent_kernel = call.weight("recurrent_kernel", (*window.size, filters, 4 * filters))
    ones = (1,) * rank
    parts = Parts()
    outer = Conv(window.size, window.strides, window.dilation, window.padding, axis)
    inner = Conv(window.size, ones, ones, "same", axis)
    extra = (call.weight("bias", (4 * filters,)),) if bias else ()
    if call.keras < 3:
        a = parts.add("kernel", replace(outer, bias=bias), [step], wide, (*weights, *extra))
    else:
        a = parts.add("kernel", outer, [step], wide, tuple(weights))
        if bias:
            parts.add("bias", Elementwise("add"), [a], wide, extra)
    b = parts.add("recurrent_kernel", inner, [state], wide, (recurrent_kernel,))
    parts.add("gates", Elementwise("add"), [a, b], wide)
    _lstm_update(call, parts, state)
    states = (state, state, state)
    cell = part("cell", _cell(parts), [step], states, parts.weights)
    built = _over_time(call, x, (cell,), states, (*weights, recurrent_kernel, *extra))
    if call.keras >= 3:
        return built
    # Keras 2 convolves zeros with zeros to shape the first state
    first = part("initial_state", outer, [step], [state])
    whole = Composite("recurrent", (first, replace(cell, operation=built.operation)))
    return replace(built, operation=whole)


def _over_time(
    call: Call,
    x: Tensor,
    parts: tuple[Layer, ...],
    outputs: tuple[Tensor, ...],
    weights: tuple[Weight, ...] | None,
) -> Built:
    steps = None if x.shape is None else x.shape[_time_axis(call)]
    output, states = outputs[0], outputs[1:]
    shape = output.shape
    if call.config.flag("return_sequences", False) and shape is not None:
        time = _time_axis(call)
        shape = (*shape[:time], steps, *shape[time:])
    results = [Tensor(shape, output.dtype, inferred=x.inferred)]
    if call.config.flag("return_state", False):
        results += states
    return Built(Composite("recurrent", parts, steps), tuple(results), weights)


def _time_axis(call: Call) -> int:
    return 0 if call.config.flag("time_major", False) else 1


def _time_step(call: Call, x: Tensor) -> Tensor:
    """The input of one step: the sequence without its time axis."""
    if x.shape is None:
        return Tensor(None, x.dtype)
    time = _time_axis(call)
    return Tensor((*x.shape[:time], *x.shape[time + 1 :]), x.dtype, inferred=x.inferred)


def _row(x: Tensor, width: int) -> Shape:
    return (None if not x.shape else x.shape[0], width)


def _product(
    call: Call, parts: Parts, name: str, x: Tensor, width: int, bias: tuple[int, ...] | None
) -> Tensor:
    contracted = None if not x.shape else x.shape[-1]
    weights = [call.weight(name, (contracted, width))]
    if bias is not None:
        weights.append(call.weight(f"{name}/bias", bias))
    output = call.like(x, _row(x, width))
    return parts.add(name, Dense(contracted, bias is not None), [x], output, tuple(weights))


def _cell(parts: Parts) -> Composite:
    return Composite("cell", tuple(parts.layers))


def _kernels_first(parts: Parts) -> tuple[Weight, ...]:
    """Keras's order: kernel, recurrent kernel, bias."""
    weights = parts.weights
    return tuple(sorted(weights, key=lambda weight: weight.name.endswith("bias")))
