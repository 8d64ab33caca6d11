"""The shapes of stored weights: which array of a file belongs to which layer.

Values are never read: a dataset with external storage would return the bytes of whatever
file it points to. Only hard links are followed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from netlint.network import Shape, Weight
from netlint.readers.keras.attributes import texts

if TYPE_CHECKING:
    import h5py

    from netlint.readers.keras.model import LayerEntry

Chain = tuple[tuple["list[LayerEntry]", "LayerEntry"], ...]
"""The way to a layer: at each nesting level the model's layers and the one to enter."""

DAMAGED = (OSError, RuntimeError, KeyError, TypeError, ValueError)
"""What h5py raises where a file's bytes make no sense."""

_MAX_ARRAYS = 10_000
_MAX_COMPARED = 500
_MAX_DEPTH = 60
_FROZEN = ("moving_mean", "moving_variance", "running_mean", "running_std")


class WeightStore(Protocol):
    """Finds the weights of a layer."""

    def weights_of(self, chain: Chain) -> tuple[Weight, ...] | None:
        """The weights of the layer at the end of `chain`, or None where not stored."""


class LegacyWeights:
    """The layout of `.h5` files: a group per outermost layer, `weight_names` in its attributes.

    A nested model keeps all its weights in its own group; which layer they belong to is told
    by the variable's name (`conv/kernel:0`).
    """

    def __init__(self, root: h5py.Group, comparable: bool = True) -> None:
        """Takes the group of all weights; `comparable`: arrays are cut as netlint cuts them.

        Keras 1 keeps each gate of a recurrent layer in arrays of its own.
        """
        self._root = root
        self._comparable = comparable

    def weights_of(self, chain: Chain) -> tuple[Weight, ...] | None:
        """The weights of the layer at the end of `chain`, or None where not stored."""
        outermost, *inner = [entry for _, entry in chain]
        group = group_at(self._root, outermost.name)
        if group is None:
            return None
        found = tuple(_named_weights(group))
        if not inner:
            return found
        path = "/".join(entry.name for entry in inner)
        by_path = tuple(w for w in found if f"/{path}/" in f"/{w.name}")
        if by_path or _count_named(outermost, inner[-1].name) > 1:
            return by_path or None
        return tuple(w for w in found if f"/{inner[-1].name}/" in f"/{w.name}")

    def disagreements(self, expected: Mapping[str, Counter[Shape]]) -> Iterator[tuple[str, str]]:
        """Compares what the file holds with what the configuration says.

        Only the first arrays are looked at (`_MAX_COMPARED`), so that a large file costs
        little; a layer whose arrays were not all seen is passed over.

        Args:
            expected: the shapes of the weights of each outermost layer.

        Yields:
            Each layer that disagrees, with a sentence that says how.
        """
        if not self._comparable:
            return
        found, complete = _shapes_by_layer(self._root, expected)
        last = next(reversed(found), None)
        for name, shapes in expected.items():
            if name in found and (complete or name != last) and shapes - found[name]:
                held, told = _listed(found[name]), _listed(shapes)
                yield name, f"the file holds weights {held}, its configuration {told}"
            elif complete and shapes and name not in found:
                yield name, "the file holds no weights for it"


class ArchiveWeights:
    """The layout of `.keras` archives: groups by class and order, `layers/conv2d_1/vars/0`.

    Keras 3 writes the layer's own name beside the variables; where it stands it decides.
    """

    def __init__(self, root: h5py.Group) -> None:
        self._root = root

    def weights_of(self, chain: Chain) -> tuple[Weight, ...] | None:
        """The weights of the layer at the end of `chain`, or None where not stored."""
        group: h5py.Group | None = self._root
        for entries, entry in chain:
            layers = None if group is None else group_at(group, "layers")
            group = None if layers is None else _member(layers, entries, entry)
        return None if group is None else tuple(_all_weights(group))


def group_at(parent: h5py.Group, path: str) -> h5py.Group | None:
    """A group below another by hard links only, or None. `path` may contain `/`."""
    import h5py

    group = parent
    for part in path.split("/"):
        if not part:
            continue
        found = _child(group, part)
        if not isinstance(found, h5py.Group):
            return None
        group = found
    return group


def _child(group: h5py.Group, name: str) -> h5py.Group | h5py.Dataset | None:
    import h5py

    try:
        link = group.get(name, getlink=True)
        if not isinstance(link, h5py.HardLink):
            return None
        found = group[name]
    except (KeyError, RuntimeError, OSError, ValueError, UnicodeError):
        return None
    return found if isinstance(found, h5py.Group | h5py.Dataset) else None


