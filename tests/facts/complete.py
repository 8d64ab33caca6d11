"""Networks with their inputs, and real ones, for columns that look at a network as a whole."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from netlint import analyze
from netlint.expressions import Value
from netlint.facts.registry import Row, columns_of
from netlint.facts.survey import Survey
from netlint.network import Layer, Shape
from netlint.operations import Activation, Elementwise, Fixed, Move, Reshape
from tests.costs.building import convolution, layer
from tests.facts.wiring import survey_of

APPLICATIONS = Path(__file__).parents[1] / "data" / "applications"


def complete(*steps: tuple[str, Layer, str], outputs: Sequence[str] | None = None) -> Survey:
    """As `survey_of`; what input layers of the network write are its inputs."""
    survey = survey_of(*steps, outputs=outputs)
    layers = survey.network.layers
    inputs = tuple(t for it in layers if it.op == "input" and not it.inputs for t in it.outputs)
    network = replace(survey.network, inputs=inputs)
    return Survey(replace(survey.analysis, network=network))


def figures(survey: Survey, *names: str) -> tuple[Value, ...]:
    """Columns of the network."""
    row = Row(survey, columns_of("network"))
    return tuple(row[name] for name in names)


def application(name: str, folder: Path) -> Survey:
    """A Keras application."""
    document = json.loads(gzip.decompress((APPLICATIONS / f"{name}.json.gz").read_bytes()))
    path = folder / f"{name}.json"
    path.write_text(json.dumps(document["architecture"]))
    return Survey(analyze(path))


def conv(size: int, c1: int, c2: int, kernel: int = 1, stride: int = 1, **how) -> Layer:
    """A convolution of a square map, `same` padding, without a bias."""
    source, target = (1, size, size, c1), (1, -(-size // stride), -(-size // stride), c2)
    weights = [(kernel, kernel, c1 // how.get("groups", 1), c2)]
    strides = (stride, stride)
    return convolution(source, target, (kernel, kernel), weights=weights, strides=strides, **how)


def activation(shape: Shape, function: str = "relu") -> Layer:
    return layer(Activation(function), [shape], [shape])


def add(shape: Shape, operands: int = 2) -> Layer:
    return layer(Elementwise("add", operands), [shape] * operands, [shape])


def identity(shape: Shape, class_name: str = "Dropout") -> Layer:
    return replace(layer(Fixed("identity"), [shape], [shape]), class_name=class_name)


def view(source: Shape, target: Shape) -> Layer:
    return layer(Reshape(), [source], [target])


def concat(*shapes: Shape) -> Layer:
    target = (*shapes[0][:-1], sum(shape[-1] or 0 for shape in shapes))
    return layer(Move("concat"), shapes, [target])
