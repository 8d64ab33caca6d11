"""Families of operations: what belongs where, and that nothing is lost or counted twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlint import analyze
from netlint.facts.families import FAMILIES, MIXED, FamilyFigures, families_of, family_of
from netlint.facts.survey import Survey
from netlint.network import Layer, Weight
from netlint.operations import (
    Activation,
    Composite,
    Elementwise,
    Fixed,
    Lookup,
    Matmul,
    Move,
    Norm,
    Opaque,
    Operation,
    Pool,
    Reduce,
    Reshape,
    Resize,
)
from netlint.zoo import DEFAULTS
from tests.costs.building import convolution, dense, layer, pointwise, relu
from tests.facts.wiring import alone, in_a_row, survey_of
from tests.oracles import entries, needs_shared, unpacked

MAP = (1, 8, 8, 4)
DEPTHWISE = convolution(
    MAP, MAP, (3, 3), weights=[(3, 3, 4, 1)], groups=4, depthwise=True
)  # 576 x 4 = 2,304 mult-adds, 256 + 256 + 36 elements
POINTWISE = pointwise(8, 4, 4)  # 64 x 16 = 1,024 mult-adds, 256 + 256 + 16 elements


def separable(repeat: int | None = 1, weights=((3, 3, 4, 1), (1, 1, 4, 4))) -> Layer:
    operation = Composite("separable_conv", (DEPTHWISE, POINTWISE), repeat)
    return layer(operation, [MAP], [MAP], weights)


def figures(survey: Survey) -> dict[str, FamilyFigures]:
    return {each.family: each for each in families_of(survey)}


def only(survey: Survey) -> dict[str, tuple[int, int, int]]:
    """Mult-adds, memory access and parameters of the families that have any."""
    return {
        name: (each.mult_adds, each.memory_access, each.params)
        for name, each in figures(survey).items()
        if each.mult_adds or each.memory_access or each.params
    }


@pytest.mark.parametrize(
    ("subject", "family"),
    [
        (POINTWISE, "pointwise"),
        (pointwise(8, 4, 4, groups=2), "group"),
        (convolution(MAP, MAP, (3, 3), groups=2), "group"),
        (convolution((1, 8, 8, None), MAP, (3, 3), groups=2), "group"),
        (DEPTHWISE, "depthwise"),
        (convolution(MAP, MAP, (3, 3), groups=4), "depthwise"),
        (convolution(MAP, MAP, (1, 3)), "spatial"),
        (convolution(MAP, MAP, (3, 3), transposed=True), "spatial"),
        (convolution(MAP, MAP, (1, 1), transposed=True), "pointwise"),
        (convolution(MAP, MAP, (1, 1), local=True), "other"),
        (dense(1, 4, 5), "dense"),
    ],
)
def test_products(subject: Layer, family: str) -> None:
    assert family_of(subject) == family


@pytest.mark.parametrize(
    ("operation", "family"),
    [
        (Matmul(4), "dense"),
        (Activation("relu"), "element-wise"),
        (Elementwise("add"), "element-wise"),
        (Norm("batch"), "element-wise"),
        (Move("concat"), "data movement"),
        (Move("upsample"), "data movement"),
        (Reshape(), "data movement"),
        (Pool("max", (2, 2)), "pooling"),
        (Reduce("mean", pooling=True), "pooling"),
        (Reduce("mean"), "other"),
        (Resize("bilinear"), "other"),
        (Lookup(), "other"),
        (Fixed("input"), "other"),
        (Opaque("a Lambda"), "unknown"),
        (Composite("empty", ()), "other"),
        (Composite("two", (relu(MAP), relu(MAP))), "element-wise"),
        (Composite("deep", (separable(),)), MIXED),
    ],
)
def test_other_operations(operation: Operation, family: str) -> None:
    assert family_of(layer(operation, [MAP], [MAP])) == family


def test_the_column_is_the_family() -> None:
    assert alone(POINTWISE, "family") == "pointwise"
    assert alone(separable(), "family") == "mixed"


def test_all_families_are_there_in_order() -> None:
    found = families_of(in_a_row(POINTWISE))
    assert tuple(each.family for each in found) == FAMILIES
    assert figures(in_a_row(POINTWISE))["group"] == FamilyFigures("group", 0, 0, 0, 0, 0, True)


def test_a_network_by_hand() -> None:
    """8 x 8 maps of 4 channels: 256 elements of 4 bytes each."""
    survey = in_a_row(POINTWISE, DEPTHWISE, relu(MAP), dense(1, 4, 5))
    assert only(survey) == {
        "pointwise": (1024, 528, 16),
        "depthwise": (2304, 548, 36),
        "element-wise": (0, 512, 0),
        "dense": (20, 4 + 5 + 20, 20),
    }
    assert figures(survey)["pointwise"].memory_access_bytes == 4 * 528
    assert figures(survey)["other"].layers == 1, "the input"


def test_layers_made_of_parts_are_split_by_them() -> None:
    survey = in_a_row(separable())
    assert only(survey) == {"pointwise": (1024, 528, 16), "depthwise": (2304, 548, 36)}
    assert [figures(survey)[name].layers for name in ("pointwise", "depthwise")] == [1, 1]


def test_parts_count_as_often_as_they_run() -> None:
    assert only(in_a_row(separable(3))) == {
        "pointwise": (3 * 1024, 3 * 528, 16),
        "depthwise": (3 * 2304, 3 * 548, 36),
    }


def test_parts_within_parts() -> None:
    outer = Composite("outer", (separable(2), relu(MAP)), 3)
    survey = in_a_row(layer(outer, [MAP], [MAP], [(3, 3, 4, 1), (1, 1, 4, 4)]))
    assert only(survey) == {
        "pointwise": (6 * 1024, 6 * 528, 16),
        "depthwise": (6 * 2304, 6 * 548, 36),
        "element-wise": (0, 3 * 512, 0),
    }


def test_an_unknown_number_of_steps_leaves_all_parts_unknown() -> None:
    found = figures(in_a_row(separable(None)))
    for name in ("pointwise", "depthwise"):
        assert (found[name].mult_adds, found[name].memory_access) == (0, 0)
        assert not found[name].complete
    assert found["dense"].complete


def test_an_unknown_part_leaves_the_others_out() -> None:
    """As in the network's own sums: the layer's figure is unknown as a whole."""
    odd = layer(Activation("relu"), [MAP], [None])
    parts = Composite("odd", (POINTWISE, odd))
    survey = in_a_row(layer(parts, [MAP], [MAP], [(1, 1, 4, 4)]), relu(MAP))
    found = figures(survey)
    assert found["pointwise"].mult_adds == 1024, "the mult-adds are known"
    assert not found["pointwise"].complete
    assert not found["element-wise"].complete
    known = survey.analysis.totals.known
    assert sum(each.memory_access for each in found.values()) == known.memory_access


def test_of_code_that_netlint_does_not_know_counts_what_is_known() -> None:
    """What it writes: 256 elements. Its weights, so what it reads, and its work are unknown."""
    survey = in_a_row(layer(Opaque("custom"), [MAP], [MAP], None), relu(MAP))
    assert figures(survey)["unknown"] == FamilyFigures("unknown", 1, 0, 256, 1024, 0, False)
    assert figures(survey)["element-wise"].complete


def test_parameters_of_a_later_call_are_not_counted_again() -> None:
    first = separable()
    survey = survey_of(
        ("x", layer(Fixed("input"), [], [MAP]), ""), ("s", first, "x"), ("s#2", first, "s")
    )
    assert only(survey) == {"pointwise": (2048, 1056, 16), "depthwise": (4608, 1096, 36)}


def test_parameters_that_no_part_names_are_other() -> None:
    """36 + 16 belong to the parts, 7 to none of them."""
    survey = in_a_row(separable(weights=[(3, 3, 4, 1), (1, 1, 4, 4), (7,)]))
    assert [figures(survey)[name].params for name in ("depthwise", "pointwise", "other")] == [
        36, 16, 7,
    ]  # fmt: skip


def test_parts_that_name_more_parameters_than_there_are_share_none() -> None:
    survey = in_a_row(separable(weights=[(1, 1, 4, 4)]))
    assert [figures(survey)[name].params for name in ("depthwise", "pointwise", "other")] == [
        0, 0, 16,
    ]  # fmt: skip


def test_unknown_parameters_are_incomplete() -> None:
    open_weights = replace(POINTWISE, weights=(Weight("kernel", (1, 1, None, 4)),))
    found = figures(in_a_row(open_weights))["pointwise"]
    assert (found.params, found.complete) == (0, False)


SUBJECTS = st.sampled_from(
    [
        POINTWISE,
        pointwise(8, 4, 4, groups=2),
        DEPTHWISE,
        convolution(MAP, MAP, (3, 3), weights=[(3, 3, 4, 4)]),
        relu(MAP),
        layer(Move("pad"), [MAP], [MAP]),
        layer(Pool("max", (2, 2)), [MAP], [MAP]),
        layer(Resize("bilinear"), [MAP], [MAP]),
        layer(Opaque("custom"), [MAP], [MAP], [(9,)]),
        layer(Activation("relu"), [MAP], [None]),
        separable(),
        separable(5),
        separable(None),
        layer(Composite("c", (separable(2), relu(MAP))), [MAP], [MAP], [(2,)]),
    ]
)


def agree(survey: Survey) -> None:
    known, found = survey.analysis.totals.known, families_of(survey)
    assert sum(each.mult_adds for each in found) == known.mult_adds
    assert sum(each.memory_access for each in found) == known.memory_access
    assert sum(each.memory_access_bytes for each in found) == known.memory_access_bytes
    assert sum(each.params for each in found) == known.params


@given(st.lists(SUBJECTS, min_size=1, max_size=8))
def test_families_add_up_to_what_is_known(subjects: list[Layer]) -> None:
    agree(survey_of(*((f"l{i}", replace(one, inputs=()), "") for i, one in enumerate(subjects))))


@pytest.mark.parametrize("name", DEFAULTS)
def test_families_of_built_in_networks_add_up(name: str) -> None:
    survey = Survey(analyze(name))
    agree(survey)
    assert all(each.complete for each in families_of(survey))


@needs_shared
@pytest.mark.parametrize("name", ["attention", "rnn", "transformer_block", "tf_ops"])
def test_families_of_real_files_add_up(name: str, tmp_path: Path) -> None:
    found = [each for each in entries("k2/hard", "k3/hard") if each.name.endswith(f"/{name}")]
    assert found
    for each in found:
        kind = next(iter(each.files))
        agree(Survey(analyze(unpacked(each.path(kind, tmp_path), tmp_path))))
