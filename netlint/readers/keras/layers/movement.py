"""Operations of `keras.ops` and TensorFlow that reshape, reorder, cut and join tensors."""

from __future__ import annotations

from math import prod
from typing import Any

from netlint.errors import LayerProblem
from netlint.network import Shape, Tensor, Value
from netlint.operations import Fixed, Move, Reshape, Resize
from netlint.readers.keras.config import is_integer, shown
from netlint.readers.keras.registry import Built, Call, keras_operation, tensors_in, tf_function
from netlint.readers.keras.shapes import (
    axes_of,
    axis_of,
    broadcast,
    concatenated,
    flattened,
    reshaped,
)


def constant(value: Any) -> Any:
    """What is known of an argument: numbers for numbers and for tensors of known value."""
    if isinstance(value, Tensor):
        return value.value
    if isinstance(value, list | tuple):
        return tuple(constant(item) for item in value)
    return value


def moved(x: Tensor, shape: Shape | None) -> tuple[Tensor, ...]:
    """The only output of an operation that moves the elements of `x`."""
    return (Tensor(shape, x.dtype, inferred=x.inferred),)


@keras_operation("Reshape")
@tf_function("reshape")
def reshape(call: Call) -> Built:
    """The same elements under another shape."""
    x = call.input
    target = constant(call.argument(1, "newshape", "shape"))
    if not isinstance(target, tuple):
        return Built(Reshape(), moved(x, None))
    dims: list[int | None] = [dim if is_integer(dim) else None for dim in target]
    if dims.count(None) == 1 and -1 not in dims:
        dims[dims.index(None)] = -1
    return Built(Reshape(), moved(x, reshaped(x.shape, dims)))


@keras_operation("Ravel")
@tf_function("ravel")
def ravel(call: Call) -> Built:
    """All elements along one axis."""
    x = call.input
    return Built(Reshape(), moved(x, (x.elements,)))


@tf_function("flatten", "batch_flatten")
def flatten(call: Call) -> Built:
    """All axes but the batch as one."""
    x = call.input
    return Built(Reshape(), moved(x, None if x.shape is None else flattened(x.shape)))


@keras_operation("ExpandDims")
@tf_function("expand_dims")
def expand_dims(call: Call) -> Built:
    """New axes of length 1."""
    x = call.input
    axes = constant(call.argument(1, "axis", "dim", default=-1))
    axes = axes if isinstance(axes, tuple) else (axes,)
    if x.shape is None:
        return Built(Reshape(), moved(x, None))
    shape = list(x.shape)
    for axis in axes:
        shape.insert(axis_of(axis, len(shape) + 1), 1)
    return Built(Reshape(), moved(x, tuple(shape)))


@keras_operation("Squeeze")
@tf_function("squeeze")
def squeeze(call: Call) -> Built:
    """Axes of length 1 removed."""
    x = call.input
    axes = call.argument(1, "axis", "squeeze_dims")
    if x.shape is None:
        return Built(Reshape(), moved(x, None))
    gone = [a for a, d in enumerate(x.shape) if d == 1 and a > 0]
    if axes is not None and axes != []:
        gone = axes_of(axes, len(x.shape))
    return Built(Reshape(), moved(x, tuple(d for a, d in enumerate(x.shape) if a not in gone)))


@keras_operation("Transpose")
@tf_function("transpose", "permute_dimensions")
def transpose(call: Call) -> Built:
    """Axes in another order: a copy."""
    x = call.input
    order = constant(call.argument(1, "axes", "perm", "pattern"))
    if x.shape is None:
        return Built(Move("transpose"), moved(x, None))
    rank = len(x.shape)
    axes = list(range(rank))[::-1] if order is None else axes_of(order, rank)
    if sorted(axes) != list(range(rank)):
        raise LayerProblem(f"{shown(order)} is not an order of {rank} axes")
    return Built(Move("transpose"), moved(x, tuple(x.shape[axis] for axis in axes)))


@keras_operation("Swapaxes", "Moveaxis")
@tf_function("swapaxes", "moveaxis")
def swap_axes(call: Call) -> Built:
    """Two axes exchanged, or some moved: a copy."""
    x = call.input
    first = call.argument(1, "axis1", "source")
    second = call.argument(2, "axis2", "destination")
    if x.shape is None:
        return Built(Move("transpose"), moved(x, None))
    rank = len(x.shape)
    a, b = axes_of(first, rank), axes_of(second, rank)
    if not a or len(a) != len(b):
        raise LayerProblem(f"{shown(first)} and {shown(second)} are not as many axes")
    order = list(range(rank))
    if call.class_name.lower() == "swapaxes":
        order[a[0]], order[b[0]] = order[b[0]], order[a[0]]
    else:
        order = [axis for axis in order if axis not in a]
        for place, axis in sorted(zip(b, a, strict=True)):
            order.insert(place, axis)
    return Built(Move("transpose"), moved(x, tuple(x.shape[axis] for axis in order)))


@keras_operation("Concatenate", "Hstack", "Vstack", "Append")
@tf_function("concat", "concatenate", "concat_v2")
def concat(call: Call) -> Built:
    """Tensors joined along an axis: a copy."""
    tensors = call.inputs + tensors_in(call.kwargs.get("values"))
    if not tensors:
        raise LayerProblem("it is called without an input")
    default = {"Hstack": 1, "Vstack": 0}.get(call.class_name, -1)
    axis = constant(call.argument(1, "axis", "concat_dim", default=default))
    if call.class_name == "ConcatV2" or not is_integer(axis):
        axis = next((a for a in reversed(call.args) if is_integer(a)), default)
    shape, inferred = concatenated(tensors, axis)
    return Built(Move("concat"), moved(tensors[0], shape), (), inferred)


