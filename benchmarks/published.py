"""Published times of networks, and the networks: what `targets.py` compares predictions with."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from netlint.facts.survey import Survey
from netlint.facts.workloads import tasks_of
from netlint.measuring.designs import paper
from netlint.pipeline import analysis_of, analyze
from netlint.targets import Target, Workload

FILE = Path(__file__).with_name("published_times.csv")
SIDE = 56
"""The maps of Tables 1 to 4."""


@dataclass(frozen=True)
class Published:
    """A published time.

    Attributes:
        target: the target's id.
        source: where it stands.
        network: what was measured, see `survey_of`.
        batch: the batch size.
        seconds: of one batch.
        used: whether the target's time model is fitted to it.
        row: what rows that are compared with each other share, besides their source.
    """

    target: str
    source: str
    network: str
    batch: int
    seconds: float
    used: bool
    row: str


def published() -> list[Published]:
    """All published times, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [
            Published(
                line["target"],
                line["source"],
                line["network"],
                int(line["batch"]),
                float(line["value"]) / 1000 if line["unit"] == "ms" else 1 / float(line["value"]),
                line["used"] == "fit",
                line["row"],
            )
            for line in csv.DictReader(file)
        ]


@cache
def survey_of(network: str, batch: int) -> Survey:
    """A network by what the file calls it.

    `unbalanced C1 C2`, `grouped GROUPS CHANNELS`, `fragmented IN_A_ROW SIDE_BY_SIDE CHANNELS`
    and `bottlenecks CHANNELS RELU SHORTCUT` are the blocks of Tables 1 to 4 of ShuffleNet V2,
    `zoo:...` a built-in network, `keras:CLASS alpha=A size=S` one of `keras.applications`.
    """
    if network.startswith("zoo:"):
        return Survey(analyze(network, batch=batch))
    if network.startswith("keras:"):
        return Survey(analyze(_application(network), batch=batch))
    kind, *words = network.split()
    match kind, words:
        case "unbalanced", [c1, c2]:
            design = paper.unbalanced(SIDE, int(c1), int(c2))
        case "grouped", [groups, channels]:  # 8 groups do not divide the paper's 180 channels
            fitting = int(channels) - int(channels) % int(groups)
            design = paper.grouped(SIDE, int(groups), fitting)
        case "fragmented", [row, side, channels]:
            design = paper.fragmented(SIDE, int(row), int(side), int(channels), blocks=10)
        case "bottlenecks", [channels, relu, shortcut]:
            design = paper.bottlenecks(
                SIDE, int(channels), relu=relu == "relu", shortcut=shortcut == "shortcut"
            )
        case _:
            raise ValueError(network)
    return Survey(analysis_of(design.network()))


def _application(network: str) -> object:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    name, *settings = network.removeprefix("keras:").split()
    said = dict(setting.split("=") for setting in settings)
    size = int(said.get("size", 224))
    options: dict[str, object] = {"input_shape": (size, size, 3), "weights": None}
    if "alpha" in said:
        options["alpha"] = float(said["alpha"])
    if name.startswith("MobileNetV3"):
        options["include_preprocessing"] = False
    return getattr(keras.applications, name)(**options)


def works_of(one: Published, target: Target) -> tuple[Workload, ...]:
    """What a network's kernels do on a target."""
    return tuple(_works(survey_of(one.network, one.batch), target))


def _works(survey: Survey, target: Target) -> Iterator[Workload]:
    for task in tasks_of(survey, target):
        if task.works is None:
            raise ValueError(f"{survey.network.name}: {task.kernel} is not known")
        yield from task.works
