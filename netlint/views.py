"""What a user asks to see of an analysis, and the rows that follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from netlint.columns import COLUMNS, Column, Row, column_named, default_columns
from netlint.errors import UsageError
from netlint.grouping import BY_KERNEL, GROUPED_BY, GROUPINGS, IN_NO_KERNEL, at_depth
from netlint.report import STATUSES, Analysis, LayerReport, Status, total
from netlint.timing import merged, timings

if TYPE_CHECKING:
    from netlint.findings import Inspection


@dataclass(frozen=True)
class View:
    """What a user asks to see, and where it is shown.

    Attributes:
        depth: sum up nested models below this many path components; None: do not.
        group_by: sum up by `op`, `block`, `prefix` or `kernel`; None: do not.
        sort: the numeric column to sort by, largest first, unknown last; None: order of
            execution.
        top: the most rows to show; without `sort` they are the dearest, by mult-adds or, where
            times are predicted, by time.
        columns: names of the columns to show; empty: the format's own choice.
        width: characters per line (text only); None: as wide as needed.
        color: whether terminal colours may be used (text only).
        many: whether several models were asked for, even if one alone could be read.
        findings: what rules say of each network, by `analysis.network.file`; text and Markdown
            show it in a section below the table. None, or a file that is not there: no section.
        predicted: whether the analyses hold what the networks take on a target.
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
    predicted: bool = False

    def __post_init__(self) -> None:
        """Checks the wishes.

        Raises:
            UsageError: an unknown column or grouping, a sort by text, two groupings at once.
        """
        if self.depth is not None and self.group_by is not None:
            raise UsageError("--depth and --group-by both sum up layers; give one of them")
        if self.group_by is not None and self.group_by not in GROUPED_BY:
            raise UsageError(f"no grouping {self.group_by!r}: there are {', '.join(GROUPED_BY)}")
        for name, least in (("depth", self.depth), ("top", self.top)):
            if least is not None and least < 1:
                raise UsageError(f"--{name} must be at least 1, not {least}")
        object.__setattr__(self, "columns", tuple(c.name for c in map(column_named, self.columns)))
        if self.sort is not None and not column_named(self.sort).numeric:
            numeric = ", ".join(column.name for column in COLUMNS.values() if column.numeric)
            raise UsageError(f"cannot sort by {self.sort!r}; the numeric columns are: {numeric}")
        self._check_target()

    def _check_target(self) -> None:
        """Refuses wishes that only a target fulfils."""
        if self.predicted:
            return
        if self.group_by == BY_KERNEL:
            raise UsageError(f"--group-by {BY_KERNEL} needs a target: add --target NAME")
        for name in (*self.columns, *([self.sort] if self.sort is not None else [])):
            if column_named(name).predicted:
                raise UsageError(f"the column {name!r} needs a target: add --target NAME")

    @property
    def grouped(self) -> bool:
        """Whether rows stand for groups of layers."""
        return self.depth is not None or self.group_by is not None

    @cached_property
    def chosen(self) -> tuple[Column, ...]:
        """The columns asked for, or all that a machine-readable format holds by default."""
        every = default_columns(grouped=self.grouped, predicted=self.predicted)
        return tuple(COLUMNS[name] for name in self.columns or every)

    def rows(self, analysis: Analysis) -> list[Row]:
        """The rows to show, grouped, sorted and cut as asked."""
        rows = list(self._groups(analysis) if self.grouped else layer_rows(analysis))
        sort = self.sort
        if sort is None and self.top is not None:
            sort = "time" if _is_timed(analysis) else "mult_adds"
        if sort is not None:
            rows = dearest(rows, column_named(sort), analysis)
        return rows[: self.top]

    def _groups(self, analysis: Analysis) -> Iterator[Row]:
        members: dict[str, list[Row]] = {}
        for key, shown in zip(self._keys(analysis), layer_rows(analysis), strict=True):
            members.setdefault(key, []).append(shown)
        return (_merged(name, rows) for name, rows in members.items())

    def _keys(self, analysis: Analysis) -> Iterator[str]:
        """The group of every layer."""
        if self.group_by == BY_KERNEL:
            return (timing.kernel or IN_NO_KERNEL for timing in timings(analysis))
        layers = (row.layer for row in analysis.rows)
        if self.group_by is None:
            return (at_depth(layer, self.depth) for layer in layers)
        return map(GROUPINGS[self.group_by], layers)


def _is_timed(analysis: Analysis) -> bool:
    return analysis.prediction is not None and analysis.prediction.timed


def layer_rows(analysis: Analysis) -> Iterator[Row]:
    """One row per layer call, in order of execution."""
    for report, figures, timing in zip(
        analysis.rows, analysis.figures, timings(analysis), strict=True
    ):
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
            timing=timing,
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
        timing=merged(row.timing for row in rows),
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
