"""What a check found in one model, as a text that other processes send and files keep.

JSON, and nothing that runs when it is read. A text from a file is untrusted: it is checked
member by member, and one that is not as it should be is refused as a whole. Rules are named by
their place in those that were checked, waivers and a baseline are no part of it: they are laid on
findings afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from netlint.errors import NetlintError
from netlint.findings import Finding, Forecast, Inspection, Price

if TYPE_CHECKING:
    from netlint.decks.rule import Rule
    from netlint.subjects import Subject

MOST_BYTES = 64 << 20


class RecordError(NetlintError):
    """A text that is no record of a check."""


Check = Callable[[Any], Any]
"""What a member means; RecordError, or any error of Python's, where it is of another kind."""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise RecordError("not a text")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise RecordError("not a list")
    return tuple(map(_text, value))


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise RecordError("not a whole number")
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise RecordError("not a number")
    return value


def _or_none(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def _level(value: Any) -> Any:
    from netlint.decks.rule import Level

    return Level(_whole(value))


def _price(value: Any) -> Price:
    seconds, of, target = value
    return Price(_number(seconds), _number(of), _text(target))


_FINDING: Mapping[str, Check] = MappingProxyType(
    {
        "level": _level,
        "where": _text,
        "index": _whole,
        "layers": _texts,
        "figure": _or_none(_number),
        "limit": _or_none(_number),
        "message": _text,
        "fix": _text,
        "cost_bytes": _or_none(_whole),
        "cost_share": _or_none(_number),
        "price": _or_none(_price),
        "missing": _texts,
        "fingerprint": _text,
    }
)
_SUBJECT: Mapping[str, Check] = MappingProxyType(
    {
        "file": _text,
        "name": _text,
        "framework": _text,
        "warnings": _texts,
        "open_inputs": _texts,
        "unknown_classes": _texts,
    }
)
_FORECAST: Mapping[str, Check] = MappingProxyType(
    {
        "target": _text,
        "seconds": _or_none(_number),
        "unknown": _whole,
    }
)


def record_of(inspection: Inspection) -> str:
    """The record of a check: one line of ASCII."""
    place = {id(rule): number for number, rule in enumerate(inspection.rules)}
    coverage = inspection.subject.coverage
    subject = {name: getattr(inspection.subject, name) for name in _SUBJECT}
    found = [
        [place[id(finding.rule)], *(_plain(getattr(finding, name)) for name in _FINDING)]
        for finding in inspection.findings
    ]
    content = {
        "subject": subject,
        "layers": coverage.layers,
        "params": coverage.params,
        "findings": found,
        "forecast": _plain(inspection.forecast),
    }
    return json.dumps(content, check_circular=False)


def _plain(value: Any) -> Any:
    """A price or a forecast as a list of its members; anything else as it is."""
    return astuple(value) if isinstance(value, Price | Forecast) else value


def inspection_from(record: str, rules: Sequence[Rule]) -> Inspection:
    """What a record says.

    Args:
        record: the text.
        rules: the rules that were checked, in the order in which they were.

    Raises:
        RecordError: it is no record of a check by these rules.
    """
    if len(record) > MOST_BYTES:
        raise RecordError("too long")
    try:
        content = json.loads(record)
        found = tuple(_finding(row, rules) for row in content["findings"])
        forecast = _or_none(_forecast)(content["forecast"])
        return Inspection(_subject(content), tuple(rules), found, forecast=forecast)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise RecordError(f"is no record of a check: {error}") from None


def _finding(row: Any, rules: Sequence[Rule]) -> Finding:
    number, *values = row
    if not 0 <= _whole(number) < len(rules):
        raise RecordError("names no rule")
    members = zip(_FINDING.items(), values, strict=True)
    return Finding(rule=rules[number], **{name: check(value) for (name, check), value in members})


def _forecast(values: Any) -> Forecast:
    members = zip(_FORECAST.items(), values, strict=True)
    return Forecast(**{name: check(value) for (name, check), value in members})


def _subject(content: Any) -> Subject:
    from netlint.report import STATUSES, Coverage
    from netlint.subjects import Subject

    layers = {status: _whole(content["layers"][status]) for status in STATUSES}
    params = {status: _or_none(_number)(content["params"][status]) for status in STATUSES}
    said = content["subject"]
    return Subject(
        coverage=Coverage(layers, params),
        **{name: check(said[name]) for name, check in _SUBJECT.items()},
    )
