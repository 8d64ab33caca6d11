"""The summary of a job, and how both Markdown formats stay within what GitHub takes."""

from __future__ import annotations

import re

import pytest

from netlint.decks.rule import Level
from netlint.findings import Failure
from netlint.writers.checks.github_summary import MOST_BYTES, write_github_summary
from netlint.writers.checks.markdown import write_markdown
from tests.golden import assert_golden
from tests.writers.checking import finding, gate_report, in_file, inspection, report, view


def rows(text):
    return sum(line.startswith("| error") for line in text.splitlines())


def test_whole_output():
    text = write_github_summary(gate_report(), view(show=Level.INFO))
    assert_golden("check-github-summary.md", text)


def test_it_says_what_markdown_says_where_that_fits():
    assert write_github_summary(gate_report(), view()) == write_markdown(gate_report(), view())


def test_it_has_room_for_more_rows():
    check = report(inspection(*[finding()] * 1_200))
    assert rows(write_markdown(check, view())) == 100
    text = write_github_summary(check, view())
    assert rows(text) == 1_000
    assert "\n200 more are left out here.\n" in text


@pytest.mark.slow  # large inputs
@pytest.mark.parametrize(
    ("write", "limit"), [(write_github_summary, MOST_BYTES), (write_markdown, 65_536)]
)
@pytest.mark.parametrize("sign", ["x", "卷", "@", "\u202e"])
def test_it_stays_within_the_limit(write, limit, sign):
    long = inspection(*(finding(sign * 900, message=sign * 900) for _ in range(300)))
    models = [in_file(long, f"models/{index}.h5") for index in range(50)]
    failed = tuple(Failure(f"{sign * 900}{index}", sign * 900) for index in range(1_500))
    text = write(report(*models, failed=failed), view())
    assert limit // 2 < len(text.encode()) <= limit
    assert " more models left out here.\n" in text
    assert text.startswith("## netlint check: failed\n")
    assert re.search(r"\n\d+ more are left out here\.\n\n`netlint explain", text.replace(",", ""))
    assert text.endswith("`netlint explain T1` says why, and what to do.\n")


def test_models_that_pass_are_left_out_first_and_the_order_stays():
    clean = [in_file(inspection(), f"clean/{'x' * 300}{index}.h5") for index in range(300)]
    broken = [in_file(inspection(finding()), f"broken/{index}.h5") for index in range(3)]
    text = write_markdown(report(*clean[:150], *broken, *clean[150:]), view())
    headings = [line for line in text.splitlines() if line.startswith("### ")]
    kept = [index for index, line in enumerate(headings) if line.startswith("### broken/")]
    assert len(kept) == 3
    assert kept[0] > 0
    assert kept == list(range(kept[0], kept[0] + 3))
    assert f"\n{303 - len(headings)} more models left out here.\n" in text
