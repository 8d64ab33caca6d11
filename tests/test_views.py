"""What a view shows: groups, order, the first rows, columns."""

from __future__ import annotations

import pytest

from netlint.columns import COLUMNS, column_named
from netlint.costs.registry import UNKNOWN
from netlint.errors import UsageError
from netlint.views import View
from tests.networks import analysis_of, cost, exact_analysis, partial_analysis, row
from tests.predictions import ADD, CONV, custom, predicted
from tests.targets import TARGET, TIMED


def names(view: View, analysis=None) -> list[str]:
    return [each.name for each in view.rows(analysis or exact_analysis())]


def test_layers_come_in_order_of_execution():
    assert names(View()) == ["image", "stem_conv", "stem_relu", "backbone/block_1_conv"]


def test_sort_is_largest_first_unknown_last_and_stable():
    assert names(View(sort="memory_access"), partial_analysis()) == [
        "guessed",
        "stem_conv",
        "backbone/block_1_conv",
        "stem_relu",
        "image",
        "custom",
    ]


def test_unknown_goes_after_zero():
    rows = [row("unknown", cost=UNKNOWN), row("zero"), row("one", cost=cost(1, 0, 0, 0))]
    assert names(View(sort="mult_adds"), analysis_of(*rows)) == ["one", "zero", "unknown"]


def test_top_shows_the_dearest():
    assert names(View(top=2)) == ["stem_conv", "backbone/block_1_conv"]
    assert names(View(top=1, sort="params"), partial_analysis()) == ["stem_conv"]
    assert len(names(View(top=99))) == 4


def test_sort_by_a_share_is_sort_by_its_figure():
    assert names(View(sort="params-share")) == names(View(sort="params"))


def test_huge_counts_are_sorted_exactly():
    rows = [row(f"x{n}", cost=cost(2**60 + n, 0, 0, 0)) for n in (1, 3, 2)]
    assert names(View(sort="mult_adds"), analysis_of(*rows)) == ["x3", "x2", "x1"]


def test_groups_add_up():
    image, conv, relu = View(group_by="op").rows(exact_analysis())
    assert [image.name, conv.name, relu.name] == ["input", "conv", "activation"]
    assert conv.layers == 2
    assert conv.figures.mult_adds == 6912 + 1024
    assert conv.figures.params == 128
    assert conv.figures.memory_access == 560 + 528
    assert (conv.op, conv.class_name, conv.dtype) == ("conv", "Conv2D", "float32")
    assert conv.inputs == ("image", "stem_relu")


def test_a_group_with_an_unknown_layer_is_a_lower_bound():
    (everything,) = View(group_by="prefix").rows(
        analysis_of(
            *(
                row(f"a/{each.layer.name}", path=("a", "x"), cost=each.cost, status=each.status)
                for each in partial_analysis().rows
            )
        )
    )
    assert everything.figures.mult_adds is None
    assert everything.known.mult_adds == 7936 + 2048
    assert everything.status == "unknown"


def test_depth_sums_nested_models_up():
    rows = View(depth=1).rows(exact_analysis())
    assert [each.name for each in rows] == ["image", "stem_conv", "stem_relu", "backbone"]
    assert rows[-1].figures.params == 16


def test_a_group_reads_from_outside_and_writes_what_its_last_layer_writes():
    first = row("block_1_a", output=(1, 4))
    second = row("block_1_b", inputs=first.layer.outputs, output=(1, 5))
    (group,) = View(group_by="block").rows(analysis_of(first, second))
    assert group.inputs == ()
    assert group.output_shapes == ((1, 5),)


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        ({"depth": 1, "group_by": "op"}, "give one of them"),
        ({"group_by": "colour"}, "op, block, prefix"),
        ({"depth": 0}, "--depth must be at least 1"),
        ({"top": 0}, "--top must be at least 1"),
        ({"top": -3}, "not -3"),
        ({"sort": "class"}, "the numeric columns are: layers, params"),
        ({"sort": "parms"}, "did you mean 'params'"),
        ({"columns": ("name", "mult_ads")}, "did you mean 'mult_adds'"),
        ({"columns": ("",)}, "no column ''"),
    ],
)
def test_impossible_wishes(wishes, message):
    with pytest.raises(UsageError) as caught:
        View(**wishes)
    assert message in str(caught.value)


def test_column_names_are_forgiving():
    assert column_named(" Mult-Adds ") is COLUMNS["mult_adds"]
    assert View(columns=("Mult-Adds",)).columns == ("mult_adds",)


def test_a_share_of_nothing_is_unknown():
    analysis = analysis_of(row("x"))
    (only,) = View().rows(analysis)
    assert COLUMNS["params_share"].of(only, analysis.totals) is None


@pytest.mark.parametrize("name", ["time", "time_share", "bound", "kernel", "kernels"])
def test_columns_of_a_prediction_need_a_target(name):
    with pytest.raises(UsageError, match=f"'{name}' needs a target: add --target NAME"):
        View(columns=(name,))
    assert View(columns=(name,), predicted=True).columns == (name,)


def test_order_and_groups_of_a_prediction_need_a_target():
    with pytest.raises(UsageError, match="'time' needs a target"):
        View(sort="time")
    with pytest.raises(UsageError, match="--group-by kernel needs a target"):
        View(group_by="kernel")


def test_top_shows_the_longest_where_times_are_known():
    assert names(View(top=1, predicted=True), predicted()) == ["sum"]
    assert names(View(top=1, predicted=True), predicted(TARGET)) == ["conv"]
    assert names(View(top=1, sort="mult_adds", predicted=True), predicted()) == ["conv"]


def test_groups_are_kernels():
    rows = View(group_by="kernel", predicted=True).rows(predicted())
    assert [(row.name, row.layers) for row in rows] == [
        *(("(in no kernel)", 2), ("conv", 3), ("sum", 1))
    ]


def test_groups_add_times_up():
    rows = {row.name: row for row in View(group_by="op", predicted=True).rows(predicted())}
    assert rows["conv"].timing.seconds == pytest.approx(CONV)
    assert rows["norm"].timing.seconds == 0


def test_a_share_of_the_time():
    whole = predicted().totals
    (row,) = View(top=1, predicted=True).rows(predicted())
    assert COLUMNS["time_share"].of(row, whole) == pytest.approx(ADD / (CONV + ADD))
    assert COLUMNS["time_share"].of(row, predicted(TIMED, custom()).totals) is None
