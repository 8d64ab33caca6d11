"""The keys of a rule file: what is checked when one is read, and the JSON Schema for editors.

Both come from the same tables, so that neither can say what the other does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netlint.decks.places import Place
from netlint.errors import NetlintError
from netlint.facts.registry import SCOPES
from netlint.suggestions import did_you_mean
from netlint.units import UNITS

_TEXT = {"type": "string", "minLength": 1, "maxLength": 4000}
_EXPRESSION = {"type": "string", "minLength": 1, "maxLength": 1000}  # as the language says
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
_EXPECTED = ("silent", "info", "warning", "error", "undecided")
_MOST_EXAMPLES = 100
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
    Field("expect", "What the rule has to say of it.", {"type": "string", "enum": list(_EXPECTED)}),
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
    Field("where", "Which of them: an expression that yields a flag.", _EXPRESSION, required=False),
    Field("measure", "The figure: an expression that yields a number.", _EXPRESSION),
    Field(
        "lower_bound",
        "A number that the figure is at least, for networks where the figure is missing.",
        _EXPRESSION,
        required=False,
    ),
    Field("unit", "The figure's unit.", {"type": "string", "enum": sorted(UNITS)}),
    Field("limits", "The figures above which it speaks.", {"type": "object"}),
    Field(
        "cost",
        "Bytes of memory access that a finding costs: an expression that yields a number.",
        _EXPRESSION,
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
            "maxItems": _MOST_EXAMPLES,
        },
    ),
)


def checked(table: Any, fields: Sequence[Field], place: Place) -> dict[str, Any]:
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
            near = did_you_mean(key, known) or f" (keys: {', '.join(known)})"
            raise DeckError(f"{place.key(key)}: unknown key {key!r}{near}")
        problem = _problem(value, known[key].schema)
        if problem:
            raise DeckError(f"{place.key(key)}: {key!r}{problem}")
    for field in fields:
        if field.required and field.name not in table:
            raise DeckError(f"{place}: lacks {field.name!r}: {field.about}")
    return table


def _problem(value: Any, schema: Mapping[str, Any]) -> str:
    """What is wrong with a value, to follow its name; empty for nothing."""
    wanted = schema.get("type", [])
    names = [wanted] if isinstance(wanted, str) else wanted
    if names and not any(_is(value, name) for name in names):
        return f" must be a {' or '.join(_CALLED.get(name, name) for name in names)}"
    if isinstance(value, int | float) and not abs(value) <= _LARGEST:  # nan is neither
        return f" must be a number of at most {_LARGEST:g}"
    if "enum" in schema and value not in schema["enum"]:
        near = did_you_mean(value, schema["enum"])
        return f" must be one of {', '.join(schema['enum'])}, not {value!r}{near}"
    if "pattern" in schema and not re.fullmatch(schema["pattern"], value):
        return f" {value!r} does not match {schema['pattern']}"
    return _size_problem(value, schema) or _inner_problem(value, schema)


def _size_problem(value: Any, schema: Mapping[str, Any]) -> str:
    """What is wrong with the length of a text or a list."""
    if not isinstance(value, str | list):
        return ""
    least = schema.get("minLength", schema.get("minItems", 0))
    most = schema.get("maxLength", schema.get("maxItems", len(value)))
    things = "character" if isinstance(value, str) else "entry"
    if len(value) < least:
        return f" needs at least {_several(least, things)}"
    return f" has more than {_several(most, things)}" if len(value) > most else ""


def _several(count: int, thing: str) -> str:
    if count == 1:
        return f"1 {thing}"
    return f"{count:,} {'entries' if thing == 'entry' else thing + 's'}"


def _inner_problem(value: Any, schema: Mapping[str, Any]) -> str:
    """What is wrong with the first bad entry of a list or a table."""
    inner: Iterable[tuple[str, Any]] = ()
    inner_schema = None
    if isinstance(value, list):
        inner = ((f"entry {number}", entry) for number, entry in enumerate(value, 1))
        inner_schema = schema.get("items")
    elif isinstance(value, dict):
        inner = ((repr(key), entry) for key, entry in value.items())
        inner_schema = schema.get("additionalProperties")
    if inner_schema is None:  # anything: no need to go as deep as it is nested
        return ""
    problems = ((name, _problem(entry, inner_schema)) for name, entry in inner)
    return next((f": {name}{problem}" for name, problem in problems if problem), "")


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
