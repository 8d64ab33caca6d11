"""The four ways in which Keras writes down what a layer is called with.

Keras 1:  `[["a", 0, 0], ...]`
Keras 2:  `[["a", 0, 0, {kwargs}], ...]`
Keras 2 operations: flat, `["a", 0, 0, {"y": ["b", 0, 0]}]`, with constants written as
    `["_CONSTANT_VALUE", -1, value, {}]` and tensors also inside the keyword arguments
Keras 3:  `{"args": [...], "kwargs": {...}}` with `__keras_tensor__`, `__slice__`, ...

All become one `Arguments`, with a `Reference` wherever a tensor stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from netlint.errors import LayerProblem
from netlint.network import Shape
from netlint.readers.keras.config import is_integer, shape_of, shown

_CONSTANT = "_CONSTANT_VALUE"
_MAX_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Reference:
    """Output `tensor` of call number `node` of `layer`, with the shape that the file stores."""

    layer: str
    node: int
    tensor: int
    shape: Shape | None = None
    dtype: str | None = None


@dataclass(frozen=True, slots=True)
class Arguments:
    """What one call receives; references stand where tensors go."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def references(self) -> list[Reference]:
        """Every tensor, positional ones first, in order."""
        return references_in((self.args, self.kwargs))


def references_in(value: Any) -> list[Reference]:
    """Every reference in a nested structure, in order."""
    found: list[Reference] = []
    _collect(value, found)
    return found


def _collect(value: Any, found: list[Reference]) -> None:
    if isinstance(value, Reference):
        found.append(value)
    elif isinstance(value, dict):
        for item in value.values():
            _collect(item, found)
    elif isinstance(value, list | tuple):
        for item in value:
            _collect(item, found)
    elif isinstance(value, slice):
        _collect((value.start, value.stop, value.step), found)


def replace_references(value: Any, resolve: Callable[[Reference], Any]) -> Any:
    """The same structure with every reference replaced by what `resolve` gives."""
    if isinstance(value, Reference):
        return resolve(value)
    if isinstance(value, dict):
        return {key: replace_references(item, resolve) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [replace_references(item, resolve) for item in value]
    if isinstance(value, slice):
        return slice(*replace_references((value.start, value.stop, value.step), resolve))
    return value


def parse_node(node: Any) -> Arguments:
    """One entry of `inbound_nodes`.

    Raises:
        LayerProblem: the entry has none of the four forms.
    """
    if isinstance(node, dict) and "args" in node:
        kwargs = node.get("kwargs") or {}
        if not isinstance(node["args"], list) or not isinstance(kwargs, dict):
            raise LayerProblem(f"inbound node {shown(node)} is malformed")
        args = tuple(_keras3(value) for value in node["args"])
        return Arguments(args, {key: _keras3(value) for key, value in kwargs.items()})
    if isinstance(node, list) and _is_triple(node):
        return Arguments((_keras2_leaf(node),), _keras2_kwargs(node))
    if isinstance(node, list | dict):
        structure = _keras2_structure(node)
        if isinstance(structure, list) and len(structure) == 1:
            structure = structure[0]
        return Arguments((structure,), _keras2_kwargs(_first_triple(node)))
    raise LayerProblem(f"inbound node {shown(node)} is malformed")


def parse_reference(value: Any) -> Reference:
    """One `[layer, node, tensor]`.

    Raises:
        LayerProblem: it is something else.
    """
    if isinstance(value, list) and _is_triple(value) and value[0] != _CONSTANT:
        return Reference(value[0], value[1], value[2])
    raise LayerProblem(f"{shown(value)} is not a reference to a layer's output")


def parse_structure(value: Any, depth: int = 0) -> Any:
    """`input_layers` or `output_layers`: a reference, a list or a dictionary of them."""
    if depth > _MAX_DEPTH:
        raise LayerProblem("its inputs or outputs are nested too deep")
    if isinstance(value, dict):
        return {key: parse_structure(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list) and not _is_triple(value):
        return [parse_structure(item, depth + 1) for item in value]
    return parse_reference(value)


def _is_triple(value: list[Any]) -> bool:
    if len(value) not in (3, 4) or not isinstance(value[0], str) or not is_integer(value[1]):
        return False
    return value[0] == _CONSTANT or is_integer(value[2])


def _keras2_leaf(value: list[Any]) -> Any:
    return value[2] if value[0] == _CONSTANT else Reference(value[0], value[1], value[2])


def _keras2_structure(value: Any, depth: int = 0) -> Any:
    if depth > _MAX_DEPTH:
        raise LayerProblem("an inbound node is nested too deep")
    if isinstance(value, list) and _is_triple(value):
        return _keras2_leaf(value)
    if isinstance(value, list):
        return [_keras2_structure(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {key: _keras2_structure(item, depth + 1) for key, item in value.items()}
    raise LayerProblem(f"{shown(value)} stands where a tensor is expected")


def _first_triple(value: Any) -> list[Any]:
    while isinstance(value, dict):
        value = next(iter(value.values()), [])
    while isinstance(value, list) and value and not _is_triple(value):
        value = value[0] if isinstance(value[0], list) else []
    return value if isinstance(value, list) else []


def _keras2_kwargs(triple: list[Any]) -> dict[str, Any]:
    kwargs = triple[3] if len(triple) == 4 else {}
    if not isinstance(kwargs, dict):
        raise LayerProblem(f"the keyword arguments {shown(kwargs)} are not a dictionary")
    return {key: _keras2_value(value) for key, value in kwargs.items()}


def _keras2_value(value: Any, depth: int = 0) -> Any:
    if depth > _MAX_DEPTH:
        raise LayerProblem("a keyword argument is nested too deep")
    if isinstance(value, list):
        if _is_triple(value):
            return _keras2_leaf(value)
        return [_keras2_value(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return _special(value) or {k: _keras2_value(v, depth + 1) for k, v in value.items()}
    return value


def _keras3(value: Any, depth: int = 0) -> Any:
    if depth > _MAX_DEPTH:
        raise LayerProblem("an argument is nested too deep")
    if isinstance(value, list):
        return [_keras3(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    config = value.get("config")
    match value.get("class_name"):
        case "__keras_tensor__":
            return _keras_tensor(config)
        case "__slice__" if isinstance(config, dict):
            parts = (config.get("start"), config.get("stop"), config.get("step"))
            return slice(*(_keras3(part, depth + 1) for part in parts))
        case "__numpy__" | "__tensor__" if isinstance(config, dict):
            return config.get("value")
        case "__tuple__":
            return _keras3(config if config is not None else value.get("items"), depth + 1)
    return _special(value) or {key: _keras3(item, depth + 1) for key, item in value.items()}


def _special(value: dict[str, Any]) -> Any:
    """Slices and `...` as Keras 2 writes them; None for an ordinary dictionary."""
    if value.get("class_name") == "__ellipsis__":
        return ...
    if value and set(value) <= {"start", "stop", "step"}:
        parts = [_keras2_value(value.get(key)) for key in ("start", "stop", "step")]
        return slice(*parts)
    return None


def _keras_tensor(config: Any) -> Reference:
    if not isinstance(config, dict):
        raise LayerProblem(f"the tensor {shown(config)} is malformed")
    reference = parse_reference(config.get("keras_history"))
    stored = config.get("shape")
    shape = None if stored is None else shape_of(stored, "the stored shape of an input")
    dtype = config.get("dtype")
    return Reference(
        reference.layer,
        reference.node,
        reference.tensor,
        shape,
        dtype if isinstance(dtype, str) else None,
    )
