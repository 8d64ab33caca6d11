"""Published times: as in the tables they name, and of targets that exist."""

from __future__ import annotations

import csv

import pytest

from netlint.targets.loading import built_in_targets
from netlint.zoo import PublishedTime, entry, families
from netlint.zoo.times import measured
from tests.oracles import SHARED, needs_shared

FACTS = SHARED / "facts"
TABLE_8 = "arXiv 1807.11164, table 8"
GPU, ARM = "gpu_batches_s(1080Ti,bs8)", "arm_images_s(SD810,1thread,bs1)"
XEON = "ms_xeon6148_mkldnn_10threads_bs1"
FILES = {
    (TABLE_8, "gtx-1080-ti"): ("shufflenetv2_table8", GPU),
    (TABLE_8, "snapdragon-810"): ("shufflenetv2_table8", ARM),
    ("PaddleClas d178931fc", "snapdragon-855"): ("latency_snapdragon855", "sd855_ms_bs1_t1"),
    ("arXiv 2109.15099, table 2", "xeon-gold-6148"): ("pplcnet_table2", XEON),
    ("arXiv 2109.15099, table 3", "xeon-gold-6148"): ("pplcnet_table3", XEON),
}
WRITTEN = {
    "shufflenetv2_table8": {
        "shufflenet_v1": "{}x g=3", "shufflenet_v2": "{}x", "mobilenet_v1": "{}",
    },
    "pplcnet_table2": {"pp_lcnet": "x{}"},
    "pplcnet_table3": {"mobilenet_v1": "{}x", "shufflenet_v2": "{}x"},
}  # fmt: skip

EVERY = [(name, time) for name, family in families().items() for time in family.times]


def _printed(name: str, time: PublishedTime) -> float:
    """The figure in the table, found by the network's width."""
    file, column = FILES[time.source.split(", docs")[0], time.target]
    width = time.variant.removeprefix("width=") or "1"
    with (FACTS / f"{file}.csv").open() as stream:
        rows = [row for row in csv.DictReader(stream) if _alike(row["network"], name)]
    if file == "latency_snapdragon855":
        end = "" if (name, width) != ("ghostnet", "1") and width == "1" else "_x" + _dotted(width)
        wanted = {row["network"] + end for row in rows}
    else:
        pattern = WRITTEN[file][name]
        wanted = {pattern.format(text) for text in (width, f"{float(width):.1f}")}
    (found,) = {row[column] for row in rows if row["variant"] in wanted}
    return float(found)


def _alike(network: str, name: str) -> bool:
    return network.replace("-", "").lower() == name.replace("_", "")


def _dotted(width: str) -> str:
    return f"{float(width):g}".replace(".", "_") if "." in width else f"{width}_0"


@needs_shared
@pytest.mark.parametrize(
    ("name", "time"), EVERY, ids=[f"{n}-{t.variant}-{t.target}" for n, t in EVERY]
)
def test_a_time_is_as_in_its_table(name: str, time: PublishedTime) -> None:
    printed = _printed(name, time)
    per_second = time.source == TABLE_8
    assert time.seconds == pytest.approx(1 / printed if per_second else printed / 1000)
    assert time.batch == (8 if time.target == "gtx-1080-ti" else 1)


def test_every_target_of_a_time_exists() -> None:
    assert {time.target for _, time in EVERY} <= set(built_in_targets())


def test_a_variant_has_its_own_times_only() -> None:
    (gpu, arm, *_) = entry("zoo:shufflenet_v2?width=0.5").times
    assert (gpu.target, gpu.batch, gpu.seconds, gpu.fitted) == ("gtx-1080-ti", 8, 1 / 417, False)
    assert (arm.target, arm.batch, arm.seconds, arm.fitted) == ("snapdragon-810", 1, 1 / 57, True)
    assert entry("zoo:shufflenet_v2?classes=10").times == ()


def test_figures_become_seconds() -> None:
    (one,) = measured("a table", "chip", {"": 4}, "ms", batch=2, fitted=True)
    assert one == PublishedTime("", "chip", 2, 0.004, True, "a table")
    (other,) = measured("a table", "chip", {"width=2": 4}, "batches per second")
    assert other == PublishedTime("width=2", "chip", 1, 0.25, False, "a table")
