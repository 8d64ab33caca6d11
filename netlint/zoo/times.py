"""Published times of built-in networks: measured on a target, beside which predictions stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Unit = Literal["ms", "batches per second"]


@dataclass(frozen=True, slots=True)
class PublishedTime:
    """What somebody measured and published.

    Attributes:
        variant: the options that differ from the default's, as in `zoo:NAME?VARIANT`.
        target: the id of the built-in target on which it was measured.
        batch: the batch size.
        seconds: the time of one batch.
        fitted: whether the target's time model was fitted to this very figure.
        source: where it stands.
    """

    variant: str
    target: str
    batch: int
    seconds: float
    fitted: bool
    source: str


def measured(
    source: str,
    target: str,
    figures: Mapping[str, float],
    unit: Unit,
    *,
    batch: int = 1,
    fitted: bool = False,
) -> tuple[PublishedTime, ...]:
    """The figures of one column of a published table.

    Args:
        source: where they stand.
        target: the target's id.
        figures: each variant's figure, as printed there.
        unit: milliseconds per batch, or batches per second.
        batch: the batch size.
        fitted: whether the target's time model was fitted to them.
    """
    return tuple(
        PublishedTime(
            variant, target, batch, figure / 1000 if unit == "ms" else 1 / figure, fitted, source
        )
        for variant, figure in figures.items()
    )


SHUFFLENET_V2_TABLE_8 = "arXiv 1807.11164, table 8"
PADDLECLAS = "PaddleClas d178931fc, docs/zh_CN/models/ImageNet1k/README.md, one thread"
PP_LCNET_TABLE_2 = "arXiv 2109.15099, table 2"
PP_LCNET_TABLE_3 = "arXiv 2109.15099, table 3"
