"""Findings that are waived or in the baseline: shown as such, and never as what fails."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from netlint.decks.rule import Level
from netlint.writers.checks import load_check_writers
from netlint.writers.checks.json import write_json
from netlint.writers.checks.markdown import write_markdown
from netlint.writers.checks.text import write_text
from tests.writers.checking import WAIVER, accepted, finding, inspection, report, view


def test_text_shows_what_is_waived_after_what_is_new_and_counts_what_is_known():
    cost = "(1.2 KiB, 19.4 % of memory access)"
    what = "moves 560 elements, 2.24 times the bound; the limit is 1.85"
    meant = "[error, waived: until the new NPU (ann, until 2027-01-31)]"
    assert write_text(report(accepted()), view()).splitlines() == [
        "net.h5: net (Keras 3.0.0)",
        f"  warning  T1  fresh: {what} {cost}  fix: halve its channels",
        f"  waived   T1  meant: {what} {cost} {meant}  fix: halve its channels",
        "  1 warning; 1 known, 1 waived; 1 rule, 4 layers, all exact",
        "",
        "`netlint explain T1` says why, and what to do",
        "Passed: nothing new at level error",
    ]


def test_the_verdict_says_that_only_new_ones_fail():
    last = write_text(report(accepted(), fail_on=Level.WARNING), view()).splitlines()[-1]
    assert last == "Failed: 1 warning new at level warning or above"
    mild = inspection(finding("meant", Level.INFO, waiver=WAIVER))
    assert write_text(report(mild), view()).endswith("Passed: nothing at level error\n")


def test_a_model_that_has_nothing_new():
    (line,) = (
        line
        for line in write_text(report(inspection(finding(known=True))), view()).splitlines()
        if "all exact" in line
    )
    assert line == "  nothing new; 1 known; 1 rule, 4 layers, all exact"


def test_markdown():
    text = write_markdown(report(accepted()), view())
    assert "Passed" not in text
    assert "## netlint check: passed\n\nNothing new at level error." in text
    (row,) = (line for line in text.splitlines() if "meant" in line)
    assert row.startswith("| waived | T1 wide-layer | meant | moves 560")
    assert "(error, waived: until the new NPU (ann, until 2027-01-31)) |" in row
    assert "| old |" not in text


def test_json_has_all_of_them():
    document = json.loads(write_json(report(accepted()), view()))
    standing = {each["where"]: each["standing"] for each in document["models"][0]["findings"]}
    assert standing == {"old": "known", "meant": "waived", "fresh": "new"}
    assert document["passed"] is True
    for summary in (document["summary"], document["models"][0]["summary"]):
        assert (summary["new"], summary["known"], summary["waived"]) == (1, 1, 1)
        assert (summary["error"], summary["warning"], summary["failures"]) == (2, 1, 0)
    waivers = [each["waiver"] for each in document["models"][0]["findings"]]
    assert waivers[1] == {
        "source": "netlint.toml [[waivers]] 1",
        "reason": "until the new NPU",
        "owner": "ann",
        "expires": "2027-01-31",
    }
    assert waivers[0] is None


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_reason_is_untrusted_text(form):
    hostile = replace(WAIVER, reason="a\n::error::b\x1b[2J|<b>", owner="\u202e")
    each = inspection(finding("meant", waiver=hostile))
    text = load_check_writers()[form](report(each), view())
    assert "::error" not in text
    assert not {"\x1b", "\u202e"} & set(text)
    if form == "markdown":
        assert "<b>" not in text
        assert "\\|" in text
