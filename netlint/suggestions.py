"""The nearest right word for a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """`; did you mean 'limits'?`, or nothing where no known word is near.

    Args:
        word: what was written.
        known: the right words.
        cutoff: how near a word has to be, 0 (anything) to 1 (the same).
    """
    near = get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return f"; did you mean {near[0]!r}?" if near else ""
