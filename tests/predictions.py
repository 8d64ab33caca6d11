"""Analyses with predictions that can be reckoned by hand."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from netlint import pipeline
from netlint.network import Layer
from netlint.operations import Norm, Opaque
from netlint.report import Analysis
from netlint.targets import Target, read_target
from tests.costs.building import layer, relu
from tests.facts.layers import add, concat, conv, identity
from tests.facts.wiring import source, survey_of
from tests.targets import TIMED, write_target

MAP = (1, 8, 8, 4)
FREE = TIMED + '\n[fusion]\nfree = ["concat"]\n'

# One convolution: 8 x 8 x 4 x 4 mult-adds; 256 + 256 + 16 elements of 4 bytes.
CONV = (1024 + 2112 + 10_000) * 1e-9
# A sum of two: 3 x 256 elements of 4 bytes, and a branch.
ADD = (3072 + 10_000 + 30_000) * 1e-9


@cache
def chip(text: str = TIMED) -> Target:
    """The target of a text: 1 ns for a mult-add and for a byte, 10 us for a kernel."""
    with tempfile.TemporaryDirectory() as folder:
        return read_target(write_target(Path(folder), "chip", text))


def network(*more: tuple[str, Layer, str]) -> Analysis:
    """conv + norm + relu, a dropout, and the sum of two branches: two kernels."""
    norm = layer(Norm("batch"), [MAP], [MAP], [(4,)] * 4)
    return survey_of(
        ("image", source(MAP), ""),
        ("conv", conv(8, 4, 4), "image"),
        ("norm", norm, "conv"),
        ("relu", relu(MAP), "norm"),
        ("drop", identity(MAP), "relu"),
        ("sum", add(MAP), "drop image"),
        *more,
    ).analysis


def predicted(text: str = TIMED, *more: tuple[str, Layer, str]) -> Analysis:
    """The network with what it takes on the chip of a text."""
    return pipeline.predicted(network(*more), chip(text))


def joined() -> tuple[str, Layer, str]:
    """A step more: the concatenation of the sum with itself."""
    return ("both", concat(MAP, MAP), "sum sum")


def custom() -> tuple[str, Layer, str]:
    """A step more: a layer of which nothing is known but its shapes."""
    return ("custom", layer(Opaque("a layer"), [MAP], [MAP]), "sum")
