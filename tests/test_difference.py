"""What a difference is worth to a gate: exact limits, lower bounds, and what cannot be decided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netlint.allowances import allowances
from netlint.decks.rule import Level
from netlint.difference import SUMS, TOTALS, Difference, Gate
from netlint.turnover import Turnover
from netlint.waivers import Waiver
from tests.differing import conv, custom, diffed, differing, with_custom
from tests.networks import cost, row
from tests.writers.checking import finding, undecided


def held(difference: Difference, *texts: str, lenient: bool = False) -> list[tuple[str, bool]]:
    """The totals that grew too much, and whether that is decided."""
    gate = Gate(allowances(texts), allow_undecided=lenient)
    found = replace(difference, gate=gate)
    assert found.passed is not bool(found.excesses)
    return [(each.allowance.metric, each.decided) for each in found.excesses]


def grown(old: int, new: int) -> Difference:
    """A network whose mult-adds went from one figure to another, by a layer more."""
    more = [row("more", cost=cost(new - old, 0, 0, 0))]
    return differing(with_custom(known=old), with_custom(*more, known=old))


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        ("mult_adds=2%", False),
        ("mult_adds=1.999%", True),
        ("mult_adds=20", False),
        ("mult_adds=19", True),
        ("mult_adds=0", True),
        ("memory_access=0", False),
        ("layers=0", True),
        ("layers=1", False),
    ],
)
def test_a_total_may_grow_by_so_much(text, fails):
    """From 1,000 to 1,020 mult-adds."""
    assert bool(held(grown(1000, 1020), text)) is fails


def test_what_shrinks_never_fails():
    smaller = differing(with_custom(row("b", cost=cost(5, 0, 5, 5))), with_custom())
    assert held(smaller, "mult_adds=0,memory_access=0,layers=0,params=0%") == []


def test_from_nothing_every_share_is_too_little():
    assert held(grown(0, 1), "mult_adds=100%") == [("mult_adds", True)]


def test_an_unknown_layer_more_cannot_be_decided():
    found = differing(with_custom(), with_custom(custom()))
    assert held(found, "mult_adds=50%,layers=1") == [("mult_adds", False)]
    assert held(found, "mult_adds=50%", lenient=True) == []


def test_a_lower_bound_decides_above_the_limit():
    found = differing(with_custom(), with_custom(custom(), row("b", cost=cost(501, 0, 0, 0))))
    assert held(found, "mult_adds=50%", lenient=True) == [("mult_adds", True)]


def test_an_unknown_layer_less_cannot_be_decided():
    found = differing(with_custom(custom()), with_custom(row("b", cost=cost(1, 0, 0, 0))))
    assert held(found, "mult_adds=1") == [("mult_adds", False)]


def test_unknown_layers_that_stay_decide_amounts_but_no_shares_above_what_is_known():
    """At least 1,000 mult-adds, 20 more: within 2 % of what there is; 1 % may be too little."""
    more = row("b", cost=cost(20, 0, 0, 0))
    found = differing(with_custom(custom()), with_custom(custom(), more))
    assert held(found, "mult_adds=20") == []
    assert held(found, "mult_adds=19") == [("mult_adds", True)]
    assert held(found, "mult_adds=2%") == []
    assert held(found, "mult_adds=1%") == [("mult_adds", False)]


def test_a_peak_that_is_unknown_cannot_be_decided():
    more = row("b", cost=cost(20, 0, 0, 0))
    found = differing(with_custom(custom()), with_custom(custom(), more))
    assert held(found, "peak_activation_bytes=50%") == [("peak_activation_bytes", False)]


def test_nothing_grows_where_no_layer_differs():
    same = differing(with_custom(custom()), with_custom(custom()))
    assert held(same, "mult_adds=0,peak_activation_bytes=0,depth=0") == []


def failing(turnover: Turnover, gate: Gate) -> int:
    difference = replace(grown(1, 1), findings=turnover, gate=gate)
    assert difference.passed is not bool(difference.failures)
    return len(difference.failures)


FOUND = Turnover(
    new=(finding("a"), finding("b", Level.WARNING), undecided("c")),
    fixed=(finding("d"),),
    worse=((finding("e", figure=1.9), finding("e")),),
    better=((finding("f"), finding("f", figure=1.9)),),
    kept=2,
)


def test_new_findings_fail_only_where_a_level_is_asked_for():
    assert failing(FOUND, Gate()) == 0


@pytest.mark.parametrize(
    ("level", "lenient", "count"),
    [(Level.ERROR, False, 3), (Level.ERROR, True, 2), (Level.WARNING, False, 4)],
)
def test_new_and_worse_findings_fail_a_gate(level, lenient, count):
    assert failing(FOUND, Gate(fail_on=level, allow_undecided=lenient)) == count


def test_a_waived_finding_does_not_fail():
    waived = replace(finding(), waiver=Waiver("here", "T1", ("*",), reason="on purpose"))
    assert failing(Turnover(new=(waived,)), Gate(fail_on=Level.INFO)) == 0


def test_sums_are_totals():
    assert set(SUMS) < {each.name for each in TOTALS}


def test_a_difference_in_findings_alone_is_one():
    same = diffed([conv(4)], [conv(4)])
    assert same.same
    assert not replace(same, findings=Turnover(new=(finding(),))).same
