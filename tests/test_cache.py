"""What was found before: when it is found again, and when not."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path

import platformdirs
import pytest

from netlint import cache as caches
from netlint.cache import Cache, cache_folder
from netlint.decks import built_in_decks, load_decks
from netlint.decks.rule import Limits
from netlint.decks.templates import parse_template
from netlint.records import record_of
from tests.writers.checking import OFF, WIDE, finding, inspection, mixed

MADE = mixed()
RULES = MADE.rules


@pytest.fixture
def model(tmp_path) -> str:
    path = tmp_path / "a.h5"
    path.write_bytes(b"first")
    return str(path)


@pytest.fixture
def cache(cache_dir) -> Cache:
    return Cache(cache_folder(), {"batch": None})


def kept(cache: Cache, model: str, made=MADE, rules=RULES) -> Path:
    """Keeps what was found; the entry's file."""
    key = cache.key(model, rules)
    assert cache.find(key, rules) is None
    cache.keep(key, model, record_of(made))
    return cache._path(key)


def found(cache: Cache, model: str, rules=RULES):
    return cache.find(cache.key(model, rules), rules)


def test_what_was_found_is_found_again(cache, model, cache_dir):
    kept(cache, model)
    assert found(cache, model) == MADE
    assert found(Cache(cache_folder(), {"batch": None}), model) == MADE
    os.utime(model, (1, 1))
    assert found(cache, model) == MADE, "a fresh checkout: other times, the same content"


def test_another_content_is_another_model(cache, model):
    kept(cache, model)
    status = Path(model).stat()
    Path(model).write_bytes(b"other")
    os.utime(model, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert found(cache, model) is None


def test_another_path_another_reading_another_netlint(cache, model, tmp_path, monkeypatch):
    kept(cache, model)
    copy = tmp_path / "b.h5"
    copy.write_bytes(b"first")
    assert found(cache, str(copy)) is None, "columns may look at the name"
    assert found(Cache(cache_folder(), {"batch": 2}), model) is None
    monkeypatch.setattr(caches, "__version__", "9")
    assert found(Cache(cache_folder(), {"batch": None}), model) is None


def test_a_checkout_that_is_worked_on_is_another_netlint(model, cache_dir, tmp_path, monkeypatch):
    own = tmp_path / "netlint"
    (own / "__pycache__").mkdir(parents=True)
    (own / "cache.py").write_text("1")
    monkeypatch.setattr(caches, "__file__", str(own / "cache.py"))
    before = caches._own_files()
    (own / "__pycache__" / "cache.pyc").write_text("")
    assert caches._own_files() == before
    (own / ".#cache.py").symlink_to("somebody@somewhere.1234")
    assert caches._own_files() == before
    (own / "cache.py").write_text("11")
    assert caches._own_files() != before


@pytest.mark.parametrize(
    "change",
    [
        {"limits": Limits(error=1)},
        {"measure": replace(WIDE.measure, text="params + 1")},
        {"where": None},
        {"message": parse_template("other", ())},
        {"id": "T7"},
        {"deck": "other"},
        {"unit": "bytes"},
        {"on_missing": "skip"},
        {"price": {}},
        {"price": {"kernels": WIDE.measure}},
    ],
)
def test_other_rules_find_other_things(cache, model, change):
    kept(cache, model, inspection(finding(), rules=(WIDE,)), (WIDE,))
    assert found(cache, model, (replace(WIDE, **change),)) is None
    assert found(cache, model, (WIDE, OFF)) is None
    words = replace(WIDE, rationale="in other words", file=Path("elsewhere.toml"))
    assert found(cache, model, (words,)) == inspection(
        replace(finding(), rule=words), rules=(words,)
    ), "words that no finding holds do not matter"


def test_every_rule_there_is_can_be_told_by_what_it_says(cache, model):
    rules = [rule for deck in load_decks(built_in_decks()) for rule in deck.rules]
    assert len({cache.key(model, (rule,)).name for rule in rules}) == len(rules)


def test_nothing_is_kept_of_what_is_no_file_here(cache, tmp_path):
    assert cache.key("zoo:ghostnet", RULES) is None
    assert cache.key(str(tmp_path / "nothing.h5"), RULES) is None
    assert cache.key(str(tmp_path), RULES) is None
    assert cache.key("a\0b", RULES) is None


def test_a_large_file_is_told_by_its_times_once_it_is_settled(cache, model, monkeypatch):
    monkeypatch.setattr(caches, "_MOST_HASHED", 4)
    assert cache.key(model, RULES) is None, "written this moment, it may change unseen"
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 10)
    kept(cache, model)
    assert found(cache, model) == MADE
    os.utime(model, (1, 1))
    assert found(cache, model) is None


