"""Which rules are in force, with which limits, and who said so."""

from __future__ import annotations

from pathlib import Path

import pytest

from netlint.choices import Choices, Said
from netlint.decks import Level, Limits
from netlint.decks.fields import DeckError
from netlint.errors import UsageError
from netlint.selection import check_names, library_for, policy_for
from netlint.waivers import Waiver
from tests.rulebook import add_waiver_rules, built_in, rule_text, write_deck


@pytest.fixture(autouse=True)
def rules(tmp_path, monkeypatch):
    return built_in(monkeypatch, tmp_path / "rules")


def policy(*places: Choices):
    return policy_for(library_for(places), places)


def chosen(*places: Choices) -> dict[str, str]:
    """The ids of the chosen rules, each with who chose it."""
    return {one.rule.id: one.source for one in policy(*places).selected}


def limits(rule_id: str, *places: Choices) -> Limits:
    return next(one.rule.limits for one in policy(*places).selected if one.rule.id == rule_id)


def file(**said) -> Choices:
    return Choices("file", **said)


def option(**said) -> Choices:
    return Choices("option", **said)


def test_by_default_everything_in_the_default_deck():
    found = policy()
    assert chosen() == {"G1": "default", "G2": "default"}
    assert found.decks == Said(("shufflenetv2",), "default")
    assert found.fail_on == Said(Level.ERROR, "default")
    assert found.allow_undecided == Said(False, "default")


def test_decks_of_options_replace_those_of_the_file():
    assert chosen(file(deck=("hygiene", "shufflenetv2"))) == dict.fromkeys(
        ("H1", "H2", "G1", "G2"), "file"
    )
    assert chosen(file(deck=("hygiene",)), option(deck=("shufflenetv2",))) == {
        "G1": "option",
        "G2": "option",
    }


def test_each_place_has_its_own_folder(tmp_path):
    write_deck(tmp_path / "own", t=rule_text("T1", "own-rule"))
    own = Choices("file", folder=tmp_path, deck=("./own",))
    assert chosen(own) == {"T1": "file"}
    assert chosen(own, option(select=("T1",))) == {"T1": "option"}


def test_select_replaces():
    assert chosen(file(select=("G2",))) == {"G2": "file"}
    assert chosen(file(select=("G2",)), option(select=("first-rule", "G2"))) == {
        "G1": "option",
        "G2": "option",
    }


def test_select_reaches_other_decks_where_no_rule_in_force_matches():
    assert chosen(file(select=("H2",))) == {"H2": "file"}
    assert chosen(file(select=("wide",))) == {"G2": "file"}


def test_extend_select_adds():
    assert chosen(file(extend_select=("wide",))) == {"G1": "default", "G2": "default", "H1": "file"}
    assert chosen(file(select=("G1",), extend_select=("H2",))) == {"G1": "file", "H2": "file"}


def test_ignore_takes_away_within_its_place():
    assert chosen(file(ignore=("G1",))) == {"G2": "default"}
    assert chosen(file(select=("small",), ignore=("wide",))) == {"G1": "file"}


def test_a_later_place_wins_over_an_earlier_ignore():
    assert chosen(file(ignore=("G1",)), option(select=("G1",))) == {"G1": "option"}
    assert chosen(file(ignore=("G1",)), option(extend_select=("G1",))) == {
        "G2": "default",
        "G1": "option",
    }
    assert chosen(file(select=("G1",)), option(ignore=("G*",))) == {}


def test_what_is_not_chosen_can_be_ignored():
    assert chosen(file(ignore=("H1",))) == {"G1": "default", "G2": "default"}


@pytest.mark.parametrize("key", ["select", "extend_select", "ignore"])
def test_a_pattern_without_a_rule_is_an_error(key):
    word = key.replace("_", "-")
    with pytest.raises(UsageError, match=f"^file: {word}: 'smal' matches no rule; did you mean"):
        policy(file(**{key: ("smal",)}))


def test_limits_replace_those_levels_and_no_other():
    found = limits("G2", file(limits={"second-rule": {"error": 50.0}}))
    assert found == Limits(info=1, warn=2, error=50.0)
    assert limits("G1", file(limits={"G2": {"error": 50.0}})) == Limits(error=10)


def test_a_level_is_switched_off():
    assert limits("G2", file(limits={"G2": {"info": None, "warn": None}})) == Limits(error=30)


def test_the_last_limit_wins_and_says_whose_it_is():
    places = (
        file(limits={"G2": {"error": 50.0, "info": None}}),
        option(limits={"second-rule": {"error": 60.0}}),
    )
    (one,) = (one for one in policy(*places).selected if one.rule.id == "G2")
    assert one.rule.limits == Limits(warn=2, error=60.0)
    assert one.limits == {
        "info": Said(None, "file"),
        "warn": Said(2, "rule"),
        "error": Said(60.0, "option"),
    }


