"""A difference as Markdown: tables for a comment on a pull request."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint.difference import DifferenceView
from netlint.turnover import Turnover
from netlint.writers.diff.markdown import write_markdown
from tests.differing import conv, diffed, hostile_difference, mixed_difference, unknown_difference
from tests.golden import assert_golden
from tests.writers.checking import finding

VIEW = DifferenceView()


def test_whole_output():
    assert_golden("diff.md", write_markdown(mixed_difference(), VIEW))


def test_without_a_gate_and_without_a_difference():
    shown = write_markdown(diffed([conv(4)], [conv(4)]), VIEW)
    assert shown.startswith("## netlint diff\n\nNo difference.\n")
    assert "### Layers" not in shown
    assert "### Findings" not in shown


def test_rules_without_a_change():
    """A section that says so."""
    mixed = replace(mixed_difference(), findings=Turnover(kept=2))
    assert "### Findings\n\n2 as before." in write_markdown(mixed, VIEW)


@pytest.mark.parametrize("text", ["<b>|`x`@all\n# x", "a | b"])
def test_hostile_names_are_text(text):
    shown = write_markdown(hostile_difference(text), VIEW)
    assert "<b>" not in shown
    assert "@all" not in shown
    rows = [line for line in shown.splitlines() if line.startswith("| ")]
    assert {line.replace("\\|", "").count("|") for line in rows} <= {4, 6}


def test_a_comment_is_not_too_long():
    many = Turnover(new=tuple(finding(f"layer_{n}") for n in range(5000)))
    shown = write_markdown(replace(mixed_difference(), findings=many), VIEW)
    assert len(shown) < 65_536
    assert "4,940 more are left out here." in shown


def test_unknown_is_said():
    assert "Not known by how much: mult-adds, parameters" in write_markdown(
        unknown_difference(), VIEW
    )
