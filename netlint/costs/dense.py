"""The cost of matrix products."""

from __future__ import annotations

from dataclasses import replace

from netlint.costs.elementwise import before_activation, fused_ops
from netlint.costs.registry import Cost, cost, times, with_own_traffic
from netlint.network import Layer
from netlint.operations import Dense, Matmul


@cost(Dense)
def dense(layer: Layer, operation: Dense) -> Cost:
    """A product with a matrix of weights.

    Mult-adds: output elements x contracted elements, `m*n*k` for an `m x k` by `k x n` product
    (half of what TensorFlow's profiler prints: `_calc_mat_mul_flops`, `flops_registry.py`).

    Other operations: one addition per output element for the bias, and the fused activation.

    Memory access: inputs + weights + outputs, each once (ShuffleNet V2, arXiv 1807.11164,
    section 2: a dense layer is a pointwise convolution of one position).
    """
    output = before_activation(layer, operation.activation)
    return with_own_traffic(
        layer, times(output.elements, operation.contracted), fused_ops(operation, output.elements)
    )


@cost(Matmul)
def matmul(layer: Layer, operation: Matmul) -> Cost:
    """A product of two activations (attention scores, `Dot`, `matmul`, `einsum`).

    Mult-adds: output elements x contracted elements, as for weights (`_calc_batch_mat_mul_flops`
    in TensorFlow's `flops_registry.py` prints twice that).

    Memory access: both operands + outputs, each once. Where the file tells fewer than two
    operands (Keras 2 loses the inputs of `tf.einsum`), what is read is unknown.
    """
    output = before_activation(layer, "linear")
    counted = with_own_traffic(layer, times(output.elements, operation.contracted), 0)
    if len(layer.inputs) + len(layer.constants) < 2:
        return replace(counted, read=None, read_bytes=None)
    return counted