def test_a_rule_without_limits_is_chosen_but_not_checked():
    found = policy(file(limits={"G1": {"error": None}}))
    assert [one.rule.id for one in found.selected] == ["G1", "G2"]
    assert [rule.id for rule in found.rules] == ["G2"]


def test_limits_of_rules_that_are_not_chosen_choose_nothing():
    assert set(chosen(file(limits={"H1": {"error": 1.0}}))) == {"G1", "G2"}


def test_limits_of_an_unknown_rule():
    with pytest.raises(UsageError, match=r"^file: limits: there is no rule 'second-rul'; did you"):
        policy(file(limits={"second-rul": {"error": 1.0}}))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"error": 1.5}, Limits(info=1, error=1.5)),
        ({"error": 0.5}, Limits(error=0.5)),
        ({"warn": 0.0}, Limits(warn=0.0, error=30)),
        ({"warn": 0.5, "error": 0.5}, Limits(warn=0.5, error=0.5)),
        ({"info": 2.0}, Limits(info=2.0, warn=2, error=30)),
    ],
)
def test_a_rules_own_limit_gives_way_to_a_stricter_one_of_a_worse_level(changes, found):
    assert limits("G2", file(limits={"G2": changes})) == found


def test_who_made_a_limit_give_way():
    places = (file(limits={"G2": {"warn": 1.5}}), option(limits={"G2": {"error": 0.5, "warn": 0}}))
    (one,) = (one for one in policy(*places).selected if one.rule.id == "G2")
    assert one.limits["info"] == Said(None, "option")


@pytest.mark.parametrize(
    ("places", "message"),
    [
        ((file(limits={"G2": {"warn": 31.0}}),), r"^file: .*'error' is 30 \(rule\), below 'warn'"),
        (
            (file(limits={"G2": {"warn": 5.0}}), option(limits={"G2": {"error": 4.0}})),
            r"^option: .*'error' is 4.0 \(option\), below 'warn', 5.0 \(file\): set both",
        ),
        ((file(limits={"G2": {"info": 9, "error": 8}}),), r"^file: .* of G2: 'warn' is 2"),
    ],
)
def test_a_worse_level_has_the_higher_limit(places, message):
    with pytest.raises(UsageError, match=message):
        policy(*places)


def test_a_budget_chooses_its_rule_and_sets_the_limit_of_an_error():
    found = policy(file(budgets={"params": 1000}))
    assert [rule.id for rule in found.rules] == ["G1", "G2", "B1"]
    assert found.rules[-1].limits == Limits(error=1000)
    assert found.selected[-1].source == "file"
    assert found.selected[-1].limits == {"error": Said(1000, "file")}


def test_the_last_budget_wins():
    places = (file(budgets={"params": 1000, "depth": 5}), option(budgets={"params": 2000}))
    assert limits("B1", *places) == Limits(error=2000)
    assert limits("B2", *places) == Limits(error=5)


def test_a_budget_within_the_budget_deck():
    found = policy(file(deck=("budget",), budgets={"depth": 5}))
    assert [one.rule.id for one in found.selected] == ["B1", "B2"]
    assert [rule.id for rule in found.rules] == ["B2"]


def test_a_budget_stays_in_force_where_a_later_place_selects():
    budget = file(budgets={"params": 1000})
    assert chosen(budget, option(select=("G1",))) == {"B1": "file", "G1": "option"}
    assert limits("B1", budget, option(select=("G1",))) == Limits(error=1000)
    assert "B1" in chosen(file(select=("G1",), budgets={"params": 1000}))
    assert "B1" not in chosen(file(deck=("budget",)), option(select=("B2",)))


def test_only_ignore_and_false_end_a_budget():
    budget = file(budgets={"params": 1000})
    assert "B1" not in chosen(budget, option(ignore=("max-params",)))
    assert "B1" not in chosen(budget, file(ignore=("B1",)), option(select=("G1",)))
    off = policy(budget, option(budgets={"params": None}))
    assert [rule.id for rule in off.rules] == ["G1", "G2"]
    assert off.selected[-1].limits == {"error": Said(None, "option")}
    assert "B1" not in chosen(file(budgets={"params": None}))


