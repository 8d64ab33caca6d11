"""The text report at several widths, in a pipe and in colour."""

from __future__ import annotations

import re
import time

import pytest

from netlint.network import Weight
from netlint.views import View
from netlint.writers.layout import display_width
from netlint.writers.text import write_text
from tests.golden import assert_golden
from tests.networks import (
    analysis_of,
    exact_analysis,
    long_analysis,
    partial_analysis,
    renamed,
    row,
)
from tests.writers.checking import finding, inspection, mixed


def lines(analysis, **wishes):
    return write_text([analysis], View(**wishes)).splitlines()


@pytest.mark.parametrize("width", [80, 120, None])
@pytest.mark.parametrize(
    ("name", "analysis"), [("exact", exact_analysis()), ("partial", partial_analysis())]
)
def test_whole_output(name, analysis, width):
    assert_golden(f"{name}-{width or 'pipe'}.txt", write_text([analysis], View(width=width)))


def test_groups_whole_output():
    view = View(group_by="op", sort="memory_access", width=80)
    assert_golden("partial-groups.txt", write_text([partial_analysis()], view))


@pytest.mark.parametrize("width", [70, 80, 100, 120, 200])
def test_tables_fit(width):
    for analysis in (long_analysis(3, "x" * 90), renamed(long_analysis(3), "卷积层" * 30)):
        assert max(map(display_width, lines(analysis, width=width)[:-1])) <= width


def test_a_pipe_cuts_nothing_and_abbreviates_nothing():
    text = write_text([long_analysis(2, "x" * 200)], View())
    assert "x" * 200 + "_1" in text
    assert "123,456,789" in text


def test_a_narrow_table_says_what_it_leaves_out():
    assert "Not shown at 80 columns: share of parameters, class" in lines(
        exact_analysis(), width=80
    )
    assert not any(line.startswith("Not shown") for line in lines(exact_analysis(), width=200))


def test_the_last_line_is_the_coverage():
    assert lines(exact_analysis())[-1] == (
        "Coverage: 4 of 4 layers exact (100.0 % of parameters), 0 inferred, 0 unknown"
    )
    assert lines(partial_analysis())[-1] == (
        "Coverage: 4 of 6 layers exact (80.0 % of the known parameters), "
        "1 inferred (20.0 %), 1 unknown"
    )


def test_coverage_is_never_rounded_up():
    analysis = analysis_of(
        row("large", weights=(Weight("kernel", (99_999,)),)),
        row("small", weights=(Weight("kernel", (1,)),), status="inferred"),
    )
    assert "1 of 2 layers exact (99.9 % of parameters), 1 inferred (0.0 %)" in lines(analysis)[-1]


def test_what_is_unknown_is_never_zero():
    (custom,) = [line for line in lines(partial_analysis()) if line.startswith("custom")]
    assert custom.split() == ["custom", "Mystery", "?", "?", "?", "?", "?", "unknown"]
    assert any("mult-adds         >= 9,984" in line for line in lines(partial_analysis()))


def test_warnings_are_shown():
    assert "Warning: the class 'Mystery' is unknown" in lines(partial_analysis())


def test_the_five_dearest_layers():
    shown = lines(long_analysis(9))
    start = shown.index("Dearest layers by memory access")
    assert shown[start + 1].split() == ["a_rather_long_layer_name_0", "5,000,000", "11.1", "%"]
    assert shown[start + 6] == ""


def test_nothing_is_dear_where_nothing_costs():
    assert not any(line.startswith("Dearest") for line in lines(analysis_of(row("x"))))
    assert lines(analysis_of())[-1].startswith("Coverage: 0 of 0 layers exact")


def test_columns_are_kept_however_narrow():
    head = lines(exact_analysis(), columns=("name", "op", "flops", "read_bytes"), width=20)[4]
    assert head.split() == ["name", "op", "FLOPs", "bytes"]


def test_a_share_apart_from_its_figure_says_of_what_it_is():
    head = lines(exact_analysis(), columns=("name", "params", "params_share", "flops_share"))[3:5]
    assert head[0].split() == ["%", "of"]
    assert head[1].split() == ["name", "params", "%", "FLOPs"]


def test_top_says_how_much_is_shown():
    assert lines(exact_analysis(), top=2)[1] == (
        "4 layers, batch 1, convention full, 2 layers shown"
    )


def test_colour_changes_nothing_but_colour():
    plain = write_text([partial_analysis()], View(width=100))
    coloured = write_text([partial_analysis()], View(width=100, color=True))
    assert "\x1b[31mcustom" in coloured
    assert "\x1b[33mguessed" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert "\x1b" not in plain


def test_hostile_names_stay_on_their_line():
    shown = lines(renamed(exact_analysis(), "a\n\x1b[2J\u202e\ud800"), width=120)
    assert any(line.startswith(r"a\x0a\x1b[2J\u202e\ud800") for line in shown)
    assert "".join(shown).isprintable()


def test_mac_alone_is_never_printed():
    for analysis in (exact_analysis(), partial_analysis()):
        assert not re.search(r"\bMACs?\b", write_text([analysis], View()))


def test_it_is_quick_on_many_layers():
    analysis = long_analysis(700)
    write_text([analysis], View(width=80))
    start = time.perf_counter()
    write_text([analysis], View(width=80, color=True))
    assert time.perf_counter() - start < 0.3  # about 0.03 s; the margin is for a busy machine


@pytest.mark.parametrize("width", [80, None])
def test_findings_stand_below_the_dearest_layers(width):
    analysis = partial_analysis()
    text = write_text([analysis], View(width=width, findings={"net.h5": mixed()}))
    assert_golden(f"partial-findings-{width or 'pipe'}.txt", text)
    without = write_text([analysis], View(width=width)).splitlines()
    start = text.splitlines().index("Findings")
    assert text.splitlines()[:start] == without[:start]
    assert text.splitlines()[-1] == without[-1]


def test_a_network_without_findings_says_so_and_one_that_was_not_checked_says_nothing():
    checked = lines(exact_analysis(), findings={"net.h5": inspection()})
    assert checked[checked.index("Findings") + 1] == "  no findings, 1 rule"
    other = View(findings={"other.h5": inspection(finding())})
    assert write_text([exact_analysis()], other) == write_text([exact_analysis()], View())
