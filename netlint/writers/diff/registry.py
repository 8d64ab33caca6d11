"""The output formats of `netlint diff`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from netlint.writers.registry import Formats

if TYPE_CHECKING:
    from netlint.difference import Difference, DifferenceView

    DiffWriter = Callable[[Difference, DifferenceView], str]
else:
    DiffWriter = Callable[..., str]

_DIFFERENCES: Formats[DiffWriter] = Formats("netlint.writers.diff")

diff_writer = _DIFFERENCES.register
load_diff_writers = _DIFFERENCES.load
diff_format_of = _DIFFERENCES.of_path
