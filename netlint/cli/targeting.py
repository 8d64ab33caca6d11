"""`--target`, and the targets that an option or else the configuration names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netlint.cli.sharing import Command, with_options
from netlint.errors import UsageError

if TYPE_CHECKING:
    from netlint.config import Settings
    from netlint.targets import Target


def target_option(command: Command) -> Command:
    """Adds `--target NAME|FILE`; the command takes `targets`, a tuple of what was named."""
    return with_options(
        command,
        click.option(
            "--target",
            "targets",
            multiple=True,
            metavar="NAME|FILE",
            help="The hardware to predict times on: a name (netlint targets), or a .toml file. "
            "Repeatable where several are shown. Default: 'target' in the configuration.",
        ),
    )


def targets_of(named: Sequence[str], settings: Settings) -> tuple[Target, ...]:
    """The targets that options name, else those of the configuration; each once.

    Args:
        named: built-in names or paths, from the working directory.
        settings: the configuration; its relative paths start from its folder.

    Raises:
        TargetError: one is not there, or cannot be followed.
        UsageError: two different ones have the same name.
    """
    if named:
        return _loaded(named, None)
    if not settings.target:  # nothing is imported where no target is meant
        return ()
    from netlint.targets import TargetError

    try:
        return _loaded(settings.target, settings.folder)
    except TargetError as error:
        raise TargetError(f"{settings.file}: 'target': {error}") from None


def target_of(named: Sequence[str], settings: Settings) -> Target | None:
    """The target of a command that takes one: of several configured ones the first.

    Raises:
        TargetError: it is not there, or cannot be followed.
        UsageError: options name several.
    """
    targets = targets_of(named, settings)
    if named and len(targets) > 1:
        names = " and ".join(target.id for target in targets[:2])
        raise UsageError(
            f"--target: one at a time here, not {names} (netlint compare shows several)"
        )
    return targets[0] if targets else None


def _loaded(names: Sequence[str], base: Path | None) -> tuple[Target, ...]:
    from netlint.targets import load_target

    found: dict[str, Target] = {}
    for target in (load_target(name, base) for name in dict.fromkeys(names)):
        other = found.setdefault(target.id, target)
        if other.file.resolve() != target.file.resolve():
            raise UsageError(
                f"two targets are called {target.id!r}: {other.file} and {target.file}; "
                "rename one of the files"
            )
    return tuple(found.values())
