"""The baseline: what is known stays known when layers are renumbered, and nothing else does."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from netlint.baseline import Baseline, Known, compared, recorded
from netlint.decks.rule import Level, Limits
from netlint.facts.survey import Survey
from netlint.findings import Finding, Inspection
from netlint.grades import grade_of
from netlint.linting import lint
from netlint.pipeline import analysis_of
from netlint.readers.sketch import sketched_network
from netlint.subjects import subject_of
from tests.writers.checking import TOTAL, WAIVER, WIDE, finding, inspection, undecided

MODEL = "m.keras"
EVERY = replace(WIDE, where=None, limits=Limits(error=0))
"""The layer rule of the tests, at every layer that moves anything."""


def conv(name: str, filters: int) -> dict:
    return {"class": "Conv2D", "name": name, "filters": filters, "kernel_size": 1}


def model(*layers: dict) -> Inspection:
    image = {"class": "InputLayer", "shape": [8, 8, 16], "name": "x"}
    analysis = analysis_of(sketched_network([image, *layers], "net"))
    return Inspection(subject_of(analysis), (EVERY,), lint(Survey(analysis), [EVERY]))


def baseline_of(found: Inspection) -> Baseline:
    return Baseline(tuple(recorded(found, MODEL)))


def new(found: Inspection) -> list[str]:
    return [each.where for each in found.findings if each.standing == "new"]


OLD = model(conv("conv2d", 16), conv("conv2d_1", 16), conv("conv2d_2", 32), conv("conv2d_3", 32))


def test_the_same_again_is_known():
    found = compared(OLD, baseline_of(OLD), MODEL)
    assert len(found.findings) == 4
    assert (new(found), found.fixed, found.failures(Level.INFO)) == ([], (), ())


@pytest.mark.parametrize("first", [1, 2, 3, 17])
def test_a_renumbered_model_has_nothing_new(first):
    """Names overlap with those of before, of other layers: `conv2d_2` was 16 filters wide."""
    widths = (16, 16, 32, 32)
    again = model(*(conv(f"conv2d_{first + n}", width) for n, width in enumerate(widths)))
    found = compared(again, baseline_of(OLD), MODEL)
    assert len(found.findings) == 4
    assert (new(found), found.fixed) == ([], ())


def test_a_new_finding_beside_renumbered_ones_is_new():
    again = model(
        conv("conv2d_5", 16), conv("conv2d_6", 16), conv("conv2d_7", 24),
        conv("conv2d_8", 32), conv("conv2d_9", 32),
    )  # fmt: skip
    found = compared(again, baseline_of(OLD), MODEL)
    # The one behind it reads 24 channels now: it is another layer too.
    assert set(new(found)) == {"conv2d_7", "conv2d_8"}
    assert [each.place for each in found.fixed] == ["conv2d_2"]


def test_a_twin_of_a_known_layer_is_new():
    again = model(*(conv(f"conv2d_{n}", 16) for n in (4, 5, 6)), conv("conv2d_7", 32),
                  conv("conv2d_8", 32))  # fmt: skip
    found = compared(again, baseline_of(OLD), MODEL)
    assert (new(found), found.fixed) == (["conv2d_6"], ())


def test_among_twins_those_of_the_same_name_are_the_known_ones():
    twins = [finding(name, fingerprint="a", index=n) for n, name in enumerate(("c_1", "c_2"))]
    before = baseline_of(inspection(*twins))
    found = compared(inspection(finding("c_0", fingerprint="a"), *twins), before, MODEL)
    assert new(found) == ["c_0"]
    found = compared(inspection(twins[1]), before, MODEL)
    assert (new(found), [each.place for each in found.fixed]) == ([], ["c_1"])


def test_a_layer_with_a_name_of_its_own_keeps_its_entry_before_a_stranger_takes_it():
    before = baseline_of(inspection(finding("stem", fingerprint="a")))
    stem, twin = finding("stem", fingerprint="b"), finding("head", fingerprint="a")
    assert new(compared(inspection(stem, twin), before, MODEL)) == ["head"]


def test_a_renamed_layer_is_known():
    before = baseline_of(inspection(finding("stem", fingerprint="a")))
    found = compared(inspection(finding("entry_conv", fingerprint="a")), before, MODEL)
    assert (new(found), found.fixed) == ([], ())


def test_a_network_is_known_under_any_name():
    whole = replace(WIDE, scope="network")
    before = baseline_of(inspection(finding("functional_1", rule=whole), rules=(whole,)))
    found = compared(inspection(finding("functional_9", rule=whole), rules=(whole,)), before, MODEL)
    assert (new(found), found.fixed) == ([], ())


def test_rule_and_model_are_part_of_what_is_known():
    before = baseline_of(inspection(finding("stem")))
    other = replace(WIDE, id="T3")
    assert new(compared(inspection(finding("stem", rule=other)), before, MODEL)) == ["stem"]
    assert new(compared(inspection(finding("stem")), before, "other.keras")) == ["stem"]
    assert compared(inspection(), before, "other.keras").fixed == ()


def test_what_is_gone_is_fixed_but_only_where_its_rule_was_checked():
    before = baseline_of(inspection(finding("stem")))
    (gone,) = compared(inspection(), before, MODEL).fixed
    assert (gone.rule, gone.place) == ("T1", "stem")
    assert compared(inspection(rules=(TOTAL,)), before, MODEL).fixed == ()
    off = replace(WIDE, limits=Limits())
    assert compared(inspection(rules=(off,)), before, MODEL).fixed == ()


def test_what_is_waived_meanwhile_is_neither_new_nor_fixed():
    before = baseline_of(inspection(finding("stem")))
    found = compared(inspection(finding("stem", waiver=WAIVER)), before, MODEL)
    assert ([each.standing for each in found.findings], found.fixed) == (["waived"], ())


def test_what_is_recorded():
    about = replace(WIDE, id="W1", scope="waiver")
    found = inspection(
        finding("late", index=7), finding("meant", waiver=WAIVER), finding("w 1", rule=about),
        undecided("open", index=2), finding("early", Level.INFO, index=3, fingerprint="f"),
    )  # fmt: skip
    assert [entry.place for entry in recorded(found, MODEL)] == ["open", "early", "late"]
    assert list(recorded(found, MODEL))[1] == Known(MODEL, "T1", "early", "info", 2.24, 1.85, "f")


ENTRY = Known(MODEL, "T1", "stem", "warning", 2.24, 1.85, "")


@pytest.mark.parametrize(
    ("now", "worse"),
    [
        (finding(level=Level.WARNING), False),
        (finding(level=Level.WARNING, figure=2.24 * (1 + 1e-9)), False),
        (finding(level=Level.WARNING, figure=2.25), True),
        (finding(level=Level.WARNING, figure=2.0), False),
        (finding(level=Level.WARNING, figure=2.24, limit=1.8), True),
        (finding(level=Level.WARNING, figure=2.3, limit=2.0), False),
        (finding(level=Level.WARNING, figure=math.inf), True),
        (finding(level=Level.ERROR, figure=2.24, limit=2.2), True),
        (finding(level=Level.INFO, figure=2.24, limit=1.0), False),
        (undecided(level=Level.WARNING), True),
    ],
)
def test_worse_is_further_above_the_limit_by_more_than_rounding(now: Finding, worse: bool):
    assert grade_of(now).worse_than(ENTRY.grade) is worse
    found = compared(inspection(replace(now, where="stem")), Baseline((ENTRY,)), MODEL)
    assert found.findings[0].known is not worse
    assert found.findings[0].was == (2.24 if worse else None)
    assert found.fixed == ()


def test_what_stays_undecided_is_known_and_what_is_decided_now_is_not():
    (entry,) = recorded(inspection(undecided("stem", Level.WARNING)), MODEL)
    assert (entry.figure, entry.limit) == (None, None)
    assert not grade_of(undecided("stem", Level.WARNING)).worse_than(entry.grade)
    assert not grade_of(undecided("stem", Level.INFO)).worse_than(entry.grade)
    assert grade_of(undecided("stem", Level.ERROR)).worse_than(entry.grade)
    assert grade_of(finding("stem", Level.WARNING)).worse_than(entry.grade)


def test_an_infinite_figure_is_recorded_as_the_largest():
    endless = finding("stem", figure=math.inf)
    (entry,) = recorded(inspection(endless), MODEL)
    assert entry.figure is not None
    assert math.isfinite(entry.figure)
    assert not grade_of(endless).worse_than(entry.grade)


def test_a_new_baseline_keeps_what_was_not_checked():
    kept = [
        Known("b.h5", "T1", "x", "error", 2.0, 1.0, ""),
        Known(MODEL, "T3", "y", "error", 2.0, 1.0, ""),
    ]
    gone = Known(MODEL, "T1", "z", "error", 2.0, 1.0, "")
    found = inspection(finding("stem", index=2), finding("early", index=1))
    entries = Baseline((*kept, gone)).renewed({MODEL: found}).entries
    assert [(e.model, e.rule, e.place) for e in entries] == [
        ("b.h5", "T1", "x"), (MODEL, "T1", "early"), (MODEL, "T1", "stem"), (MODEL, "T3", "y"),
    ]  # fmt: skip


def test_fixed_ones_can_be_taken_out():
    entries = tuple(Known("a", "T1", name, "error", 2.0, 1.0, "") for name in "xyz")
    assert Baseline(entries).without(entries[1:2]).entries == (entries[0], entries[2])


def test_many_findings_are_quick():
    """Twins throughout: groups are met in turn, not one against all."""
    many = [finding(f"conv2d_{n}", fingerprint="a", index=n) for n in range(10_000)]
    before = baseline_of(inspection(*many))
    shifted = [replace(each, where=f"conv2d_{each.index + 1}") for each in many[:-1]]
    found = compared(inspection(*shifted), before, MODEL)
    assert (new(found), len(found.fixed)) == ([], 1)
