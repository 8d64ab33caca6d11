"""What kernels do on a target; figures by hand, four bytes an element."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from netlint.facts.survey import Survey
from netlint.facts.workloads import kind_of, tasks_of
from netlint.network import Layer
from netlint.operations import (
    Composite,
    Dense,
    Elementwise,
    Lookup,
    Matmul,
    Move,
    Norm,
    Opaque,
    Pool,
    Reduce,
    Resize,
)
from netlint.targets import EVERY_ENGINE, FusionRules, Specification, Target, Workload
from tests.costs.building import batch_norm, dense, layer, pointwise, relu
from tests.facts.layers import activation, add, concat, conv
from tests.facts.wiring import source, survey_of

MAP = (1, 8, 8, 4)
SIZE = 4 * 8 * 8 * 4
X = ("x", source(MAP), "")


def target(fusion: FusionRules = EVERY_ENGINE, **hardware) -> Target:
    """A target without a time model."""
    values = {
        "mult_adds_per_second": 10**9,
        "bandwidth": 10**9,
        "vector": 1,
        "cache": None,
        "activation_memory": None,
        "weight_memory": None,
        "sources": ("made up",),
    }
    specification = Specification(**values | hardware)
    return Target(
        "chip", "Chip", Path("chip.toml"), "cpu-core", "A chip.", ("float32",),
        specification, fusion, None, None, None,
    )  # fmt: skip


CHIP = target()


def works(survey: Survey, on: Target = CHIP) -> list[Workload]:
    """All that is started, one after the other."""
    return [work for task in tasks_of(survey, on) for work in task.works or ()]


def of(subject: Layer, on: Target = CHIP) -> Workload:
    """What a layer that stands alone does."""
    steps = [(f"x{i}", source(t.shape), "") for i, t in enumerate(subject.inputs)]
    (work,) = works(survey_of(*steps, ("it", subject, " ".join(name for name, *_ in steps))), on)
    return work


def test_a_convolution():
    flow = 64 * 4 * 6
    assert of(conv(8, 4, 6)) == Workload("convolution", flow, SIZE + 64 * 6 * 4 + 4 * 6 * 4)


def test_a_kernel_does_what_its_layers_do_together():
    survey = survey_of(
        X, ("conv", conv(8, 4, 4), "x"), ("norm", batch_norm(MAP), "conv"), ("r", relu(MAP), "norm")
    )
    (task,) = tasks_of(survey, CHIP)
    assert task.kernel.members == (1, 2, 3)
    assert task.kind == "convolution"
    assert task.works == (Workload("convolution", 64 * 16, 2 * SIZE + 64),)


def test_groups_cost_but_depthwise_convolutions_are_one_kernel():
    assert of(conv(8, 4, 4, groups=2)).groups == 2
    assert of(conv(8, 4, 4, 3, groups=4, depthwise=True)).groups == 1
    assert of(conv(8, 4, 4, 3, groups=4)).groups == 1  # depthwise, however it is written
    assert of(conv(8, 4, 4)).groups == 1


def test_branches_are_the_tensors_that_a_kernel_reads():
    assert of(concat(MAP, MAP, MAP)) == Workload("copy", 0, 6 * SIZE, branches=3)
    assert of(add(MAP)) == Workload("elementwise", 0, 3 * SIZE, branches=2)
    adds = target(FusionRules(adds_into=frozenset({"conv"})))
    survey = survey_of(X, ("conv", conv(8, 4, 4), "x"), ("add", add(MAP), "conv x"))
    assert works(survey, adds) == [Workload("convolution", 64 * 16, 3 * SIZE + 64, branches=2)]


def test_a_kernel_that_reads_nothing_has_one_branch():
    fill = layer(Move("fill", "none"), [], [MAP])
    assert works(survey_of(X, ("it", fill, "")))[0].branches == 1


def test_what_does_not_fit_the_cache_spills():
    sized = SIZE + SIZE + 64
    assert of(conv(8, 4, 4), target(cache=1000)).spilled_bytes == sized - 1000
    assert of(conv(8, 4, 4), target(cache=sized)).spilled_bytes == 0
    assert of(conv(8, 4, 4)).spilled_bytes == 0


@pytest.mark.parametrize(
    ("subject", "mult_adds"),
    [
        (conv(8, 4, 6), 64 * 4 * 8),  # 6 channels as 8
        (conv(8, 4, 8), 64 * 4 * 8),
        (conv(8, 4, 4, groups=2), 64 * 2 * 8),  # 2 groups of 2 as 2 groups of 4
        (conv(8, 2, 6, 3, groups=2, depthwise=True), 64 * 9 * 8),  # as one row of channels
        (dense(1, 10, 3), 10 * 4),
        (add(MAP), 0),
    ],
    ids=["conv", "multiple", "groups", "depthwise", "dense", "add"],
)
def test_channels_are_padded_to_the_width_of_the_vectors(subject, mult_adds):
    assert of(subject, target(vector=4)).mult_adds == mult_adds


def test_channels_first_are_padded_too():
    first = replace(conv(8, 4, 4, channel_axis=1))
    assert of(first, target(vector=16)).mult_adds == 2 * of(first).mult_adds  # 8 channels as 16


def test_channels_that_are_not_known_are_not_padded():
    assert works(survey_of(X, ("it", layer(Dense(4), [MAP], [None], [(4, 4)]), "x"))) == []
    scalar = layer(Dense(4), [(4,)], [()], [(4,)])
    survey = survey_of(("x", source((4,)), ""), ("it", scalar, "x"))
    assert works(survey, target(vector=4))[0].mult_adds == 4


def test_what_is_not_known_stays_unknown():
    survey = survey_of(X, ("it", layer(Opaque("a Lambda"), [MAP], [MAP]), "x"))
    (task,) = tasks_of(survey, CHIP)
    assert task.works is None


def test_what_an_engine_does_for_free_is_no_work():
    survey = survey_of(X, ("cat", concat(MAP, MAP), "x x"))
    (task,) = tasks_of(survey, target(FusionRules(free=frozenset({"concat"}))))
    assert (task.kind, task.works) == ("copy", ())


PARTS = conv(8, 4, 8, 3, depthwise=True, groups=4), conv(8, 8, 4)
SEPARABLE = layer(Composite("separable_conv", PARTS), [MAP], [MAP])
FIRST = Workload("depthwise", 64 * 9 * 8, SIZE + 2 * SIZE + 4 * 9 * 8)
SECOND = Workload("convolution", 64 * 8 * 4, 2 * SIZE + SIZE + 4 * 8 * 4)


def test_a_layer_of_parts_starts_each_of_them():
    (task,) = tasks_of(survey_of(X, ("it", SEPARABLE, "x")), CHIP)
    assert (task.kind, task.works) == ("depthwise", (FIRST, SECOND))


def test_its_last_part_reads_the_residual_that_joins_it():
    adds = target(FusionRules(adds_into=frozenset({"conv"})))
    survey = survey_of(X, ("it", SEPARABLE, "x"), ("add", add(MAP), "it x"))
    last = replace(SECOND, bytes=SECOND.bytes + SIZE, branches=2)
    assert works(survey, adds) == [FIRST, last]


def test_parts_run_as_often_as_they_are_repeated():
    grouped = conv(8, 4, 4, groups=2)
    inner = layer(Composite("cell", (grouped, add(MAP))), [MAP], [MAP])
    outer = layer(Composite("recurrent", (inner,), repeat=3), [MAP], [MAP])
    first, second = works(survey_of(X, ("it", outer, "x")), target(cache=1000))
    sized = 2 * SIZE + 32
    assert first == Workload(
        "convolution", 3 * 64 * 8, 3 * sized, 3 * (sized - 1000), groups=4, kernels=3
    )
    spilled = 3 * (3 * SIZE - 1000)
    assert second == Workload("elementwise", 0, 9 * SIZE, spilled, branches=4, kernels=3)


def test_parts_that_run_nobody_knows_how_often_are_unknown():
    endless = layer(Composite("recurrent", (conv(8, 4, 4),), repeat=None), [MAP], [MAP])
    (task,) = tasks_of(survey_of(X, ("it", endless, "x")), CHIP)
    assert task.works is None
    code = layer(Opaque("code"), [MAP], [MAP])
    known = layer(Composite("model", (conv(8, 4, 4), code)), [MAP], [MAP])
    (task,) = tasks_of(survey_of(X, ("it", known, "x")), CHIP)
    assert task.works is None


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        (conv(8, 4, 4), "convolution"),
        (conv(8, 4, 4, groups=2), "convolution"),
        (conv(8, 4, 4, groups=4), "depthwise"),
        (conv(8, 4, 4, depthwise=True, groups=4), "depthwise"),
        (conv(1, 4, 4), "dense"),
        (dense(1, 4, 4), "dense"),
        (dense(7, 4, 4), "dense"),
        (layer(Dense(4), [MAP], [MAP], [(4, 4)]), "convolution"),
        (layer(Dense(4), [MAP], [None], [(4, 4)]), "convolution"),
        (layer(Dense(4), [MAP], [(None, None, 4)], [(4, 4)]), "convolution"),
        (layer(Matmul(4), [MAP, MAP], [MAP]), "convolution"),
        (layer(Pool("max", (2, 2)), [MAP], [MAP]), "pool"),
        (layer(Reduce("mean"), [MAP], [MAP]), "pool"),
        (concat(MAP, MAP), "copy"),
        (layer(Lookup(), [MAP], [MAP]), "copy"),
        (layer(Move("transpose"), [MAP], [MAP]), "shuffle"),
        (add(MAP), "elementwise"),
        (activation(MAP, "silu"), "elementwise"),
        (layer(Norm("batch"), [MAP], [MAP]), "elementwise"),
        (layer(Resize("bilinear"), [MAP], [MAP]), "elementwise"),
        (layer(Elementwise("maximum"), [MAP], [MAP]), "elementwise"),
        (SEPARABLE, "depthwise"),
        (layer(Composite("time_distributed", (pointwise(8, 4, 4),)), [MAP], [MAP]), "convolution"),
        (layer(Composite("model", ()), [MAP], [MAP]), "elementwise"),
    ],
)
def test_every_layer_has_a_kind(subject, kind):
    assert kind_of(subject) == kind
