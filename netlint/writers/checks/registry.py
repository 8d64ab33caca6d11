"""The output formats of `netlint check`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from netlint.writers.registry import Formats

if TYPE_CHECKING:
    from netlint.findings import CheckReport, CheckView

    CheckWriter = Callable[[CheckReport, CheckView], str]
else:
    CheckWriter = Callable[..., str]

_CHECKS: Formats[CheckWriter] = Formats("netlint.writers.checks")

check_writer = _CHECKS.register
load_check_writers = _CHECKS.load
check_writer_of = _CHECKS.of
check_format_of = _CHECKS.of_path