def _member(layers: h5py.Group, entries: list[LayerEntry], entry: LayerEntry) -> h5py.Group | None:
    counts: dict[str, int] = {}
    by_order = None
    for other in entries:
        if other.module.startswith(("keras.src.ops", "keras.ops")):
            continue
        base = snake_case(other.class_name)
        number = counts.get(base, 0)
        counts[base] = number + 1
        if other is entry:
            by_order = f"{base}_{number}" if number else base
    group = None if by_order is None else group_at(layers, by_order)
    if group is not None and _written_name(group) in (None, entry.name):
        return group
    for name in list(layers)[:_MAX_ARRAYS]:
        other_group = group_at(layers, name)
        if other_group is not None and _written_name(other_group) == entry.name:
            return other_group
    return None


def _written_name(group: h5py.Group) -> str | None:
    variables = group_at(group, "vars")
    if variables is None:
        return None
    return next(iter(texts(variables, "name")), None)


def _named_weights(group: h5py.Group) -> Iterator[Weight]:
    names = list(_names(group))
    for name in names[:_MAX_ARRAYS]:
        weight = _weight(group, name)
        if weight is not None:
            yield weight


def _names(group: h5py.Group) -> Iterator[str]:
    """`weight_names`, which Keras splits over `weight_names0`, ... where it is long."""
    yield from texts(group, "weight_names")
    number = 0
    while found := texts(group, f"weight_names{number}"):
        yield from found
        number += 1


def _weight(group: h5py.Group, name: str) -> Weight | None:
    import h5py

    parent_path, _, last = name.rpartition("/")
    parent = group_at(group, parent_path) if parent_path else group
    dataset = None if parent is None else _child(parent, last)
    if not isinstance(dataset, h5py.Dataset):
        return None
    return _described(dataset, name)


def _described(dataset: h5py.Dataset, name: str) -> Weight | None:
    shape = None if dataset.is_virtual else dataset.shape
    if shape is None:
        return None
    kind = str(dataset.dtype)
    dtype = "bfloat16" if kind in ("|V2", "bfloat16") else kind
    trainable = False if any(part in name for part in _FROZEN) else None
    return Weight(name, tuple(shape), trainable, dtype)


def _all_weights(group: h5py.Group) -> Iterator[Weight]:
    """Every array below a group, cycles cut, random seeds left out."""
    import h5py

    seen: set[object] = set()
    stack: list[tuple[str, h5py.Group]] = [("", group)]
    count = 0
    while stack:
        prefix, current = stack.pop()
        address = h5py.h5o.get_info(current.id).addr
        if address in seen or prefix.count("/") > _MAX_DEPTH:
            continue
        seen.add(address)
        below = []
        for name in current:
            child = _child(current, name)
            if isinstance(child, h5py.Group) and name != "seed_generator":
                below.append((f"{prefix}{name}/", child))
            elif isinstance(child, h5py.Dataset):
                count += 1
                weight = _described(child, f"{prefix}{name}")
                if weight is not None and count <= _MAX_ARRAYS:
                    yield weight
        stack += reversed(below)


def _count_named(entry: LayerEntry, name: str) -> int:
    """How many layers below an entry have a name."""
    if entry.plan is None:
        return 0
    return sum((e.name == name) + _count_named(e, name) for e in entry.plan.entries)


def _shapes_by_layer(
    root: h5py.Group, layers: Mapping[str, object]
) -> tuple[dict[str, Counter[Shape]], bool]:
    """The shapes of the arrays below each layer's group, and whether all were looked at."""
    from h5py import h5d, h5o

    names: list[bytes] = []

    def note(name: bytes, info: h5py.h5o.ObjInfo) -> bool | None:
        if info.type == h5o.TYPE_DATASET:
            names.append(name)
        return True if len(names) >= _MAX_COMPARED else None

    stopped = h5o.visit(root.id, note, info=True)
    found: dict[str, Counter[Shape]] = {}
    for name in names:
        layer = _owner(name.decode("utf-8", "replace"), layers)
        dataset = h5d.open(root.id, name)
        virtual = dataset.get_create_plist().get_layout() == h5d.VIRTUAL
        if layer is not None and not virtual:
            found.setdefault(layer, Counter())[tuple(dataset.shape or ())] += 1
    return found, stopped is None


def _owner(path: str, layers: Mapping[str, object]) -> str | None:
    """The layer whose group a path lies in; names may contain `/`."""
    place = path.rfind("/")
    while place >= 0 and path[:place] not in layers:
        place = path.rfind("/", 0, place)
    return path[:place] if place >= 0 else None


def _listed(shapes: Counter[Shape]) -> str:
    listed = [str(list(shape)) for shape in sorted(shapes.elements(), key=str)]
    return ", ".join(listed[:6]) + (", ..." if len(listed) > 6 else "")


def snake_case(class_name: str) -> str:
    """Keras's own conversion of a class name (`keras.src.utils.naming.to_snake_case`)."""
    name = re.sub(r"\W+", "", class_name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()
