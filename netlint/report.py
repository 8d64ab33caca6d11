"""The analysis of one network: its layers with their costs, totals and coverage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from netlint.costs.registry import Cost

if TYPE_CHECKING:
    import pandas

    from netlint.facts.prediction import Prediction
    from netlint.network import Layer, Network

Status = Literal["exact", "inferred", "unknown"]
STATUSES: tuple[Status, ...] = ("exact", "inferred", "unknown")


@dataclass(frozen=True, slots=True)
class Figures(Cost):
    """Everything that is counted of a layer, of a group of layers or of a network.

    Attributes:
        params: parameters; None where unknown. A later call of a shared layer has 0.
        trainable_params: those of them that training changes.
        non_trainable_params: those that it leaves alone.
    """

    params: int | None
    trainable_params: int | None
    non_trainable_params: int | None


@dataclass(frozen=True, slots=True)
class Totals(Figures):
    """Sums over layers; a sum is None where a layer's figure is missing.

    Attributes:
        known: the sums of what is known: lower bounds (`>= 1,234`).
        seconds: the time on the target; None where a kernel is unknown, nobody has measured
            the target, or none is asked for.
    """

    known: Figures
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class LayerReport:
    """One row of a report.

    Attributes:
        layer: the layer as read.
        cost: what it costs under the report's convention.
        status: `exact`; `inferred` where a shape or weight was found by inference;
            `unknown` where a figure is missing.
    """

    layer: Layer
    cost: Cost
    status: Status

    @property
    def figures(self) -> Figures:
        """The layer's cost and parameters together."""
        cost = self.cost
        params, trainable = self.layer.params, self.layer.trainable_params
        return Figures(
            mult_adds=cost.mult_adds,
            other_ops=cost.other_ops,
            read=cost.read,
            written=cost.written,
            read_bytes=cost.read_bytes,
            written_bytes=cost.written_bytes,
            params=params,
            trainable_params=trainable,
            non_trainable_params=None
            if params is None or trainable is None
            else params - trainable,
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much is known.

    Attributes:
        layers: the number of layers by status.
        params: the share of the known parameters by status, 0 to 1; None where the network
            has no known parameter.
    """

    layers: dict[Status, int]
    params: dict[Status, float | None]


@dataclass(frozen=True, repr=False)
class Analysis:
    """The report of `netlint analyze`.

    Attributes:
        network: the network as read; `network.graph` is a `networkx.DiGraph`.
        convention: how operations were counted: `full`, `paper` or `tf-profiler`.
        rows: one `LayerReport` per layer call, in order of execution.
        prediction: what the network takes on a target; None: none is asked for.
    """

    network: Network
    convention: str
    rows: tuple[LayerReport, ...]
    prediction: Prediction | None = None

    @property
    def batch(self) -> int | None:
        """The batch size of the inputs; None where it is unknown or they differ."""
        sizes = {tensor.shape[0] for tensor in self.network.inputs if tensor.shape}
        return sizes.pop() if len(sizes) == 1 else None

    @cached_property
    def figures(self) -> tuple[Figures, ...]:
        """The figures of every layer, in the order of `rows`."""
        return tuple(row.figures for row in self.rows)

    @cached_property
    def totals(self) -> Totals:
        """Sums over all layers."""
        prediction = self.prediction
        if prediction is None or prediction.unknown:
            return total(self.figures)
        return replace(total(self.figures), seconds=prediction.seconds)

    @cached_property
    def coverage(self) -> Coverage:
        """How many layers, and which share of the parameters, are known how well."""
        layers: dict[Status, int] = dict.fromkeys(STATUSES, 0)
        params: dict[Status, int] = dict.fromkeys(STATUSES, 0)
        for row, figures in zip(self.rows, self.figures, strict=True):
            layers[row.status] += 1
            params[row.status] += figures.params or 0
        whole = sum(params.values())
        return Coverage(layers, {key: n / whole if whole else None for key, n in params.items()})

    @cached_property
    def layers(self) -> pandas.DataFrame:
        """One row per layer call, as a `pandas.DataFrame` with nullable integers."""
        from netlint.frames import layer_frame

        return layer_frame(self)

    def __repr__(self) -> str:
        """One line: a network may have thousands of layers."""
        totals = self.totals
        return (
            f"<Analysis of {self.network.name!r}: {len(self.rows)} layers, "
            f"{totals.params} parameters, {totals.mult_adds} mult-adds, "
            f"{totals.memory_access} elements of memory access, convention {self.convention}>"
        )

    def _repr_html_(self) -> str:
        from netlint.writers.notebook import notebook_html

        return notebook_html(self)


def total(figures: Iterable[Figures]) -> Totals:
    """Adds figures up."""
    figures = list(figures)
    names = [field.name for field in fields(Figures)]
    known = {name: _sum_known(map(attrgetter(name), figures)) for name in names}
    sums = {name: _sum(map(attrgetter(name), figures)) for name in names}
    return Totals(known=Figures(**known), **sums)


def _sum(values: Iterable[int | None]) -> int | None:
    amount = 0
    for value in values:
        if value is None:
            return None
        amount += value
    return amount


def _sum_known(values: Iterable[int | None]) -> int:
    return sum(value for value in values if value is not None)
