"""Sliding windows: how long the output of a convolution or a pooling is.

Source: Keras, `keras.src.ops.operation_utils.compute_conv_output_shape` and
`keras.src.backend.common.backend_utils.compute_conv_transpose_output_shape`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from netlint.errors import LayerProblem
from netlint.network import Shape


@dataclass(frozen=True, slots=True)
class Window:
    """A window that slides over the spatial axes; one entry per axis."""

    size: tuple[int, ...]
    strides: tuple[int, ...]
    dilation: tuple[int, ...]
    padding: str


def spatial_axes(rank: int, channels_last: bool) -> range:
    """The spatial axes of a tensor with `rank` of them, a batch and a channel axis."""
    return range(1, rank + 1) if channels_last else range(2, rank + 2)


def channel_axis(rank: int, channels_last: bool) -> int:
    """The axis that holds channels."""
    return rank + 1 if channels_last else 1


def slide(shape: Shape, window: Window, channels_last: bool, channels: int | None) -> Shape:
    """The output shape of a window sliding over `shape`, with `channels` output channels.

    Raises:
        LayerProblem: the window does not fit.
    """
    rank = len(window.size)
    output = list(shape)
    for place, axis in enumerate(spatial_axes(rank, channels_last)):
        output[axis] = window_count(
            shape[axis],
            window.size[place],
            window.strides[place],
            window.dilation[place],
            window.padding,
        )
    output[channel_axis(rank, channels_last)] = channels
    return tuple(output)


def window_count(
    length: int | None, size: int, stride: int, dilation: int, padding: str
) -> int | None:
    """How many windows fit: `ceil(n / s)` padded, else `floor((n - d(k-1) - 1) / s) + 1`.

    Raises:
        LayerProblem: an unpadded window is larger than the input.
    """
    if length is None:
        return None
    if padding != "valid":
        return -(-length // stride)
    span = (size - 1) * dilation + 1
    if span > length:
        raise LayerProblem(
            f"a window of {span} does not fit an input of {length}",
            "enlarge the input or use padding='same'",
        )
    return (length - span) // stride + 1


def slide_transposed(
    shape: Shape,
    window: Window,
    output_padding: Sequence[int] | None,
    channels_last: bool,
    channels: int,
) -> Shape:
    """The output shape of a transposed convolution."""
    rank = len(window.size)
    output = list(shape)
    for place, axis in enumerate(spatial_axes(rank, channels_last)):
        length = shape[axis]
        if length is None:
            continue
        stride = window.strides[place]
        span = (window.size[place] - 1) * window.dilation[place] + 1
        extra = None if output_padding is None else output_padding[place]
        if window.padding == "valid":
            extra = max(span, stride) - span if extra is None else extra
            output[axis] = (length - 1) * stride + span + extra
        elif extra is None:
            output[axis] = length * stride
        else:
            output[axis] = (length - 1) * stride + span % 2 + extra
    output[channel_axis(rank, channels_last)] = channels
    return tuple(output)
