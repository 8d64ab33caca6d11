"""Targets as people and programs read them: the list, the data sheet, how far to trust a time."""

from __future__ import annotations

import json

import pytest

from netlint.targets import built_in_targets, read_target
from netlint.writers.targets.listing import targets_json, targets_text
from netlint.writers.targets.sheet import sheet_json, sheet_text
from netlint.writers.targets.trust import trust
from tests.targets import FIT, TARGET, TIME, TIMED, write_target

HELD_OUT = FIT.partition("held-out")[0]
FULL = """
[fusion]
adds-into = ["conv"]
activations = []
free = ["concat"]
"""
CACHED = TIMED.replace(
    'sources = ["a data sheet"]', 'cache = "1MiB"\nvector = 8\nsources = ["a data sheet"]'
).replace("seconds-per-byte = 1e-9", "seconds-per-byte = 0\nseconds-per-spilled-byte = 1e-9")
OWN = "\n[time.kinds.depthwise]\nseconds-per-mult-add = 4e-9\n"


@pytest.fixture
def target(tmp_path):
    def made(text=TIMED, name="chip"):
        return read_target(write_target(tmp_path, name, text))

    return made


def text(target, width=None):
    return " ".join(sheet_text(target, width=width, color=False).split())


def listing(*targets, width=None):
    return targets_text(targets, width=width, color=False)


def test_the_list_has_a_line_per_target(target):
    lines = listing(target(), target(TARGET, "bare")).splitlines()
    assert lines[4].split() == [
        *("chip", "Test", "chip", "cpu-core", "1", "4", "fitted", "7.0", "%", "20.0", "%")
    ]
    assert lines[5].split() == ["bare", "Test", "chip", "cpu-core", "1", "4", *"---"]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_list_fits_its_width(width):
    targets = [read_target(file) for file in built_in_targets().values()]
    lines = listing(*targets, width=width).splitlines()
    assert max(map(len, lines)) <= width


def test_a_narrow_list_says_what_it_leaves_out(target):
    assert "Not shown at 50 columns: name, class" in listing(target(), width=50)


def test_the_list_in_json(target):
    document = json.loads(targets_json([target(), target(TARGET, "bare")]))
    timed, bare = document["targets"]
    assert document["schema"] == "netlint-targets/1"
    assert timed == {
        "id": "chip",
        "name": "Test chip",
        "class": "cpu-core",
        "file": timed["file"],
        "dtypes": ["float32"],
        "mult_adds_per_second": 10**9,
        "bandwidth": 4 * 10**9,
        "timed": True,
        "mean_error": 0.07,
        "held_out_error": 0.2,
    }
    assert (bare["timed"], bare["mean_error"], bare["held_out_error"]) == (False, None, None)


def test_the_sheet_says_what_the_hardware_can_do(target):
    shown = text(target())
    assert shown.startswith("Test chip (chip: one core of a processor) A chip for tests.")
    assert "peak 1 G mult-adds/s in float32" in shown
    assert "bandwidth 4 GB/s" in shown
    assert "ridge point 0.25 mult-adds per byte" in shown
    assert "vector width 1 channel " in shown
    assert "cache not told" in shown
    assert "- a data sheet" in shown


def test_the_sheet_says_memory_and_other_dtypes(target):
    more = 'activation-memory = "256KiB"\nweight-memory = "1MiB"\nsources ='
    shown = text(
        target(
            TARGET.replace("sources =", more)
            .replace("32]", '32", "int8"]')
            .replace('["float32"]', '["float32", "int8"]')
        )
    )
    assert "for activations 256.0 KiB" in shown
    assert "for weights 1.0 MiB" in shown
    assert "other dtypes int8" in shown


def test_the_sheet_gives_coefficients_in_seconds_and_as_rates(target):
    shown = text(target())
    assert "mult-add 1e-09 1 G mult-adds/s, 100.0 % of the peak" in shown
    assert "byte 1e-09 1 GB/s, 25.0 % of the bandwidth" in shown
    assert "kernel 1e-05 10 us" in shown
    assert "group but the first 2e-05 20 us" in shown
    assert "branch but the first 3e-05 30 us" in shown
    assert "beyond the cache" not in shown


def test_a_cache_is_no_limit_but_what_is_beyond_it_is(target):
    shown = text(target(CACHED))
    assert "cache 1.0 MiB" in shown
    assert "8 channels: output channels are padded" in shown
    assert "byte 0 no time of its own" in shown
    assert "byte beyond the cache 1e-09 1 GB/s, 25.0 % of the bandwidth" in shown


