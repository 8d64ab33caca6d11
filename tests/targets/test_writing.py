"""A target as text reads as the same target."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netlint.costs.elementwise import ACTIVATIONS
from netlint.network import DTYPES
from netlint.operations import all_words
from netlint.targets import (
    CLASSES,
    KINDS,
    Fit,
    FusionRules,
    Rates,
    Specification,
    Target,
    TimeModel,
    built_in_targets,
    load_target,
    read_target,
)
from netlint.targets.fusion import ACTIVATED, PRODUCTS
from netlint.targets.writing import target_text
from tests.targets.building import GOOD, changed, read

LETTERS = st.characters(codec="utf-8") | st.sampled_from('a-"\\ \x7f')
TEXT = st.text(LETTERS, min_size=1, max_size=20)
PROSE = st.lists(TEXT, max_size=9).map(lambda parts: " ".join(" ".join(parts * 4).split()) or "a")
SIZES = st.integers(1, 10**18)
MAYBE = st.none() | SIZES
SLOW = st.floats(1, 1000)  # at least as slow as any specification: one a second
ANY = st.floats(0, 1000) | st.sampled_from([5e-324, 1e-310, 0.201])


def words(known: frozenset[str] | list[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(sorted(known)), max_size=5)


RATES = st.builds(Rates, SLOW, SLOW, ANY)
MODELS = st.builds(
    TimeModel,
    combine=st.sampled_from(["sum", "max"]),
    rates=RATES,
    spilled_byte=ANY,
    group=ANY,
    branch=ANY,
    kinds=st.dictionaries(st.sampled_from(sorted(KINDS)), RATES, max_size=3),
)
COUNTS = st.integers(1, 10**6)
FITS = st.builds(Fit, PROSE, COUNTS, ANY) | st.builds(Fit, PROSE, COUNTS, ANY, PROSE, COUNTS, ANY)
TARGETS = st.builds(
    Target,
    id=st.just("chip"),
    name=TEXT,
    file=st.just(Path("chip.toml")),
    kind=st.sampled_from(sorted(CLASSES)),
    about=PROSE,
    dtypes=st.lists(st.sampled_from(sorted(DTYPES)), min_size=1, max_size=5).map(tuple),
    specification=st.builds(
        Specification,
        SIZES,
        SIZES,
        st.integers(1, 4096),
        SIZES,
        MAYBE,
        MAYBE,
        st.lists(TEXT, min_size=1, max_size=3).map(tuple),
    ),
    fusion=st.builds(
        FusionRules,
        words(PRODUCTS),
        words(list(ACTIVATIONS)),
        words(ACTIVATED),
        words(PRODUCTS),
        words(PRODUCTS),
        words(all_words()),
    ),
    operations=st.none() | words(all_words()),
    time=MODELS,
    fit=FITS,
)


def assert_rounded_up(found: float, exact: float) -> None:
    """A number written with four digits is no less than it was, and hardly more."""
    assert exact <= found <= exact * 1.001 + 5e-324
    assert found == float(f"{found:.3e}")


def assert_rates_rounded_up(found: Rates, exact: Rates) -> None:
    for name in ("mult_add", "byte", "kernel"):
        assert_rounded_up(getattr(found, name), getattr(exact, name))


@settings(max_examples=40)
@given(target=TARGETS)
def test_a_target_reads_as_it_was_written(tmp_path_factory, target):
    file = tmp_path_factory.getbasetemp() / "chip.toml"
    file.write_text(target_text(target), encoding="utf-8")
    found = read_target(file)
    assert (found.time, found.fit) != (None, None)
    assert_rates_rounded_up(found.time.rates, target.time.rates)
    for kind in KINDS:
        assert_rates_rounded_up(found.time.rates_of(kind), target.time.rates_of(kind))
    for name in ("spilled_byte", "group", "branch"):
        assert_rounded_up(getattr(found.time, name), getattr(target.time, name))
    assert_rounded_up(found.fit.mean_error, target.fit.mean_error)
    assert_rounded_up(found.fit.held_out_error or 0, target.fit.held_out_error or 0)
    fit = replace(
        found.fit,
        mean_error=target.fit.mean_error,
        held_out_error=target.fit.held_out_error,
    )
    assert replace(found, file=target.file, time=target.time, fit=fit) == target
    again = target_text(found)
    assert again == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(built_in_targets()))
def test_a_fitted_file_is_what_is_written(name):
    target = load_target(name)
    if target.fit is not None:
        text = target.file.read_text("utf-8")
        assert target_text(target, "../target-1.schema.json") == text


def test_a_target_without_a_time_model(tmp_path):
    whole = changed("time")
    del whole["fit"]
    target = read(tmp_path, whole)
    text = target_text(target)
    assert "[time]" not in text
    assert "[fit]" not in text
    assert read(tmp_path, text) == target


def test_long_prose_is_broken_at_blanks_and_nowhere_else(tmp_path):
    about = " ".join(["well-kept"] * 30)
    text = target_text(read(tmp_path, changed("about", to=about)))
    lines = text.partition('about = """\n')[2].partition('"""')[0].splitlines()
    assert len(lines) == 4
    assert all(len(line) <= 98 for line in lines)
    assert " ".join(lines) == about


def test_what_is_said_is_what_differs_from_every_engine(tmp_path):
    whole = changed("fusion", to={"adds-into": ["conv"]})
    text = target_text(read(tmp_path, whole))
    assert text.partition("[fusion]\n")[2].startswith('adds-into = ["conv"]\n\n')
    assert "[fusion]" not in target_text(read(tmp_path, changed("fusion")))


def test_the_text_says_what_a_person_would_write(tmp_path):
    text = target_text(read(tmp_path, GOOD), schema="../target-1.schema.json")
    assert text.startswith('#:schema ../target-1.schema.json\nname = "Test chip"\n')
    assert "mult-adds-per-second = 1_000_000_000\n" in text
    assert "seconds-per-byte = 1e-09\n" in text
    assert "\n[time.kinds.copy]\nseconds-per-byte = 3e-09\n" in text
    assert 'operations = ["add", "conv", "pool"]\n' in text
