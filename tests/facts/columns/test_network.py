"""Columns of the network as a whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from netlint import analyze
from netlint.facts.registry import columns_of
from netlint.facts.survey import Survey
from netlint.network import Layer, Tensor, Weight
from netlint.operations import Composite, Fixed, Opaque
from tests.costs.building import dense, layer, relu
from tests.facts.applications import application
from tests.facts.layers import add, concat, conv
from tests.facts.wiring import figures, source, survey_of
from tests.readers import building

MAP = (1, 8, 8, 4)
X = ("x", source(MAP), "")


@pytest.fixture
def small() -> Survey:
    """A convolution with its ReLU, twice the same, and what opens no question."""
    return survey_of(
        X,
        ("conv", conv(8, 4, 4), "x"),
        ("relu", relu(MAP), "conv"),
        ("conv#2", conv(8, 4, 4), "relu"),
    )


def test_totals_are_those_of_the_report(small: Survey) -> None:
    names = "params", "trainable_params", "mult_adds", "flops", "memory_access"
    assert figures(small, *names) == (16, 16, 2048, 4096 + 256, 528 + 512 + 528)
    assert figures(small, "memory_access_bytes", "intensity") == (4 * 1568, 4352 / (4 * 1568))
    assert figures(small, "name", "framework", "layers", "batch") == ("net", "Keras 3", 4, 1)


def test_weights_in_bytes_count_a_shared_layer_once_and_each_data_type(small: Survey) -> None:
    assert figures(small, "weight_bytes") == (64,)
    half = replace(conv(8, 4, 4), weights=(Weight("kernel", (1, 1, 4, 4), dtype="float16"),))
    assert figures(survey_of(X, ("conv", half, "x")), "weight_bytes") == (32,)


def test_unknown_weights_make_their_bytes_missing(small: Survey) -> None:
    unknown = replace(conv(8, 4, 4), weights=None)
    assert figures(survey_of(X, ("conv", unknown, "x")), "weight_bytes", "params") == (None, None)


def test_the_peak_and_its_layer(small: Survey) -> None:
    names = "peak_activation_bytes", "peak_activation_at"
    assert figures(small, *names) == (4 * 512, "conv")
    nothing = survey_of(X, ("opaque", layer(Opaque("a Lambda"), [MAP], [None]), "x"))
    assert figures(nothing, *names) == (None, None)


def test_the_largest_tensor_is_the_first_of_the_largest_that_a_layer_writes() -> None:
    constant = layer(Fixed("constant"), [], [(1, 100, 100, 100)])
    survey = survey_of(
        X,
        ("a", conv(8, 4, 6), "x"),
        ("b", conv(8, 6, 6), "a"),
        ("k", constant, ""),
        ("c", conv(8, 6, 2), "b"),
    )
    assert figures(survey, "largest_tensor_bytes", "largest_tensor_at") == (4 * 64 * 6, "a")


def test_the_largest_tensor_may_be_an_input() -> None:
    survey = survey_of(X, ("a", conv(8, 4, 2), "x"))
    assert figures(survey, "largest_tensor_bytes", "largest_tensor_at") == (4 * 256, "x")


@pytest.mark.parametrize("target", [None, Tensor((1, 8), "string")])
def test_an_unknown_tensor_makes_the_largest_missing(target: Tensor | None) -> None:
    survey = survey_of(X, ("a", layer(Opaque("a Lambda"), [MAP], [target]), "x"))
    assert figures(survey, "largest_tensor_bytes", "largest_tensor_at") == (None, None)


def test_the_file_has_a_size_on_disk_and_a_network_without_one_has_none(
    small: Survey, tmp_path: Path
) -> None:
    path = tmp_path / "model.h5"
    building.write_h5(path, building.chain((None, 4), building.layer("ReLU", "relu"), keras=2))
    survey = Survey(analyze(path))
    assert figures(survey, "file_bytes") == (path.stat().st_size,)
    assert figures(small, "file_bytes") == (None,)


def test_a_file_without_the_weights_has_no_size_to_judge(tmp_path: Path) -> None:
    path = tmp_path / "model.JSON"
    building.write_json(path, building.chain((None, 4), building.layer("ReLU", "relu")))
    assert figures(Survey(analyze(path)), "file_bytes") == (None,)


KNOWN = "known_params", "known_mult_adds", "known_memory_access_bytes"


def test_what_is_known_is_everything_where_nothing_is_hidden(small: Survey) -> None:
    assert figures(small, *KNOWN) == (16, 2048, 4 * 1568)


def test_what_is_known_is_the_rest_where_a_layer_is_not() -> None:
    # the convolution: 16 weights, 1,024 mult-adds, 528 elements; the code reads 256 and is
    # otherwise not known
    unknown = layer(Opaque("a custom layer"), [MAP], [None], None)
    survey = survey_of(X, ("conv", conv(8, 4, 4), "x"), ("it", unknown, "conv"))
    assert figures(survey, "params", "mult_adds", "memory_access_bytes") == (None,) * 3
    assert figures(survey, *KNOWN) == (16, 1024, 4 * 528)


def test_of_nothing_nothing_is_known() -> None:
    assert figures(survey_of(X), *KNOWN) == (0, 0, 0)


CODE = layer(Opaque("a Lambda"), [MAP], [MAP])


@pytest.mark.parametrize(
    "hidden", [CODE, layer(Composite("model", (relu(MAP), CODE)), [MAP], [MAP])]
)
def test_code_whose_work_is_not_seen_makes_memory_figures_missing(hidden: Layer) -> None:
    survey = survey_of(X, ("conv", conv(8, 4, 4), "x"), ("it", hidden, "conv"))
    names = "memory_access", "memory_access_bytes", "peak_activation_bytes", "peak_activation_at"
    assert figures(survey, *names) == (None,) * 4
    assert figures(survey, "largest_tensor_bytes") == (4 * 256,)


def test_the_totals_of_the_report_stay_as_they_are() -> None:
    survey = survey_of(X, ("it", CODE, "x"))
    assert survey.analysis.totals.memory_access == 512
    assert figures(survey, "known_memory_access_bytes") == (4 * 512,)


def depth(survey: Survey) -> object:
    return figures(survey, "depth")[0]


def test_depth_counts_the_longest_path_so_a_projection_does_not_count() -> None:
    survey = survey_of(
        X,
        ("a", conv(8, 4, 4), "x"),
        ("relu", relu(MAP), "a"),
        ("b", conv(8, 4, 4, 3, depthwise=True, groups=4), "relu"),
        ("projection", conv(8, 4, 4), "x"),
        ("add", add(MAP), "b projection"),
        ("c", conv(8, 4, 4, transposed=True), "add"),
    )
    assert depth(survey) == 3


def test_depth_counts_dense_layers_and_no_other() -> None:
    x = ("x", source((1, 4)), "")
    survey = survey_of(x, ("a", dense(1, 4, 4), "x"), ("b", relu((1, 4)), "a"))
    assert depth(survey) == 1
    assert depth(survey_of(x)) == 0


def parts(*layers: Layer, repeat: int = 1) -> Layer:
    return layer(Composite("parts", layers, repeat), [MAP], [MAP])


def test_depth_looks_into_layers_of_parts_which_their_tensors_link() -> None:
    a, b, c = Tensor(MAP), Tensor(MAP), Tensor(MAP)

    def product(source: Tensor, target: Tensor) -> Layer:
        return replace(conv(8, 4, 4), inputs=(source,), outputs=(target,))

    start = Tensor(MAP)
    in_series = product(start, a), product(a, b), product(b, c)
    side_by_side = product(start, a), product(start, b), replace(add(MAP), inputs=(a, b))
    assert depth(survey_of(X, ("it", parts(*in_series), "x"))) == 3
    assert depth(survey_of(X, ("it", parts(*side_by_side), "x"))) == 1
    assert depth(survey_of(X, ("it", parts(*in_series, repeat=5), "x"))) == 3


@pytest.mark.parametrize(
    ("weights", "expected"), [((), 1), (None, None), ([(4, 4)], None)], ids=["none", "?", "some"]
)
def test_what_an_opaque_layer_hides_makes_the_depth_missing(
    weights: list[tuple[int, int]] | None, expected: int | None
) -> None:
    opaque = layer(Opaque("a custom layer"), [MAP], [MAP], weights)
    after = ("conv", conv(8, 4, 4), "it")
    assert depth(survey_of(X, ("it", opaque, "x"), after)) == expected
    assert depth(survey_of(X, ("it", parts(opaque, relu(MAP)), "x"), after)) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("ResNet50V2", 50), ("DenseNet121", 121), ("MobileNet", 28)]
)
def test_published_depths(name: str, expected: int, tmp_path: Path) -> None:
    # arXiv 1603.05027; 1608.06993, table 1; 1704.04861, section 3.1
    assert depth(application(name, tmp_path)) == expected


def test_every_figure_can_be_asked_of_an_empty_corner() -> None:
    survey = survey_of(X, ("cat", concat(MAP, MAP), "x x"))
    missing = {name for name in columns_of("network") if figures(survey, name) == (None,)}
    assert missing >= {"file_bytes", "stem", "stem_stride", "first_dropout", "tiny_map_at"}
    assert not missing & {"depth", "params", "weight_bytes", "classifier_params_share"}
