"""Markdown: a table that no name can break out of."""

from __future__ import annotations

import pytest

from netlint.views import View
from netlint.writers.markdown import write_markdown
from tests.golden import assert_golden
from tests.networks import exact_analysis, partial_analysis, renamed
from tests.writers.checking import inspection, mixed


def test_whole_output():
    assert_golden("partial.md", write_markdown([partial_analysis()], View()))


def test_coverage_is_the_last_line():
    text = write_markdown([partial_analysis(), exact_analysis()], View())
    assert text.splitlines()[-1].startswith("Coverage: 4 of 4 layers exact")
    assert text.count("\n## ") == 1


@pytest.mark.parametrize("name", ["a|b", "a\nb", "`", "<b>", "\\|", "**", "[x](y)"])
def test_every_row_keeps_its_cells(name):
    lines = write_markdown([renamed(exact_analysis(), name)], View()).splitlines()
    table = [line for line in lines if line.startswith("|")][:6]
    for line in table:
        bare = line.replace("\\\\", "").replace("\\|", "")
        assert bare.count("|") == 11
    assert "<b>" not in table[3]


def test_findings_stand_below_the_totals():
    view = View(findings={"net.h5": mixed()})
    assert_golden("partial-findings.md", write_markdown([partial_analysis()], view))
    other = View(findings={"other.h5": mixed()})
    assert write_markdown([exact_analysis()], other) == write_markdown([exact_analysis()], View())
    none = write_markdown([exact_analysis()], View(findings={"net.h5": inspection()}))
    assert "### Findings\n\nNo findings, 1 rule.\n\nCoverage" in none
