"""Published counts of MobileNet V1, to the last digit, under the convention `paper`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from netlint import analyze
from tests.oracles import SHARED, needs_shared

# Parameters (BN's moving statistics left out) and mult-adds of the network of table 1 of
# arXiv 1704.04861 at four widths; the paper prints 0.5, 1.3, 2.6 and 4.2 million parameters
# and 41, 149, 325 and 569 million mult-adds (tables 6 and 8).
PUBLISHED = {
    0.25: (470_072, 41_030_272),
    0.5: (1_331_592, 149_497_088),
    0.75: (2_585_560, 325_400_448),
    1.0: (4_231_976, 568_740_352),
}
DEFAULT = Path(__file__).parent.parent / "netlint" / "zoo" / "mobilenet_v1.json"


def at_width(width: float, folder: Path) -> Path:
    """The built-in MobileNet V1 with every layer but the classifier narrower."""
    model = json.loads(DEFAULT.read_text())
    for layer in model["config"]["layers"]:
        config = layer["config"]
        layer.pop("build_config", None)
        for node in layer["inbound_nodes"]:
            for argument in node["args"]:
                argument["config"].pop("shape", None)
        if layer["class_name"] == "Conv2D" and layer["name"] != "conv_preds":
            config["filters"] = int(config["filters"] * width)
        if layer["class_name"] == "Reshape" and layer["name"] == "reshape_1":
            config["target_shape"] = [1, 1, int(1024 * width)]
    path = folder / f"mobilenet_{width}.json"
    path.write_text(json.dumps(model))
    return path


@pytest.mark.parametrize("width", PUBLISHED)
def test_mobilenet_v1(width: float, tmp_path: Path) -> None:
    totals = analyze(at_width(width, tmp_path), convention="paper").totals
    assert (totals.trainable_params, totals.mult_adds) == PUBLISHED[width]
    assert totals.other_ops == 0


@needs_shared
def test_the_figures_are_those_of_the_reference() -> None:
    with (SHARED / "facts" / "reference_counts.csv").open() as stream:
        rows = [row for row in csv.DictReader(stream) if row["network"] == "MobileNetV1"]
    stated = {
        float(row["variant"].partition("-")[0]): (int(row["params"]), int(row["macs_total"]))
        for row in rows
    }
    assert stated == PUBLISHED
