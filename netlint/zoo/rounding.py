"""Whole numbers of channels for scaled networks."""

from __future__ import annotations


def near_multiple(value: float, divisor: int) -> int:
    """The multiple of a divisor that is nearest to a number of channels.

    At least the divisor, the larger of two that are as near, and never below 90 % of the number:
    the rule of MobileNet V2's own code (tensorflow/models, slim), which GhostNet's and PP-LCNet's
    follow.
    """
    nearest = max(divisor, int(value + divisor / 2) // divisor * divisor)
    return nearest if nearest >= 0.9 * value else nearest + divisor
