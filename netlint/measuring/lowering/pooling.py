"""Pooling and reductions as TensorFlow operations."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from netlint.errors import LayerProblem
from netlint.measuring.lowering.registry import Lowered, lowers
from netlint.operations import Pool, Reduce

if TYPE_CHECKING:
    import tensorflow as tf


@lowers(Pool)
def pool(call: Lowered, operation: Pool) -> tf.Tensor:
    """Local pooling; strides and padding are those that lead from the input to the output."""
    import tensorflow as tf

    window = operation.window
    before, after = tuple(call.x.shape), call.shape
    if len(before) != len(window) + 2 or before[-1] != after[-1]:
        raise LayerProblem("its channels are not last, as LiteRT has them")
    found = pool_strides(before[1:-1], after[1:-1], window)
    if found is None:
        raise LayerProblem(f"no strides of a window {window} lead from {before} to {after}")
    strides, padding = found
    functions = {"max": tf.nn.max_pool, "average": tf.nn.avg_pool}
    return functions[operation.kind](call.x, window, strides, padding)


def pool_strides(
    before: tuple[int, ...], after: tuple[int, ...], window: tuple[int, ...]
) -> tuple[tuple[int, ...], str] | None:
    """Strides and padding of pooling, from sizes; None where nothing fits.

    A stride as long as the window, Keras's default, is tried first, then small ones; `valid`
    before `same`: where both fit they are the same or nearly so.
    """
    for padding in ("VALID", "SAME"):
        found = []
        for length, wanted, size in zip(before, after, window, strict=True):
            fits = (
                s for s in (size, *range(1, size + 4)) if _slid(length, size, s, padding) == wanted
            )
            found.append(next(fits, 0))
        if all(found):
            return tuple(found), padding
    return None


def _slid(length: int, size: int, stride: int, padding: str) -> int:
    return -(-(length if padding == "SAME" else length - size + 1) // stride)


@lowers(Reduce)
def reduce(call: Lowered, operation: Reduce) -> tf.Tensor:
    """A reduction over the axes that lead from the input's shape to the output's."""
    import tensorflow as tf

    functions = {
        "mean": tf.reduce_mean,
        "max": tf.reduce_max,
        "min": tf.reduce_min,
        "sum": tf.reduce_sum,
        "prod": tf.reduce_prod,
        "any": tf.reduce_any,
        "all": tf.reduce_all,
        "var": tf.math.reduce_variance,
        "std": tf.math.reduce_std,
        "logsumexp": tf.reduce_logsumexp,
    }
    function = functions.get(operation.function)
    if function is None:
        raise LayerProblem(f"the reduction {operation.function!r} cannot be run in LiteRT")
    axes, keep = _axes(tuple(call.x.shape), call.shape, operation.pooling)
    return function(call.x, axis=axes, keepdims=keep)


def _axes(before: tuple[int, ...], after: tuple[int, ...], pooling: bool) -> tuple[list[int], bool]:
    """Which axes go, and whether they stay with the length 1; channels are last."""
    keep = len(before) == len(after)
    spatial = tuple(range(1, len(before) - 1))
    for count in range(1, len(before) + 1):
        for axes in (spatial, *combinations(range(len(before)), count)):
            left = (dim if axis not in axes else 1 for axis, dim in enumerate(before))
            gone = (dim for axis, dim in enumerate(before) if axis not in axes)
            if tuple(left if keep else gone) == after and (axes == spatial or not pooling):
                return list(axes), keep
    raise LayerProblem("netlint cannot tell which axes it reduces (channels have to be last)")
