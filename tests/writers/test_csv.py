"""CSV: exact figures, empty cells for what is unknown, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest

from netlint.views import View
from netlint.writers.csv import write_csv
from tests.golden import assert_golden
from tests.networks import exact_analysis, partial_analysis, renamed


def written(*analyses, **wishes):
    return list(csv.DictReader(io.StringIO(write_csv(analyses, View(**wishes)))))


def test_one_row_per_layer_with_exact_figures():
    rows = written(partial_analysis())
    assert len(rows) == 6
    stem, custom = rows[1], rows[-1]
    assert stem["file"] == "net.h5"
    assert (stem["mult_adds"], stem["params"], stem["input_shapes"]) == ("6912", "112", "1x8x8x3")
    assert stem["inputs"] == "image"
    assert (custom["mult_adds"], custom["params"], custom["output_shapes"]) == ("", "", "?")


def test_columns_are_exactly_those_asked_for():
    assert write_csv([exact_analysis()], View(columns=("name", "params"))).splitlines() == [
        "name,params",
        "image,0",
        "stem_conv,112",
        "stem_relu,0",
        "backbone/block_1_conv,16",
    ]


def test_several_models_are_told_apart():
    rows = written(exact_analysis(), partial_analysis(), columns=("name",), many=True)
    assert len(rows) == 10
    assert set(rows[0]) == {"file", "name"}


@pytest.mark.parametrize(
    ("name", "cell"),
    [("=1+1", "'=1+1"), ("a,b", "a,b"), ("a\nb", r"a\x0ab"), ("\ud800", r"\ud800")],
)
def test_hostile_names(name, cell):
    text = write_csv([renamed(exact_analysis(), name)], View())
    assert len(text.splitlines()) == 5
    assert written(renamed(exact_analysis(), name))[1]["name"] == cell


def test_whole_output():
    assert_golden("partial.csv", write_csv([partial_analysis()], View()))
