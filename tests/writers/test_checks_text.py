"""A check as text: at several widths, in a pipe, in colour, with hostile names."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest

from netlint.decks.rule import Level
from netlint.findings import Failure
from netlint.writers.checks import findings_lines
from netlint.writers.checks.text import write_text
from netlint.writers.layout import display_width
from tests.golden import assert_golden
from tests.networks import exact_analysis, renamed
from tests.writers.checking import (
    OFF,
    WIDE,
    all_undecided,
    finding,
    full_report,
    inspection,
    mixed,
    report,
    undecided,
    view,
)

HOSTILE = "a\n\x1b[2J\u202e\ud800"
INFO, WARNING, ERROR = Level
COST = "(1.2 KiB, 19.4 % of memory access)"


def lines(*inspections, width=None, show=WARNING, color=False, **gate):
    return write_text(report(*inspections, **gate), view(width, show=show, color=color)).split("\n")


@pytest.mark.parametrize("width", [80, 120, 200, None])
def test_whole_output(width):
    assert_golden(f"check-{width or 'pipe'}.txt", write_text(full_report(), view(width)))


@pytest.mark.parametrize("width", [1, 20, 40, 80, 120])
def test_lines_fit(width):
    hostile = finding("x" * 90, message="y" * 300, fix="卷积层" * 40)
    for each in (inspection(hostile), all_undecided(9, "卷积层" * 30)):
        shown = findings_lines(each, width=width, color=False, show=WARNING)
        assert max(map(display_width, shown)) <= max(width, 45)


def test_a_pipe_has_one_line_per_finding_and_cuts_nothing():
    findings = [finding("x" * 200 + str(index), message="y" * 2000) for index in range(9)]
    shown = lines(inspection(*findings))
    for index in range(9):
        (line,) = [line for line in shown if f"{'x' * 200}{index}: " in line]
        assert line == (
            f"  error  T1  {'x' * 200}{index}: {'y' * 2000} "
            "(1.2 KiB, 19.4 % of memory access)  fix: halve its channels"
        )


def test_a_finding_that_fits_is_one_line_on_a_terminal_too():
    assert lines(inspection(finding()), width=160)[1].endswith("fix: halve its channels")
    assert lines(inspection(finding()), width=80)[3].strip() == "fix: halve its channels"


def test_a_terminal_shows_every_figure_of_a_message():
    message = " ".join(f"figure_{index}" for index in range(40))
    shown = lines(inspection(finding(message=message)), width=80)
    assert message in " ".join(line.strip() for line in shown)


def test_what_it_costs():
    by_cost = {
        (1240, 0.194): " (1.2 KiB, 19.4 % of memory access)",
        (1240, None): " (1.2 KiB of memory access)",
        (None, None): "",
        (0, 0.0): "",
        (-5, -0.1): "",
    }
    for (cost, share), text in by_cost.items():
        shown = lines(inspection(finding(message="m", fix="", cost_bytes=cost, cost_share=share)))
        assert shown[1] == f"  error  T1  stem_conv: m{text}"


def test_levels_below_show_are_only_counted():
    assert lines(mixed(), show=ERROR)[1:4] == [
        f"  error      T1  stem_conv: {finding().message} {COST}  fix: halve its channels",
        "  undecided  T1  custom: cannot be decided: memory_access unknown",
        "  --plugin describes layers that netlint does not know: Mystery",
    ]
    assert lines(mixed(), show=ERROR)[4] == (
        "  1 error, 1 undecided; 1 warning, 1 info not shown (--show info); "
        "1 rule, 6 layers: 4 exact, 1 inferred, 1 unknown"
    )
    assert "1 error, 1 warning, 1 info, 1 undecided; 1 rule" in "\n".join(lines(mixed(), show=INFO))


def test_show_names_the_level_that_would_show_all():
    warned = inspection(finding(level=WARNING), finding(level=WARNING))
    assert lines(warned, show=ERROR)[1] == (
        "  2 warnings not shown (--show warning); 1 rule, 4 layers, all exact"
    )
    assert "explain" not in "\n".join(lines(warned, show=ERROR))


def test_a_model_without_findings_is_one_line():
    assert lines(inspection()) == [
        "net.h5: net (Keras 3.0.0): no findings, 1 rule, 4 layers, all exact",
        "",
        "Passed: nothing at level error",
        "",
    ]
    assert lines(inspection(), inspection(rules=(WIDE, WIDE)))[:3] == [
        "net.h5: net (Keras 3.0.0): no findings, 1 rule, 4 layers, all exact",
        "net.h5: net (Keras 3.0.0): no findings, 2 rules, 4 layers, all exact",
        "",
    ]


def test_a_rule_without_limits_is_not_counted_as_checked():
    assert "no findings, 0 rules" in lines(inspection(rules=(OFF,)))[0]


def test_the_gate_is_the_last_line():
    warned = inspection(finding(level=WARNING))
    assert lines(warned)[-2] == "Passed: nothing at level error"
    assert lines(warned, fail_on=WARNING)[-2] == "Failed: 1 warning at level warning or above"
    assert lines(inspection(), fail_on=INFO)[-2] == "Passed: nothing at level info or above"
    assert lines()[-2] == "Failed: no model was checked"
    assert lines(failed=(Failure("b.h5", "no"),))[-2] == (
        "Failed: 1 of 1 model could not be checked"
    )
    assert lines(mixed(), inspection(), failed=(Failure("b.h5", "no"),))[-2] == (
        "Failed: 1 error, 1 undecided at level error; 1 of 3 models could not be checked; "
        "--allow-undecided lets the undecided pass"
    )


def test_what_is_allowed_is_said():
    assert lines(all_undecided(2), allow_undecided=True)[-2] == (
        "Passed: nothing at level error; 2 undecided, which are allowed"
    )


def test_several_models_are_summed_up():
    assert lines(mixed(), mixed())[-3] == (
        "2 models: 2 errors, 2 warnings, 2 undecided; 2 infos not shown (--show info)"
    )
    assert not any(line.startswith("1 model") for line in lines(mixed()))


def test_a_model_that_could_not_be_checked_has_a_line():
    shown = lines(failed=(Failure("a\nb.h5", "a\nb.h5: is no\tmodel"), Failure("c", "what")))
    assert shown[:2] == [
        r"a\x0ab.h5: could not be checked: is no\x09model",
        "c: could not be checked: what",
    ]


def test_undecided_says_what_is_missing_and_what_to_do():
    shown = lines(all_undecided(2))
    assert shown[1:6] == [
        "  undecided  T1  conv_0: cannot be decided: memory_access unknown",
        "  undecided  T1  conv_1: cannot be decided: memory_access unknown",
        "  --input-shape states what the model leaves open: image",
        "  --plugin describes layers that netlint does not know: Mystery",
        "  2 undecided; 1 rule, 4 layers, all exact",
    ]


def test_no_advice_where_all_is_decided():
    assert not any("--plugin" in line for line in lines(replace(mixed(), findings=(finding(),))))


def test_a_terminal_gathers_undecided_findings_that_miss_the_same():
    shown = lines(all_undecided(7), width=80)
    assert (
        shown[1] == "  undecided  T1  conv_0 and 6 more: cannot be decided: memory_access unknown"
    )
    assert sum(" undecided  " in line for line in shown) == 1
    assert sum(" undecided  " in line for line in lines(all_undecided(7))) == 7


def test_only_undecided_findings_that_miss_the_same_are_gathered():
    few = [undecided(f"a_{index}") for index in range(3)]
    other = [undecided(f"b_{index}", missing=("params",)) for index in range(3)]
    broken = [finding(f"c_{index}", message="m") for index in range(5)]
    shown = lines(inspection(*few, *other, *broken), width=120)
    assert not any(" more: " in line for line in shown)
    assert sum("  T1  " in line for line in shown) == 11


def test_colour_changes_nothing_but_colour():
    for width in (80, None):
        plain = write_text(full_report(), view(width, show=INFO))
        coloured = write_text(full_report(), view(width, show=INFO, color=True))
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
        assert "\x1b" not in plain
    assert "\x1b[1;31merror\x1b[0m  " in coloured
    assert "\x1b[33mwarning\x1b[0m  " in coloured
    assert "\x1b[1mstem_conv\x1b[0m: " in coloured
    assert "\x1b[2mfix: halve its channels\x1b[0m" in coloured
    assert "\x1b[1;31mFailed" in coloured
    assert "\x1b[32mPassed" in write_text(report(inspection()), view(color=True))


@pytest.mark.parametrize("width", [80, None])
def test_hostile_names_stay_on_their_line(width):
    analysis = renamed(exact_analysis(), HOSTILE)
    network = replace(analysis.network, name=HOSTILE, file=HOSTILE)
    hostile = finding(HOSTILE, message=HOSTILE, fix=HOSTILE)
    shown = lines(
        inspection(hostile, undecided(HOSTILE), analysis=replace(analysis, network=network)),
        failed=(Failure(HOSTILE, HOSTILE),),
        width=width,
    )
    assert "".join(shown).isprintable()
    assert any(r"a\x0a\x1b[2J\u202e\ud800: a\x0a" in line for line in shown)


def test_a_name_cannot_pass_for_a_level():
    coloured = lines(inspection(finding("error"), finding("warning", WARNING)), color=True)
    assert coloured[1].startswith("  \x1b[1;31merror\x1b[0m    T1  \x1b[1merror\x1b[0m: ")


def test_mac_alone_is_never_printed():
    assert not re.search(r"\bMACs?\b", write_text(full_report(), view()))


def test_it_is_quick_on_many_findings():
    findings = [undecided(f"layer_{index}") for index in range(8_000)]
    findings += [finding(f"other_{index}") for index in range(2_000)]
    many = report(inspection(*findings))
    start = time.perf_counter()
    write_text(many, view(80))
    write_text(many, view())
    assert time.perf_counter() - start < 2  # about 0.2 s; the margin is for a busy machine
