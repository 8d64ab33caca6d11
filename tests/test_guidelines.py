"""The blocks of ShuffleNet V2's Tables 1 to 4 (arXiv 1807.11164), built as networks.

The measure of each guideline has to order the variants as the paper's speeds do (batches per
second on a GTX 1080 Ti, images per second on one core of a Snapdragon 810, at three widths).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from netlint.decks import load_decks
from netlint.facts.registry import Row, columns_of
from netlint.facts.survey import Survey
from netlint.findings import Finding
from netlint.linting import lint
from netlint.pipeline import analysis_of
from netlint.readers.sketch import sketched_network

RULES = {rule.id: rule for deck in load_decks(["shufflenetv2"]) for rule in deck.rules}
SIDE = 56
WIDTHS = (1, 2, 4)

# c1:c2 -> channels of the GPU's networks at 1x, speeds at 1x, 2x, 4x; the same for ARM
TABLE_1 = {
    "1:1": ((128, 128), (1480, 723, 232), (32, 32), (76.2, 21.7, 5.3)),
    "1:2": ((90, 180), (1296, 586, 206), (22, 44), (72.9, 20.5, 5.1)),
    "1:6": ((52, 312), (876, 489, 189), (13, 78), (69.1, 17.9, 4.6)),
    "1:12": ((36, 432), (748, 392, 163), (9, 108), (57.6, 15.1, 4.4)),
}
# groups -> the same
TABLE_2 = {
    1: (128, (2451, 1289, 437), 64, (40.0, 10.2, 2.3)),
    2: (180, (1725, 873, 341), 90, (35.0, 9.5, 2.2)),
    4: (256, (1026, 644, 338), 128, (32.9, 8.7, 2.1)),
    8: (360, (634, 445, 230), 180, (27.8, 7.5, 1.8)),
}
# (fragments in a row, side by side) -> GPU speeds at 128 and 256 channels. At 512 the paper's
# two variants in series swap places with those in parallel (349 and 336, 320 and 292).
TABLE_3 = {
    (1, 1): (2446, 1274),
    (2, 1): (1790, 909),
    (1, 2): (1537, 803),
    (4, 1): (752, 745),
    (1, 4): (691, 572),
}
# (ReLU, shortcut) -> GPU speeds at 64 and 128 channels. At 32 the two in the middle are 1 % apart
# the other way round.
TABLE_4 = {
    (True, True): (2066, 1436),
    (False, True): (2121, 1458),
    (True, False): (2256, 1735),
    (False, False): (2376, 1782),
}


def survey_of(layers: Sequence[dict[str, Any]]) -> Survey:
    return Survey(analysis_of(sketched_network(layers)))


def measured(survey: Survey, rule_id: str) -> float:
    """The largest figure that a rule measures in a network, whatever it would say of it."""
    rule = RULES[rule_id]
    facts = {"layer": survey.layers, "block": survey.blocks, "network": (survey,)}[rule.scope]
    rows = (Row(one, columns_of(rule.scope)) for one in facts)
    figures = (rule.measure.evaluate(row) for row in rows)
    return max(figure for figure in figures if figure is not None)


def found(survey: Survey) -> tuple[Finding, ...]:
    return lint(survey, tuple(RULES.values()))


def slowest_last(speeds: dict[Any, float]) -> list[Any]:
    return sorted(speeds, key=lambda variant: -speeds[variant])


def conv(filters: int, **settings: Any) -> dict[str, Any]:
    return {"class": "Conv2D", "filters": filters, "use_bias": False, "kernel_size": 1, **settings}


def unbalanced(c1: int, c2: int) -> Survey:
    """Table 1: ten blocks of two 1x1 convolutions, `c1 -> c2` and back."""
    start = {"class": "InputLayer", "shape": [SIDE, SIDE, c1]}
    return survey_of([start, *[conv(c) for _ in range(10) for c in (c2, c1)]])


def grouped(groups: int, channels: int) -> Survey:
    """Table 2: ten 1x1 group convolutions; 8 groups do not divide the paper's 180 channels."""
    channels -= channels % groups
    start = {"class": "InputLayer", "shape": [SIDE, SIDE, channels]}
    return survey_of([start, *[conv(channels, groups=groups) for _ in range(10)]])


def fragmented(in_a_row: int, side_by_side: int, channels: int) -> Survey:
    """Table 3: one block of 1x1 convolutions, as wide as equal mult-adds allow."""
    width = round(channels / (in_a_row * side_by_side) ** 0.5)
    layers = [{"class": "InputLayer", "shape": [SIDE, SIDE, width], "name": "x"}]
    if side_by_side == 1:
        return survey_of([*layers, *[conv(width) for _ in range(in_a_row)]])
    names = [f"branch{number}" for number in range(side_by_side)]
    layers += [conv(width, name=name, inputs=["x"]) for name in names]
    return survey_of([*layers, {"class": "Add", "inputs": names}])


