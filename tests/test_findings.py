"""Which findings fail a gate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint.decks.rule import Level
from netlint.findings import CheckReport, Failure, Finding, Inspection
from netlint.subjects import subject_of
from netlint.waivers import Waiver
from tests.networks import exact_analysis


def finding(level: Level, figure: float | None = 1.0) -> Finding:
    return Finding(
        rule=None,  # type: ignore[arg-type]  # of no interest here
        level=level,
        where="a",
        index=0,
        layers=("a",),
        figure=figure,
        limit=0,
        message="",
        fix="",
    )


INFO, WARNING, ERROR = (finding(level) for level in Level)
OPEN = replace(ERROR, figure=None)
ALL = (ERROR, OPEN, WARNING, INFO)


@pytest.mark.parametrize(
    ("each", "kind"),
    [(ERROR, "error"), (OPEN, "undecided"), (WARNING, "warning"), (INFO, "info")],
)
def test_kinds(each, kind):
    assert each.kind == kind
    assert each.undecided is (kind == "undecided")


@pytest.mark.parametrize(
    ("fail_on", "allow", "expected"),
    [
        (Level.INFO, False, ALL),
        (Level.INFO, True, (ERROR, WARNING, INFO)),
        (Level.WARNING, False, (ERROR, OPEN, WARNING)),
        (Level.ERROR, False, (ERROR, OPEN)),
        (Level.ERROR, True, (ERROR,)),
    ],
)
def test_failures(fail_on, allow, expected):
    inspection = Inspection(subject_of(exact_analysis()), (), ALL)
    assert inspection.failures(fail_on, allow_undecided=allow) == expected


def test_an_undecided_finding_that_would_only_warn_fails_no_gate_of_errors():
    inspection = Inspection(subject_of(exact_analysis()), (), (replace(WARNING, figure=None),))
    assert inspection.failures(Level.ERROR) == ()
    assert len(inspection.failures(Level.WARNING)) == 1


def test_accepted_findings_fail_no_gate():
    waived, known = replace(ERROR, waiver=Waiver("w", "G1", ())), replace(ERROR, known=True)
    both = replace(waived, known=True)
    findings = (waived, both, known, WARNING, ERROR)
    assert [each.standing for each in findings] == ["waived", "waived", "known", "new", "new"]
    assert Inspection(subject_of(exact_analysis()), (), findings).failures(Level.INFO) == (
        WARNING,
        ERROR,
    )


def test_a_figure_of_zero_is_decided():
    assert not finding(Level.INFO, 0).undecided


@pytest.mark.parametrize(
    ("inspections", "failed", "fail_on", "allow", "passed"),
    [
        ([(INFO, WARNING)], (), Level.ERROR, False, True),
        ([(INFO,), (WARNING,)], (), Level.WARNING, False, False),
        ([(OPEN,)], (), Level.ERROR, False, False),
        ([(OPEN,)], (), Level.ERROR, True, True),
        ([()], (Failure("a.h5", "is empty"),), Level.ERROR, False, False),
        ([()], (), Level.INFO, False, True),
        ([], (), Level.ERROR, False, False),
    ],
)
def test_a_check_passes_where_every_model_does_and_there_is_one(
    inspections, failed, fail_on, allow, passed
):
    made = tuple(Inspection(subject_of(exact_analysis()), (), findings) for findings in inspections)
    assert CheckReport(made, failed, fail_on, allow).passed is passed


def test_the_failures_of_a_check_stand_model_by_model():
    made = tuple(
        Inspection(subject_of(exact_analysis()), (), each) for each in ((WARNING, ERROR), (ERROR,))
    )
    assert CheckReport(made, (), Level.ERROR, False).failures == (ERROR, ERROR)


def test_a_problem_does_not_repeat_the_file():
    assert Failure("a.h5", "a.h5: is empty; name another").problem == "is empty; name another"
    assert Failure("a.h5", "no rule is in force for a.h5").problem == "no rule is in force for a.h5"
