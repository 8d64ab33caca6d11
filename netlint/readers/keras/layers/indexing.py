"""Operations of `keras.ops` and TensorFlow that cut tensors up or pick elements of them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from netlint.errors import LayerProblem
from netlint.network import Shape, Tensor, Value
from netlint.operations import Fixed, Move
from netlint.readers.keras.config import MAX_OUTPUTS, is_integer, shown
from netlint.readers.keras.fingerprint import fingerprint
from netlint.readers.keras.layers.movement import constant, moved
from netlint.readers.keras.registry import Built, Call, keras_operation, tensors_in, tf_function
from netlint.readers.keras.shapes import axis_of


@keras_operation("Split", "ArraySplit", "Unstack")
@tf_function("split", "split_v", "unstack", "unpack")
def split(call: Call) -> Built:
    """A tensor cut into several along an axis: a copy."""
    tensors = call.inputs + tensors_in(call.kwargs.get("value"))
    if not tensors:
        raise LayerProblem("it is called without an input")
    x = tensors[-1]
    axis = constant(call.argument(None, "axis", "split_dim", default=0))
    place = None if x.shape is None else axis_of(axis, len(x.shape))
    length = None if x.shape is None or place is None else x.shape[place]
    if call.class_name.lower() in ("unstack", "unpack"):
        count = call.argument(None, "num") or length or len(call.stored_outputs) or 1
        sizes: list[int | None] = [None] * _part_count(count)
    else:
        keys = ("num_or_size_splits", "indices_or_sections", "num_split")
        parts = constant(call.argument(None, *keys, default=1))
        sizes = _sizes(parts, length, call.class_name)
    outputs = [moved(x, _part(call, x, place, size))[0] for size in sizes]
    return Built(Move("split"), tuple(outputs))


def _part(call: Call, x: Tensor, place: int | None, size: int | None) -> Shape | None:
    if x.shape is None or place is None:
        return None
    kept = () if call.class_name.lower() in ("unstack", "unpack") else (size,)
    return (*x.shape[:place], *kept, *x.shape[place + 1 :])


def _part_count(parts: Any) -> int:
    if not is_integer(parts) or not 0 < parts <= MAX_OUTPUTS:
        raise LayerProblem(f"it splits into {shown(parts)} parts")
    return int(parts)


def _sizes(parts: Any, length: int | None, class_name: str) -> list[int | None]:
    """The lengths of the parts: equal ones, given ones, or (NumPy's way) between indices."""
    if is_integer(parts):
        count = _part_count(parts)
        if length is None:
            return [None] * count
        if length % count and class_name != "ArraySplit":
            raise LayerProblem(f"{count} equal parts do not make up an axis of {length}")
        return [length // count + (place < length % count) for place in range(count)]
    if not isinstance(parts, tuple) or not all(is_integer(p) for p in parts):
        return [None]
    if class_name in ("Split", "ArraySplit"):
        edges = [0, *parts, length]
        return [None if b is None else max(b - a, 0) for a, b in pairwise(edges)]
    known = sum(p for p in parts if p >= 0)
    return [p if p >= 0 else (None if length is None else length - known) for p in parts]


@keras_operation("GetItem")
@tf_function("getitem", "__getitem__", "strided_slice")
def get_item(call: Call) -> Built:
    """NumPy's indexing: slices, integers, new axes, an ellipsis."""
    x = call.input
    key = call.argument(1, "slice_spec", "key")
    keys = list(key) if isinstance(key, list | tuple) else [key]
    if isinstance(x.value, tuple) and len(keys) == 1 and not isinstance(keys[0], Tensor):
        part = _indexed(x.value, keys[0])
        shape = (len(part),) if isinstance(part, tuple) else ()
        return Built(Fixed("constant"), (Tensor(shape, x.dtype, value=part),))
    if x.shape is None:
        return Built(Move("slice", "outputs", fingerprint(keys)), moved(x, None))
    left = sliced(x.shape, keys)
    operation = Move("slice", "outputs", fingerprint(keys), _taken(x.shape, keys))
    return Built(operation, moved(x, left))


def _indexed(values: tuple[Value, ...], key: Any) -> Value:
    try:
        return values[key]  # type: ignore[no-any-return]
    except (IndexError, TypeError, ValueError):
        raise LayerProblem(f"the index {shown(key)} does not exist") from None


def sliced(shape: Shape, keys: list[Any]) -> Shape:
    """The shape that indexing leaves.

    Raises:
        LayerProblem: there are more indices than axes, or an index is malformed.
    """
    result: list[int | None] = []
    dims = iter(shape)
    for key in _per_axis(shape, keys):
        if key is None:
            result.append(1)
            continue
        dim = next(dims)
        if isinstance(key, slice):
            result.append(_slice_length(dim, key))
        elif isinstance(key, Tensor) and key.value is None:
            result += key.shape or ()
        elif isinstance(key, list | tuple):
            result.append(len(key))
        elif not is_integer(constant(key)):
            raise LayerProblem(f"the index {shown(key)} is malformed")
    return tuple(result)


def _per_axis(shape: Shape, keys: list[Any]) -> list[Any]:
    """The indices without an ellipsis: one for each axis, and None for each new one."""
    used = sum(1 for key in keys if key is not None and key is not ...)
    if used > len(shape):
        raise LayerProblem(f"{used} indices are too many for {len(shape)} axes")
    rest = [slice(None)] * (len(shape) - used)
    if ... not in keys:
        return keys + rest
    place = keys.index(...)
    return keys[:place] + rest + [k for k in keys[place + 1 :] if k is not ...]


def _taken(shape: Shape, keys: list[Any]) -> tuple[range | None, ...] | None:
    """What indexing takes of each axis, as `Move.taken` says it."""
    found: list[range | None] = []
    for dim, key in zip(shape, (k for k in _per_axis(shape, keys) if k is not None), strict=True):
        indices = None if _is_everything(key) else _indices(dim, key)
        if indices is None and not _is_everything(key):
            return None
        found.append(None if indices == range(dim or 0) else indices)
    return tuple(found)


def _is_everything(key: Any) -> bool:
    """Whether an index takes a whole axis, however long that is."""
    if not isinstance(key, slice):
        return False
    return key.start in (None, 0) and key.stop is None and key.step in (None, 1)


def _indices(dim: int | None, key: Any) -> range | None:
    """The indices of an axis that a slice or an integer takes; None where they are not known."""
    if dim is None:
        return None
    if not isinstance(key, slice):
        place = constant(key)
        return range(dim)[place:][:1] if is_integer(place) and -dim <= place < dim else None
    parts = [constant(part) for part in (key.start, key.stop, key.step)]
    tensors = [isinstance(part, Tensor) for part in (key.start, key.stop, key.step)]
    if any(t and part is None for t, part in zip(tensors, parts, strict=True)):
        return None
    return range(dim)[slice(*parts)]


def _slice_length(dim: int | None, key: slice) -> int | None:
    parts = [constant(part) for part in (key.start, key.stop, key.step)]
    tensors = [isinstance(p, Tensor) for p in (key.start, key.stop, key.step)]
    if dim is None or any(t and p is None for t, p in zip(tensors, parts, strict=True)):
        return None
    if any(p is not None and not is_integer(p) for p in parts) or parts[2] == 0:
        raise LayerProblem(f"the slice {shown(key)} is malformed")
    return len(range(*slice(*parts).indices(dim)))


@keras_operation("Slice")
@tf_function("slice")
def slice_(call: Call) -> Built:
    """A block cut out of a tensor."""
    x = call.input
    begin = constant(call.argument(1, "begin", "start_indices"))
    size = constant(call.argument(2, "size", "shape"))
    if x.shape is None or not isinstance(size, tuple) or not isinstance(begin, tuple):
        return Built(Move("slice", "outputs"), moved(x, None))
    taken = _block(x.shape, begin, size)
    operation = Move("slice", "outputs", fingerprint([begin, size]), taken)
    shape = tuple(
        (None if dim is None or b is None else dim - b) if s == -1 else s
        for dim, b, s in zip(x.shape, begin, size, strict=False)
    )
    return Built(operation, moved(x, shape))


def _block(
    shape: Shape, begin: tuple[Value, ...], size: tuple[Value, ...]
) -> tuple[range | None, ...] | None:
    """What a block takes of each axis, as `Move.taken` says it; a size of -1 is all the rest."""
    found: list[range | None] = []
    if not len(shape) == len(begin) == len(size):
        return None
    for dim, start, length in zip(shape, begin, size, strict=True):
        if start == 0 and length in (-1, dim):
            found.append(None)
            continue
        if dim is None or not (isinstance(start, int) and isinstance(length, int)):
            return None
        found.append(range(dim)[start:] if length == -1 else range(start, start + length))
    return tuple(found)


@keras_operation("Take")
@tf_function("gather", "gather_v2", "embedding_lookup")
def gather(call: Call) -> Built:
    """Rows picked by index."""
    x = call.input
    axis = constant(call.argument(2, "axis", default=0))
    indices = call.argument(1, "indices")
    picked: Shape | None = ()
    if isinstance(indices, Tensor):
        picked = indices.shape
    elif isinstance(indices, list):
        picked = (len(indices),)
    operation = Move("gather", "outputs", fingerprint([indices, axis]))
    if x.shape is None or picked is None or axis is None:
        return Built(operation, moved(x, None))
    place = axis_of(axis, len(x.shape))
    shape = (*x.shape[:place], *picked, *x.shape[place + 1 :])
    return Built(operation, moved(x, shape))


@keras_operation("OneHot")
@tf_function("one_hot")
def one_hot(call: Call) -> Built:
    """Indices as vectors with a single one."""
    x = call.input
    depth = constant(call.argument(1, "depth", "num_classes"))
    shape = None if x.shape is None else (*x.shape, depth if is_integer(depth) else None)
    return Built(Move("fill"), (Tensor(shape, call.policy.compute),))
