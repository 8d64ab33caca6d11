"""Pairs of small networks, and what is found between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from netlint import pipeline
from netlint.comparison import Entry
from netlint.costs.registry import Cost
from netlint.decks.rule import Rule
from netlint.difference import Difference, Gate, LayerChange, Movement
from netlint.differing import difference_of
from netlint.facts import Survey
from netlint.network import Network
from netlint.operations import Opaque
from netlint.readers.sketch import sketched_network
from netlint.report import LayerReport
from tests.networks import CONV, analysis_of, cost, row

Sketch = Sequence[Mapping[str, Any]]


def conv(filters: int, name: str = "", **more: Any) -> dict[str, Any]:
    made = {"class": "Conv2D", "filters": filters, "kernel_size": 3, "padding": "same", **more}
    return {**made, "name": name} if name else made


def image(size: int = 8, channels: int = 3) -> dict[str, Any]:
    return {"class": "InputLayer", "shape": [size, size, channels], "name": "image"}


def network(layers: Sketch, name: str = "net") -> Network:
    return replace(sketched_network([image(), *layers], name), file=f"{name}.keras")


def entry(made: Network | Sketch, rules: Sequence[Rule] = (), source: str = "net.keras") -> Entry:
    found = made if isinstance(made, Network) else network(made)
    return pipeline.compare(source, pipeline.analysis_of(found), rules)


def diffed(
    old: Network | Sketch,
    new: Network | Sketch,
    *,
    rules: Sequence[Rule] = (),
    gate: Gate | None = None,
    command: str = "",
) -> Difference:
    """What changed, after a check that every sum moved by what its layers moved by."""
    found = difference_of(
        entry(old, rules, "old.keras"), entry(new, rules, "new.keras"), gate, command
    )
    for movement in found.movements:
        if movement.parts and movement.change is not None:
            assert sum(part.amount for part in movement.parts) == movement.change
    return found


def movement(difference: Difference, name: str) -> Movement:
    return next(each for each in difference.movements if each.total.name == name)


def kinds(difference: Difference) -> dict[str, str]:
    """The kind of change of every layer that differs, by its name, in order."""
    return {each.name: each.kind for each in difference.layers}


def layer(difference: Difference, name: str) -> LayerChange:
    return next(each for each in difference.layers if each.name == name)


def said(change: LayerChange) -> list[tuple[str, Any, Any]]:
    return [(each.attribute, each.old, each.new) for each in change.alterations]


def custom(name: str = "custom", of: str = "Mystery") -> LayerReport:
    """A layer that nothing is known of."""
    return row(name, Opaque("a custom layer"), of, weights=None, cost=Cost(*[None] * 6))


def with_custom(*rows: LayerReport, known: int = 1000) -> Entry:
    """Layers beside one of known mult-adds."""
    made = analysis_of(row("known", CONV, cost=cost(known, 0, 10, 20)), *rows)
    found = entry(made.network)
    return replace(found, survey=Survey(made))


def differing(old: Entry, new: Entry) -> Difference:
    return difference_of(old, new)
