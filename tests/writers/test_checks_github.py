"""GitHub annotations: ten a level, worst first, nothing in a name that the runner follows."""

from __future__ import annotations

import re

import pytest

from netlint.decks.rule import Level
from netlint.findings import Anchor, CheckView, Failure
from netlint.writers.checks.github import write_github
from tests.golden import assert_golden
from tests.writers.checking import (
    accepted,
    finding,
    gate_report,
    in_file,
    inspection,
    report,
    undecided,
    view,
)

NOTE = re.compile(r"::(error|warning|notice) (?:file=([^,:]+),line=(\d+),)?title=([^:,]+)::(.*)")


def written(*inspections, show=Level.WARNING, **gate):
    return write_github(report(*inspections, **gate), view(show=show)).splitlines()


def notes(lines):
    return [NOTE.fullmatch(line).groups() for line in lines if line.startswith("::")]


def test_whole_output():
    assert_golden("check-github.txt", write_github(gate_report(), view(show=Level.INFO)))


def test_a_note_names_file_rule_layer_figure_and_fix():
    (note,) = notes(written(inspection(finding())))
    text = (
        "stem_conv: moves 560 elements, 2.24 times the bound; the limit is 1.85 "
        "(1.2 KiB, 19.4 %25 of memory access)%0Afix: halve its channels"
    )
    assert note == ("error", "net.h5", "1", "T1 wide-layer", text)


def test_the_runner_gets_back_what_was_meant():
    """Unescaped as actions/runner does it: `%25` last."""
    odd = in_file(inspection(finding("a,b:100%")), "a,b:c%2C.h5")
    (note,) = notes(written(odd))
    back = note[1].replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    assert back == "a,b:c%2C.h5"
    assert note[4].startswith("a,b:100%25: moves")


def test_ten_of_a_level_and_how_many_more():
    errors = [finding(f"e{index}", cost_bytes=index) for index in range(12)]
    mild = [finding(f"w{index}", Level.WARNING) for index in range(11)]
    lines = written(inspection(*mild, *errors))
    assert [note[4].partition(":")[0] for note in notes(lines)[:10]] == [
        f"e{index}" for index in range(11, 1, -1)
    ]
    assert [note[0] for note in notes(lines)] == ["error"] * 10 + ["warning"] * 10
    assert lines[10] == "2 more notes at level error: GitHub shows 10 of a level per step"
    assert lines[21] == "1 more note at level warning: GitHub shows 10 of a level per step"
    assert lines[-1] == "Failed: 12 errors at level error"


def test_exactly_ten_leave_nothing_out():
    lines = written(inspection(*[finding()] * 10))
    assert len(lines) == 11


def test_the_worst_of_all_models_come_first():
    one = in_file(inspection(finding(cost_bytes=1), undecided()), "one.h5")
    other = in_file(inspection(finding(cost_bytes=2)), "other.h5")
    assert [note[1] for note in notes(written(one, other))] == ["other.h5", "one.h5", "one.h5"]


def test_what_could_not_be_checked_comes_before_all():
    lines = written(inspection(*[finding()] * 12), failed=(Failure("a.h5", "a.h5: is broken"),))
    first, *others = notes(lines)
    assert first == ("error", "a.h5", "1", "could not be checked", "is broken")
    assert len(others) == 9
    assert "3 more notes at level error" in lines[10]


@pytest.mark.parametrize(
    ("show", "levels"),
    [
        (Level.INFO, ["error", "warning", "notice"]),
        (Level.WARNING, ["error", "warning"]),
        (Level.ERROR, ["error"]),
    ],
)
def test_only_what_is_listed_has_a_note(show, levels):
    each = inspection(*(finding(level=level) for level in Level))
    assert [note[0] for note in notes(written(each, show=show))] == levels


def test_accepted_findings_have_no_note():
    (note,) = notes(written(accepted()))
    assert note[4].startswith("fresh: ")


def test_a_built_in_network_is_no_file():
    (note,) = notes(written(in_file(inspection(finding()), "zoo:ghostnet?width=1.5")))
    assert note[1:3] == (None, None)
    assert note[4].startswith("zoo:ghostnet?width=1.5: stem_conv: moves")


def test_an_anchor_is_where_notes_stand():
    anchored = CheckView(anchor=Anchor("train/model.py", 42))
    for check in (report(inspection(finding())), report(failed=(Failure("a.h5", "broken"),))):
        (note,) = notes(write_github(check, anchored).splitlines())
        assert note[1:3] == ("train/model.py", "42")
        assert note[4].startswith(("net.h5: stem_conv: moves", "a.h5: broken")), "which model"
