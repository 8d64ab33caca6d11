"""Low-rank adaptation (`layer.enable_lora(rank)`, arXiv 2106.09685).

Source: Keras 3.15, `keras.src.layers.core.dense`, `einsum_dense` and `embedding`: the kernel is
frozen, and two thin matrices come after the other weights. A dense layer adds their product to
its kernel at each call; an embedding fetches rows of the first and multiplies them with the
second.
"""

from __future__ import annotations

from dataclasses import replace

from netlint.network import Tensor, Weight
from netlint.operations import Composite, Dense, Elementwise, Lookup, Matmul
from netlint.readers.keras.describe import opaque
from netlint.readers.keras.parts import part
from netlint.readers.keras.registry import Built, Call


def adapted(call: Call, built: Built) -> Built:
    """A dense layer with its low-rank weights; as it is where it has none."""
    if call.config.get("lora_rank") is None or not built.weights:
        return built
    if call.policy.quantization is not None:
        return opaque(call, "a quantised layer with low-rank weights")
    down, up, weights = _low_rank(call, built.weights)
    kernel = built.weights[0]
    product = Tensor(kernel.shape, kernel.dtype)
    parts = (
        part("product", Matmul(up.shape[0]), [_read(down), _read(up)], [product]),
        part("adapted", Elementwise("add"), [product, _read(kernel)], [product]),
        part("layer", built.operation, [call.input], built.outputs, built.weights),
    )
    return replace(built, operation=Composite("lora", parts), weights=weights)


def adapted_embedding(call: Call, built: Built) -> Built:
    """An embedding with its low-rank weights; as it is where it has none."""
    if call.config.get("lora_rank") is None or not built.weights:
        return built
    if call.policy.quantization is not None:
        return opaque(call, "a quantised layer with low-rank weights")
    down, up, weights = _low_rank(call, built.weights)
    x, output = call.input, built.outputs[0]
    thin = replace(output, shape=None if x.shape is None else (*x.shape, up.shape[0]))
    parts = (
        part("rows", Lookup(), [x], [output], built.weights),
        part("thin_rows", Lookup(), [x], [thin], (down,)),
        part("product", Dense(up.shape[0]), [thin], [output], (up,)),
        part("adapted", Elementwise("add"), [output, output], [output]),
    )
    return replace(built, operation=Composite("lora", parts), weights=weights)


def _low_rank(call: Call, weights: tuple[Weight, ...]) -> tuple[Weight, Weight, tuple[Weight, ...]]:
    """The two thin matrices, and all weights in Keras's order with the kernel frozen."""
    rank = call.config.integer("lora_rank")
    kernel, *rest = weights
    down = call.weight(f"lora_{kernel.name}_a", (*kernel.shape[:-1], rank))
    up = call.weight(f"lora_{kernel.name}_b", (rank, kernel.shape[-1]))
    return down, up, (replace(kernel, trainable=False), *rest, down, up)


def _read(weight: Weight) -> Tensor:
    return Tensor(weight.shape, weight.dtype)
