"""Measured times as people and programs read them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

import netlint.writers
from netlint.measuring.beside import KernelOutcome, Measurement, Measurements
from netlint.measuring.outcomes import Outcomes
from netlint.writers.layout import display_width
from netlint.writers.measuring.calibration import calibration_json, calibration_text
from netlint.writers.measuring.measurement import measurements_json, measurements_text
from tests.measuring.made_up import measured, outcomes, report
from tests.predictions import ADD, CONV, custom, predicted
from tests.targets import TARGET, TIMED

HOSTILE = "\x1b[31mnet\u202e\n##vso[task.x]\ud800"
KERNELS = (
    KernelOutcome(("conv", "norm", "relu"), ("CONV_2D",), 2 * CONV, CONV),
    KernelOutcome(("drop",), ("RESHAPE",), 0.0, None),
    KernelOutcome((), ("CAST",), 0.5e-6, None),
    KernelOutcome(("sum",), ("ADD", "RELU"), ADD / 2, ADD),
)


def prediction(*arguments):
    return predicted(*arguments).prediction


def measurements(*networks, engine="LiteRT 9.9 on Test core"):
    return Measurements(engine, networks or (whole(),))


def whole(name="net.h5", seconds=2 * (CONV + ADD), spread=0.05):
    """A network that takes twice as long as predicted."""
    return Measurement(measured(name, seconds, spread), prediction(), KERNELS)


def text(*networks, width=None, color=False):
    return measurements_text(measurements(*networks), width=width, color=color)


def calibrated(width=None, color=False, **changes):
    return calibration_text(replace(report(), **changes), width=width, color=color)


def schema(name):
    file = Path(netlint.writers.__file__).with_name(f"{name}-1.schema.json")
    return jsonschema.Draft202012Validator(json.loads(file.read_text("utf-8")))


def test_a_calibration():
    assert (
        calibrated()
        == """\
Test core, one thread
compute and memory access add up; 8 channels at once; 1.0 MiB of cache
fitted to 3 pieces of networks: mean error 4.0 %, median 2.0 %; measured times spread by 5.0 %

network  measured  spread  predicted    error
-------  --------  ------  ---------  -------
quick      1.0 ms   5.0 %    0.90 ms  -10.0 %
slow       2.0 ms   5.0 %     1.8 ms  -10.0 %
slower     2.3 ms   5.0 %     1.7 ms  -26.1 %

mean error on networks that the fit has not seen: 15.4 %
order, where measured times differ by more than 10 %: 2 of 3 pairs right
  not right: slow before slower: measured 2.0 ms and 2.3 ms, predicted 1.8 ms and 1.7 ms
"""
    )


def test_a_calibration_that_tried_nothing_else():
    lines = calibrated(held_out=Outcomes(())).splitlines()
    assert len(lines) == 4
    assert "network  " not in "".join(lines)


def test_compute_and_memory_access_may_overlap():
    target = report().target
    overlapping = replace(target, time=replace(target.time, combine="max"))
    assert "compute and memory access overlap; 8" in calibrated(target=overlapping)


def test_networks_of_about_the_same_time_have_no_order():
    assert "order" not in calibrated(held_out=outcomes(a=(1, 1), b=(1.05, 1)))


def test_a_measurement():
    assert (
        text()
        == """\
net.h5: 0.11 ms measured (spread 5.0 %, 36 runs), 56 us predicted on chip (-50.0 %)
                    engine's
layers              operation  measured  predicted     error
------------------  ---------  --------  ---------  --------
conv + norm + relu  CONV_2D       26 us      13 us   -50.0 %
(not told)          CAST       < 1.0 us          ?         ?
sum                 ADD+RELU      22 us      43 us  +100.0 %
all of them                       48 us      56 us   +16.4 %
left out, since they take no time: 1 operation

