"""A check as Markdown: a headline, a table that no name can break out of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint.decks.rule import Level
from netlint.findings import Failure
from netlint.writers.checks.markdown import write_markdown
from tests.golden import assert_golden
from tests.networks import exact_analysis
from tests.writers.checking import (
    all_undecided,
    finding,
    full_report,
    inspection,
    report,
    view,
)


def written(*inspections, show=Level.WARNING, **gate):
    return write_markdown(report(*inspections, **gate), view(show=show))


def rows(text):
    return [line for line in text.splitlines() if line.startswith("|")][2:]


def test_whole_output():
    assert_golden("check.md", write_markdown(full_report(), view(show=Level.INFO)))


def test_the_headline_says_whether_the_gate_passed():
    assert written(inspection()).startswith("## netlint check: passed\n\nNothing at level error.")
    assert written(inspection(finding())).startswith(
        "## netlint check: failed\n\n1 error at level error."
    )
    assert written().startswith("## netlint check: failed\n\nNo model was checked. 0 models")


def test_a_model_without_findings_has_no_table():
    text = written(inspection())
    assert "|" not in text
    assert "No findings, 1 rule, 4 layers, all exact.\n" in text


@pytest.mark.parametrize("name", ["a|b", "a\nb", "`", "<b>", "\\|", "**", "[x](y)", "@you"])
def test_every_row_keeps_its_cells(name):
    analysis = exact_analysis()
    network = replace(analysis.network, name=name, file=name)
    each = inspection(
        finding(name, message=name, fix=name), analysis=replace(analysis, network=network)
    )
    text = written(each, failed=(Failure(name, name),))
    (row,) = rows(text)
    assert row.replace("\\|", "").count("|") == 7
    assert len(text.splitlines()) == len(written(inspection(finding()), failed=FAILED).splitlines())
    assert "<b>" not in text
    assert "@you" not in text


FAILED = (Failure("b.h5", "no"),)


def test_undecided_findings_that_miss_the_same_are_one_row():
    text = written(all_undecided(50))
    (row,) = rows(text)
    assert row.startswith("| undecided | T1 wide-layer | conv_0 and 49 more | cannot be decided: ")
    assert "--input-shape states what the model leaves open: image." in text


def test_a_comment_does_not_grow_beyond_what_is_taken():
    findings = [finding(f"{index}_{'x' * 5000}", message="y" * 5000) for index in range(500)]
    text = written(inspection(*findings))
    assert len(text) < 65_536
    assert f"{500 - len(rows(text))} more are left out here." in text
    assert "500 errors; 1 rule" in text
    short = written(inspection(*[finding()] * 500))
    assert len(rows(short)) == 100
    assert len(short) < 65_536
