"""Arithmetic on shapes with unknown dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from netlint.errors import LayerProblem
from netlint.network import Shape, Tensor, elements
from netlint.readers.keras.config import is_integer, shown
from netlint.readers.keras.registry import show


def axis_of(axis: object, rank: int) -> int:
    """A possibly negative axis as an index from the front.

    Raises:
        LayerProblem: it is no axis of a tensor of that rank.
    """
    if not is_integer(axis) or not -rank <= axis < rank:  # type: ignore[operator]
        raise LayerProblem(f"axis {shown(axis)} does not exist in a tensor of {rank} axes")
    return axis % rank  # type: ignore[operator]


def axes_of(axes: object, rank: int) -> list[int]:
    """One axis, several, or (null) all of them, as indices from the front."""
    if axes is None:
        return list(range(rank))
    several = axes if isinstance(axes, list | tuple) else [axes]
    return [axis_of(axis, rank) for axis in several]


def broadcast(tensors: Sequence[Tensor]) -> tuple[Shape | None, bool]:
    """NumPy's broadcasting; an unknown shape is taken to be that of the others.

    Where theirs has length 1 it may be longer; the first axis, the batch, is the same for all.

    Returns:
        The shape, and whether it rests on such an assumption.

    Raises:
        LayerProblem: the shapes do not fit.
    """
    shapes = [tensor.shape for tensor in tensors if tensor.shape is not None]
    if not shapes:
        return None, False
    guessed = missing = len(shapes) < len(tensors)
    rank = max(len(shape) for shape in shapes)
    result: list[int | None] = []
    for place in range(-rank, 0):
        dims = {shape[place] for shape in shapes if len(shape) >= -place}
        guessed |= None in dims and len(dims) > 1
        known = dims - {None, 1}
        if len(known) > 1:
            raise _misfit(shapes)
        one = 1 in dims if place == -rank else not (missing or None in dims)  # batches are equal
        result.append(known.pop() if known else (1 if one else None))
    return tuple(result), guessed and None not in result


def concatenated(tensors: Sequence[Tensor], axis: object) -> tuple[Shape | None, bool]:
    """The shape of tensors joined along an axis, and whether other axes were inferred.

    Raises:
        LayerProblem: another axis differs, or the axis does not exist.
    """
    shapes = [tensor.shape for tensor in tensors if tensor.shape is not None]
    if not shapes:
        return None, False
    rank = len(shapes[0])
    place = axis_of(axis, rank)
    if any(len(shape) != rank for shape in shapes):
        raise _misfit(shapes)
    guessed = missing = len(shapes) < len(tensors)
    result: list[int | None] = []
    for index in range(rank):
        dims = [shape[index] for shape in shapes]
        known = {dim for dim in dims if dim is not None}
        if index == place:
            whole = not missing and None not in dims
            result.append(sum(dim for dim in dims if dim is not None) if whole else None)
        elif len(known) > 1:
            raise _misfit(shapes)
        else:
            guessed |= None in dims and bool(known)
            result.append(known.pop() if known else None)
    return tuple(result), guessed


def _misfit(shapes: Sequence[Shape]) -> LayerProblem:
    return LayerProblem(
        "its inputs have shapes that do not fit: " + ", ".join(show(s) for s in shapes),
        "the file is damaged or was edited: save the model again",
    )


def reshaped(shape: Shape | None, target: Sequence[int | None]) -> Shape:
    """A target shape with its -1 worked out.

    Raises:
        LayerProblem: the number of elements does not fit.
    """
    if any(dim is not None and (not is_integer(dim) or dim < -1) for dim in target):
        raise LayerProblem(f"its target shape {shown(list(target))} is impossible")
    result = list(target)
    whole = elements(shape)
    rest = [dim for dim in target if dim != -1]
    if target.count(-1) > 1:
        raise LayerProblem(f"its target shape {shown(list(target))} has several -1")
    if None in rest:
        return tuple(None if dim == -1 else dim for dim in result)
    known = prod(dim for dim in rest if dim is not None)
    if -1 in target:
        place = list(target).index(-1)
        result[place] = None if whole is None or not known else whole // known
    size = elements(tuple(result))
    if whole is not None and size is not None and whole != size:
        raise LayerProblem(
            f"its input shape {show(shape)} does not fit the target {shown(list(target))}"
        )
    return tuple(result)


def reduced(shape: Shape | None, axes: object, keepdims: bool) -> Shape | None:
    """The shape after a reduction over axes."""
    if shape is None:
        return () if axes is None and not keepdims else None
    gone = axes_of(axes, len(shape))
    if keepdims:
        return tuple(1 if axis in gone else dim for axis, dim in enumerate(shape))
    return tuple(dim for axis, dim in enumerate(shape) if axis not in gone)


def filled(shape: Shape | None, known: Shape) -> Shape:
    """A shape with its unknown dimensions from another; as it is where the ranks differ."""
    if shape is None:
        return known
    if len(shape) != len(known):
        return shape
    return tuple(b if a is None else a for a, b in zip(shape, known, strict=True))


def flattened(shape: Shape) -> Shape:
    """The batch axis and all others as one.

    Raises:
        LayerProblem: there is no axis.
    """
    if not shape:
        raise LayerProblem("its input has no axis to work on")
    return (shape[0], elements(shape[1:]))
