"""Where layers stand along the depth, so that networks can be aligned."""

from __future__ import annotations

import json
from math import sqrt

from netlint.facts import Survey
from netlint.pipeline import analyze
from netlint.writers.page.depth import Slot, Step, edges, resolution_keys, slots_of, steps_of
from tests.models import write
from tests.pages import ZOO


def _step(slot, name="x", members=(0,), mult_adds=1, size=2):
    return Step(slot, members, name, mult_adds, size)


def _survey(tmp_path, layers):
    """Layers in series."""
    made = []
    for number, (kind, config) in enumerate(layers):
        name = f"layer{number}"
        inbound = [[[f"layer{number - 1}", 0, 0, {}]]] if number else []
        made.append(
            {
                "class_name": kind,
                "name": name,
                "config": {"name": name, "dtype": "float32", **config},
                "inbound_nodes": inbound,
            }
        )
    config = {
        "name": "series",
        "layers": made,
        "input_layers": [["layer0", 0, 0]],
        "output_layers": [[made[-1]["name"], 0, 0]],
    }
    document = {"class_name": "Functional", "config": config, "keras_version": "3.0.0"}
    return Survey(analyze(write(tmp_path, "series.json", json.dumps(document))))


def test_mobilenet_halves_its_maps_five_times_and_ends_in_a_head():
    survey = Survey(analyze(ZOO / "mobilenet_v1.json"))
    found = list(dict.fromkeys(step.slot for step in steps_of(survey)))
    assert found == [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (2, 0)]


def test_every_cost_of_a_network_is_in_some_step():
    survey = Survey(analyze(ZOO / "shufflenet_v2.json"))
    totals = survey.analysis.totals
    steps = steps_of(survey)
    assert sum(step.mult_adds for step in steps) == totals.mult_adds
    assert sum(step.bytes for step in steps) == totals.memory_access_bytes


def test_the_way_up_has_places_of_its_own(tmp_path):
    survey = _survey(
        tmp_path,
        [
            ("InputLayer", {"batch_shape": [None, 32, 32, 3]}),
            ("Conv2D", {"filters": 4, "kernel_size": [1, 1], "strides": [2, 2]}),
            ("Conv2D", {"filters": 4, "kernel_size": [1, 1], "strides": [2, 2]}),
            ("UpSampling2D", {"size": [2, 2]}),
            ("Conv2D", {"filters": 4, "kernel_size": [1, 1]}),
            ("GlobalAveragePooling2D", {}),
        ],
    )
    assert resolution_keys(survey) == [(0, 0), (0, 1), (0, 2), (1, -1), (1, -1), (2, 0)]


def test_a_network_without_maps_is_one_head(tmp_path):
    survey = _survey(
        tmp_path, [("InputLayer", {"batch_shape": [None, 8]}), ("Dense", {"units": 4})]
    )
    assert set(resolution_keys(survey)) == {(2, 0)}


def test_slots_are_in_order_and_wide_enough_for_the_network_with_most_steps():
    down, up, head = (0, 1), (1, -1), (2, 0)
    slots = slots_of([[_step(down)] * 4 + [_step(head)], [_step(down), _step(up)]])
    assert slots == (
        Slot(down, "1/2", 0.0, 1 + sqrt(4)),
        Slot(up, "1/2 up", 3.0, 2.0),
        Slot(head, "head", 5.0, 2.0),
    )


def test_the_whole_resolution_is_one_of_one():
    assert slots_of([[_step((0, 0))]])[0].label == "1/1"


def test_steps_share_their_slot_evenly():
    slots = (Slot((0, 1), "1/2", 1.0, 2.0),)
    first, second = _step((0, 1), "a"), _step((0, 1), "b")
    assert edges([first, second], slots) == [(first, 1.0, 2.0), (second, 2.0, 3.0)]


def test_very_many_kernels_are_joined_within_their_resolution(tmp_path):
    layers = [("InputLayer", {"batch_shape": [None, 8, 8, 2]})]
    layers += [("Conv2D", {"filters": 2, "kernel_size": [1, 1]})] * 900
    survey = _survey(tmp_path, layers)
    steps = steps_of(survey)
    assert len(survey.kernels) == 900
    assert len(steps) == 300
    assert {len(step.members) for step in steps} == {3}
    assert sum(step.mult_adds for step in steps) == 900 * 8 * 8 * 2 * 2
