"""A difference as text: at several widths, in a pipe, in colour, with hostile names."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from netlint.allowances import allowances
from netlint.decks.rule import Level
from netlint.difference import Difference, DifferenceView, Gate
from netlint.facts import Survey
from netlint.turnover import Turnover
from netlint.writers.diff.text import write_text
from netlint.writers.layout import display_width
from tests.differing import (
    conv,
    custom,
    diffed,
    differing,
    hostile_difference,
    mixed_difference,
    unknown_difference,
    with_custom,
)
from tests.golden import assert_golden
from tests.networks import cost, row

HOSTILE = "a\n\x1b[2J\u202e\ud800::error::x"


def lines(difference: Difference, width: int | None = None, *, color: bool = False) -> list[str]:
    return write_text(difference, DifferenceView(width, color)).splitlines()


@pytest.mark.parametrize("width", [80, 120, None])
def test_whole_output(width):
    shown = write_text(mixed_difference(), DifferenceView(width))
    assert_golden(f"diff-{width or 'pipe'}.txt", shown)


def test_what_is_unknown():
    assert_golden("diff-unknown.txt", write_text(unknown_difference(), DifferenceView(100)))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_fit(width):
    for each in (mixed_difference(), unknown_difference(), hostile_difference("卷积层 " * 40)):
        assert max(map(display_width, lines(each, width))) <= width


def test_no_difference_is_said_first():
    found = lines(diffed([conv(4)], [conv(4)]))
    assert found[3] == "No difference"
    assert not any(line.startswith(("Layers", "Why", "Findings")) for line in found)


def test_other_names_are_said():
    found = lines(diffed([conv(4, "a"), conv(5, "b")], [conv(4, "x"), conv(5, "b")]))
    assert found[3] == "No difference but the names of 1 layer"


def test_colour_changes_no_letter():
    plain = [
        re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines(mixed_difference(), 100, color=True)
    ]
    assert plain == lines(mixed_difference(), 100)
    assert any("\x1b[31m" in line for line in lines(mixed_difference(), 100, color=True))


@pytest.mark.parametrize("width", [None, 80])
def test_hostile_names_are_one_line_of_printable_characters(width):
    shown = write_text(hostile_difference(HOSTILE), DifferenceView(width))
    assert all(line.isprintable() for line in shown.splitlines())
    assert "::error" not in shown


def test_many_layers_are_cut_those_that_moved_most_first():
    """A network with 99 more channels everywhere: changed ones come before affected ones."""
    old = [
        each for n in range(30) for each in (conv(2, f"c{n}"), {"class": "ReLU", "name": f"r{n}"})
    ]
    new = [{**each, **({"filters": 4} if "filters" in each else {})} for each in old]
    found = lines(diffed(old, new))
    assert sum(line.startswith("  ~ c") for line in found) == 30
    assert "  20 more, all of them in --format json" in found


def test_the_verdict_is_the_last_line():
    small = diffed([conv(4)], [conv(4, "a"), conv(4, "b")])
    assert not lines(small)[-1].startswith(("Failed", "Passed"))
    held = replace(small, gate=Gate(allowances(["params=1k", "layers=50%"])))
    assert lines(held)[-1] == "Passed: no total grew beyond params=1k,layers=50%"
    held = replace(small, gate=Gate(allowances(["params=100", "layers=0"]), Level.WARNING))
    assert lines(held)[-1] == (
        "Failed: parameters grew by 148 (+132.1 %), above params=100; "
        "layers grew by 1 (+50.0 %), above layers=0"
    )
    clean = replace(small, gate=Gate(fail_on=Level.ERROR), findings=Turnover())
    assert lines(clean)[-1] == "Passed: no new finding at level error"


def test_other_batches_are_said():
    """Of an input that the new network leaves open, the batch may differ, too."""
    found = diffed([conv(4)], [conv(4)])
    network = found.new.survey.network
    larger = replace(network, inputs=tuple(replace(t, shape=(8, 8, 8, 3)) for t in network.inputs))
    analysis = replace(found.new.survey.analysis, network=larger)
    found = replace(found, new=replace(found.new, survey=Survey(analysis)))
    assert lines(found)[-1] == "new: counted at batch 8, the old one at 1: --batch sets both"


def test_a_lower_bound_above_what_is_allowed():
    more = row("b", cost=cost(501, 0, 0, 0))
    found = differing(with_custom(), with_custom(custom(), more))
    held = replace(found, gate=Gate(allowances(["mult_adds=50%"])))
    assert lines(held)[-1] == "Failed: mult-adds grew by at least 501, above mult_adds=50%"


def test_more_layers_than_are_named():
    found = diffed([conv(4)], [*(conv(4, f"c{n}") for n in range(9))])
    assert "3 more layers" in " ".join(lines(found))
    unknown = differing(with_custom(), with_custom(*(custom(f"u{n}") for n in range(9))))
    assert "    ?  not known of u0, u1, u2, u3, u4 and 4 more" in lines(unknown)
