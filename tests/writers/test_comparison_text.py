"""A comparison as text: at several widths, in a pipe, in colour, with hostile names."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from netlint.comparison import Comparison, compared
from netlint.operations import Activation, Fixed, Pool
from netlint.writers.comparison.text import write_text
from netlint.writers.layout import display_width
from tests.comparing import (
    BUDGET,
    costing,
    entry,
    finding_many,
    full_comparison,
    hostile,
    timed,
    view,
)
from tests.golden import assert_golden
from tests.networks import analysis_of, cost
from tests.networks import row as row_of
from tests.targets import chip
from tests.writers.checking import finding, undecided

HOSTILE = "a\n\x1b[2J\u202e\ud800"
SMALL, LARGE = cost(100, 10, 60, 20), cost(300, 10, 50, 40)


def lines(comparison: Comparison, width: int | None = None, *, color: bool = False) -> list[str]:
    return write_text(comparison, view(width, color=color)).splitlines()


def row(comparison: Comparison, title: str, name: str, width: int | None = None) -> str:
    """A network's line in the table of a title."""
    found = lines(comparison, width)
    start = next(i for i, line in enumerate(found) if line.startswith(title))
    return next(line for line in found[start:] if line.startswith(name))


@pytest.mark.parametrize("width", [80, 120, None])
def test_whole_output(width):
    shown = write_text(full_comparison(), view(width))
    assert_golden(f"comparison-{width or 'pipe'}.txt", shown)


@pytest.mark.parametrize("width", [40, 80, 100, 120])
def test_lines_fit(width):
    long = compared([entry("卷积层" * 40), finding_many(finding(), label="x" * 200)])
    for each in (full_comparison(), long, hostile("y" * 300)):
        assert max(map(display_width, lines(each, width))) <= width


def test_a_verdict_per_network_comes_first():
    found = lines(full_comparison())
    for each, line in zip(full_comparison().entries, found, strict=False):
        assert line == f"{each.label}: {each.verdict}"


def test_best_and_worst_carry_a_sign():
    two = Comparison((costing(SMALL, label="small"), costing(LARGE, label="large")))
    assert row(two, "Figures", "small").split()[1:5] == ["0", "100", "+", "80"]
    assert row(two, "Figures", "large").split()[1:5] == ["0", "300", "!", "90"]
    assert any(line == "Figures (+ best, ! worst)" for line in lines(two))


def test_without_a_best_there_are_no_signs():
    assert "Figures" in lines(Comparison((costing(SMALL),)))


def test_colour_is_only_for_signs_and_names():
    two = Comparison((costing(SMALL, label="small"), costing(LARGE, label="large +")))
    text = "\n".join(lines(two, 100, color=True))
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert plain.splitlines() == lines(two, 100)
    assert "\x1b[32m+\x1b[0m" in text
    assert "\x1b[31m!\x1b[0m" in text
    assert "large \x1b" not in text


def test_short_figures_only_where_exact_ones_do_not_fit():
    three = full_comparison()
    assert "123,464,725" in row(three, "Figures", "large.keras")
    assert "123 M" in row(three, "Figures", "large.keras", 80)
    assert ">= 9,984" in row(three, "Figures", "partial.h5", 80)


def test_what_does_not_fit_is_named():
    found = " ".join(lines(full_comparison(), 60))
    assert "Not shown at 60 columns: known exactly, depth" in found
    assert not any(line.startswith("Not shown") for line in lines(full_comparison(), 200))


def test_where_the_cost_goes():
    """All mult-adds and 1,088 of 1,600 elements are the convolutions', 512 the ReLU's."""
    one = Comparison((entry("net"),))
    assert row(one, "Where the cost goes", "net").split() == [
        "net", "100", "/", "68", "0", "/", "32",
    ]  # fmt: skip


def test_families_that_cost_nothing_are_left_out():
    text = "\n".join(lines(Comparison((entry("net"),))))
    assert "spatial" in text
    assert "depthwise" not in text


def test_a_family_of_which_nothing_is_known():
    two = Comparison((costing(cost(999, 0, 1, 0), label="a"), costing(unknown=1, label="b")))
    assert row(two, "Where the cost goes", "a ").split() == ["a", "100", "/", "100", "-"]
    assert row(two, "Where the cost goes", "b ").split() == ["b", "-", "?", "/", "?"]


def test_a_small_share_is_not_nothing():
    rows = [row_of("conv", cost=cost(999, 0, 999, 0))]
    rows += [row_of("relu", Activation("relu"), cost=cost(0, 1, 1, 0))]
    one = Comparison((entry("a", analysis=analysis_of(*rows)),))
    assert row(one, "Where the cost goes", "a ").split() == [
        "a", "100", "/", "100", "0", "/", "<1",
    ]  # fmt: skip


def test_families_that_move_least_are_left_out_first():
    rows = [row_of("conv", cost=cost(999, 0, 10, 0))]
    rows += [row_of("relu", Activation("relu"), cost=cost(0, 1, 1, 0))]
    rows += [row_of("pool", Pool("max", (2, 2)), cost=cost(0, 1, 5, 0))]
    one = Comparison((entry("n" * 20, analysis=analysis_of(*rows)),))
    assert "Not shown at 40 columns: element-wise Findings" in " ".join(lines(one, 40)).replace(
        "  ", " "
    )


