"""What is accepted of the findings: by waivers of the configuration, and by the baseline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netlint.cli.saying import say
from netlint.cli.sharing import Command, with_options
from netlint.errors import UsageError
from netlint.output import check_writable, write_file
from netlint.units import many

if TYPE_CHECKING:
    from netlint.baseline import Baseline
    from netlint.config import Settings
    from netlint.findings import Inspection
    from netlint.policies import Policies


@dataclass(frozen=True, slots=True)
class BaselineOptions:
    """What the options say of the baseline.

    Attributes:
        file: the baseline; None: the configured one.
        write: where to write what is found now as a baseline; None: nowhere.
        prune: whether to remove from the baseline what is fixed.
        show: whether to list what is in the baseline.
    """

    file: str | None
    write: str | None
    prune: bool
    show: bool = False


def baseline_options(command: Command) -> Command:
    """Adds `--baseline` and what changes it; the command takes a `known`, those options."""

    @wraps(command)
    def wrapped(
        *,
        baseline: str | None,
        write_baseline: str | None,
        prune_baseline: bool,
        show_known: bool,
        **others: Any,
    ) -> Any:
        known = BaselineOptions(baseline, write_baseline, prune_baseline, show_known)
        return command(known=known, **others)

    return with_options(
        wrapped,
        click.option(
            "--baseline", metavar="FILE", help="Findings that are known: only new or worse fail."
        ),
        click.option(
            "--write-baseline",
            metavar="FILE",
            help="Write what is found to FILE: known from now on. What is not checked stays in it.",
        ),
        click.option("--show-known", is_flag=True, help="List what is in the baseline too."),
        click.option(
            "--prune-baseline", is_flag=True, help="Remove what is fixed from the baseline."
        ),
    )


def baseline_read(settings: Settings, options: BaselineOptions) -> tuple[str, ...]:
    """The path of the baseline of this run, if there is one: no report is written over it.

    Raises:
        UsageError: options contradict each other.
    """
    file = _file(settings, options)
    return () if file is None else (str(file),)


class Acceptance:
    """Waivers and the baseline of one run."""

    def __init__(
        self,
        settings: Settings,
        policies: Policies,
        options: BaselineOptions,
        read: Sequence[str] = (),
    ) -> None:
        """Reads the baseline, before any work is done.

        Args:
            settings: the configuration.
            policies: what is in force.
            options: what the options say of the baseline.
            read: the models and decks, which no baseline is written over.

        Raises:
            UsageError: the baseline cannot be read or written, or options contradict each other.
        """
        self._policies = policies
        self._options = options
        self._file = _file(settings, options)
        self._baseline: Baseline | None = None
        if options.write is not None or options.prune:
            check_writable(str(self._file), read)
        if self._file is not None and (options.write is None or self._file.exists()):
            from netlint.baselinefile import load_baseline

            self._baseline = load_baseline(self._file)

    @property
    def baseline(self) -> bool:
        """Whether there is a baseline."""
        return self._file is not None

    def settled(self, inspections: Iterable[Inspection]) -> tuple[Inspection, ...]:
        """Inspections whose accepted findings are marked; a baseline is written if asked for.

        Raises:
            NetlintError: it cannot be written.
        """
        found = [self._policies.waived(each) for each in inspections]
        if self._file is None:
            return tuple(found)
        from netlint.baseline import Baseline, compared

        baseline = self._baseline or Baseline()
        if self._options.write is not None:
            baseline = baseline.renewed({self._path(each): each for each in found})
            self._write(baseline)
        found = [compared(each, baseline, self._path(each)) for each in found]
        self._see_to_what_is_fixed(baseline, found)
        return tuple(found)

    def _see_to_what_is_fixed(self, baseline: Baseline, found: Sequence[Inspection]) -> None:
        fixed = [known for each in found for known in each.fixed]
        if fixed and self._options.prune:
            self._write(baseline.without(fixed))
        elif fixed:
            say(f"{len(fixed):,} fixed of {self._file}: --prune-baseline removes what is fixed")

    def _write(self, baseline: Baseline) -> None:
        from netlint.baselinefile import baseline_text

        write_file(str(self._file), baseline_text(baseline))
        say(f"{self._file}: {many(len(baseline.entries), 'finding')} written")

    def _path(self, inspection: Inspection) -> str:
        return self._policies.path(inspection.subject.file)


def _file(settings: Settings, options: BaselineOptions) -> Path | None:
    """The baseline of this run; None: there is none."""
    if options.write is not None:
        if options.file is not None or options.prune:
            raise UsageError("--write-baseline goes with neither --baseline nor --prune-baseline")
        return Path(options.write)
    if options.file is not None:
        return Path(options.file)
    if options.prune and settings.baseline is None:
        raise UsageError("--prune-baseline: there is no baseline, --baseline names one")
    return settings.baseline
