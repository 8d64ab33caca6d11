"""Small networks by hand: layers of `tests.costs.building`, named and wired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from netlint.costs import cost_of
from netlint.expressions import Value
from netlint.facts.registry import Row, columns_of
from netlint.facts.survey import Survey
from netlint.network import Layer, Network, Shape, Tensor
from netlint.operations import Fixed
from netlint.report import Analysis, LayerReport
from tests.costs.building import layer


def source(shape: Shape = (1, 8, 8, 4)) -> Layer:
    """An input layer."""
    return layer(Fixed("input"), [], [shape])


def survey_of(*steps: tuple[str, Layer, str], outputs: Sequence[str] | None = None) -> Survey:
    """The survey of named layers, each with the names of the layers it reads.

    Args:
        steps: a name, a layer and the names it reads (joined by blanks, in the order of its
            inputs; `?` for a tensor that no layer makes).
        outputs: the layers that are outputs; None: the last one.
    """
    made: dict[str, Layer] = {}
    for name, bare, reads in steps:
        sources = reads.split()
        tensors = [
            replace(tensor, producer="" if place == "?" else place)
            for tensor, place in zip(bare.inputs, sources, strict=True)
        ]
        made[name] = replace(
            bare,
            name=name,
            path=(name.partition("#")[0],),
            inputs=tuple(tensors),
            outputs=tuple(t.made_by(name, i) for i, t in enumerate(bare.outputs)),
            shared="#" in name,
        )
    layers = tuple(made.values())
    ends = [layers[-1].name] if outputs is None else outputs
    results = tuple(Tensor(made[end].outputs[0].shape, producer=end) for end in ends)
    given = tuple(t for it in layers if it.op == "input" and not it.inputs for t in it.outputs)
    network = Network("net", "net.json", "Keras 3", layers, given, results)
    rows = tuple(LayerReport(each, cost_of(each), "exact") for each in layers)
    return Survey(Analysis(network, "full", rows))


def in_a_row(*layers: Layer, outputs: Sequence[str] | None = None) -> Survey:
    """The survey of an input `x` (of the first layer's shape) and `a`, `b`, ... in a row."""
    first = source(layers[0].inputs[0].shape)
    names = ["x", *"abcdefghijklmnopqrstuvw"[: len(layers)]]
    steps = [("x", first, "")]
    steps += [
        (name, each, before) for (before, name), each in zip(pairwise(names), layers, strict=True)
    ]
    return survey_of(*steps, outputs=outputs)


def column(survey: Survey, name: str, of: str) -> Value:
    """The value of a column for the layer of a name."""
    return Row(survey.layers[survey.index[of]], columns_of("layer"))[name]


def figures(survey: Survey, *names: str) -> tuple[Value, ...]:
    """The values of columns of the network."""
    row = Row(survey, columns_of("network"))
    return tuple(row[name] for name in names)


def alone(subject: Layer, *names: str) -> Value | tuple[Value, ...]:
    """Columns of a layer that stands alone; a single one without a tuple."""
    steps = [(f"x{i}", source(t.shape), "") for i, t in enumerate(subject.inputs)]
    survey = survey_of(*steps, ("it", subject, " ".join(name for name, *_ in steps)))
    values = tuple(column(survey, name, "it") for name in names)
    return values if len(values) > 1 else values[0]
