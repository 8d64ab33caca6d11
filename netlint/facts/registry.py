"""The registry of columns, and rows of them that are computed as they are asked for."""

from __future__ import annotations

import importlib
import inspect
import math
import pkgutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeVar, get_args

from netlint.errors import UsageError
from netlint.expressions import Kind, Value
from netlint.units import UNITS

Scope = Literal["layer", "block", "network", "waiver"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

Compute = Callable[[Any], Value]
_C = TypeVar("_C", bound=Compute)
_KINDS: dict[str, Kind] = {"int": "number", "float": "number", "str": "text", "bool": "flag"}


@dataclass(frozen=True, slots=True)
class Column:
    """A figure, text or flag that rules can name.

    Attributes:
        name: as rules write it.
        scope: the table it belongs to.
        kind: `number`, `text` or `flag`.
        unit: one of `netlint.units.UNITS`; empty for texts and flags.
        source: where its definition comes from; empty where the docstring says all.
        doc: the documentation; its first line stands alone.
        compute: its value for the facts of a row; None where missing.
        section: what the columns of its module are about, the first line of that module's text.
    """

    name: str
    scope: Scope
    kind: Kind
    unit: str
    source: str
    doc: str
    compute: Compute
    section: str = ""


_COLUMNS: dict[Scope, dict[str, Column]] = {scope: {} for scope in SCOPES}


def layer_column(*, unit: str = "", source: str = "") -> Callable[[_C], _C]:
    """Registers a column of the layer table: `LayerFacts -> value`.

    Raises:
        UsageError: the name is taken, or the function has no docstring, no unit that is
            known, or no return type among int, float, str and bool.
    """
    return _column("layer", unit, source)


def block_column(*, unit: str = "", source: str = "") -> Callable[[_C], _C]:
    """Registers a column of the block table: `BlockFacts -> value`; see `layer_column`."""
    return _column("block", unit, source)


def network_column(*, unit: str = "", source: str = "") -> Callable[[_C], _C]:
    """Registers a column of the network table: `Survey -> value`; see `layer_column`."""
    return _column("network", unit, source)


def waiver_column(*, unit: str = "", source: str = "") -> Callable[[_C], _C]:
    """Registers a column of the waiver table: `WaiverFacts -> value`; see `layer_column`."""
    return _column("waiver", unit, source)


def _column(scope: Scope, unit: str, source: str) -> Callable[[_C], _C]:
    def keep(compute: _C) -> _C:
        name = compute.__name__
        if name in _COLUMNS[scope]:
            raise UsageError(f"the {scope} column {name!r} is registered twice")
        kind = _KINDS.get(str(compute.__annotations__.get("return")).partition(" ")[0])
        doc = inspect.getdoc(compute)
        if kind is None or not doc or (kind == "number") != (unit in UNITS):
            raise UsageError(
                f"the {scope} column {name!r} lacks a return type, a docstring or unit"
            )
        section = _section(compute)
        _COLUMNS[scope][name] = Column(name, scope, kind, unit, source, doc, compute, section)
        return compute

    return keep


def _section(compute: Compute) -> str:
    module = sys.modules.get(compute.__module__)
    text = inspect.getdoc(module) if module else None
    return (text or "").partition("\n")[0].rstrip(".")


@cache
def load_columns() -> Mapping[Scope, Mapping[str, Column]]:
    """Every column by scope and name, those of this package among them."""
    package = importlib.import_module("netlint.facts")
    for found in pkgutil.walk_packages(package.__path__, "netlint.facts."):
        importlib.import_module(found.name)
    return _COLUMNS


def columns_of(scope: Scope) -> Mapping[str, Column]:
    """The columns of a table by name."""
    return load_columns()[scope]


def listed_columns(scope: Scope) -> tuple[Column, ...]:
    """The columns of a table as people read them: the general ones, then section by section.

    General are those of the module that is named as the table.
    """
    general = f"netlint.facts.columns.{scope}"

    def place(column: Column) -> tuple[bool, str]:
        return column.compute.__module__ != general, column.section

    return tuple(sorted(columns_of(scope).values(), key=place))


class Row(dict[str, Value]):
    """The columns of one layer, block, network or waiver, each computed when first asked for."""

    def __init__(self, facts: object, columns: Mapping[str, Column]) -> None:
        super().__init__()
        self._facts = facts
        self._columns = columns

    def __missing__(self, name: str) -> Value:
        value = self._columns[name].compute(self._facts)
        if isinstance(value, float) and not math.isfinite(value):
            value = None  # nothing is above a limit that cannot be compared with it
        self[name] = value
        return value