measured with LiteRT 9.9 on Test core, one thread, float32
"""
    )


def test_what_the_engine_cannot_count_has_no_error():
    kernel = KernelOutcome(("softmax",), ("SOFTMAX",), 0.5e-6, 4e-6)
    lines = text(replace(whole(), kernels=(kernel,))).splitlines()
    assert lines[4].split() == ["softmax", "SOFTMAX", "<", "1.0", "us", "4.0", "us", "?"]


def test_without_a_target_there_is_no_predicted_time():
    said = text(Measurement(measured("net.h5", 1e-3), None, KERNELS[2:3]))
    assert said.startswith("net.h5: 1.0 ms measured (spread 5.0 %, 36 runs)\n")
    assert "predicted" not in said
    assert "error" not in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((TARGET,), "36 runs); chip has no time model\n"),
        ((TIMED, custom()), "36 runs), at least 56 us predicted on chip\n"),
    ],
)
def test_what_is_not_or_not_all_predicted(arguments, said):
    assert said in text(Measurement(measured("net.h5", 1e-3), prediction(*arguments)))


def test_an_engine_that_does_not_tell():
    said = text(Measurement(measured("net.h5", 1e-3), None, untold="another version"))
    assert said.splitlines()[1] == "kernels: not told (another version)"


def test_several_networks_have_a_mean_error_and_an_order():
    quick, slow = whole("quick"), whole("slow", seconds=4 * (CONV + ADD))
    lines = text(*(replace(each, kernels=()) for each in (quick, slow))).splitlines()
    assert len(lines) == 6
    assert lines[2:5] == [
        "mean error of 2 networks: 62.5 %",
        "order, where measured times differ by more than 10 %: 0 of 1 pair right",
        "  not right: quick before slow: measured 0.11 ms and 0.22 ms, predicted 56 us and 56 us",
    ]


def test_a_busy_machine_is_told_and_what_to_do():
    said = text(whole(spread=1.6))
    assert (
        "The machine was busy: 1 of 1 time spread by more than 25% (160.0 % for net.h5). Stop "
        "what else runs and measure again, or raise --rounds.\n"
    ) in said
    assert "busy" not in text(whole(spread=0.25))


def test_a_few_of_many_times_may_spread():
    fitted = outcomes(**{f"n{number}": (1, 1) for number in range(17)}).each
    far = [replace(each, measured=measured(each.measured.name, 1e-3, 0.9)) for each in fitted]
    two = calibrated(fitted=Outcomes((*far[:2], *fitted[2:])))
    three = calibrated(fitted=Outcomes((*far[:3], *fitted[3:])))
    assert "busy" not in two  # of 20, with those not seen
    assert "The machine was busy: 3 of 20 times" in three


@pytest.mark.parametrize("width", [40, 60, 80])
def test_what_is_shown_fits_its_width(width):
    for said in (
        text(whole(spread=0.9), whole("a/long/path/to/a/model.keras", 1e-3), width=width),
        calibrated(width=width),
    ):
        assert max(map(display_width, said.splitlines())) <= width


def test_a_figure_stays_with_its_unit():
    for width in range(40, 100):
        lines = (text(width=width) + calibrated(width=width)).splitlines()
        assert not [line for line in lines if line.lstrip().startswith(("%", "us", "ms", "s "))]


def test_a_narrow_table_says_what_it_leaves_out():
    assert "Not shown at 40 columns: engine's\n  operation, error\n" in text(width=40)
    assert "Not shown at 40 columns: spread\n" in calibrated(width=40)


def test_colours_are_for_names_and_headings():
    for said, name in ((text(color=True), "net.h5"), (calibrated(color=True), "Test core")):
        assert f"\x1b[1m{name}" in said
        assert "\x1b[1mlayers" in said or "\x1b[1mnetwork" in said
    assert "\x1b" not in text() + calibrated()


@pytest.mark.parametrize("width", [None, 60])
def test_hostile_names_are_harmless(width):
    one = Measurement(
        measured(HOSTILE, 1e-3, 0.9),
        prediction(),
        (KernelOutcome((HOSTILE,), (HOSTILE,), 1e-3, 1e-3),),
        untold=HOSTILE,
    )
    target = replace(report().target, name=HOSTILE)
    named = Outcomes(tuple(replace(o, measured=one.measured) for o in report().held_out.each))
    wrong = Outcomes((*report().held_out.each, *named.each))
    for said in (
        measurements_text(measurements(one, engine=HOSTILE), width=width, color=False),
        calibration_text(
            replace(report(), target=target, held_out=wrong), width=width, color=False
        ),
    ):
        assert all(line.isprintable() for line in said.splitlines())
        assert "##vso[" not in said


def test_a_calibration_in_json():
    document = json.loads(calibration_json(report()))
    schema("calibration").validate(document)
    assert document["target"] == "Test core, one thread"
    assert document["mean_error_held_out"] == pytest.approx((0.1 + 0.1 + 0.6 / 2.3) / 3)
    assert document["mean_error_fitted"] == pytest.approx(0.04)
    assert (document["clear_pairs"], document["wrong_pairs"]) == (3, [["slow", "slower"]])
    assert document["held_out"][1] == {
        "network": "slow",
        "measured_seconds": 0.002,
        "spread": 0.05,
        "repeats": 36,
        "predicted_seconds": pytest.approx(0.0018),
        "error": pytest.approx(-0.1),
    }
    assert [row["network"] for row in document["fitted"]] == ["a", "b", "c"]


def test_a_measurement_in_json():
    document = json.loads(measurements_json(measurements()))
    schema("measurement").validate(document)
    (network,) = document["networks"]
    assert (network["target"], network["error"]) == ("chip", pytest.approx(-0.5))
    assert network["predicted_seconds"] == pytest.approx(CONV + ADD)
    assert network["kernels"][3] == {
        "layers": ["sum"],
        "operations": ["ADD", "RELU"],
        "measured_seconds": ADD / 2,
        "predicted_seconds": pytest.approx(ADD),
    }
    assert document["engine"] == "LiteRT 9.9 on Test core"
    assert document["mean_error"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    "network",
    [
        Measurement(measured(HOSTILE, 1e-3), None, untold=HOSTILE),
        Measurement(measured("net", 1e-3), prediction(TARGET)),
        Measurement(measured("net", 1e-3), prediction(TIMED, custom())),
    ],
)
def test_json_obeys_its_schema_and_keeps_names(network):
    document = json.loads(measurements_json(measurements(network)))
    schema("measurement").validate(document)
    assert document["networks"][0]["file"] == network.measured.name
    assert document["networks"][0]["error"] is None
    assert document["mean_error"] is None


def test_a_calibration_that_tried_nothing_else_obeys_the_schema():
    schema("calibration").validate(
        json.loads(calibration_json(replace(report(), held_out=Outcomes(()))))
    )


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("calibration", lambda document: document.pop("clear_pairs")),
        ("calibration", lambda document: document.update(schema="netlint-calibration/2")),
        ("calibration", lambda document: document["fitted"][0].update(error=None)),
        ("calibration", lambda document: document.update(wrong_pairs=[["a"]])),
        ("measurement", lambda document: document.update(surprise=1)),
        ("measurement", lambda document: document["networks"].clear()),
        ("measurement", lambda document: document["networks"][0].update(measured_seconds=0)),
        ("measurement", lambda document: document["networks"][0]["kernels"][0].pop("layers")),
    ],
)
def test_the_schemas_can_fail(name, change):
    made = (
        calibration_json(report()) if name == "calibration" else measurements_json(measurements())
    )
    document = json.loads(made)
    validator = schema(name)
    validator.validate(document)
    change(document)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(document)


@pytest.mark.parametrize("name", ["calibration", "measurement"])
def test_the_schemas_are_schemas(name):
    jsonschema.Draft202012Validator.check_schema(schema(name).schema)