def test_a_budget_and_a_limit_of_its_rule_contradict_each_other():
    said = {"budgets": {"params": 5}, "limits": {"max-params": {"error": None}}}
    with pytest.raises(UsageError, match=r"^--max-params and --limit B1.error set the same limit"):
        policy(option(**said))
    with pytest.raises(UsageError, match=r"^file: budgets.params and limits.B1.error set the same"):
        policy(file(**said))
    assert limits("B1", file(limits={"B1": {"error": None}}), option(budgets={"params": 5})) == (
        Limits(error=5)
    )
    both = {"budgets": {"params": 5}, "limits": {"B1": {"warn": 4}}}
    assert limits("B1", option(**both)) == Limits(warn=4, error=5)


def test_limits_are_spelt_as_budgets_are():
    assert limits("B1", file(deck=("budget",), limits={"B1": {"error": "1.5k"}})) == (
        Limits(error=1500)
    )


@pytest.mark.parametrize(
    ("unit", "text", "message"),
    [
        ("parameters", "4MiB", "must be a number such as 1500000"),
        ("bytes", "4M", "must be a number of bytes, or a size"),
        ("ratio", "4k", "must be a number: what is measured is a ratio, not '4k'"),
        ("share", "4k", "must be a number: what is measured is a share, not '4k'"),
    ],
)
def test_a_limit_in_another_unit(rules, unit, text, message):
    write_deck(rules / "own", t=rule_text("T1", "own-rule", unit=unit))
    with pytest.raises(UsageError, match=f"^--limit: T1.error {message}"):
        policy(option(deck=("own",), limits={"T1": {"error": text}}))
    with pytest.raises(UsageError, match=f"^file: limits: T1.error {message}"):
        policy(file(deck=("own",), limits={"T1": {"error": text}}))


def test_limits_of_rules_that_are_not_in_force_are_known():
    places = (file(limits={"clean-one": {"error": 1.0}, "G1": {"error": 5}}),)
    assert policy(*places).idle == {("H1", "file")}
    assert ("G1", "file") in policy(*places).heeded
    assert policy(*places, option(extend_select=("H1",))).idle == frozenset()


@pytest.mark.parametrize(
    "said",
    [
        {"select": ("G9",)},
        {"extend_select": ("G9",)},
        {"ignore": ("G9",)},
        {"limits": {"G9": {"warn": 1}}},
        {"limits": {"G1": {"warn": "1KiB"}}},
    ],
)
def test_names_are_checked_also_where_a_place_holds_for_no_model(said):
    library = library_for(())
    with pytest.raises(UsageError, match=r"^file: "):
        check_names(library, file(**said))
    check_names(library, file(ignore=("G1",), limits={"G1": {"warn": 100}}))


def test_a_deck_without_the_budgets_rule():
    with pytest.raises(DeckError, match="'budget' has no rule 'max-file-size'"):
        policy(file(budgets={"file-size": 1}))


def test_chosen_rules_do_not_share_an_id(tmp_path):
    write_deck(tmp_path / "own", t=rule_text("H1", "own-rule"))
    own = Choices("file", folder=tmp_path, deck=("./own",))
    assert chosen(own) == {"H1": "file"}
    with pytest.raises(DeckError, match="'H1' is taken by"):
        policy(own, option(extend_select=("clean-*",)))


def test_the_gate():
    found = policy(file(fail_on="info"), option(allow_undecided=True))
    assert found.fail_on == Said(Level.INFO, "file")
    assert found.allow_undecided == Said(True, "option")


def test_relative_decks_start_from_the_working_directory_without_a_folder(tmp_path, monkeypatch):
    write_deck(tmp_path / "own", t=rule_text("T1", "own-rule"))
    monkeypatch.chdir(tmp_path)
    assert chosen(Choices("option", Path(), deck=("./own",))) == {"T1": "option"}


def test_the_rules_about_waivers_are_in_force_where_there_are_some(rules):
    add_waiver_rules(rules)
    waivers = (Waiver("w", "G1", ("*",)),)
    found = policy(file(waivers=waivers))
    assert [rule.id for rule in found.waiver_rules] == ["W1", "W2", "W3", "W4"]
    assert [rule.id for rule in found.rules] == ["G1", "G2"], "they look at no network"
    assert policy(file()).waiver_rules == ()


def test_they_stay_whatever_is_selected_later_and_can_be_switched_off(rules):
    add_waiver_rules(rules)
    waivers = (Waiver("w", "G1", ("*",)),)
    found = policy(file(waivers=waivers), option(select=("G2",)))
    assert {rule.id for rule in found.rules + found.waiver_rules} == {"G2", "W1", "W2", "W3", "W4"}
    found = policy(file(waivers=waivers, ignore=("W3",)), option(limits={"W1": {"error": None}}))
    assert [rule.id for rule in found.waiver_rules] == ["W2", "W4"]
