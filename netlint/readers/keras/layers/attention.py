"""Attention layers, by their parts: projections, scores, softmax, weighted sum, output."""

from __future__ import annotations

from math import prod
from typing import Any

from netlint.errors import LayerProblem
from netlint.network import Shape, Tensor, Weight
from netlint.operations import Activation, Composite, Dense, Elementwise, Matmul, Reduce
from netlint.readers.keras.config import is_integer, shown
from netlint.readers.keras.parts import Parts
from netlint.readers.keras.registry import Built, Call, keras_layer, show
from netlint.readers.keras.shapes import axes_of


@keras_layer("MultiHeadAttention")
def multi_head_attention(call: Call) -> Built:
    """Multi-head attention (Keras `MultiHeadAttention`; "Attention is all you need", sect. 3.2)."""
    query, key, value = _inputs(call)
    heads, depth = call.config.integer("num_heads"), call.config.integer("key_dim")
    given = call.config.get("value_dim")
    value_depth = call.config.integer("value_dim") if given is not None else depth
    q, k = _needed(query), _needed(key)
    if len(q) != len(k):
        raise LayerProblem(f"its query {show(q)} and its key {show(k)} differ in rank")
    axes = call.config.get("attention_axes")
    spots = list(range(1, len(q) - 1)) if axes is None else axes_of(axes, len(q))
    bias = call.config.flag("use_bias", True)
    parts = Parts()
    projected = [
        _project(call, parts, name, tensor, (heads, size), bias)
        for name, tensor, size in (
            ("query", query, depth),
            ("key", key, depth),
            ("value", value, value_depth),
        )
    ]
    free = [dim for axis, dim in enumerate(q[:-1]) if axis not in spots]
    rows, columns = [q[axis] for axis in spots], [k[axis] for axis in spots]
    scores_shape = (*free, heads, *rows, *columns)
    weighted, scores = _attend(
        call, parts, projected, scores_shape, (*q[:-1], heads, value_depth), depth, columns
    )
    width = _output_width(call.config.get("output_shape"), q[-1])
    output = _project_back(call, parts, weighted, (heads, value_depth), width, bias)
    return _built(call, parts, output, scores)


@keras_layer("GroupedQueryAttention", "GroupQueryAttention")
def grouped_query_attention(call: Call) -> Built:
    """Attention in which several query heads share a key and a value head (arXiv 2305.13245)."""
    query, key, value = _inputs(call)
    heads = call.config.integer("num_query_heads")
    shared = call.config.integer("num_key_value_heads")
    depth = call.config.integer("head_dim")
    q, k = _needed(query), _needed(key)
    if heads % shared:
        raise LayerProblem(f"{shared} key heads do not divide {heads} query heads")
    bias = call.config.flag("use_bias", True)
    parts = Parts()
    projected = [
        _project(call, parts, name, tensor, (count, depth), bias)
        for name, tensor, count in (
            ("query", query, heads),
            ("key", key, shared),
            ("value", value, shared),
        )
    ]
    scores_shape = (q[0], heads, q[1], k[1])
    weighted, scores = _attend(
        call, parts, projected, scores_shape, (*q[:-1], heads, depth), depth, [k[1]]
    )
    if call.config.flag("use_gate", False):
        gate = _project(call, parts, "gate", query, (heads, depth), bias, "sigmoid")
        weighted = parts.add(
            "gated", Elementwise("multiply"), [weighted, gate], call.like(query, gate.shape)
        )
    output = _project_back(call, parts, weighted, (heads, depth), (q[-1],), bias)
    return _built(call, parts, output, scores)


@keras_layer("Attention")
def attention(call: Call) -> Built:
    """Dot-product attention without projections (Luong, arXiv 1508.04025)."""
    query, key, value = _inputs(call)
    q, k, v = (_needed(tensor) for tensor in (query, key, value))
    parts = Parts()
    weights = ["scale"] if call.config.flag("use_scale") else []
    scores_shape = (*q[:-1], k[-2])
    scores = call.like(query, scores_shape)
    if call.config.text("score_mode", "dot") == "concat":
        weights.append("concat_score_weight")
        _additive(call, parts, query, key, scores)
    else:
        parts.add("scores", Matmul(q[-1]), [query, key], scores)
    return _finish(call, parts, scores, value, v, [call.weight(name, ()) for name in weights])


@keras_layer("AdditiveAttention")
def additive_attention(call: Call) -> Built:
    """Additive attention: `sum(scale * tanh(query + key))` (Bahdanau, arXiv 1409.0473)."""
    query, key, value = _inputs(call)
    q, k, v = (_needed(tensor) for tensor in (query, key, value))
    parts = Parts()
    scores = call.like(query, (*q[:-1], k[-2]))
    weights = []
    if call.config.flag("use_scale"):
        weights = [call.weight("scale", (q[-1],))]
    _additive(call, parts, query, key, scores)
    return _finish(call, parts, scores, value, v, weights)


