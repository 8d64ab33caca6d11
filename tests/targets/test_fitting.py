"""Fitting finds the coefficients that made-up times were made with."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import product

import pytest

from netlint.errors import NetlintError
from netlint.targets import Rates, Specification, TimeModel, Workload
from netlint.targets.fitting import Sample, errors, fit, mean_error, predicted

HARDWARE = Specification(10**9, 10**9, 1, None, None, None, ("made up",))
CACHED = replace(HARDWARE, cache=10**5)
SUM = TimeModel("sum", Rates(2e-9, 5e-9, 1e-4), group=3e-5, branch=2e-5)


def works() -> list[tuple[Workload, ...]]:
    """Networks of two kernels in which no cause follows from another."""
    found = []
    for number, (flow, size, groups, branches) in enumerate(
        product((10**4, 10**6), (10**4, 10**6), (1, 8), (1, 4))
    ):
        spilled = max(0, size - 10**5)
        found.append(
            (
                Workload("convolution", flow, size, spilled, groups=groups, kernels=1 + number % 3),
                Workload("copy", 0, size // (1 + number % 5), 0, branches=branches),
                Workload("depthwise", 10**5 * (number * 5 % 7), size // 3, spilled // 2),
            )
        )
    return found


def samples(model: TimeModel) -> list[Sample]:
    """What networks would take by a model."""
    return [
        Sample(f"sample {number}", each, predicted(model, each))
        for number, each in enumerate(works())
    ]


def assert_near(found: TimeModel, exact: TimeModel, within: float = 0.01) -> None:
    assert found.combine == exact.combine
    for kind in ("convolution", "copy", "depthwise"):
        assert found.rates_of(kind).kernel == pytest.approx(exact.rates_of(kind).kernel, rel=within)
        assert found.rates_of(kind).byte == pytest.approx(exact.rates_of(kind).byte, rel=within)
    for kind in ("convolution", "depthwise"):
        wanted = exact.rates_of(kind).mult_add
        assert found.rates_of(kind).mult_add == pytest.approx(wanted, rel=within)
    for name in ("spilled_byte", "group", "branch"):
        assert getattr(found, name) == pytest.approx(getattr(exact, name), rel=within)


@pytest.mark.parametrize("combine", ["sum", "max"])
def test_known_coefficients_are_found(combine):
    exact = replace(SUM, combine=combine)
    made = samples(exact)
    found = fit(made, HARDWARE, combine=combine)
    assert found.spilled_byte < 1e-11
    assert_near(found, replace(exact, spilled_byte=found.spilled_byte))
    assert mean_error(found, made) < 0.005


def test_what_spills_costs_more():
    exact = replace(SUM, spilled_byte=4e-9)
    assert_near(fit(samples(exact), CACHED), exact)


def test_kinds_may_have_rates_of_their_own():
    kinds = {"copy": Rates(2e-9, 9e-9, 1e-4), "depthwise": Rates(8e-9, 5e-9, 1e-4)}
    exact = replace(SUM, kinds=kinds)
    found = fit(samples(exact), HARDWARE, own=["byte.copy", "mult_add.depthwise"])
    assert set(found.kinds) == {"copy", "depthwise"}
    assert_near(found, replace(exact, spilled_byte=found.spilled_byte), 0.02)


def test_a_kind_that_no_sample_has_gets_no_rates():
    found = fit(samples(SUM), HARDWARE, own=["byte.shuffle"])
    assert found.kinds == {}


def test_nothing_is_faster_than_the_specification():
    faster = samples(replace(SUM, rates=Rates(1e-10, 1e-10, 1e-4)))
    found = fit(faster, HARDWARE)
    assert found.rates.mult_add == pytest.approx(1e-9)
    assert found.rates.byte == pytest.approx(1e-9)
    assert found.rates.mult_add >= 1e-9 * (1 - 1e-6)
    assert found.rates.byte >= 1e-9 * (1 - 1e-6)


def test_only_what_spills_is_bound_by_the_memory_where_there_is_a_cache():
    found = fit(samples(replace(SUM, rates=Rates(2e-9, 1e-10, 1e-4))), CACHED)
    assert found.rates.byte < 1e-9
    assert found.spilled_byte >= 1e-9 * (1 - 1e-6)


def test_a_rate_that_no_sample_tells_is_the_specifications_and_not_zero():
    alone = [Sample("a", (Workload("elementwise", 0, 1000),), 1e-4)]
    found = fit(alone, HARDWARE)
    assert found.rates.mult_add == 1e-9
    assert (found.group, found.branch) == (0, 0)


def test_a_cause_that_costs_nothing_is_zero():
    found = fit(samples(replace(SUM, group=0, branch=0)), HARDWARE)
    assert found.group * 7 < 1e-6
    assert found.branch * 3 < 1e-6


def test_an_outlier_does_not_bend_the_rest():
    made = samples(SUM)
    made[5] = replace(made[5], seconds=made[5].seconds * 5)
    found = fit(made, HARDWARE)
    rest = [error for number, error in enumerate(errors(found, made)) if number != 5]
    assert max(rest) < 0.05
    assert errors(found, made)[5] == pytest.approx(0.8, abs=0.05)


def test_errors_are_relative_to_what_was_measured():
    made = samples(SUM)[:2]
    slower = [replace(made[0], seconds=made[0].seconds * 2), made[1]]
    assert errors(SUM, slower) == pytest.approx([0.5, 0.0])
    assert mean_error(SUM, slower) == pytest.approx(0.25)


def test_without_samples_nothing_is_fitted():
    with pytest.raises(NetlintError, match=r"^no measured times to fit a time model to$"):
        fit([], HARDWARE)


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf")])
def test_what_took_no_time_is_no_sample(seconds):
    with pytest.raises(NetlintError, match=f"^a: no time is {seconds} seconds$"):
        fit([Sample("a", (Workload("copy", 0, 1),), seconds)], HARDWARE)


def test_without_scipy_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(NetlintError) as caught:
        fit(samples(SUM), HARDWARE)
    assert str(caught.value) == "fitting needs scipy: pip install 'netlint[measure]'"