@keras_operation("Stack")
@tf_function("stack", "pack")
def stack(call: Call) -> Built:
    """Tensors joined along a new axis: a copy."""
    tensors = call.inputs + tensors_in(call.kwargs.get("values"))
    items = call.args[0] if call.args and isinstance(call.args[0], list) else list(call.args)
    values = constant(items)
    if any(isinstance(t.value, int) for t in tensors) or not tensors:
        value: Value = values if all(is_integer(v) for v in values) else None
        return Built(Fixed("constant"), (Tensor((len(items),), "int32", value=value),))
    shape, guessed = broadcast(tensors)
    axis = call.argument(1, "axis", default=0)
    if shape is None:
        return Built(Move("concat"), moved(tensors[0], None))
    place = axis_of(axis, len(shape) + 1)
    shape = (*shape[:place], len(items), *shape[place:])
    return Built(Move("concat"), moved(tensors[0], shape), (), guessed)


@keras_operation("Pad")
@tf_function("pad", "pad_v2", "mirror_pad", "spatial_2d_padding")
def pad(call: Call) -> Built:
    """Elements added around the axes."""
    x = call.input
    pairs = constant(call.argument(1, "paddings", "pad_width"))
    pairs = ((pairs, pairs),) if is_integer(pairs) else pairs
    if x.shape is None or not isinstance(pairs, tuple):
        return Built(Move("pad"), moved(x, None))
    if all(is_integer(p) for p in pairs):
        pairs = (tuple(pairs) * (3 - len(pairs)),) * len(x.shape)
    if len(pairs) == 1:
        pairs = pairs * len(x.shape)
    try:
        shape = tuple(
            None if dim is None else dim + before + after
            for dim, (before, after) in zip(x.shape, pairs, strict=True)
        )
    except (TypeError, ValueError):
        raise LayerProblem(f"the padding {shown(pairs)} does not fit") from None
    return Built(Move("pad"), moved(x, shape))


@keras_operation("Tile", "Repeat", "BroadcastTo")
@tf_function("tile", "repeat", "repeat_elements", "broadcast_to")
def tile(call: Call) -> Built:
    """Elements repeated."""
    x = call.input
    counts = constant(call.argument(1, "multiples", "repeats", "shape", "rep"))
    axis = constant(call.argument(2, "axis"))
    if isinstance(counts, tuple):
        counts = tuple(count if is_integer(count) else None for count in counts)
    shape: Shape | None = None
    if "roadcast" in call.class_name and isinstance(counts, tuple):
        shape = counts
    elif x.shape is not None and isinstance(counts, tuple) and len(counts) == len(x.shape):
        shape = tuple(
            None if d is None or c is None else d * c for d, c in zip(x.shape, counts, strict=True)
        )
    elif x.shape is not None and is_integer(counts) and is_integer(axis):
        place = axis_of(axis, len(x.shape))
        shape = tuple(d * counts if i == place and d else d for i, d in enumerate(x.shape))
    return Built(Move("tile"), moved(x, shape))


@keras_operation("Flip", "Roll", "Fliplr", "Flipud")
@tf_function("reverse", "reverse_v2", "roll")
def reorder(call: Call) -> Built:
    """The same shape in another order."""
    x = call.input
    return Built(Move("gather"), moved(x, x.shape))


@tf_function("depth_to_space", "space_to_depth")
@keras_operation("DepthToSpace", "SpaceToDepth")
def depth_space(call: Call) -> Built:
    """Blocks of space moved to channels, or back: a copy."""
    x = call.input_of_rank(4)
    block = constant(call.argument(1, "block_size"))
    if not is_integer(block) or block < 1 or x.shape is None:
        raise LayerProblem(f"block_size is {shown(block)}")
    up, down = (block, 1) if call.class_name.lower().startswith("depth") else (1, block)
    factors = (1, up, up, down * down)
    divisors = (1, down, down, up * up)
    shape = tuple(
        None if dim is None else dim * factor // divisor
        for dim, factor, divisor in zip(x.shape, factors, divisors, strict=True)
    )
    return Built(Move("transpose"), moved(x, shape))


@tf_function("shape", "int_shape", "shape_v2", "shape_n")
def shape_of_tensor(call: Call) -> Built:
    """The sizes of a tensor's axes, as a tensor whose value is known."""
    x = call.input
    value = None if x.shape is None else tuple(x.shape)
    rank = None if x.shape is None else len(x.shape)
    return Built(Fixed("constant"), (Tensor((rank,), "int32", value=value),))


@tf_function("size", "rank")
def size_of_tensor(call: Call) -> Built:
    """The number of elements or of axes."""
    x = call.input
    known = x.shape is not None and None not in x.shape
    value = prod(d for d in x.shape or () if d is not None) if known else None
    if call.class_name == "rank":
        value = None if x.shape is None else len(x.shape)
    return Built(Fixed("constant"), (Tensor((), "int32", value=value),))


@keras_operation("Resize")
@tf_function("resize", "resize_images", "resize_bilinear", "resize_nearest_neighbor")
def resize(call: Call) -> Built:
    """Images interpolated to another size."""
    x = call.input_of_rank(4, 3)
    size = constant(call.argument(1, "size"))
    method = call.argument(None, "interpolation", "method", default="bilinear")
    if not isinstance(size, tuple) or len(size) != 2 or x.shape is None:
        return Built(Resize(str(method)), moved(x, None))
    first = len(x.shape) - 3
    if call.argument(None, "data_format") == "channels_first":
        first += 1
    shape: list[int | None] = list(x.shape)
    shape[first : first + 2] = [d if is_integer(d) else None for d in size]
    return Built(Resize(str(method)), (call.like(x, tuple(shape)),))
