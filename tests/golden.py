"""Whole outputs, kept in `tests/data`.

`UPDATE_GOLDEN=1 python -m pytest` writes them anew; the difference is for review.
"""

from __future__ import annotations

import os

from tests.networks import DATA


def assert_golden(name: str, text: str) -> None:
    """Compares a whole output with the one that is kept."""
    file = DATA / name
    if os.environ.get("UPDATE_GOLDEN") == "1":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