def test_findings_by_rule():
    one = finding_many(finding(), finding(), undecided(), label="a")
    two = finding_many(rules=(), label="b")
    both = Comparison((one, two))
    assert row(both, "Findings by rule", "a ").split() == ["a", "2e", "1u", "0"]
    assert row(both, "Findings by rule", "b ").split() == ["b", "-", "-"]


def test_rules_that_say_nothing_are_left_out_first():
    found = " ".join(lines(Comparison((finding_many(finding(), label="n" * 20),)), 26))
    assert "Not shown at 26 columns: T2" in found
    found = " ".join(lines(Comparison((finding_many(finding(rule=BUDGET), label="n" * 20),)), 26))
    assert "Not shown at 26 columns: T1" in found


def test_without_rules_there_is_no_table_of_findings():
    assert not any(line.startswith("Findings") for line in lines(Comparison((costing(SMALL),))))


def test_nothing_to_show():
    assert lines(Comparison((), failed=full_comparison().failed)) == [
        "", "bad.h5: could not be read: is not HDF5",
    ]  # fmt: skip


def test_what_is_not_exact_and_what_was_not_read_is_said():
    text = "\n".join(lines(full_comparison()))
    assert "partial.h5: Coverage: 4 of 6 layers exact" in text
    assert "partial.h5: warning: the class 'Mystery' is unknown" in text
    assert "bad.h5: could not be read: is not HDF5" in text
    assert "large.keras: Coverage" not in text, "all of it is exact"


def test_different_batch_sizes_are_said():
    one, other = full_comparison().entries[1:]
    batch_8 = analysis_of(row_of("x", Fixed("input"), output=(8, 4)))
    both = Comparison((one, entry("eight", analysis=batch_8), costing(label="none")))
    assert lines(both)[-3:] == [
        "Small 1x: counted at batch 1",
        "eight: counted at batch 8",
        "none: counted at batch ?",
    ]
    assert "batch" not in "\n".join(lines(Comparison((one, other))))


@pytest.mark.parametrize("width", [None, 80])
@pytest.mark.parametrize("color", [False, True])
def test_hostile_names(width, color):
    shown = write_text(hostile(HOSTILE), view(width, color=color))
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert all(each.isprintable() for each in plain.split("\n"))
    assert "a\\x0a\\x1b[2J\\u202e\\ud800" in plain


def test_a_target_of_any_name_is_one_line(tmp_path):
    """Its name is a file's, which a pull request may bring along."""
    hostile_chip = replace(chip(tmp_path, "work"), id="a\x1b[2J\n::error::b")
    shown = write_text(timed(Comparison((costing(SMALL), costing(LARGE))), hostile_chip), view())
    assert all(each.isprintable() for each in shown.split("\n"))
    assert "a\\x1b[2J\\x0a" in shown
    assert "::error" not in shown


def test_times_and_places_stand_in_tables_with_what_they_rest_on(chips):
    """On `work` mult-adds cost, on `starts` kernels: one large layer against three small ones."""
    two = costing(LARGE, label="one"), costing(SMALL, SMALL, label="two")
    found = timed(Comparison(two), *chips)
    assert " ".join(row(found, "Predicted time", "one").split()) == "one 0.30 ms ! 10 ms +"
    assert " ".join(row(found, "Predicted time", "two").split()) == "two 0.20 ms + 20 ms !"
    assert row(found, "Places", "one").split() == ["one", "2", "2", "1"]
    shown = lines(found)
    assert "work: no two networks stand clearly the other way round than by mult-adds." in shown
    assert (
        "starts: the pair stands clearly the other way round than by mult-adds. one has 1.50 "
        "times the mult-adds of two and is predicted 2.0 times as fast." in shown
    )
    assert any(line.startswith("starts: Predicted, not measured: on 5 measured") for line in shown)


def test_an_unknown_kernel_makes_a_time_a_lower_bound_without_a_place(chips):
    partly = costing(SMALL, label="partly", unknown=1)
    found = timed(Comparison((costing(LARGE, label="one"), partly)), *chips)
    least = " ".join(row(found, "Predicted time", "partly").split())
    assert least == "partly >= 0.10 ms >= 10 ms"
    assert row(found, "Places", "partly").split() == ["partly", "-", "-", "-"]
    assert "unknown, and not counted" in write_text(found, view())
    assert "the other way round" not in write_text(found, view())


def test_what_is_true_of_every_network_is_said_once(chips):
    other = replace(chips[0], id="npu", dtypes=("int8",))
    shown = lines(timed(Comparison((costing(LARGE, label="a"), costing(SMALL, label="b"))), other))
    (said,) = [line for line in shown if "computes in float32" in line]
    assert said.startswith("every network on npu: the network computes in float32, npu in int8")
    partly = costing(LARGE, label="a"), costing(SMALL, label="b", unknown=1)
    shown = lines(timed(Comparison(partly), chips[0]))
    assert any(line.startswith("b on work: 1 kernel is unknown (custom_0)") for line in shown)


def test_without_a_target_nothing_is_said_of_times():
    assert not any("redicted" in line for line in lines(full_comparison()))


def test_one_network_has_times_and_no_places(chips):
    shown = lines(timed(Comparison((costing(LARGE),)), *chips))
    assert any(line.startswith("Predicted time") for line in shown)
    assert not any(line.startswith("Places") for line in shown)
