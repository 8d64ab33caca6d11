"""Waivers over findings: what they accept, and what is said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from netlint.decks import load_decks
from netlint.decks.rule import Level
from netlint.facts.survey import Survey
from netlint.findings import Inspection
from netlint.linting import lint
from netlint.pipeline import analysis_of
from netlint.readers.sketch import sketched_network
from netlint.waivers import Waiver
from netlint.waiving import waived
from tests.writers.checking import WIDE, finding, inspection

TODAY = date(2026, 11, 22)
(DECK,) = load_decks(["waivers"])
ONE, TWO = finding("block3/one"), finding("block3/two", Level.WARNING)
COVERS = frozenset({("m.h5", "block3/one"), ("m.h5", "block3/two")})
GOOD = Waiver("w 1", "T1", ("*.h5",), ("block3/*",), "why", "ann", None, COVERS)


def settled(*waivers: Waiver, findings=(ONE, TWO), model: str = "m.h5") -> Inspection:
    return waived(inspection(*findings), waivers, DECK.rules, model, TODAY)


def standings(found: Inspection) -> dict[str, str]:
    return {f"{each.rule.id} {each.where}": each.standing for each in found.findings}


def test_what_it_covers_is_waived_and_still_there():
    found = settled(GOOD)
    assert standings(found) == {"T1 block3/one": "waived", "T1 block3/two": "waived"}
    assert [each.waiver for each in found.findings] == [GOOD, GOOD]
    assert replace(found.findings[0], waiver=None) == ONE
    assert found.failures(Level.INFO) == ()
    assert {"T1", "W1", "W4"} <= {rule.id for rule in found.rules}


def test_a_new_match_is_new():
    found = settled(GOOD, findings=(ONE, finding("block3/three")))
    assert standings(found) == {"T1 block3/one": "waived", "T1 block3/three": "new"}


@pytest.mark.parametrize(
    "change",
    [{"rule": "T2"}, {"layers": ("block4/*",)}, {"layers": ("block3",)}],
)
def test_rule_and_pattern_have_to_match_too(change):
    rules = (WIDE, replace(WIDE, id="T2", name="other"))
    found = waived(
        inspection(ONE, rules=rules), (replace(GOOD, **change),), DECK.rules, "m.h5", TODAY
    )
    assert standings(found) == {"T1 block3/one": "new", "W3 w 1": "new"}


def test_a_rule_by_its_name_and_without_patterns():
    for waiver in (replace(GOOD, rule="wide-layer"), replace(GOOD, layers=())):
        assert set(standings(settled(waiver)).values()) == {"waived"}


def test_the_record_is_of_one_model():
    found = settled(GOOD, model="other.h5")
    assert standings(found) == {"T1 block3/one": "new", "T1 block3/two": "new"}, "and no W3"


def test_an_undecided_finding_can_be_waived():
    found = settled(GOOD, findings=(replace(ONE, figure=None),))
    assert found.findings[0].standing == "waived"


def test_a_network_is_one_place_whatever_it_is_called():
    whole = replace(WIDE, scope="network")
    waiver = replace(GOOD, layers=(), covers=frozenset({("m.h5", "functional_1")}))
    found = waived(
        inspection(finding("functional_7", rule=whole), rules=(whole,)),
        (waiver,), DECK.rules, "m.h5", TODAY,
    )  # fmt: skip
    assert standings(found) == {"T1 functional_7": "waived"}


def test_an_expired_one_covers_nothing_and_says_so():
    last = replace(GOOD, expires=TODAY)
    assert set(standings(settled(last)).values()) == {"waived"}, "the last day counts"
    found = settled(replace(GOOD, expires=TODAY - timedelta(days=3)))
    assert set(standings(found).values()) == {"new"}
    (about,) = (each for each in found.findings if each.rule.id == "W1")
    assert (about.where, about.level, about.figure) == ("w 1", Level.ERROR, 3)
    assert about.message == (
        "the waiver of T1 at block3/* expired on 2026-11-19: what it covers counts again"
    )
    assert about in found.failures(Level.ERROR)


@pytest.mark.parametrize(("change", "rule"), [({"reason": ""}, "W2"), ({"covers": None}, "W4")])
def test_one_without_reason_or_record_covers_nothing_and_says_so(change, rule):
    found = settled(replace(GOOD, **change))
    assert standings(found) == {
        "T1 block3/one": "new", "T1 block3/two": "new", f"{rule} w 1": "new"
    }  # fmt: skip


def test_the_command_that_records_is_named():
    (about,) = (e for e in settled(replace(GOOD, covers=None)).findings if e.rule.id == "W4")
    assert "`netlint waive m.h5 --rule T1" in about.fix


@pytest.mark.parametrize("covers", [COVERS, None])
def test_one_that_matches_nothing_says_so(covers):
    found = settled(replace(GOOD, covers=covers), findings=(finding("stem"),))
    assert standings(found)["W3 w 1"] == "new"
    assert found.findings[-1].where in ("stem", "w 1")


def test_one_whose_rule_was_not_checked_is_not_judged():
    waiver = replace(GOOD, rule="G9", reason="", expires=TODAY - timedelta(days=3))
    before = inspection(ONE)
    assert waived(before, (waiver,), DECK.rules, "m.h5", TODAY) is before


def test_several_waivers_the_first_that_covers_is_named():
    narrow = replace(GOOD, source="w 2", covers=frozenset({("m.h5", "block3/two")}))
    found = settled(narrow, GOOD)
    assert [each.waiver.source for each in found.findings] == ["w 1", "w 2"]


def test_findings_stay_worst_first():
    found = settled(replace(GOOD, reason=""), findings=(ONE, finding("x", Level.INFO)))
    assert [each.level for each in found.findings] == [Level.ERROR, Level.ERROR, Level.INFO]


def test_rules_about_waivers_can_be_switched_off():
    found = waived(inspection(ONE), (replace(GOOD, reason=""),), (), "m.h5", TODAY)
    assert standings(found) == {"T1 block3/one": "new"}


def test_the_rules_look_at_no_network():
    survey = Survey(analysis_of(sketched_network([{"class": "InputLayer", "shape": [4]}])))
    assert lint(survey, DECK.rules) == ()
