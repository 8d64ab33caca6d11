"""A calibration finds again what made-up times were made with, and says how well it holds."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from netlint.errors import NetlintError
from netlint.facts.prediction import predict
from netlint.measuring import calibration
from netlint.measuring.calibration import calibrated
from netlint.targets import Rates, read_target
from netlint.targets.writing import target_text
from tests.measuring.made_up import (
    CACHE,
    EXACT,
    MACHINE,
    VECTOR,
    design_trials,
    exact_target,
    seconds_of,
    zoo_trials,
)

UNSEEN = ("shufflenet_v2", "mobilenet_v1")


@pytest.fixture(scope="module")
def found():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibration, "_VECTORS", (1, VECTOR))
        patch.setattr(calibration, "_CACHES", (CACHE // 4, CACHE))
        told = []
        report = calibrated(
            design_trials(5),
            zoo_trials(*UNSEEN),
            MACHINE,
            "2031-01-02",
            lambda *each: told.append(each),
        )
    return report, told


def test_known_coefficients_are_found_again(found):
    target = found[0].target
    model, hardware = target.time, target.specification
    assert (model.combine, hardware.vector, hardware.cache) == (EXACT.combine, VECTOR, CACHE)
    for kind in ("convolution", "depthwise"):
        exact = EXACT.rates_of(kind)
        assert model.rates_of(kind).mult_add == pytest.approx(exact.mult_add, rel=0.02)
    for kind in ("convolution", "copy", "elementwise"):
        assert model.rates_of(kind).byte == pytest.approx(EXACT.rates_of(kind).byte, rel=0.05)
    assert model.rates.kernel == pytest.approx(EXACT.rates.kernel, rel=0.02)
    assert model.group == pytest.approx(EXACT.group, rel=0.02)
    assert model.spilled_byte == pytest.approx(EXACT.spilled_byte, rel=0.05)


def test_both_errors_are_near_nothing_and_stated(found):
    report, fit = found[0], found[0].target.fit
    assert report.fitted.mean_error < 0.005
    assert report.held_out.mean_error < 0.01
    assert fit.mean_error == round(report.fitted.mean_error, 3)
    assert fit.held_out_error == round(report.held_out.mean_error, 3)
    count = len(design_trials(5))
    assert (fit.samples, fit.held_out_samples) == (count, 2)
    assert fit.to == (
        f"{count} pieces of networks, measured with LiteRT 9.9, one thread, 2031-01-02"
    )
    assert fit.held_out == ("whole networks, measured in the same run: shufflenet_v2, mobilenet_v1")


def test_the_peak_is_the_fastest_rate(found):
    target = found[0].target
    kinds = [target.time.rates, *target.time.kinds.values()]
    fastest = min(rates.mult_add for rates in kinds)
    assert target.specification.mult_adds_per_second == pytest.approx(1 / fastest)
    assert target.specification.bandwidth == MACHINE.copying


def test_also_where_one_kind_of_kernel_alone_is_that_fast():
    fast = replace(EXACT, kinds={"depthwise": Rates(1e-11, 3e-11, 2e-6)})
    hardware = calibration._peak(exact_target().specification, fast)
    assert hardware.mult_adds_per_second == 10**11


def test_what_it_writes_can_be_read_and_predicts_the_same(found, tmp_path):
    report = found[0]
    file = tmp_path / "mine.toml"
    file.write_text(target_text(report.target))
    target = read_target(file)
    assert (target.name, target.kind, target.dtypes) == (
        *("Test core, one thread", "cpu-core"),
        ("float32",),
    )
    for trial, outcome in zip(zoo_trials(*UNSEEN), report.held_out.each, strict=True):
        assert predict(trial.survey, target).seconds == pytest.approx(outcome.predicted, rel=0.002)


def test_progress_is_told_for_each_vector_and_cache(found):
    told = found[1]
    assert [(what, done, total) for what, done, total, _ in told] == [
        ("fit", number, 4) for number in range(4)
    ]
    assert told[0][3] == "a vector of 1, 256 KiB of cache"


def test_the_error_on_unseen_networks_is_that_of_what_was_measured(monkeypatch):
    """Whole networks take 25 % longer than their pieces: the prediction is a fifth too low."""
    _one_of_each(monkeypatch)
    slower = [
        replace(each, measured=replace(each.measured, seconds=1.25 * each.measured.seconds))
        for each in zoo_trials(*UNSEEN)
    ]
    report = calibrated(design_trials(8), slower, MACHINE, "2031-01-02")
    assert [each.error for each in report.held_out.each] == pytest.approx([-0.2, -0.2], abs=0.01)
    assert report.target.fit.expected_error == pytest.approx(0.2, abs=0.01)


def test_without_unseen_networks_nothing_is_said_of_them(monkeypatch, tmp_path):
    _one_of_each(monkeypatch)
    report = calibrated(design_trials(8), (), MACHINE, "2031-01-02")
    fit = report.target.fit
    assert (fit.held_out, fit.held_out_samples, fit.held_out_error) == ("", 0, None)
    file = tmp_path / "mine.toml"
    file.write_text(target_text(report.target))
    assert read_target(file).fit == fit


def test_what_took_no_time_is_refused_by_name(monkeypatch):
    _one_of_each(monkeypatch)
    first, *others = design_trials(8)
    timeless = replace(first, measured=replace(first.measured, seconds=0.0))
    with pytest.raises(NetlintError, match=f"^{first.measured.name}: no time is 0.0 seconds"):
        calibrated([timeless, *others], (), MACHINE, "2031-01-02")


def test_litert_runs_a_relu_behind_an_addition_by_itself():
    rules = calibration.LITERT
    assert rules.fuses("conv", "relu")
    assert not rules.fuses("add", "relu")


def test_the_made_up_networks_differ_clearly():
    """Else the tests above would prove little."""
    seconds = sorted(seconds_of(each.survey) for each in zoo_trials(*UNSEEN))
    assert all(other > 1.1 * one for one, other in pairwise(seconds))
    assert exact_target().specification.cache == CACHE


def _one_of_each(monkeypatch):
    monkeypatch.setattr(calibration, "_VECTORS", (VECTOR,))
    monkeypatch.setattr(calibration, "_CACHES", (CACHE,))
