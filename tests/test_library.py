"""The rules there are, and which of them a pattern means."""

from __future__ import annotations

import pytest

from netlint.decks.fields import DeckError
from netlint.errors import UsageError
from netlint.library import Library
from tests.rulebook import built_in, rule_text, write_deck


@pytest.fixture(autouse=True)
def rules(tmp_path, monkeypatch):
    return built_in(monkeypatch, tmp_path / "rules")


@pytest.fixture
def library():
    return Library(["shufflenetv2"])


def ids(rules):
    return [rule.id for rule in rules]


def test_only_the_decks_in_force_are_read(rules):
    write_deck(rules / "hygiene", broken="id = 1")
    assert ids(Library(["shufflenetv2"]).rules) == ["G1", "G2"]
    with pytest.raises(DeckError, match=r"broken.toml"):
        list(Library(["shufflenetv2"]).every())


def test_relative_decks_start_from_the_folder(tmp_path):
    write_deck(tmp_path / "own", t=rule_text("T1", "own-rule"))
    assert ids(Library(["./own"], tmp_path).rules) == ["T1"]
    with pytest.raises(DeckError, match="is not there"):
        Library(["./own"], tmp_path / "elsewhere")


def test_every_rule(library):
    assert ids(library.every()) == ["G1", "G2", "B1", "B2", "H1", "H2"]
    assert ids(Library(["hygiene"]).every()) == ["H1", "H2", "B1", "B2", "G1", "G2"]


def test_a_deck_read_by_its_path_stands_once(rules):
    library = Library([str(rules / "hygiene")])
    assert sorted(ids(library.every())) == ["B1", "B2", "G1", "G2", "H1", "H2"]


def test_a_built_in_deck(library):
    assert ids(library.built_in("hygiene")) == ["H1", "H2"]
    assert ids(library.built_in("shufflenetv2")) == ["G1", "G2"]
    with pytest.raises(DeckError, match="there is no deck 'hygeine'; did you mean 'hygiene'"):
        library.built_in("hygeine")


def test_a_rule_by_id_or_name_also_of_other_decks(library):
    assert library.rule("G2") is library.rule("second-rule")
    assert library.rule("clean-one").id == "H1"


@pytest.mark.parametrize(
    ("word", "near"), [("G9", "G"), ("secnd-rule", "'second-rule'"), ("clean-too", "'clean-two'")]
)
def test_an_unknown_rule_names_the_nearest(library, word, near):
    with pytest.raises(UsageError, match=f"there is no rule {word!r}; did you mean '?{near}"):
        library.rule(word)
    with pytest.raises(UsageError, match=r"^here: there is no rule"):
        library.rule(word, "here")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("G1", ["G1"]),
        ("first-rule", ["G1"]),
        ("small", ["G1", "G2"]),
        ("shufflenetv2", ["G1", "G2"]),
        ("G*", ["G1", "G2"]),
        ("*-rule", ["G1", "G2"]),
        ("wide", ["G2"]),
        ("H*", ["H1", "H2"]),
        ("hygiene", ["H1", "H2"]),
        ("clean-[ab]*", None),
        ("g1", None),
    ],
)
def test_patterns(library, pattern, found):
    if found is None:
        with pytest.raises(UsageError, match=r"^here: .* matches no rule"):
            library.matching(pattern, "here")
    else:
        assert ids(library.matching(pattern, "here")) == found


def test_wide_patterns_reach_built_in_decks_too(library):
    assert ids(library.matching("wide", "here", wide=True)) == ["G2", "H1"]
    assert ids(library.matching("*", "here", wide=True)) == ["G1", "G2", "B1", "B2", "H1", "H2"]


def test_an_exact_name_reads_no_other_deck(library, rules):
    write_deck(rules / "hygiene", broken="id = 1")
    assert ids(library.matching("G1", "here", wide=True)) == ["G1"]
    assert ids(library.matching("budget", "here", wide=True)) == ["B1", "B2"]


def test_a_deck_of_ones_own_by_its_folder(tmp_path):
    write_deck(tmp_path / "decks" / "our-npu", t=rule_text("T1", "own-rule"))
    library = Library(["./decks/our-npu"], tmp_path)
    for pattern in ("our-npu", "./decks/our-npu"):
        assert ids(library.matching(pattern, "here")) == ["T1"]


@pytest.mark.parametrize(
    ("pattern", "near"),
    [("smal", "small"), ("hygine", "hygiene"), ("frist-rule", "first-rule"), ("clean-on", "clean")],
)
def test_a_pattern_that_matches_nothing_names_the_nearest(library, pattern, near):
    with pytest.raises(UsageError, match=f"matches no rule; did you mean '{near}"):
        library.matching(pattern, "here")
