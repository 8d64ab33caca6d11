"""Patterns of paths: of model files, and of layers in nested models."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

_SIGN = re.compile(r"[*?[]")


def fits(path: str, pattern: str) -> bool:
    """Whether a path matches a pattern.

    `*` and `?` stop at a slash, `**` stands for any folders, also none. A pattern without a
    slash is matched against the last part of the path, in whatever folder that lies.

    Args:
        path: with forward slashes.
        pattern: likewise.
    """
    parts, wanted = path.split("/"), pattern.removeprefix("./").split("/")
    if len(wanted) == 1:
        return fnmatchcase(parts[-1], wanted[0])
    return _matches(parts, wanted)


def fits_one(path: str, patterns: Sequence[str]) -> bool:
    """Whether a path matches one of several patterns."""
    return any(fits(path, pattern) for pattern in patterns)


def pattern_of(path: str) -> str:
    """The pattern that matches a path, whatever signs of patterns are in it."""
    return _SIGN.sub(r"[\g<0>]", path)


def problem_of(pattern: str) -> str:
    """Why a pattern can match nothing; empty where it can."""
    for part in pattern.split("/"):
        if "**" in part and part != "**":
            return "'**' stands for folders, between slashes"
        if "[" in part and "]" not in part[part.index("[") + 2 :]:
            return "'[' lacks its ']'; write '[[]' for the character itself"
    return ""


def _matches(parts: Sequence[str], wanted: Sequence[str]) -> bool:
    """Keeps the numbers of parts that the segments so far can have used up."""
    used = {0}
    for segment in wanted:
        if segment == "**":
            used = set(range(min(used), len(parts) + 1)) if used else used
        else:
            used = {n + 1 for n in used if n < len(parts) and fnmatchcase(parts[n], segment)}
    return len(parts) in used
