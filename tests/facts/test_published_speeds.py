"""Guidelines G1 and G2 on the blocks that ShuffleNet V2's authors measured."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import pairwise

import pytest

from netlint.network import Layer
from tests.costs.building import pointwise
from tests.oracles import SHARED

from .wiring import column, in_a_row

# ShuffleNet V2, arXiv 1807.11164, tables 1 and 2: channels at x1 and the speeds at x1, x2 and x4
# (channels times 1, 2 and 4), on a GTX 1080Ti (batches/s) and a Snapdragon 810 (images/s)
TABLE_1 = {
    "gpu": [
        ((128, 128), (1480, 723, 232)),
        ((90, 180), (1296, 586, 206)),
        ((52, 312), (876, 489, 189)),
        ((36, 432), (748, 392, 163)),
    ],
    "arm": [
        ((32, 32), (76.2, 21.7, 5.3)),
        ((22, 44), (72.9, 20.5, 5.1)),
        ((13, 78), (69.1, 17.9, 4.6)),
        ((9, 108), (57.6, 15.1, 4.4)),
    ],
}
TABLE_2 = {
    "gpu": [
        ((1, 128), (2451, 1289, 437)),
        ((2, 180), (1725, 873, 341)),
        ((4, 256), (1026, 644, 338)),
        ((8, 360), (634, 445, 230)),
    ],
    "arm": [
        ((1, 64), (40.0, 10.2, 2.3)),
        ((2, 90), (35.0, 9.5, 2.2)),
        ((4, 128), (32.9, 8.7, 2.1)),
        ((8, 180), (27.8, 7.5, 1.8)),
    ],
}
SCALES = (1, 2, 4)


def _measures(layers: list[Layer], name: str) -> float:
    """The measure of a stack of layers, which is the same in each of its convolutions."""
    survey = in_a_row(*layers)
    values = {
        round(column(survey, name, facts.layer.name), 9)
        for facts in survey.layers
        if facts.layer.op == "conv"
    }
    assert len(values) == 1
    return values.pop()


def _falls_with(measures: list[float], speeds: list[float]) -> bool:
    """Whether a higher measure always is a lower speed, strictly."""
    by_speed = [m for _, m in sorted(zip(speeds, measures, strict=True), reverse=True)]
    return all(a < b for a, b in pairwise(by_speed))


@pytest.mark.parametrize("platform", ["gpu", "arm"])
@pytest.mark.parametrize("place", range(3))
def test_the_ratio_of_g1_orders_table_1_as_the_speeds_do(platform: str, place: int) -> None:
    rows, scale = TABLE_1[platform], SCALES[place]
    ratios = []
    for (c1, c2), _ in rows:
        block = [pointwise(56, c1 * scale, c2 * scale), pointwise(56, c2 * scale, c1 * scale)]
        ratios.append(_measures(block * 10, "memory_access_ratio"))
    assert _falls_with(ratios, [speeds[place] for _, speeds in rows])
    assert ratios[0] == 1


@pytest.mark.parametrize("platform", ["gpu", "arm"])
@pytest.mark.parametrize("place", range(3))
def test_the_ratio_of_g2_orders_table_2_as_the_speeds_do(platform: str, place: int) -> None:
    rows, scale = TABLE_2[platform], SCALES[place]
    ratios = []
    for (groups, channels), _ in rows:
        wide = channels * scale // groups * groups  # 8 groups do not divide 180 channels
        group = pointwise(56, wide, wide, groups)
        ratios.append(_measures([group] * 10, "group_cost_ratio"))
    assert _falls_with(ratios, [speeds[place] for _, speeds in rows])
    assert ratios[0] == 1


@pytest.mark.skipif(not (SHARED / "facts").is_dir(), reason="needs ../shared")
@pytest.mark.parametrize(
    ("file", "table", "keys"),
    [
        ("shufflenetv2_table1_g1.csv", TABLE_1, ("c1_x1", "c2_x1")),
        ("shufflenetv2_table2_g2.csv", TABLE_2, ("g", "c_x1")),
    ],
)
def test_the_figures_of_both_tables_are_the_collected_ones(file, table, keys) -> None:
    collected = defaultdict(list)
    with (SHARED / "facts" / file).open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            speeds = tuple(float(row[f"speed_x{scale}"]) for scale in SCALES)
            platform = "gpu" if row["platform"].startswith("GTX") else "arm"
            collected[platform].append((tuple(int(row[key]) for key in keys), speeds))
    assert collected == table
