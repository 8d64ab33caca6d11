"""What the target files say of their fits is what the published times say."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from netlint.targets import Target, built_in_targets, read_target
from netlint.targets.fitting import Sample, mean_error

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
TIMED = [name for name, file in built_in_targets().items() if read_target(file).time]
PAPER = ("gtx-1080-ti", "snapdragon-810")
TABLE_PAIRS = {"gtx-1080-ti": (73, 77), "snapdragon-810": (56, 58)}


@pytest.fixture(scope="module")
def published() -> Iterator[ModuleType]:
    """`benchmarks/published.py`."""
    spec = importlib.util.spec_from_file_location("published", BENCHMARKS / "published.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def samples(published: ModuleType, target: Target, rows: list) -> list[Sample]:
    return [Sample(row.network, published.works_of(row, target), row.seconds) for row in rows]


def rows_of(published: ModuleType, target: Target) -> list:
    return [row for row in published.published() if row.target == target.id]


def test_every_target_with_times_has_published_ones(published):
    assert {row.target for row in published.published()} == set(TIMED)


@pytest.mark.parametrize("name", TIMED)
@pytest.mark.slow  # Keras builds the networks that are not in the zoo
def test_a_target_states_its_errors(published, name):
    target = read_target(built_in_targets()[name])
    rows = rows_of(published, target)
    used = samples(published, target, [row for row in rows if row.used])
    unseen = samples(published, target, [row for row in rows if not row.used])
    assert target.fit.samples == len(used)
    assert target.fit.mean_error == pytest.approx(mean_error(target.time, used), abs=0.001)
    assert target.fit.held_out_samples == len(unseen)
    assert target.fit.held_out_error == pytest.approx(mean_error(target.time, unseen), abs=0.001)


@pytest.mark.parametrize("name", PAPER)
def test_tables_1_to_4_are_ordered_as_measured_but_for_those_that_are_listed(published, name):
    """Rows of one table and one scale, measured with more than 5 % difference."""
    target = read_target(built_in_targets()[name])
    tables = [row for row in rows_of(published, target) if row.row]
    seconds = {
        id(row): sum(target.time.parts(work).seconds for work in published.works_of(row, target))
        for row in tables
    }
    pairs = [
        (one, other)
        for one in tables
        for other in tables
        if (one.source, one.row) == (other.source, other.row) and other.seconds > 1.05 * one.seconds
    ]
    right = sum(seconds[id(one)] < seconds[id(other)] for one, other in pairs)
    assert (right, len(pairs)) == TABLE_PAIRS[name]
