"""The keys of a table that people write: what is checked, and the JSON Schema for editors.

Both come from the same descriptions, so that neither can say what the other does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netlint.errors import NetlintError
from netlint.forms.places import Place
from netlint.suggestions import did_you_mean

TEXT = {"type": "string", "minLength": 1, "maxLength": 4000}
WORDS = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 400}}
NUMBER = {"type": "number"}
TABLE = {"type": "object"}
_PYTHON: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_CALLED = {"object": "table", "array": "list", "string": "text"}
_LARGEST = 1e100
"""Bounds what arithmetic with a number of a file can come to."""


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


def checked(
    table: Any, fields: Sequence[Field], place: Place, error: Callable[[str], NetlintError]
) -> dict[str, Any]:
    """A table whose keys and values are what the fields say.

    Args:
        table: what the file holds.
        fields: the keys there are.
        place: the file and where in it, for messages.
        error: what to raise, given a message: a key is unknown or missing, or a value is not
            what it must be.
    """
    if not isinstance(table, dict):
        raise error(f"{place}: must be a table")
    known = {field.name: field for field in fields}
    for key, value in table.items():
        if key not in known:
            near = did_you_mean(key, known) or f" (keys: {', '.join(known)})"
            raise error(f"{place.key(key)}: unknown key {key!r}{near}")
        problem = _problem(value, known[key].schema)
        if problem:
            raise error(f"{place.key(key)}: {key!r}{problem}")
    for field in fields:
        if field.required and field.name not in table:
            raise error(f"{place}: lacks {field.name!r}: {field.about}")
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


def table_schema(fields: Sequence[Field]) -> dict[str, Any]:
    """The JSON Schema of a table with these keys and no others."""
    return {
        "type": "object",
        "properties": {
            field.name: {"description": field.about, **field.schema} for field in fields
        },
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }
