"""The keys of a rule file: what is checked when one is read, and the JSON Schema for editors.

Both come from the same tables, so that neither can say what the other does not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netlint.errors import NetlintError
from netlint.facts.registry import SCOPES
from netlint.suggestions import did_you_mean
from netlint.units import UNITS

_TEXT = {"type": "string", "minLength": 1, "maxLength": 4000}
_WORDS = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 400}}
_NUMBER = {"type": "number"}
_PYTHON: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_CALLED = {"object": "table", "array": "list", "string": "text"}
EXPECTED = ("silent", "info", "warning", "error", "undecided")
MOST_EXAMPLES = 100
_LARGEST = 1e100
"""Bounds what arithmetic with a number of a rule file can come to."""


class DeckError(NetlintError):
    """A deck or a rule file that cannot be followed; the message names file and place."""


@dataclass(frozen=True, slots=True)
class Field:
    """A key of a table.

    Attributes:
        name: the key.
        about: one line of documentation.
        schema: what its value must be: a JSON Schema.
        required: whether it has to be there.
    """

    name: str
    about: str
    schema: Mapping[str, Any]
    required: bool = True


LIMIT_FIELDS = (
    Field("info", "The figure above which the rule remarks.", _NUMBER, required=False),
    Field("warn", "The figure above which it warns.", _NUMBER, required=False),
    Field("error", "The figure above which it is an error.", _NUMBER, required=False),
)
EXAMPLE_FIELDS = (
    Field("about", "What the case is, for readers.", _TEXT),
    Field("expect", "What the rule has to say of it.", {"type": "string", "enum": list(EXPECTED)}),
    Field(
        "columns",
        "A row of the columns that the rule names.",
        {"type": "object", "additionalProperties": {"type": ["number", "string", "boolean"]}},
        required=False,
    ),
    Field("missing", "Columns of the row whose value is missing.", _WORDS, required=False),
    Field(
        "layers",
        "A small network: Keras layers by class and settings, each reading the one before "
        "unless `inputs` names others.",
        {"type": "array", "items": {"type": "object"}, "minItems": 1, "maxItems": 200},
        required=False,
    ),
    Field("at", "Where in the network it speaks.", _WORDS, required=False),
    Field("limits", "Limits instead of the rule's own.", {"type": "object"}, required=False),
    Field("figure", "What the measure yields.", _NUMBER, required=False),
)
RULE_FIELDS = (
    Field(
        "id",
        "Short and unique, for instance `G1`.",
        {"type": "string", "pattern": "^[A-Z]{1,8}[0-9]{1,4}[a-z]?$"},
    ),
    Field(
        "name",
        "In words joined by hyphens, unique too.",
        {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "maxLength": 60},
    ),
    Field("summary", "What it says, in one sentence.", _TEXT),
    Field("since", "The version that brought it.", _TEXT),
    Field(
        "status",
        "Preview rules may change.",
        {"type": "string", "enum": ["stable", "preview", "deprecated"]},
    ),
    Field("tags", "Words to select it by.", _WORDS),
    Field("scope", "What it looks at.", {"type": "string", "enum": list(SCOPES)}),
    Field("where", "Which of them: an expression that yields a flag.", _TEXT, required=False),
    Field("measure", "The figure: an expression that yields a number.", _TEXT),
    Field("unit", "The figure's unit.", {"type": "string", "enum": sorted(UNITS)}),
    Field("limits", "The figures above which it speaks.", {"type": "object"}),
    Field(
        "cost",
        "Bytes of memory access that a finding costs: an expression that yields a number.",
        _TEXT,
        required=False,
    ),
    Field(
        "on_missing",
        "Whether a missing figure is undecided (default), which fails a gate, or passes.",
        {"type": "string", "enum": ["undecided", "skip"]},
        required=False,
    ),
    Field("message", "What a finding says; `{column}` stands for a figure.", _TEXT),
    Field("fix", "What to change; `{column}` stands for a figure.", _TEXT),
    Field("rationale", "Why it is a rule.", _TEXT),
    Field("evidence", "What was measured, and where.", _TEXT, required=False),
    Field("reference", "Where to read on.", _WORDS),
    Field(
        "example",
        "Cases with what the rule has to say of them: its tests.",
        {
            "type": "array",
            "items": {"type": "object"},
            "minItems": 2,
            "maxItems": MOST_EXAMPLES,
        },
    ),
)


def checked(table: Any, fields: Sequence[Field], place: str) -> dict[str, Any]:
    """A table whose keys and values are what the fields say.

    Args:
        table: what the file holds.
        fields: the keys there are.
        place: the file and where in it, for messages.

    Raises:
        DeckError: a key is unknown or missing, or a value is not what it must be.
    """
    if not isinstance(table, dict):
        raise DeckError(f"{place}: must be a table")
    known = {field.name: field for field in fields}
    for key, value in table.items():
        if key not in known:
            raise DeckError(f"{place}: unknown key {key!r}{did_you_mean(key, known, 0.0)}")
        problem = _problem(value, known[key].schema)
        if problem:
            raise DeckError(f"{place}: {key!r} {problem}")
    for field in fields:
        if field.required and field.name not in table:
            raise DeckError(f"{place}: lacks {field.name!r}: {field.about}")
    return table


def _problem(value: Any, schema: Mapping[str, Any]) -> str:
    """What is wrong with a value; empty for nothing."""
    wanted = schema.get("type", [])
    names = [wanted] if isinstance(wanted, str) else wanted
    if names and not any(_is(value, name) for name in names):
        return f"must be a {' or '.join(_CALLED.get(name, name) for name in names)}"
    if isinstance(value, int | float) and not abs(value) <= _LARGEST:  # nan is neither
        return f"must be a number of at most {_LARGEST:g}"
    if "enum" in schema and value not in schema["enum"]:
        near = did_you_mean(value, schema["enum"])
        return f"must be one of {', '.join(schema['enum'])}, not {value!r}{near}"
    if "pattern" in schema and not re.fullmatch(schema["pattern"], value):
        return f"{value!r} does not match {schema['pattern']}"
    size = len(value) if isinstance(value, str | list) else None
    if size is not None:
        least = schema.get("minLength", schema.get("minItems", 0))
        most = schema.get("maxLength", schema.get("maxItems", size))
        if not least <= size <= most:
            return f"is too {'short' if size < least else 'long'}: {least} to {most:,} at most"
    inner = value if isinstance(value, list) else []
    inner_schema = schema.get("items")
    if isinstance(value, dict):
        inner, inner_schema = list(value.values()), schema.get("additionalProperties")
    if inner_schema is None:  # anything: no need to go as deep as it is nested
        return ""
    return next((f"holds what {p}" for p in (_problem(i, inner_schema) for i in inner) if p), "")


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _PYTHON[name])


def rule_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a rule file."""
    schema = _table_schema(RULE_FIELDS)
    limits, example = _table_schema(LIMIT_FIELDS), _table_schema(EXAMPLE_FIELDS)
    schema["properties"]["limits"] |= limits
    example["properties"]["limits"] |= limits
    schema["properties"]["example"]["items"] = example
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A netlint rule",
        **schema,
    }


def _table_schema(fields: Sequence[Field]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            field.name: {"description": field.about, **field.schema} for field in fields
        },
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }
