"""What a user asks to see of an analysis, and the rows that follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from netlint.columns import COLUMNS, GROUP_COLUMNS, LAYER_COLUMNS, Column, Row, column_named
from netlint.errors import UsageError
from netlint.grouping import GROUPINGS, at_depth
from netlint.report import STATUSES, Analysis, LayerReport, Status, total

if TYPE_CHECKING:
    from collections.abc import Callable

    from netlint.findings import Inspection
    from netlint.network import Layer


@dataclass(frozen=True)
class View:
    """What a user asks to see, and where it is shown.

    Attributes:
        depth: sum up nested models below this many path components; None: do not.
        group_by: sum up by `op`, `block` or `prefix`; None: do not.
        sort: the numeric column to sort by, largest first, unknown last; None: order of
            execution.
        top: the most rows to show; without `sort` they are the dearest by mult-adds.
        columns: names of the columns to show; empty: the format's own choice.
        width: characters per line (text only); None: as wide as needed.
        color: whether terminal colours may be used (text only).
        many: whether several models were asked for, even if one alone could be read.
        findings: what rules say of each network, by `analysis.network.file`; text and Markdown
            show it in a section below the table. None, or a file that is not there: no section.
    """

    depth: int | None = None
    group_by: str | None = None
    sort: str | None = None
    top: int | None = None
    columns: tuple[str, ...] = ()
    width: int | None = None
    color: bool = False
    many: bool = False
    findings: Mapping[str, Inspection] | None = None

    def __post_init__(self) -> None:
        """Checks the wishes.

        Raises:
            UsageError: an unknown column or grouping, a sort by text, two groupings at once.
        """
        if self.depth is not None and self.group_by is not None:
            raise UsageError("--depth and --group-by both sum up layers; give one of them")
        if self.group_by is not None and self.group_by not in GROUPINGS:
            raise UsageError(f"no grouping {self.group_by!r}: there are {', '.join(GROUPINGS)}")
        for name, least in (("depth", self.depth), ("top", self.top)):
            if least is not None and least < 1:
                raise UsageError(f"--{name} must be at least 1, not {least}")
        object.__setattr__(self, "columns", tuple(c.name for c in map(column_named, self.columns)))
        if self.sort is not None and not column_named(self.sort).numeric:
            numeric = ", ".join(column.name for column in COLUMNS.values() if column.numeric)
            raise UsageError(f"cannot sort by {self.sort!r}; the numeric columns are: {numeric}")

    @property
    def grouped(self) -> bool:
        """Whether rows stand for groups of layers."""
        return self.depth is not None or self.group_by is not None

    @cached_property
    def chosen(self) -> tuple[Column, ...]:
        """The columns asked for, or all that a machine-readable format holds by default."""
        every = GROUP_COLUMNS if self.grouped else LAYER_COLUMNS
        return tuple(COLUMNS[name] for name in self.columns or every)

    def rows(self, analysis: Analysis) -> list[Row]:
        """The rows to show, grouped, sorted and cut as asked."""
        rows = list(self._groups(analysis) if self.grouped else layer_rows(analysis))
        sort = self.sort or ("mult_adds" if self.top is not None else None)
        if sort is not None:
            rows = dearest(rows, column_named(sort), analysis)
        return rows[: self.top]

    def _groups(self, analysis: Analysis) -> Iterator[Row]:
        depth = self.depth
        key: Callable[[Layer], str]
        key = GROUPINGS[self.group_by] if self.group_by else lambda layer: at_depth(layer, depth)
        members: dict[str, list[Row]] = {}
        for row, shown in zip(analysis.rows, layer_rows(analysis), strict=True):
            members.setdefault(key(row.layer), []).append(shown)
        return (_merged(name, rows) for name, rows in members.items())


def layer_rows(analysis: Analysis) -> Iterator[Row]:
    """One row per layer call, in order of execution."""
    for report, figures in zip(analysis.rows, analysis.figures, strict=True):
        layer = report.layer
        yield Row(
            name=layer.name,
            class_name=layer.class_name,
            op=layer.op,
            inputs=tuple(tensor.producer for tensor in layer.inputs),
            input_shapes=tuple(tensor.shape for tensor in layer.inputs),
            output_shapes=tuple(tensor.shape for tensor in layer.outputs),
            dtype=_dtype(report),
            figures=figures,
            known=figures,
            status=report.status,
        )


def dearest(rows: Iterable[Row], column: Column, analysis: Analysis) -> list[Row]:
    """The rows sorted by a numeric column, largest first; equals in order, unknown last."""
    whole = analysis.totals

    def key(row: Row) -> tuple[bool, float]:
        value = column.number(row, whole)
        return (value is None, -value if value is not None else 0)

    return sorted(rows, key=key)


def _merged(name: str, rows: Sequence[Row]) -> Row:
    figures = total(row.figures for row in rows)
    return Row(
        name=name,
        class_name=_common(row.class_name for row in rows),
        op=_common(row.op for row in rows),
        inputs=_from_outside(rows),
        input_shapes=rows[0].input_shapes,
        output_shapes=rows[-1].output_shapes,
        dtype=_common(row.dtype for row in rows),
        figures=figures,
        known=figures.known,
        status=_worst(row.status for row in rows),
        layers=len(rows),
    )


def _common(words: Iterable[str | None]) -> str | None:
    """The word that all share; None where they differ."""
    found = set(words)
    return found.pop() if len(found) == 1 else None


def _from_outside(rows: Sequence[Row]) -> tuple[str, ...]:
    inside = {row.name for row in rows}
    outside = (name for row in rows for name in row.inputs if name not in inside)
    return tuple(dict.fromkeys(outside))


def _worst(found: Iterable[Status]) -> Status:
    return max(found, key=STATUSES.index)


def _dtype(report: LayerReport) -> str | None:
    return report.layer.outputs[0].dtype if report.layer.outputs else None
