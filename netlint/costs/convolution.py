"""The cost of convolutions."""

from __future__ import annotations

from math import prod

from netlint.costs.elementwise import before_activation, fused_ops
from netlint.costs.registry import Cost, cost, times, with_own_traffic
from netlint.network import Layer, Tensor
from netlint.operations import Conv


@cost(Conv)
def conv(layer: Layer, operation: Conv) -> Cost:
    """A convolution of any rank: grouped, depthwise, dilated, transposed, locally connected.

    Mult-adds: output elements x kernel positions x input channels / groups. For a pointwise
    convolution that is `h*w*c1*c2 / g` (ShuffleNet V2, arXiv 1807.11164, section 2, G1 and G2),
    for a `k x k` one `k*k*c1*c2*h*w`, for a depthwise one `k*k*c*h*w` (MobileNet, arXiv
    1704.04861, equations 2 and 4). A depthwise convolution has one input channel per output
    element, whatever its depth multiplier. Kernel positions that fall on padding count, as in
    those papers and in TensorFlow's profiler (`_calc_conv_flops`, `nn_ops.py`); dilation
    changes where a kernel reads, not how often.

    A transposed convolution multiplies every input element with the whole kernel of its
    group: input elements x kernel positions x output channels / groups (fvcore,
    `conv_flop_count` in `jit_handles.py`, and PyTorch's `flop_counter.py`); what `same`
    padding crops off afterwards counts.

    Other operations: one addition per output element for the bias, and the fused activation.
    Bias and activation work in place and access no memory but the bias itself.

    Memory access: inputs + weights + outputs, each once: without a bias `h*w*(c1 + c2) + c1*c2`
    for a pointwise convolution (arXiv 1807.11164, section 2, G1), with groups
    `h*w*(c1 + c2) + c1*c2/g` (equation 2).
    """
    output = before_activation(layer, operation.activation)
    return with_own_traffic(
        layer, _mult_adds(layer, operation, output), fused_ops(operation, output.elements)
    )


def _mult_adds(layer: Layer, operation: Conv, output: Tensor) -> int | None:
    positions = prod(operation.kernel)
    if not layer.inputs:
        return times(output.elements, positions, 1 if operation.depthwise else None)
    data = layer.inputs[0]
    if operation.transposed:
        return times(data.elements, positions, _per_group(output, operation))
    channels = 1 if operation.depthwise else _per_group(data, operation)
    return times(output.elements, positions, channels)


def _per_group(tensor: Tensor, operation: Conv) -> int | None:
    """Channels of a tensor per group; None where unknown, or where groups do not divide them."""
    channels = None if tensor.shape is None else tensor.shape[operation.channel_axis]
    if channels is None or operation.groups < 1 or channels % operation.groups:
        return None
    return channels // operation.groups
