"""Which findings are new, gone, worse or better; names that shift make none of them new."""

from __future__ import annotations

from dataclasses import replace

from netlint.decks.rule import Level
from netlint.turnover import Turnover, turnover
from tests.writers.checking import TOTAL, WIDE, finding, undecided

SAME = {name: name for name in "abcd"}
EVERYWHERE = {"where": "net", "layers": (), "rule": TOTAL}


def changed(old, new, twins=SAME) -> Turnover:
    return turnover(old, new, twins)


def test_findings_at_the_same_layers_are_kept():
    found = changed([finding("a"), finding("b")], [finding("b"), finding("a")])
    assert found == Turnover(kept=2)
    assert not found.changed


def test_new_and_fixed_ones():
    a, b, c = finding("a"), finding("b"), finding("c")
    assert changed([a, b], [b, c]) == Turnover(new=(c,), fixed=(a,), kept=1)


def test_a_layer_is_known_by_its_twin():
    old, new = [finding("conv2d_3")], [finding("conv2d_4")]
    assert changed(old, new, {"conv2d_4": "conv2d_3"}).kept == 1
    assert changed(old, new, {"conv2d_3": "conv2d_3"}) == Turnover(tuple(new), tuple(old))


def test_rules_are_told_apart():
    old, new = finding("a"), finding("a", rule=replace(WIDE, id="T5"))
    assert changed([old], [new]) == Turnover((new,), (old,))


def test_two_of_a_rule_at_a_layer():
    one = finding("a")
    assert changed([one], [one, one]) == Turnover(new=(one,), kept=1)
    assert changed([one, one], [one]) == Turnover(fixed=(one,), kept=1)


def test_a_block_is_the_same_where_it_shares_a_layer():
    old, new = finding("a..b", layers=("a", "b")), finding("x..b", layers=("x", "b"))
    assert changed([old], [new]).kept == 1


def test_a_finding_of_the_network_needs_no_layer():
    old, new = finding(**EVERYWHERE), finding(**{**EVERYWHERE, "where": "net_2"})
    assert changed([old], [new], {}).kept == 1
    assert changed([], [new], {}).new == (new,)


def test_what_stands_at_an_added_layer_is_new_beside_one_of_the_network():
    new = finding("x", rule=TOTAL)
    assert changed([finding(**EVERYWHERE)], [new]).new == (new,)


def test_a_higher_figure_is_worse_and_a_lower_one_better():
    low, high = finding("a", figure=2.0), finding("a", figure=2.1)
    assert changed([low], [high]) == Turnover(worse=((low, high),), kept=1)
    assert changed([high], [low]) == Turnover(better=((high, low),), kept=1)
    assert changed([low], [high]).worsened == (high,)


def test_rounding_is_no_change():
    low, high = finding("a", figure=0.3), finding("a", figure=0.1 + 0.2)
    assert low.figure != high.figure
    assert not changed([low], [high]).changed


def test_a_higher_level_is_worse_whatever_the_figure():
    mild, bad = finding("a", Level.WARNING, figure=3.0), finding("a", figure=2.0)
    assert changed([mild], [bad]).worse == ((mild, bad),)
    assert changed([bad], [mild]).better == ((bad, mild),)


def test_what_is_decided_now_or_no_more_is_worse():
    """A layer that becomes code which nobody knows is no way past a gate."""
    assert changed([undecided("a")], [finding("a")]).worse
    hidden = changed([finding("a")], [undecided("a")])
    assert (len(hidden.worse), hidden.better) == (1, ())
    assert not changed([undecided("a")], [undecided("a")]).changed
