"""Reading one layer's configuration: every value is checked before it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from netlint.errors import LayerProblem, MissingSetting
from netlint.network import Shape

MAX_DIMENSION = 2**31 - 1
MAX_OUTPUTS = 10_000
"""Outputs of one layer; more is damage, and memory."""
MAX_AXES = 254
"""TensorFlow's own limit (`TensorShape::MaxDimensions`)."""
_REQUIRED = object()


def shown(value: object) -> str:
    """A value as an error message shows it, bounded in length."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def is_integer(value: object) -> bool:
    """Whether a JSON value is an integer (JSON's true is not)."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a JSON value is a number (JSON's true is not)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def shape_of(value: object, what: str = "shape") -> Shape:
    """A stored shape as a tuple.

    Raises:
        LayerProblem: it is not a list of positive integers and nulls.
    """
    if not isinstance(value, list | tuple):
        raise LayerProblem(f"{what} is {shown(value)}, not a list of dimensions")
    if len(value) > MAX_AXES:
        raise LayerProblem(f"{what} has {len(value):,} axes")
    for dim in value:
        if dim is not None and not (is_integer(dim) and 0 <= dim <= MAX_DIMENSION):
            raise LayerProblem(f"{what} {shown(value)} has an impossible dimension {shown(dim)}")
    return tuple(value)


class Config(Mapping[str, Any]):
    """A layer's `config` dictionary with checked access.

    Every getter raises `LayerProblem` where the value is missing without a default, of the
    wrong type or out of bounds.
    """

    __slots__ = ("_raw",)

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw

    def __getitem__(self, key: str) -> Any:
        return self._raw[key]

    def __iter__(self) -> Any:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    @property
    def raw(self) -> Mapping[str, Any]:
        """The dictionary itself, for what looks at every entry."""
        return self._raw

    def integer(self, key: str, default: Any = _REQUIRED, minimum: int = 1) -> int:
        """An integer of at least `minimum`."""
        value = self._value(key, default)
        if not is_integer(value) or not minimum <= value <= MAX_DIMENSION:
            raise LayerProblem(f"{key} is {shown(value)}, not an integer of at least {minimum}")
        return int(value)

    def integers(
        self, key: str, rank: int, default: Any = _REQUIRED, minimum: int = 1
    ) -> tuple[int, ...]:
        """`rank` integers; a single integer stands for all of them."""
        value = self._value(key, default)
        values = [value] * rank if is_integer(value) else value
        if (
            not isinstance(values, Sequence)
            or len(values) != rank
            or not all(is_integer(v) and minimum <= v <= MAX_DIMENSION for v in values)
        ):
            raise LayerProblem(
                f"{key} is {shown(value)}, not {rank} integer(s) of at least {minimum}"
            )
        return tuple(values)

    def text(self, key: str, default: Any = _REQUIRED, choices: Sequence[str] = ()) -> str:
        """A string, one of `choices` where they are given; null means the default."""
        value = self._value(key, default)
        if value is None and default is not _REQUIRED:
            value = default
        if isinstance(value, str) and choices:
            value = value.lower()
        if not isinstance(value, str) or (choices and value not in choices):
            expected = " or ".join(choices) if choices else "a string"
            raise LayerProblem(f"{key} is {shown(value)}, not {expected}")
        return value

    def flag(self, key: str, default: Any = _REQUIRED) -> bool:
        """A boolean; null means the default."""
        value = self._value(key, default)
        if value is None and default is not _REQUIRED:
            value = default
        if not isinstance(value, bool) and value not in (0, 1):
            raise LayerProblem(f"{key} is {shown(value)}, not true or false")
        return bool(value)

    def dictionary(self, key: str) -> dict[str, Any]:
        """A nested dictionary."""
        value = self._value(key, _REQUIRED)
        if not isinstance(value, dict):
            raise LayerProblem(f"{key} is {shown(value)}, not a dictionary")
        return value

    def channels_last(self) -> bool:
        """Whether `data_format` says channels last (Keras's default)."""
        choice = self.text("data_format", "channels_last", ("channels_last", "channels_first"))
        return choice == "channels_last"

    def function(self, key: str, default: str = "linear") -> str:
        """The name of an activation: a string, a serialised function or layer, or null."""
        value = self._raw.get(key, default)
        if isinstance(value, dict):
            inner = value.get("config")
            if isinstance(inner, dict):
                value = inner.get("activation") or value.get("class_name")
            else:
                value = inner if isinstance(inner, str) else value.get("class_name")
        if value is None:
            return "linear"
        if not isinstance(value, str):
            raise LayerProblem(f"{key} is {shown(value)}, not the name of a function")
        return value

    def _value(self, key: str, default: Any) -> Any:
        value = self._raw.get(key, default)
        if value is _REQUIRED:
            raise MissingSetting(f"its configuration has no {key!r}")
        return value
