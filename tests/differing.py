"""Pairs of small networks, and what is found between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from netlint import pipeline
from netlint.allowances import allowances
from netlint.comparison import Entry
from netlint.costs.registry import Cost
from netlint.decks.rule import Level, Rule
from netlint.difference import Alteration, Difference, Gate, LayerChange, Movement, Part
from netlint.differing import difference_of
from netlint.facts import Survey
from netlint.network import Network
from netlint.operations import Opaque
from netlint.readers.sketch import sketched_network
from netlint.report import LayerReport
from netlint.turnover import Turnover
from tests.networks import CONV, analysis_of, cost, row
from tests.writers.checking import WIDE, finding, undecided

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


def mixed_difference() -> Difference:
    """One of everything: added, removed, changed, affected, renamed; unknown; every finding."""
    old = [
        conv(4, "stem"),
        {"class": "ReLU", "name": "relu_1"},
        conv(4, "gone", kernel_size=5),
        conv(8, "wide"),
        {"class": "MaxPooling2D", "name": "pool"},
        conv(2, "last"),
    ]
    new = [
        conv(4, "stem"),
        {"class": "ReLU", "name": "relu_2"},
        conv(16, "wide", strides=2),
        {"class": "Conv2D", "filters": 16, "kernel_size": 1, "name": "more", "use_bias": False},
        {"class": "MaxPooling2D", "name": "pool"},
        conv(2, "last"),
    ]
    found = diffed(old, new, command="netlint diff old.keras new.keras -o diff.md")
    warned = replace(found.new.survey.network, warnings=("the class 'Mystery' is unknown",))
    analysis = replace(found.new.survey.analysis, network=warned)
    rules = replace(found.new.inspection, rules=(WIDE,))
    mild = finding("wide", Level.WARNING, figure=1.5, message="1.5 times the bound")
    return replace(
        found,
        new=replace(found.new, survey=Survey(analysis), inspection=rules),
        findings=Turnover(
            new=(finding("more"), undecided("last")),
            fixed=(finding("gone"),),
            worse=((mild, finding("wide")),),
            better=((finding("stem"), finding("stem", figure=2.0)),),
            kept=5,
        ),
        gate=Gate(allowances(["params=2%,depth=0"]), Level.ERROR),
    )


def unknown_difference() -> Difference:
    """A layer that nothing is known of comes in."""
    more = row("b", cost=cost(5, 0, 1, 1))
    found = differing(with_custom(more), with_custom(custom("what", "Mystery"), more))
    return replace(found, gate=Gate(allowances(["mult_adds=2%"])))


def hostile_difference(text: str) -> Difference:
    """Everything that comes from outside is one text."""
    old, new = with_custom(custom(text, text)), with_custom(row(f"{text} 2", cost=cost(5, 0, 1, 1)))
    found = differing(replace(old, label=text, source=text), replace(new, label=text, source=text))
    change = replace(
        found.layers[0],
        kind="changed",
        was=text,
        causes=(text,),
        alterations=(Alteration(text, text, (text, text)),),
    )
    network_ = replace(new.survey.network, name=text, framework=text, warnings=(text,))
    analysis = replace(new.survey.analysis, network=network_)
    return replace(
        found,
        new=replace(
            found.new,
            survey=Survey(analysis),
            inspection=replace(found.new.inspection, rules=(WIDE,)),
        ),
        layers=(change, *found.layers),
        movements=tuple(
            replace(each, parts=(Part(change, 5),)) if each.parts else each
            for each in found.movements
        ),
        findings=Turnover(new=(finding(text, message=text, fix=text),), kept=0),
        command=text,
    )
