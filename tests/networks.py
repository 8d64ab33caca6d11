"""Analyses built by hand, with figures that a test can add up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from netlint.costs.registry import FREE, UNKNOWN, Cost
from netlint.network import Layer, Network, Shape, Tensor, Weight
from netlint.operations import Activation, Conv, Fixed, Opaque
from netlint.report import Analysis, LayerReport, Status

DATA = Path(__file__).parent / "data"
CONV = Conv((3, 3), (1, 1), (1, 1), "same", 3)


def tensor(shape: Shape | None, producer: str = "") -> Tensor:
    return Tensor(shape, producer=producer)


def row(
    name: str,
    operation=CONV,
    class_name: str = "Conv2D",
    *,
    path: tuple[str, ...] | None = None,
    inputs: tuple[Tensor, ...] = (),
    output: Shape | None = (1, 8, 8, 4),
    weights: tuple[Weight, ...] | None = (),
    cost: Cost = FREE,
    status: Status = "exact",
) -> LayerReport:
    outputs = (Tensor(output, producer=name),)
    layer = Layer(name, operation, class_name, path or (name,), inputs, outputs, weights)
    return LayerReport(layer, cost, status)


def analysis_of(*rows: LayerReport, warnings: tuple[str, ...] = (), name: str = "net") -> Analysis:
    layers = tuple(each.layer for each in rows)
    inputs = tuple(out for each in layers if each.op == "input" for out in each.outputs)
    network = Network(name, f"{name}.h5", "Keras 3.0.0", layers, inputs, warnings=warnings)
    return Analysis(network, "full", rows)


def cost(mult_adds: int, other_ops: int, read: int, written: int) -> Cost:
    return Cost(mult_adds, other_ops, read, written, 4 * read, 4 * written)


def exact_analysis() -> Analysis:
    """Four layers, one of them in a nested model; everything is known."""
    image = row("image", Fixed("input"), "InputLayer", output=(1, 8, 8, 3))
    stem = row(
        "stem_conv",
        inputs=image.layer.outputs,
        weights=(Weight("kernel", (3, 3, 3, 4)), Weight("bias", (4,), trainable=False)),
        cost=cost(6912, 256, 304, 256),
    )
    relu = row(
        "stem_relu",
        Activation("relu"),
        "ReLU",
        inputs=stem.layer.outputs,
        cost=cost(0, 256, 256, 256),
    )
    deep = row(
        "backbone/block_1_conv",
        path=("backbone", "block_1_conv"),
        inputs=relu.layer.outputs,
        weights=(Weight("kernel", (1, 1, 4, 4)),),
        cost=cost(1024, 0, 272, 256),
    )
    return analysis_of(image, stem, relu, deep)


def partial_analysis() -> Analysis:
    """Two layers more: one inferred, one that netlint knows nothing of; with a warning."""
    known = exact_analysis().rows
    guessed = row(
        "guessed",
        inputs=known[-1].layer.outputs,
        weights=(Weight("kernel", (1, 1, 4, 8)),),
        output=(1, 8, 8, 8),
        cost=cost(2048, 0, 288, 512),
        status="inferred",
    )
    custom = row(
        "custom",
        Opaque("a custom layer"),
        "Mystery",
        inputs=guessed.layer.outputs,
        output=None,
        weights=None,
        cost=UNKNOWN,
        status="unknown",
    )
    return analysis_of(*known, guessed, custom, warnings=("the class 'Mystery' is unknown",))


def long_analysis(count: int, name: str = "a_rather_long_layer_name") -> Analysis:
    """Many layers with large figures."""
    big = cost(123_456_789, 1_000_000, 2_000_000, 3_000_000)
    return analysis_of(*(row(f"{name}_{index}", cost=big) for index in range(count)))


def renamed(analysis: Analysis, name: str) -> Analysis:
    """The same analysis with its second layer called `name`."""
    rows = list(analysis.rows)
    rows[1] = replace(rows[1], layer=replace(rows[1].layer, name=name, path=(name,)))
    network = replace(analysis.network, layers=tuple(each.layer for each in rows))
    return replace(analysis, network=network, rows=tuple(rows))