def _additive(call: Call, parts: Parts, query: Tensor, key: Tensor, scores: Tensor) -> None:
    q, k = _needed(query), _needed(key)
    wide = call.like(query, (*q[:-1], k[-2], q[-1]))
    parts.add("sum", Elementwise("add"), [query, key], wide)
    parts.add("tanh", Activation("tanh"), [wide], wide)
    parts.add("scaled", Elementwise("multiply"), [wide], wide)
    parts.add("scores", Reduce("sum"), [wide], scores)


def _finish(
    call: Call, parts: Parts, scores: Tensor, value: Tensor, v: Shape, weights: list[Weight]
) -> Built:
    shape = _needed(scores)
    parts.add("softmax", Activation("softmax"), [scores], scores)
    output = call.like(value, (*shape[:-1], v[-1]))
    parts.add("weighted_sum", Matmul(v[-2]), [scores, value], output)
    built = _built(call, parts, output, scores)
    return Built(built.operation, built.outputs, tuple(weights))


def _attend(
    call: Call,
    parts: Parts,
    projected: list[Tensor],
    scores_shape: Shape,
    weighted_shape: Shape,
    depth: int,
    columns: list[int | None],
) -> tuple[Tensor, Tensor]:
    query, key, value = projected
    scaled = parts.add("scale", Elementwise("multiply"), [query], call.like(query, query.shape))
    scores = call.like(query, scores_shape)
    parts.add("scores", Matmul(depth, _einsum(call)), [scaled, key], scores)
    parts.add("softmax", Activation("softmax"), [scores], scores)
    length = None if None in columns else prod(c for c in columns if c is not None)
    weighted = call.like(query, weighted_shape)
    parts.add("weighted_sum", Matmul(length, _einsum(call)), [scores, value], weighted)
    return weighted, scores


def _project_back(
    call: Call, parts: Parts, x: Tensor, heads: tuple[int, int], width: Shape, bias: bool
) -> Tensor:
    """From all heads (count, depth) back to rows of `width`."""
    shape = _needed(x)
    weights = [call.weight("output/kernel", (*heads, *width))]
    weights += [call.weight("output/bias", width)] if bias else []
    bias_op = "AddV2" if call.keras < 3 else call.bias_op(width)
    operation = Dense(prod(heads), bias, einsum=_einsum(call), bias_op=bias_op)
    output = call.like(x, (*shape[:-2], *width))
    return parts.add("output", operation, [x], output, tuple(weights))


def _einsum(call: Call) -> bool:
    """Keras 3 runs attention over one axis as matrix products, Keras 2 as einsums."""
    query = _inputs(call)[0]
    return call.keras < 3 or query.shape is None or len(query.shape) != 3


def _project(
    call: Call,
    parts: Parts,
    name: str,
    tensor: Tensor,
    tail: tuple[int, int],
    bias: bool,
    activation: str = "linear",
) -> Tensor:
    shape = _needed(tensor)
    weights = [call.weight(f"{name}/kernel", (shape[-1], *tail))]
    weights += [call.weight(f"{name}/bias", tail)] if bias else []
    output = call.like(tensor, (*shape[:-1], *tail))
    return parts.add(
        name,
        Dense(shape[-1], bias, activation, _einsum(call), "AddV2"),
        [tensor],
        output,
        tuple(weights),
    )


def _built(call: Call, parts: Parts, output: Tensor, scores: Tensor) -> Built:
    wanted = call.argument(None, "return_attention_scores", default=False) is True
    outputs = (output, scores) if wanted else (output,)
    return Built(Composite("attention", tuple(parts.layers)), outputs, parts.weights)


def _inputs(call: Call) -> tuple[Tensor, Tensor, Tensor]:
    """Query, key and value: a list `[query, value, key]`, or arguments of their own."""
    first = call.args[0] if call.args else None
    if isinstance(first, list | tuple):
        found = [item for item in first if isinstance(item, Tensor)]
    else:
        named = [call.argument(i, n) for i, n in enumerate(("query", "value", "key"))]
        found = [item for item in named if isinstance(item, Tensor)]
    if len(found) < 2:
        raise LayerProblem("it is called without a query and a value")
    query, value = found[:2]
    key = found[2] if len(found) > 2 else value
    return query, key, value


def _needed(tensor: Tensor) -> Shape:
    if tensor.shape is None or len(tensor.shape) < 2:
        raise LayerProblem(f"attention over an input of shape {show(tensor.shape)}")
    return tensor.shape


def _output_width(stated: object, default: int | None) -> tuple[int | None, ...]:
    if stated is None:
        return (default,)
    several: list[Any] = list(stated) if isinstance(stated, list | tuple) else [stated]
    if not all(is_integer(dim) and dim > 0 for dim in several):
        raise LayerProblem(f"output_shape {shown(stated)} is impossible")
    return tuple(several)
