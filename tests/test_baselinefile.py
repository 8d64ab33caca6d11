"""Baselines as files: what is written is read, one finding a line, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import netlint.writers
from netlint import baselinefile
from netlint.baseline import Baseline, Known
from netlint.baselinefile import baseline_text, load_baseline
from netlint.errors import UsageError

SCHEMA = json.loads(
    Path(netlint.writers.__file__).with_name("baseline-1.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
ONE = Known("models/a.h5", "G1", "block/conv2d_17", "warning", 1.25, 1.1, "0af")
OPEN = Known("models/a.h5", "G1", "\ud800\n\x1b", "error", None, None, "")
BASELINE = Baseline((ONE, OPEN, Known("zoo:ghostnet", "G4", "", "info", 7, 5, "")))


def load(folder: Path, text: str | bytes) -> Baseline:
    file = folder / "b.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_baseline(file)


def test_what_is_written_is_read(tmp_path):
    assert load(tmp_path, baseline_text(BASELINE)) == BASELINE
    assert load(tmp_path, baseline_text(Baseline())) == Baseline()


def test_one_finding_a_line():
    lines = baseline_text(BASELINE).splitlines()
    assert lines[:3] == ["{", '"schema": "netlint-baseline/1",', '"findings": [']
    assert lines[3] == (
        '{"model": "models/a.h5", "rule": "G1", "layer": "block/conv2d_17", "level": "warning", '
        '"figure": 1.25, "limit": 1.1, "fingerprint": "0af"},'
    )
    assert len(lines) == 3 + 3 + 2


def test_it_obeys_its_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for baseline in (BASELINE, Baseline()):
        VALIDATOR.validate(json.loads(baseline_text(baseline)))
    document = json.loads(baseline_text(BASELINE))
    document["findings"][0]["figure"] = "1"
    assert not VALIDATOR.is_valid(document)


def changed(**changes: object) -> str:
    row = json.loads(baseline_text(Baseline((ONE,))))
    row["findings"][0].update(changes)
    return json.dumps(row)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not a baseline"),
        (b"\xff\xfe", "is not a baseline"),
        ("[" * 100_000, "is nested too deeply"),
        ("[]", "it holds no list of findings"),
        ('{"schema": "netlint-baseline/1", "findings": {}}', "it holds no list of findings"),
        ('{"schema": "netlint-baseline/2", "findings": []}', "must be 'netlint-baseline/1'"),
        ('{"schema": "netlint-check/1", "findings": []}', "is not a baseline of this version"),
        ('{"schema": "netlint-baseline/1", "findings": [1]}', "finding 1: must have the keys"),
        (changed(surprise=1), "finding 1: must have the keys"),
        (changed(rule=1), "finding 1: 'rule' must be a text"),
        (changed(layer="x" * 200_000), "finding 1: 'layer' must be a text"),
        (changed(level="worse"), "'level' must be one of info, warning, error"),
        (changed(figure="1"), "'figure' must be a number or null"),
        (changed(figure=True), "'figure' must be a number or null"),
        (changed(figure=10**400), "'figure' must be a number or null"),
        (changed(limit=[1]), "'limit' must be a number or null"),
        (changed(figure="@").replace('"@"', "1e999"), "'figure' must be a number or null"),
        (changed(figure="@").replace('"@"', "NaN"), "NaN is no number"),
        (changed(figure="@").replace('"@"', "1" * 5000), "is not a baseline"),
        (baseline_text(Baseline((ONE, ONE))), "finding 2 stands twice (G1 at 'block/conv2d_17')"),
    ],
)  # fmt: skip
def test_what_is_no_baseline_is_said_in_one_line(tmp_path, text, said):
    with pytest.raises(UsageError) as error:
        load(tmp_path, text)
    assert said in str(error.value)
    assert str(error.value).startswith(f"{tmp_path / 'b.json'}: ")
    assert "\n" not in str(error.value)


def test_one_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="there is no such file"):
        load_baseline(tmp_path / "no.json")


def test_it_is_bounded(tmp_path, monkeypatch):
    text = baseline_text(BASELINE)
    monkeypatch.setattr(baselinefile, "_MOST_BYTES", 100)
    with pytest.raises(UsageError, match="larger than 100 bytes"):
        load(tmp_path, text)
    with pytest.raises(UsageError, match="would be larger than 100 bytes"):
        baseline_text(BASELINE)
