"""Published figures: as in the tables they name."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest

from netlint.zoo import DEFAULTS, ZooEntry, entry, published
from netlint.zoo.registry import Published
from tests.oracles import SHARED, needs_shared

MILLION = 1_000_000


def rows(file: str) -> list[dict[str, str]]:
    with (SHARED / "facts" / f"{file}.csv").open() as stream:
        return list(csv.DictReader(stream))


def of(name: str, variant: str) -> Published:
    return next(each for each in published(name) if each.variant == variant)


def variant_of(name: str, figures: Published) -> ZooEntry:
    return entry(f"zoo:{name}?{figures.variant}" if figures.variant else f"zoo:{name}")


def test_every_default_has_all_figures_and_their_source() -> None:
    for spec in DEFAULTS:
        found = entry(spec).published
        assert found is not None
        assert found.mult_adds
        assert found.params
        assert found.top1_error is not None
        assert found.source.startswith("arXiv ")


@needs_shared
def test_shufflenet_v2_is_as_in_its_tables_5_and_8() -> None:
    flops = {row["variant"]: row for row in rows("shufflenetv2_table8")}
    (sizes,) = (row for row in rows("shufflenetv2_table5_architecture") if "Weights" in str(row))
    for variant, key in {"width=0.5": "0.5", "": "1", "width=1.5": "1.5", "width=2": "2"}.items():
        found, row = of("shufflenet_v2", variant), flops[f"{key}x"]
        assert found.top1_error == float(row["top1_err"])
        assert found.mult_adds == int(row["mflops"]) * MILLION
        assert found.params == float(sizes[f"x{key}"].rstrip("M")) * MILLION


def _of_table_2() -> Iterator[tuple[str, float, int]]:
    for row in rows("shufflenetv1_table2"):
        for groups in (1, 2, 3, 4, 8):
            width, chosen = row["variant"].rstrip("x"), []
            chosen += [f"width={width}"] if width != "1" else []
            chosen += [f"groups={groups}"] if groups != 3 else []
            yield "&".join(chosen), float(row[f"err_g{groups}"]), int(row["mflops"])


@needs_shared
def test_shufflenet_v1_is_as_in_its_tables_1_2_and_5() -> None:
    (exact,) = (r for r in rows("shufflenetv1_table1_architecture") if "MFLOPs" in str(r))
    for variant, error, printed in _of_table_2():
        found = of("shufflenet_v1", variant)
        assert found.top1_error == error
        groups = variant.rpartition("groups=")[2] if "groups" in variant else "3"
        mflops = printed if "width" in variant else int(exact[f"g{groups}"])
        assert found.mult_adds == mflops * MILLION
    table = {row["variant"]: row for row in rows("shufflenetv1_table5")}
    for variant, key in {"width=1.5": "1.5x g=3", "width=2": "2x g=3"}.items():
        found = of("shufflenet_v1", variant)
        assert found.top1_error == float(table[key]["top1_err"])
        assert found.mult_adds == int(table[key]["mflops"]) * MILLION


@needs_shared
def test_shufflenet_v1_has_the_parameters_of_the_authors_page() -> None:
    stated = {
        row["variant"]: float(row["params"].rstrip("M")) * MILLION
        for row in rows("reference_published_counts")
        if row["network"] == "ShuffleNetV1" and "megvii" in row["source"]
    }
    for each in published("shufflenet_v1"):
        options = variant_of("shufflenet_v1", each).options
        assert each.params == stated.get(f"{options['width']}x g={options['groups']}")


@needs_shared
@pytest.mark.parametrize(
    ("name", "file", "columns"),
    [
        ("pp_lcnet", "pplcnet_table2", ("flops_M", "params_M", "top1")),
        ("ghostnet", "ghostnet_table7", ("flops_M", "weights_M", "top1")),
        ("mobilenet_v1", "mobilenetv1_paper_tables", ("mult_adds_M", "params_M", "top1_acc")),
    ],
)
def test_the_others_are_as_in_their_papers(
    name: str, file: str, columns: tuple[str, str, str]
) -> None:
    table = {(row["network"], row["variant"]): row for row in rows(file)}
    flops, params, accuracy = columns
    for each in published(name):
        options = variant_of(name, each).options
        width = options["width"]
        keys = [
            ("PP-LCNet", f"x{width}"),
            ("GhostNet", f"{width}x"),
            ("MobileNetV1", f"{width}-{options['resolution']}"),
            ("MobileNetV1", f"{width:.2f}-{options['resolution']}"),
        ]
        row = next(table[key] for key in keys if key in table)
        assert each.top1_error == pytest.approx(100 - float(row[accuracy]), abs=1e-9)
        assert each.mult_adds == int(row[flops]) * MILLION
        assert each.params == pytest.approx(float(row[params]) * MILLION)