def bottlenecks(channels: int, *, relu: bool, shortcut: bool) -> Survey:
    """Table 4: ten bottlenecks 1x1, 3x3, 1x1 as in ResNet, with and without ReLU and shortcut."""
    layers: list[dict[str, Any]] = [
        {"class": "InputLayer", "shape": [SIDE, SIDE, channels], "name": "out0"}
    ]
    for number in range(1, 11):
        for kernel, filters in ((1, channels // 4), (3, channels // 4), (1, channels)):
            layers.append(conv(filters, kernel_size=kernel, padding="same"))
            if relu and filters < channels:
                layers.append({"class": "ReLU"})
        layers[-1]["name"] = f"conv{number}"
        last = f"conv{number}"
        if shortcut:
            last = f"add{number}"
            inputs = [f"out{number - 1}", f"conv{number}"]
            layers.append({"class": "Add", "name": last, "inputs": inputs})
        end = {"class": "ReLU"} if relu else {"class": "Reshape", "target_shape": [SIDE, SIDE, -1]}
        layers.append({**end, "name": f"out{number}", "inputs": [last]})
    return survey_of(layers)


@pytest.mark.parametrize("width", WIDTHS)
def test_g1_orders_table_1_as_both_platforms_do(width):
    at = WIDTHS.index(width)
    for channels, speeds in ((0, 1), (2, 3)):
        figures = {
            ratio: measured(unbalanced(*(width * c for c in row[channels])), "G1")
            for ratio, row in TABLE_1.items()
        }
        order = slowest_last({ratio: row[speeds][at] for ratio, row in TABLE_1.items()})
        assert sorted(figures, key=figures.__getitem__) == order == list(TABLE_1)
        assert len(set(figures.values())) == len(figures)


def test_g1_finds_the_unbalanced_and_leaves_the_balanced_alone():
    words = {
        ratio: {finding.kind for finding in found(unbalanced(*row[0]))}
        for ratio, row in TABLE_1.items()
    }
    assert words == {"1:1": set(), "1:2": {"info"}, "1:6": {"warning"}, "1:12": {"error"}}


@pytest.mark.parametrize("width", WIDTHS)
def test_g2_orders_table_2_as_both_platforms_do(width):
    at = WIDTHS.index(width)
    for channels, speeds in ((0, 1), (2, 3)):
        figures = {
            g: measured(grouped(g, width * row[channels]), "G2") for g, row in TABLE_2.items()
        }
        order = slowest_last({g: row[speeds][at] for g, row in TABLE_2.items()})
        assert sorted(figures, key=figures.__getitem__) == order == list(TABLE_2)
        assert len(set(figures.values())) == len(figures)


def test_g2_finds_the_grouped_and_leaves_the_dense_alone():
    words = {
        g: {(finding.rule.id, finding.kind) for finding in found(grouped(g, row[0]))}
        for g, row in TABLE_2.items()
    }
    assert words == {1: set(), 2: {("G2", "info")}, 4: {("G2", "warning")}, 8: {("G2", "error")}}


@pytest.mark.parametrize("channels", [128, 256])
def test_g3_orders_table_3_as_the_gpu_does(channels):
    figures = {kind: measured(fragmented(*kind, channels), "G3") for kind in TABLE_3}
    order = slowest_last({kind: row[(128, 256).index(channels)] for kind, row in TABLE_3.items()})
    assert sorted(figures, key=figures.__getitem__) == order
    assert figures == {(1, 1): 2, (2, 1): 3, (1, 2): 4, (4, 1): 5, (1, 4): 8}


def test_g3_finds_four_side_by_side_and_leaves_one_fragment_alone():
    assert not found(fragmented(1, 1, 128))
    assert [finding.rule.id for finding in found(fragmented(1, 4, 128))] == ["G3"]


@pytest.mark.parametrize("channels", [64, 128])
def test_g4_orders_table_4_as_the_gpu_does(channels):
    figures = {
        (relu, shortcut): measured(bottlenecks(channels, relu=relu, shortcut=shortcut), "G4")
        for relu, shortcut in TABLE_4
    }
    order = slowest_last({kind: row[(64, 128).index(channels)] for kind, row in TABLE_4.items()})
    assert sorted(figures, key=figures.__getitem__) == order
    assert figures[False, False] == 0
    assert len(set(figures.values())) == len(figures)


def test_g4_leaves_the_bottleneck_without_relu_and_shortcut_alone():
    plain = found(bottlenecks(128, relu=False, shortcut=False))
    assert [finding for finding in plain if finding.rule.id.startswith("G4")] == []