def test_a_file_that_changes_while_it_is_read_is_not_kept(cache, model):
    key = cache.key(model, RULES)
    Path(model).write_bytes(b"second")
    cache.keep(key, model, record_of(MADE))
    Path(model).unlink()
    cache.keep(key, model, record_of(MADE))
    assert cache.find(key, RULES) is None


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def lie(path: Path) -> None:
    content = json.loads(path.read_text())
    content["findings"][0][0] = 99
    path.write_text(json.dumps(content))


@pytest.mark.parametrize(
    "damage",
    [
        cut,
        lie,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"\x80\x04\x95"),
        lambda path: path.write_text("[" * 100_000),
        lambda path: (path.unlink(), path.mkdir()),
        lambda path: (path.unlink(), path.symlink_to(path)),
    ],
)
def test_a_damaged_entry_is_no_entry(cache, model, damage):
    path = kept(cache, model)
    damage(path)
    assert found(cache, model) is None


def test_an_entry_that_is_too_long_is_neither_kept_nor_read(cache, model, monkeypatch):
    path = kept(cache, model)
    monkeypatch.setattr(caches, "MOST_BYTES", 100)
    assert found(cache, model) is None
    path.unlink()
    cache.keep(cache.key(model, RULES), model, record_of(MADE))
    assert not path.exists()


def test_a_folder_that_cannot_be_made_is_no_error(model, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(caches.VARIABLE, str(tmp_path / "file"))
    kept(Cache(cache_folder(), None), model)
    assert found(Cache(cache_folder(), None), model) is None


def test_the_folder_says_what_it_is_and_nothing_of_the_users_is_touched(
    model, tmp_path, monkeypatch
):
    (tmp_path / ".gitignore").write_text("mine")
    monkeypatch.setenv(caches.VARIABLE, str(tmp_path))
    entry = kept(Cache(cache_folder(), None), model)
    assert entry.parent == tmp_path / "checks"
    assert (tmp_path / ".gitignore").read_text() == "mine"
    assert (entry.parent / ".gitignore").read_text() == "*\n"
    first = (entry.parent / "CACHEDIR.TAG").read_text().splitlines()[0]
    assert first == "Signature: 8a477f597d28d172789f06886806bc55"
    assert not list(entry.parent.glob(".netlint-*")), "nothing half written"


def test_without_a_wish_it_is_the_users_cache_folder(monkeypatch):
    monkeypatch.setenv(caches.VARIABLE, "")
    expected = Path(platformdirs.user_cache_dir("netlint", False), "checks")
    assert cache_folder() == expected


def aged(path: Path, days: float) -> Path:
    moment = time.time() - days * 86_400
    os.utime(path, (moment, moment))
    return path


def test_once_a_day_what_was_of_no_use_for_a_month_is_thrown_away(model, cache_dir):
    folder = cache_folder()
    kept(Cache(folder, 0), model)
    old = aged(kept(Cache(folder, 1), model), 31)
    young = aged(kept(Cache(folder, 2), model), 29)
    half = folder / ".netlint-abc"
    foreign = folder / "notes.json"
    for each in (half, foreign):
        each.touch()
        aged(each, 400)
    kept(Cache(folder, 3), model)
    assert old.exists(), "it is not yet time"
    aged(folder / "CACHEDIR.TAG", 2)
    kept(Cache(folder, 4), model)
    assert not old.exists()
    assert not half.exists()
    assert young.exists()
    assert foreign.exists()


def test_the_oldest_are_thrown_away_where_there_are_too_many(model, cache_dir, monkeypatch):
    monkeypatch.setattr(caches, "_MOST_ENTRIES", 2)
    folder = cache_folder()
    entries = [aged(kept(Cache(folder, age), model), age) for age in (5, 1, 3)]
    aged(folder / "CACHEDIR.TAG", 2)
    kept(Cache(folder, "now"), model)
    assert [entry.exists() for entry in entries] == [False, True, True]


def test_what_is_of_use_stays(cache, model):
    entry = aged(kept(cache, model), 20)
    assert found(cache, model) == MADE
    assert time.time() - entry.stat().st_mtime < 100
