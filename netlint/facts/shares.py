"""Parts of a whole."""

from __future__ import annotations


def share(part: float | None, whole: float | None) -> float | None:
    """A part's share of a whole, 0 to 1; None where one is unknown; nothing is 0 of nothing."""
    if part is None or whole is None:
        return None
    if part == 0:
        return 0.0
    return part / whole if whole else None
