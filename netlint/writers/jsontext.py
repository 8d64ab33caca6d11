"""JSON that stays legible: a member a line, and in its lists a row a line.

The C encoder, which `indent` would switch off, writes each line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence


def members_of(table: Mapping[str, object]) -> list[str]:
    """Every member of an object as a text of its own."""
    return [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in table.items()]


def rows_of(key: str, rows: Sequence[Mapping[str, object]]) -> str:
    """A member that is a list of objects, one a line; `[]` where there are none."""
    return f'"{key}": [{lines_of(rows)}]'


def lines_of(rows: Sequence[Mapping[str, object]]) -> str:
    """The inside of a list of objects, one a line."""
    encode = json.JSONEncoder(check_circular=False).encode
    return ",".join("\n" + encode(row) for row in rows) + "\n" * bool(rows)
