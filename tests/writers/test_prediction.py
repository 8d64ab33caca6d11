"""What a network takes on a target, in every format of an analysis."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from netlint import pipeline
from netlint.views import View
from netlint.writers.csv import write_csv
from netlint.writers.json import write_json
from netlint.writers.markdown import write_markdown
from netlint.writers.text import write_text
from tests.facts.layers import add
from tests.facts.wiring import source, survey_of
from tests.golden import assert_golden
from tests.predictions import ADD, CONV, FREE, MAP, chip, custom, joined, predicted
from tests.targets import TARGET, TIMED
from tests.writers.test_json import VALIDATOR

MCU = TARGET.replace("float32", "int8").replace(
    "[specification]", 'operations = ["conv", "concat"]\n[specification]'
)


def view(**wishes):
    return View(predicted=True, **wishes)


def text(analysis, **wishes):
    return write_text([analysis], view(**wishes))


def cells(shown, name):
    """The words of a row of a text table."""
    return next(line for line in shown.splitlines() if line.split()[:1] == [name]).split()


def document(analysis, **wishes):
    found = json.loads(write_json([analysis], view(**wishes)))
    VALIDATOR.validate(found)
    return found


@pytest.mark.parametrize("width", [60, 80, 120, None])
def test_whole_output(width):
    assert_golden(f"predicted-{width or 'pipe'}.txt", text(predicted(), width=width))


def test_whole_output_of_what_is_unknown():
    assert_golden("predicted-partial.txt", text(predicted(TIMED, custom())))


def test_whole_output_without_a_time_model():
    assert_golden("predicted-roofline.txt", text(predicted(MCU, joined())))


def test_whole_output_as_markdown():
    analysis = predicted(TIMED, custom())
    assert_golden("predicted.md", write_markdown([analysis], view()))


def test_layers_in_another_kernel_say_so():
    shown = text(predicted())
    assert cells(shown, "conv")[-3:] == ["us", "23.4", "overhead"]
    assert cells(shown, "relu")[-4:] == ["fused", "-", "-", "conv"]
    assert cells(shown, "drop")[-3:] == ["-", "-", "-"]


def test_the_time_is_shown_by_cause():
    shown = text(predicted())
    assert "Predicted on Test chip (chip)\n  time              56 us\n" in shown
    assert "    branches        30 us (53.4 %)\n" in shown
    assert "    groups" not in shown
    assert "  kernels           2: 2 bound by overhead\n" in shown


def test_what_is_unknown_takes_no_0_s():
    name, own, _ = custom()
    alone = survey_of(("image", source(MAP), ""), (name, own, "image")).analysis
    shown = text(pipeline.predicted(alone, chip()))
    assert "  time              ?\n" in shown


def test_of_code_that_is_not_known_nobody_says_that_it_does_not_run():
    assert "Note: chip does not run add\n" in text(predicted(MCU, custom()))


def test_every_prediction_says_its_error():
    for write in (write_text, write_markdown):
        shown = " ".join(write([predicted()], view()).split())
        assert "it had not seen this model was off by 20.0 % on average." in shown


def test_an_unknown_kernel_makes_the_total_a_lower_bound():
    shown = text(predicted(TIMED, custom()))
    assert "  time              >= 56 us\n" in shown
    assert "Note: 1 kernel is unknown (custom); the network takes longer than that\n" in shown
    assert "  kernels           3: 2 bound by overhead, 1 unknown\n" in shown
    assert "?" in cells(shown, "custom")


def test_many_unknown_kernels_are_counted():
    steps = [(f"c{n}", custom()[1], "sum") for n in range(5)]
    shown = text(predicted(TIMED, *steps))
    assert "5 kernels are unknown (c0, c1, c2, 2 more); the network takes longer" in shown


def test_groups_show_lower_bounds_and_count_kernels():
    shown = text(predicted(TIMED, custom()), group_by="kernel")
    assert cells(shown, "conv")[:2] == ["conv", "3"]
    assert "(in no kernel)" in shown
    steps = [("u1_sum", add(MAP), "sum image"), ("u1_custom", custom()[1], "u1_sum")]
    shown = text(predicted(TIMED, *steps), group_by="prefix")
    assert cells(shown, "u1")[-5:] == [">=", "43", "us", "?", "2"]


def test_free_kernels_are_counted():
    assert "3: 2 bound by overhead, 1 free" in text(predicted(FREE, joined()))


def test_without_a_time_model_bounds_are_those_of_the_roofline():
    shown = text(predicted(TARGET))
    assert "Kernels on Test chip (chip)\n  kernels           2: 1 bound by compute, 1 " in shown
    assert "No times: nobody has fitted any for Test chip; " in shown
    assert " time " not in shown.split("Totals")[0]


def test_other_dtypes_and_operations_that_it_does_not_run_are_said():
    shown = text(predicted(MCU, joined()))
    assert "Note: the network computes in float32, chip in int8: figures are those of the " in shown
    assert "Note: chip does not run add\n" in shown
    assert "Note" not in text(predicted())


def test_a_batch_is_said():
    analysis = predicted()
    (image,) = analysis.network.inputs
    batch = replace(image, shape=(8, *(image.shape or ())[1:]))
    eight = replace(analysis, network=replace(analysis.network, inputs=(batch,)))
    assert "time              56 us for one batch of 8\n" in text(eight)


def test_the_dearest_layers_by_time():
    shown = text(predicted())
    assert "Dearest layers by time\n  sum   43 us  76.6 %\n  conv  13 us  23.4 %\n" in shown


def test_json_holds_every_kernel():
    found = document(predicted())["prediction"]
    assert (found["target"], found["name"], found["timed"]) == ("chip", "Test chip", True)
    assert found["time"] == found["lower_bound"] == pytest.approx(CONV + ADD)
    assert (found["mean_error"], found["held_out_error"]) == (0.07, 0.2)
    conv, _ = found["kernels"]
    assert conv["name"] == "conv"
    assert conv["layers"] == ["conv", "norm", "relu"]
    assert (conv["mult_adds"], conv["memory_access_bytes"]) == (1024, 2112)
    assert conv["time"] == pytest.approx(CONV)
    assert conv["causes"]["overhead"] == 1e-5


def test_json_holds_the_time_of_every_layer():
    rows = {row["name"]: row for row in document(predicted())["layers"]}
    assert rows["conv"]["time"] == pytest.approx(CONV)
    assert (rows["relu"]["kernel"], rows["relu"]["time"]) == ("conv", 0)
    assert (rows["drop"]["kernel"], rows["drop"]["time"], rows["drop"]["bound"]) == (None, 0, None)


def test_json_of_what_is_unknown_is_null():
    found = document(predicted(TIMED, custom()))
    assert found["prediction"]["time"] is None
    assert found["prediction"]["lower_bound"] == pytest.approx(CONV + ADD)
    assert found["prediction"]["unknown"] == ["custom"]
    assert found["layers"][-1]["time"] is None
    bare = document(predicted(TARGET))["prediction"]
    assert (bare["timed"], bare["time"], bare["lower_bound"], bare["causes"]) == (
        *(False, None, None, None),
    )


@pytest.mark.parametrize(
    "wishes",
    [
        {},
        {"group_by": "kernel"},
        {"group_by": "op", "sort": "time"},
        {"columns": ("time", "time_share", "bound", "kernel", "kernels")},
    ],
)
@pytest.mark.parametrize("chip", [TIMED, TARGET, MCU])
def test_json_obeys_the_schema(wishes, chip):
    document(predicted(chip, joined()), **wishes)
    document(predicted(chip, custom()), **wishes)


def test_without_a_target_json_is_what_it_was():
    found = json.loads(write_json([replace(predicted(), prediction=None)], View()))
    assert "prediction" not in found
    assert "time" not in found["layers"][0]


def test_csv_has_columns_for_it():
    rows = {
        row["name"]: row
        for row in csv.DictReader(io.StringIO(write_csv([predicted(TIMED, custom())], view())))
    }
    assert float(rows["conv"]["time"]) == pytest.approx(CONV)
    assert (rows["relu"]["kernel"], rows["relu"]["time"]) == ("conv", "0.0")
    assert (rows["custom"]["time"], rows["conv"]["bound"]) == ("", "overhead")


@pytest.mark.parametrize("write", [write_text, write_markdown])
def test_hostile_names_of_a_target_stay_on_their_line(write):
    hostile = TIMED.replace('"Test chip"', r'"a\n\u001b[31mb"')
    shown = write([predicted(hostile)], view())
    assert "\x1b" not in shown
    assert any("x0a" in line and "x1b" in line for line in shown.splitlines())


def test_colour_changes_nothing_but_colour():
    plain, coloured = (text(predicted(TIMED, custom()), color=color) for color in (False, True))
    for code in ("\x1b[1m", "\x1b[0m", "\x1b[33m", "\x1b[31m"):
        coloured = coloured.replace(code, "")
    assert coloured == plain
