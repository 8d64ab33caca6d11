"""Baselines as files: JSON, schema `netlint-baseline/1`, one finding a line.

Described by `baseline-1.schema.json` in `netlint/writers`. A file is untrusted: bounded in
size, and each value is checked before it is used.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from netlint.baseline import Baseline, Known
from netlint.choices import LEVELS
from netlint.errors import UsageError
from netlint.tomlfiles import content_of
from netlint.writers.jsontext import members_of, rows_of

SCHEMA = "netlint-baseline/1"
_MOST_BYTES = 64 << 20
_LONGEST = 100_000
_KEYS = {"model", "rule", "layer", "level", "figure", "limit", "fingerprint"}


def baseline_text(baseline: Baseline) -> str:
    """The baseline as a file holds it.

    Raises:
        UsageError: it is larger than what is read.
    """
    rows = rows_of("findings", [_row(entry) for entry in baseline.entries])
    text = "{\n" + ",\n".join([*members_of({"schema": SCHEMA}), rows]) + "\n}\n"
    if len(text) > _MOST_BYTES:
        raise UsageError(
            f"the baseline would be larger than {_MOST_BYTES:,} bytes: select fewer rules, or "
            "write one for fewer models"
        )
    return text


def load_baseline(file: Path) -> Baseline:
    """Reads a baseline.

    Raises:
        UsageError: there is none, or it is none that this version wrote.
    """
    if not file.exists() and not file.is_symlink():
        raise UsageError(f"{file}: there is no such file (--write-baseline FILE writes one)")
    content = content_of(file, _MOST_BYTES, UsageError)
    document = _document(file, content)
    entries = document["findings"]
    found = tuple(
        _entry(entry, f"{file}: finding {number}") for number, entry in enumerate(entries, 1)
    )
    _refuse_twins(file, found)
    return Baseline(found)


def _row(entry: Known) -> dict[str, object]:
    row = asdict(entry)
    return {"layer" if key == "place" else key: value for key, value in row.items()}


def _document(file: Path, content: bytes) -> dict[str, Any]:
    def refuse(constant: str) -> NoReturn:
        raise ValueError(f"{constant} is no number")

    try:
        document = json.loads(content.decode("utf-8"), parse_constant=refuse)
    except RecursionError:
        raise UsageError(f"{file}: is nested too deeply") from None
    except ValueError as error:
        raise UsageError(f"{file}: is not a baseline: {error}") from None
    if not isinstance(document, dict) or not isinstance(document.get("findings"), list):
        raise UsageError(f"{file}: is not a baseline: it holds no list of findings")
    if document.get("schema") != SCHEMA:
        raise UsageError(
            f"{file}: is not a baseline of this version of netlint: 'schema' must be {SCHEMA!r}"
        )
    return document


def _entry(entry: Any, place: str) -> Known:
    if not isinstance(entry, dict) or entry.keys() != _KEYS:
        raise UsageError(f"{place}: must have the keys {', '.join(sorted(_KEYS))}")
    for key in ("model", "rule", "layer", "level", "fingerprint"):
        if not isinstance(entry[key], str) or len(entry[key]) > _LONGEST:
            raise UsageError(f"{place}: {key!r} must be a text")
    if entry["level"] not in LEVELS:
        raise UsageError(f"{place}: 'level' must be one of {', '.join(LEVELS)}")
    for key in ("figure", "limit"):
        if not _is_figure(entry[key]):
            raise UsageError(f"{place}: {key!r} must be a number or null")
    return Known(place=entry.pop("layer"), **entry)


def _is_figure(value: Any) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return math.isfinite(value)
        except OverflowError:  # a whole number beyond all floats
            return False
    return value is None


def _refuse_twins(file: Path, entries: tuple[Known, ...]) -> None:
    seen: set[tuple[str, str, str]] = set()
    for number, entry in enumerate(entries, 1):
        key = (entry.model, entry.rule, entry.place)
        if key in seen:
            raise UsageError(
                f"{file}: finding {number} stands twice ({entry.rule} at {entry.place!r}): leave "
                "one out, or write the baseline anew"
            )
        seen.add(key)
