"""What a check found, written down and read again; and texts that are no such thing."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest

from netlint import records
from netlint.findings import Finding, Forecast
from netlint.records import RecordError, inspection_from, record_of
from netlint.subjects import Subject
from tests.writers.checking import TOTAL, WIDE, all_undecided, finding, inspection, mixed, priced


@pytest.mark.parametrize(
    "made",
    [
        mixed(),
        inspection(),
        all_undecided(3),
        inspection(finding("\udcff\n\u202e", figure=float("inf"), cost_share=0.1 + 0.2)),
        priced(),
        replace(inspection(), forecast=Forecast("mcu")),
        inspection(finding(rule=TOTAL, fingerprint="f" * 64), finding(layers=("a", "b"))),
    ],
)
def test_what_is_read_again_is_what_was_written(made):
    record = record_of(made)
    assert record.isascii()
    assert "\n" not in record
    assert inspection_from(record, made.rules) == made


def test_every_member_is_written_but_what_is_laid_on_later():
    laid_on = {"waiver", "known", "was"}
    assert set(records._FINDING) | laid_on | {"rule"} == {f.name for f in fields(Finding)}
    assert list(records._FORECAST) == [f.name for f in fields(Forecast)]
    assert set(records._SUBJECT) | {"coverage"} == {f.name for f in fields(Subject)}


def changed(**members) -> str:
    """A record with some members of its first finding changed."""
    content = json.loads(record_of(inspection(finding())))
    order = ["rule", *records._FINDING]
    for name, value in members.items():
        content["findings"][0][order.index(name)] = value
    return json.dumps(content)


def test_the_changes_are_of_a_record_that_is_right():
    assert inspection_from(changed(), (WIDE,)) == inspection(finding(), rules=(WIDE,))


@pytest.mark.parametrize(
    "members",
    [
        {"price": [1.0, 2.0]},
        {"price": [1.0, 2.0, 3.0]},
        {"price": 1.0},
        {"price": ["1", 2.0, "a-chip"]},
        {"rule": 3},
        {"rule": -1},
        {"rule": True},
        {"rule": "0"},
        {"level": 9},
        {"level": "error"},
        {"where": None},
        {"layers": "stem"},
        {"layers": [1]},
        {"figure": "1"},
        {"figure": True},
        {"limit": []},
        {"cost_bytes": 1.5},
        {"missing": {}},
        {"fingerprint": 0},
    ],
)
def test_a_member_of_another_kind_is_refused(members):
    with pytest.raises(RecordError):
        inspection_from(changed(**members), (WIDE, WIDE, WIDE))


NONE = ("", "null", "[]", "{}", "{", '{"findings": 1}', '{"findings": [[0]]}')


@pytest.mark.parametrize("text", [*NONE, "[" * 100_000, "9" * 9999])
def test_what_is_no_record_is_refused(text):
    with pytest.raises(RecordError):
        inspection_from(text, (WIDE,))


@pytest.mark.parametrize("name", ["subject", "layers", "params", "findings"])
def test_a_record_that_lacks_a_part_is_refused(name):
    content = json.loads(record_of(mixed()))
    for broken in ({k: v for k, v in content.items() if k != name}, {**content, name: None}):
        with pytest.raises(RecordError):
            inspection_from(json.dumps(broken), mixed().rules)


def test_a_record_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(records, "MOST_BYTES", 100)
    with pytest.raises(RecordError, match="too long"):
        inspection_from(record_of(mixed()), mixed().rules)