def test_kinds_with_rates_of_their_own(target):
    shown = text(target(TARGET + TIME + OWN + FIT))
    assert "mult-add of depthwise 4e-09 0.25 G mult-adds/s, 25.0 % of the peak" in shown
    assert "byte of depthwise" not in shown


def test_compute_and_memory_may_overlap(target):
    overlapping = TIMED.replace('combine = "sum"', 'combine = "max"')
    assert "Time of a kernel: the larger one of compute and memory access, and" in text(
        target(overlapping)
    )


def test_the_sheet_says_what_is_fused(target):
    shown = text(target(TARGET + FULL))
    assert "batch norm folded into conv, conv_transpose, dense, depthwise_conv" in shown
    assert "activations nothing" in shown
    assert "additions in conv" in shown
    assert "zero padding not fused" in shown
    assert "free concat" in shown
    assert "activations relu, relu6 in add, conv" in text(target())


def test_the_sheet_says_which_operations_run(target):
    assert "Operations that it runs all" in text(target())
    own = TARGET.replace("[specification]", 'operations = ["conv", "add"]\n[specification]')
    assert "Operations that it runs add, conv" in text(target(own))


def test_the_sheet_says_where_the_time_is_from(target):
    shown = text(target())
    assert "fitted to some measured times its error 7.0 % on 12 times" in shown
    assert "tried on other measured times its error there 20.0 % on 5 times" in shown
    assert "tried on" not in text(target(TARGET + TIME + HELD_OUT)).split("Where the")[1][:99]
    assert "Time of a kernel" not in text(target(TARGET))


def test_trust(target):
    assert trust(target()) == (
        "Predicted, not measured: on 5 measured times that it had not seen this model was off "
        "by 20.0 % on average"
    )
    assert trust(target(TARGET + TIME + HELD_OUT)) == (
        "Predicted, not measured: this model is off by 7.0 % on average on the 12 times that it "
        "was fitted to, and was tried on no others"
    )
    assert trust(target(TARGET)).startswith("No times: nobody has fitted any for Test chip; ")


def test_the_sheet_in_json_is_the_file(target):
    document = json.loads(sheet_json(target(TARGET + FULL + TIME + OWN + FIT)))
    assert document["schema"] == "netlint-target/1"
    assert document["specification"] == {
        "mult_adds_per_second": 10**9,
        "bandwidth": 4 * 10**9,
        "vector": 1,
        "cache": None,
        "activation_memory": None,
        "weight_memory": None,
        "sources": ["a data sheet"],
        "ridge": 0.25,
    }
    assert document["fusion"]["adds_into"] == ["conv"]
    assert document["fusion"]["free"] == ["concat"]
    assert document["operations"] is None
    common = {"seconds_per_mult_add": 1e-9, "seconds_per_byte": 1e-9, "seconds_per_kernel": 1e-5}
    assert document["time"] == {
        "combine": "sum",
        **common,
        "seconds_per_spilled_byte": 0.0,
        "seconds_per_group": 2e-5,
        "seconds_per_branch": 3e-5,
        "kinds": {"depthwise": {**common, "seconds_per_mult_add": 4e-9}},
    }
    assert document["fit"]["held_out_error"] == 0.2


def test_a_target_without_times_in_json(target):
    document = json.loads(sheet_json(target(TARGET)))
    assert document["time"] is document["fit"] is None
    assert document["timed"] is False


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("file", built_in_targets().values(), ids=lambda file: file.stem)
def test_sheets_fit_their_width(file, width):
    lines = sheet_text(read_target(file), width=width, color=False).splitlines()
    assert [line for line in lines if len(line) > width and "/" not in line] == []


def test_hostile_names_stay_on_their_line(target):
    hostile = target(TIMED.replace('"Test chip"', r'"a\n\u001b[31mb\u202e"'))
    for shown in (listing(hostile), sheet_text(hostile, width=None, color=False)):
        assert r"a\x0a\x1b[31mb\u202e" in shown
        assert "\x1b" not in shown


def test_colour_changes_nothing_but_colour(target):
    plain, coloured = (sheet_text(target(), width=80, color=color) for color in (False, True))
    assert "\x1b[1m" in coloured
    assert coloured.replace("\x1b[1m", "").replace("\x1b[0m", "") == plain
