"""The columns of an analysis: the keys of the JSON, the names that `--columns` takes.

A name stands for the same figure in every format. Figures are exact integers; shares and
intensity are ratios. What is unknown is None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from operator import attrgetter
from typing import Literal

from netlint.errors import UsageError
from netlint.network import Shape
from netlint.report import Figures, Status, Totals
from netlint.timing import NO_TIMING, Timing

Kind = Literal["text", "names", "shapes", "count", "seconds", "share", "ratio"]
Cell = str | int | float | tuple[str, ...] | tuple[Shape | None, ...] | None


@dataclass(frozen=True, slots=True)
class Row:
    """A layer call, or a group of them.

    Attributes:
        name: the layer's name, or the group's.
        class_name: the framework's class; None where a group has several.
        op: netlint's word; None where a group has several.
        inputs: the producers of what is read; for a group those outside it.
        input_shapes: what the (first) layer reads.
        output_shapes: what the (last) layer writes.
        dtype: the element type of the first output; None where a group has several.
        figures: the counts; None where one is missing.
        known: what is known of them: lower bounds.
        status: of a group the worst of its layers.
        layers: how many layer calls it stands for.
        timing: what it takes on a target.
    """

    name: str
    class_name: str | None
    op: str | None
    inputs: tuple[str, ...]
    input_shapes: tuple[Shape | None, ...]
    output_shapes: tuple[Shape | None, ...]
    dtype: str | None
    figures: Figures
    known: Figures
    status: Status
    layers: int = 1
    timing: Timing = NO_TIMING


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: its key.
        heading: what people read; of a share only "%".
        kind: what its values are.
        path: where a row holds it (of a share: what it is a share of).
        predicted: whether it is known only with a target.
    """

    name: str
    heading: str
    kind: Kind
    path: str
    predicted: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it can be sorted by."""
        return self.kind in ("count", "seconds", "share", "ratio")

    def of(self, row: Row, whole: Totals) -> Cell:
        """Its value of a row; a share is 0 to 1, and unknown where the total is."""
        value: Cell = attrgetter(self.path)(row)
        if self.kind == "share":
            all_of_it = getattr(whole, self.path.rpartition(".")[2])
            return value / all_of_it if isinstance(value, int | float) and all_of_it else None
        return value

    def number(self, row: Row, whole: Totals) -> int | float | None:
        """The value of a numeric column."""
        value = self.of(row, whole)
        return value if isinstance(value, int | float) else None


def cells_of(columns: Sequence[Column], whole: Totals) -> Callable[[Row], dict[str, Cell]]:
    """A function that gives a row's cells by column: quick, for networks of many layers."""
    names = [column.name for column in columns]
    shares = [column for column in columns if column.kind == "share"]
    values = attrgetter("name", *(column.path for column in columns))

    def cells(row: Row) -> dict[str, Cell]:
        found: dict[str, Cell] = dict(zip(names, values(row)[1:], strict=True))
        for share in shares:
            found[share.name] = share.of(row, whole)
        return found

    return cells


def _count(name: str, heading: str) -> Column:
    return Column(name, heading, "count", f"figures.{name}")


def _share(name: str) -> Column:
    return Column(f"{name}_share", "%", "share", f"figures.{name}")


_ALL = (
    Column("name", "name", "text", "name"),
    Column("class", "class", "text", "class_name"),
    Column("op", "op", "text", "op"),
    Column("layers", "layers", "count", "layers"),
    Column("inputs", "inputs", "names", "inputs"),
    Column("input_shapes", "input shape", "shapes", "input_shapes"),
    Column("output_shapes", "output shape", "shapes", "output_shapes"),
    Column("dtype", "dtype", "text", "dtype"),
    _count("params", "params"),
    _share("params"),
    _count("trainable_params", "trainable params"),
    _count("non_trainable_params", "non-trainable params"),
    _count("mult_adds", "mult-adds"),
    _share("mult_adds"),
    _count("other_ops", "other ops"),
    _count("flops", "FLOPs"),
    _share("flops"),
    _count("memory_access", "memory access"),
    _share("memory_access"),
    _count("memory_access_bytes", "memory access bytes"),
    _share("memory_access_bytes"),
    _count("read", "read"),
    _count("written", "written"),
    _count("read_bytes", "read bytes"),
    _count("written_bytes", "written bytes"),
    Column("intensity", "FLOPs /byte", "ratio", "figures.intensity"),
    Column("kernel", "fused into", "text", "timing.kernel", predicted=True),
    Column("kernels", "kernels", "count", "timing.kernels", predicted=True),
    Column("time", "time", "seconds", "timing.seconds", predicted=True),
    Column("time_share", "%", "share", "timing.seconds", predicted=True),
    Column("bound", "bound by", "text", "timing.bound", predicted=True),
    Column("status", "status", "text", "status"),
)
COLUMNS: dict[str, Column] = {column.name: column for column in _ALL}
_GROUP_ONLY = ("layers", "kernels")


def default_columns(*, grouped: bool, predicted: bool) -> tuple[str, ...]:
    """What machine-readable formats hold where nothing else is asked for: all but shares.

    Args:
        grouped: whether rows stand for groups of layers.
        predicted: whether a target is asked for.
    """
    return tuple(
        name
        for name, column in COLUMNS.items()
        if column.kind != "share"
        and (grouped or name not in _GROUP_ONLY)
        and (predicted or not column.predicted)
    )


def column_named(name: str) -> Column:
    """The column of that name; `-` and `_` are the same, and so are upper and lower case.

    Raises:
        UsageError: there is none; the message names the nearest.
    """
    found = COLUMNS.get(name.strip().lower().replace("-", "_"))
    if found is not None:
        return found
    near = get_close_matches(name.lower(), COLUMNS, n=1, cutoff=0.0)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise UsageError(f"no column {name!r}; {hint}There are: {', '.join(COLUMNS)}")
