"""The output formats of `netlint compare` and `netlint report`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from netlint.writers.registry import Formats

if TYPE_CHECKING:
    from netlint.comparison import Comparison, ComparisonView

    ComparisonWriter = Callable[[Comparison, ComparisonView], str]
else:
    ComparisonWriter = Callable[..., str]

_COMPARISONS: Formats[ComparisonWriter] = Formats("netlint.writers.comparison")

comparison_writer = _COMPARISONS.register
load_comparison_writers = _COMPARISONS.load
comparison_format_of = _COMPARISONS.of_path
