"""The JSON: its schema, exact figures, null for what is unknown, names kept exactly."""

from __future__ import annotations

import json
import time
from pathlib import Path

import jsonschema
import pytest

import netlint.writers
from netlint.columns import COLUMNS
from netlint.views import View
from netlint.writers.json import write_json
from tests.golden import assert_golden
from tests.networks import exact_analysis, long_analysis, partial_analysis, renamed

SCHEMA = json.loads(
    Path(netlint.writers.__file__).with_name("analysis-1.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def written(*analyses, **wishes):
    return json.loads(write_json(analyses, View(**wishes)))


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("analysis", [exact_analysis(), partial_analysis()])
@pytest.mark.parametrize(
    "wishes",
    [
        {},
        {"depth": 1},
        {"group_by": "op", "sort": "params"},
        {"top": 2},
        {"columns": ("params", "params_share", "memory_access_bytes_share")},
    ],
)
def test_output_obeys_the_schema(analysis, wishes):
    VALIDATOR.validate(written(analysis, **wishes))
    VALIDATOR.validate(written(analysis, analysis, many=True, **wishes))


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.pop("layers"),
        lambda document: document.update(schema="netlint-analysis/2"),
        lambda document: document["totals"].update(params="128"),
        lambda document: document["totals"].update(params=1.5),
        lambda document: document["layers"][0].update(status="guess"),
        lambda document: document["layers"][0].update(surprise=1),
        lambda document: document["coverage"].pop("unknown"),
    ],
)
def test_the_schema_refuses_other_documents(change):
    document = written(exact_analysis())
    change(document)
    assert not VALIDATOR.is_valid(document)


def test_every_layer_holds_every_column_of_the_schema_but_shares():
    described = set(SCHEMA["$defs"]["row"]["properties"])
    assert described == set(COLUMNS)
    left_out = {name for name, column in COLUMNS.items() if column.predicted}
    left_out |= {name for name in COLUMNS if name.endswith("_share")} | {"layers"}
    for layer in written(partial_analysis())["layers"]:
        assert set(layer) == described - left_out


def test_figures():
    document = written(partial_analysis())
    assert document["schema"] == "netlint-analysis/1"
    assert (document["model"], document["file"]) == ("net", "net.h5")
    assert document["batch"] == 1
    assert document["warnings"] == ["the class 'Mystery' is unknown"]
    assert document["totals"]["mult_adds"] is None
    assert document["lower_bounds"]["mult_adds"] == 9984
    assert document["coverage"]["exact"] == {"layers": 4, "params_share": 0.8}
    stem, custom = document["layers"][1], document["layers"][-1]
    assert stem["input_shapes"] == [[1, 8, 8, 3]]
    assert stem["inputs"] == ["image"]
    assert (stem["mult_adds"], stem["params"], stem["flops"]) == (6912, 112, 2 * 6912 + 256)
    assert custom["mult_adds"] is None
    assert custom["params"] is None
    assert custom["output_shapes"] == [None]
    assert custom["status"] == "unknown"


def test_integers_of_any_size_stay_exact():
    analysis = long_analysis(1)
    object.__setattr__(analysis.rows[0].cost, "mult_adds", 2**70 + 1)
    assert written(analysis)["totals"]["mult_adds"] == 2**70 + 1


def test_several_models_are_a_list_even_if_one_remains():
    assert isinstance(written(exact_analysis(), many=True), list)
    assert len(written(exact_analysis(), partial_analysis())) == 2
    assert isinstance(written(exact_analysis()), dict)


def test_groups_stand_beside_all_layers():
    document = written(exact_analysis(), group_by="op", top=1)
    assert [group["name"] for group in document["groups"]] == ["conv"]
    assert document["groups"][0]["layers"] == 2
    assert len(document["layers"]) == 4


def test_columns_choose_keys_and_the_name_stays():
    assert written(exact_analysis(), columns=("params",))["layers"][1] == {
        "name": "stem_conv",
        "params": 112,
    }


@pytest.mark.parametrize("name", ["\ud800", "a\nb", "\x1b[31m", "</script>", "卷积", '"', ""])
def test_names_come_back_exactly_from_ascii(name):
    text = write_json([renamed(exact_analysis(), name)], View())
    assert text.isascii()
    assert json.loads(text)["layers"][1]["name"] == name


def test_whole_output():
    assert_golden("partial.json", write_json([partial_analysis()], View(group_by="prefix")))


def test_it_is_quick_on_many_layers():
    analysis = long_analysis(10_000)
    start = time.perf_counter()
    write_json([analysis], View())
    assert time.perf_counter() - start < 2  # about 0.2 s; the margin is for a busy machine
