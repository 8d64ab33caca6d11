"""How much a total may grow, as people write it: `mult_adds=2%,memory_access=0,params=10k`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from netlint.budgets import Quantity, amount
from netlint.errors import UsageError
from netlint.suggestions import did_you_mean

METRICS: MappingProxyType[str, Quantity] = MappingProxyType(
    {
        "mult_adds": "count",
        "flops": "count",
        "params": "count",
        "memory_access": "count",
        "memory_access_bytes": "size",
        "peak_activation_bytes": "size",
        "depth": "count",
        "kernels": "count",
        "layers": "count",
    }
)
"""The totals that can be held, with what they count."""

_PERCENT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?%")


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much a total may grow.

    Attributes:
        metric: one of `METRICS`.
        text: the allowance as it was written.
        amount: by so much; None where it is a share.
        share: by this share of the old total; None where it is an amount.
    """

    metric: str
    text: str
    amount: int | None = None
    share: Fraction | None = None

    def growth(self, old: int) -> Fraction:
        """The most by which a total may grow, in its unit."""
        return Fraction(self.amount or 0) if self.share is None else old * self.share


def allowances(texts: Sequence[str]) -> tuple[Allowance, ...]:
    """What `METRIC=PERCENT%` and `METRIC=AMOUNT` mean, with commas between or several texts.

    Raises:
        UsageError: a metric is not known or named twice, an amount cannot be read.
    """
    found: dict[str, Allowance] = {}
    for word in _words(texts):
        name, equals, value = (part.strip() for part in word.partition("="))
        metric = name.replace("-", "_")
        if metric not in METRICS:
            known = ", ".join(METRICS)
            raise UsageError(
                f"{name!r} is no total that can be held: {known}{did_you_mean(metric, METRICS)}"
            )
        if not equals:
            raise UsageError(f"{word!r} wants how much, as in {metric}=2% or {metric}=0")
        if metric in found:
            raise UsageError(f"{metric} is named twice")
        found[metric] = _allowance(metric, value)
    return tuple(found.values())


def _words(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        for word in text.split(","):
            if not word.strip():
                raise UsageError(f"{text!r}: wants words with commas between, as in mult_adds=2%")
            yield word.strip()


def _allowance(metric: str, value: str) -> Allowance:
    percent = _PERCENT.fullmatch(value)
    if percent is not None:
        return Allowance(metric, value, share=Fraction(percent[1]) / 100)
    if value == "0":
        return Allowance(metric, value, amount=0)
    try:
        return Allowance(metric, value, amount=amount(value, METRICS[metric]))
    except UsageError as error:
        raise UsageError(f"{metric}: {error}, nor a share such as 2%") from None
