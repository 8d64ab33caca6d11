"""What an author of a rule probably meant, added to what is wrong with it."""

from __future__ import annotations

import re

from netlint.facts.registry import SCOPES, Scope, columns_of

_NO_COLUMN = re.compile(r"(['{](\w{1,60})['}](?: at character \d+)? is no column)\b[^;]*(;.*)?")
_TEXTS = re.compile(r"'[^']*'|\"[^\"]*\"")
_LONE_EQUAL = re.compile(r"(?<![=!<>:])=(?!=)")


def explained(problem: str, scope: Scope, written: str = "") -> str:
    """A problem with what it probably comes from, where that can be told.

    Args:
        problem: what the language of rules says.
        scope: the rule's.
        written: the expression; empty where it is none.
    """
    missing = _NO_COLUMN.fullmatch(problem)
    if missing is not None:
        others = other_scopes(missing[2], scope)
        return f"{missing[1]} of this scope{others}" if others else problem
    if "is no expression" in problem and _LONE_EQUAL.search(_TEXTS.sub("", written)):
        return f"{problem}; to compare write =="
    return problem


def other_scopes(name: str, scope: Scope) -> str:
    """`; it is a column of the scope block`, or nothing where no other scope has it."""
    others = [other for other in SCOPES if other != scope and name in columns_of(other)]
    return f"; it is a column of the scope {' and of '.join(others)}" if others else ""
