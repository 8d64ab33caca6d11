"""Networks side by side: figures, labels, and who is best at what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint.comparison import Comparison, Entry, LevelCounts, compared
from netlint.decks.rule import Level, Limits
from netlint.pipeline import analyze, compare
from netlint.standings import COUNTED, TOP1_ERROR, Column
from netlint.targets import load_target
from netlint.zoo import DEFAULTS
from tests.comparing import BUDGET, PUBLISHED, costing, entry, finding_many, full_comparison
from tests.models import dense_model, write
from tests.networks import analysis_of, cost, partial_analysis
from tests.pages import ZOO
from tests.targets import write_target
from tests.writers.checking import OFF, WIDE, finding, inspection, mixed, undecided

SMALL, LARGE = cost(100, 10, 60, 20), cost(300, 10, 50, 40)
"""80 and 90 elements of memory access; 100 and 300 mult-adds."""


def column(comparison: Comparison, name: str) -> Column:
    return next(each for each in comparison.columns if each.name == name)


def extremes(name: str, *entries: Entry) -> tuple[object, object]:
    comparison = Comparison(entries)
    found = column(comparison, name)
    return comparison.best(found), comparison.worst(found)


def test_figures_of_a_network():
    """A convolution of 112 parameters, a ReLU, a 1x1 convolution of 16, and an input."""
    figures = entry().figures
    assert {name: getattr(figures, name) for name in COUNTED} == {
        "layers": 4,
        "params": 112 + 16,
        "mult_adds": 6912 + 1024,
        "flops": 2 * 7936 + 512,
        "memory_access": 560 + 512 + 528,
        "memory_access_bytes": 4 * 1600,
        "intensity": (2 * 7936 + 512) / 6400,
        "peak_activation_bytes": figures.peak_activation_bytes,
        "depth": 2,
        "coverage": 1.0,
        "top1_error": None,
    }
    assert figures.peak_activation_bytes == 2 * 4 * 256, "two maps of 8x8x4"


def test_unknown_is_none_with_what_is_known_beside_it():
    figures = entry(made=mixed(), analysis=partial_analysis()).figures
    assert figures.mult_adds is figures.params is figures.memory_access is figures.depth is None
    assert figures.peak_activation_bytes is figures.intensity is None
    assert figures.known.mult_adds == 7936 + 2048
    assert figures.coverage == pytest.approx(4 / 6)


def test_a_network_without_layers():
    assert entry(analysis=analysis_of()).figures.coverage is None


def test_findings_are_counted_by_rule_and_kind():
    """T9 is switched off."""
    found = finding_many(*mixed().findings).figures.findings
    assert found == {
        "T1": LevelCounts(error=1, warning=1, info=1, undecided=1),
        "T2": LevelCounts(),
    }
    assert list(found) == ["T1", "T2"], "in the order of the rules"
    assert entry(made=inspection(finding(rule=replace(WIDE, id="X")))).figures.findings["X"] == (
        LevelCounts(error=1)
    )


def test_remarks_and_the_undecided_do_not_break_a_rule():
    assert LevelCounts(1, 2, 4, 8).broken == 3


def test_published_figures():
    assert entry(published=PUBLISHED).figures.top1_error == 39.7


def test_columns_are_figures_rules_and_what_is_published():
    names = [each.name for each in Comparison((finding_many(),)).columns]
    assert names == [
        "params", "mult_adds", "memory_access", "intensity", "peak_activation_bytes", "depth",
        "coverage", WIDE.id, BUDGET.id,
    ]  # fmt: skip
    published = Comparison((entry(), entry(published=PUBLISHED)))
    assert published.columns[-1] is TOP1_ERROR


def test_rules_are_those_in_force_for_any_network():
    one = finding_many(rules=(WIDE,))
    other = finding_many(rules=(replace(WIDE, limits=Limits(error=9)), BUDGET, OFF))
    assert Comparison((one, other)).rules == (WIDE, BUDGET)


def test_smaller_is_better():
    assert extremes("mult_adds", costing(LARGE), costing(SMALL)) == ((1,), (0,))


def test_larger_intensity_is_better():
    assert extremes("intensity", costing(LARGE), costing(SMALL)) == ((0,), (1,))


def test_neither_direction_is_better():
    assert extremes("depth", costing(SMALL), costing(SMALL, LARGE)) == (None, None)


def test_ties_are_named_together():
    three = costing(SMALL), costing(LARGE), costing(SMALL)
    assert extremes("mult_adds", *three) == ((0, 2), (1,))
    assert extremes("mult_adds", three[0], three[2]) == (None, None)


def test_one_network_is_not_the_best():
    assert extremes("mult_adds", costing(SMALL)) == (None, None)


def test_an_unknown_figure_may_be_the_worst():
    """The third has at least 300: it cannot be the best."""
    three = costing(SMALL), costing(LARGE), costing(LARGE, unknown=1)
    assert extremes("mult_adds", *three) == ((0,), None)


def test_an_unknown_figure_that_may_tie_leaves_the_best_open():
    assert extremes("mult_adds", costing(SMALL), costing(LARGE), costing(SMALL, unknown=1)) == (
        None,
        None,
    )


def test_of_an_intensity_no_bound_is_known():
    three = costing(SMALL), costing(LARGE), costing(LARGE, unknown=1)
    assert extremes("intensity", *three) == (None, None)


def test_networks_without_a_published_figure_take_no_part():
    better = replace(PUBLISHED, top1_error=20.0)
    three = costing(SMALL), costing(SMALL, published=PUBLISHED), costing(SMALL, published=better)
    assert extremes("top1_error", *three) == ((2,), (1,))
    assert extremes("top1_error", *three[:2]) == (None, None)


def test_rules_compare_errors_and_warnings():
    one = finding_many(finding(), finding(level=Level.WARNING))
    two = finding_many(finding(), finding(level=Level.INFO))
    assert extremes(WIDE.id, one, two) == ((1,), (0,))


def test_undecided_findings_leave_a_rule_open():
    """The third breaks it once or twice, the second twice."""
    one, two = finding_many(), finding_many(finding(), finding())
    three = finding_many(finding(), undecided())
    assert extremes(WIDE.id, one, two, three) == ((0,), None)
    assert extremes(WIDE.id, one, two, finding_many(undecided())) == (None, None)


def test_a_rule_that_is_not_in_force_takes_no_part():
    three = finding_many(rules=(BUDGET,)), finding_many(finding()), finding_many()
    assert extremes(WIDE.id, *three) == ((2,), (1,))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mult_adds", ">= 9,984"),
        ("intensity", "?"),
        ("depth", "?"),
        ("coverage", "66.7 %"),
        ("T1", ">= 2"),
        ("T2", "-"),
        ("top1_error", "-"),
    ],
)
def test_how_figures_are_written(name, text):
    first = full_comparison().entries[0]
    assert column(full_comparison(), name).text(first) == text


def test_texts_of_what_is_known_and_of_what_is_not():
    comparison = Comparison((entry(published=PUBLISHED), finding_many(rules=())))
    first, second = comparison.entries
    assert column(comparison, "params").text(first) == "128"
    assert column(comparison, "top1_error").text(first) == "39.7"
    assert column(comparison, WIDE.id).text(second) == "-"
    nothing = costing(unknown=1)
    assert column(comparison, "mult_adds").text(nothing) == "?", "never >= 0"
    assert column(comparison, WIDE.id).text(finding_many(undecided())) == "?"


def test_networks_of_one_name_have_labels_of_their_own():
    entries = [entry("x.h5", source=source) for source in ("a/x.h5", "b/x.h5")]
    assert [each.label for each in compared(entries).entries] == ["a/x.h5", "b/x.h5"]


def test_everything_is_kept():
    comparison = full_comparison()
    assert [each.label for each in comparison.entries] == ["partial.h5", "Small 1x", "large.keras"]
    assert comparison.failed[0].file == "bad.h5"
    assert comparison.command.startswith("netlint compare models/partial.h5")


def test_the_verdict_is_of_the_network():
    assert entry(made=inspection(finding())).verdict == (
        "Spatial convolutions take 100 % of the mult-adds and 68 % of the memory access; "
        "1 rule broken: T1"
    )


def test_a_built_in_network_has_its_title_and_what_is_published():
    found = compare(DEFAULTS[1], analyze(DEFAULTS[1]), ())
    assert (found.label, found.source) == ("ShuffleNet V2 1x", "zoo:shufflenet_v2")
    assert found.published is not None
    assert found.published.mult_adds == pytest.approx(found.figures.mult_adds, rel=0.01)


def test_a_file_has_its_name_and_nothing_published(tmp_path):
    path = write(tmp_path, "small.json", dense_model())
    found = compare(path, analyze(path), (WIDE,))
    assert (found.label, found.published) == ("small.json", None)
    assert found.inspection.rules == (WIDE,)
    assert found.figures.params == 25


def test_costs_are_counted_in_full_whatever_the_analysis_was(tmp_path):
    path = write(tmp_path, "small.json", dense_model())
    found = compare(path, analyze(path, convention="paper"), ())
    assert found.survey.analysis.convention == "full"
    assert found.figures.flops == 2 * 20 + 5, "the bias too"


CHIPS = ("gtx-1080-ti", "snapdragon-810")


def timed(source: str, *names: str):
    return compare(source, analyze(source), (), [load_target(name) for name in names])


def test_published_times_stand_beside_predictions_for_their_batch():
    """Of one batch of 8 on the GPU, of one image on the phone, whatever batch was read."""
    found = timed("zoo:shufflenet_v2", *CHIPS)
    gpu, phone = found.times
    assert [each.published.target for each in found.times] == list(CHIPS)
    of_one, of_phone = (each.seconds for each in found.predictions)
    assert gpu.published.batch == 8
    assert of_one < gpu.seconds < 8 * of_one
    assert phone.seconds == of_phone
    assert gpu.ratio == pytest.approx(gpu.seconds * 341)


def test_times_are_of_the_targets_asked_for_only():
    assert timed("zoo:shufflenet_v2").times == ()
    assert timed("zoo:ghostnet", *CHIPS).times == (), "nobody published any"
    (only,) = timed("zoo:shufflenet_v2", "snapdragon-810").times
    assert only.published.target == "snapdragon-810"


def test_a_file_of_the_same_name_is_not_the_target_that_was_measured(tmp_path):
    own = write_target(tmp_path, "snapdragon-810")
    assert timed("zoo:shufflenet_v2", str(own)).times == ()
    assert timed(str(ZOO / "shufflenet_v2.json"), "snapdragon-810").times == ()
