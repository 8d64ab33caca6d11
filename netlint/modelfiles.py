"""Which models are meant: patterns of paths, and built-in networks, in the configuration."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from netlint.errors import UsageError
from netlint.patterns import fits_one
from netlint.zoonames import is_zoo_name

if TYPE_CHECKING:
    from netlint.choices import Choices
    from netlint.config import Settings
    from netlint.waivers import Waiver

_WILD = frozenset("*?[")
_MOST_MODELS = 10_000


def configured_models(settings: Settings) -> tuple[str, ...]:
    """The models that the configuration names, each once, as seen from the working directory.

    Raises:
        UsageError: a pattern matches no file.
    """
    found: dict[str, None] = {}
    for pattern in settings.models or ():
        if is_zoo_name(pattern):
            found[pattern] = None
            continue
        wild = _WILD.intersection(pattern)
        paths = _files(pattern, settings.folder) if wild else [settings.folder / pattern]
        if not paths:
            raise UsageError(
                f"{settings.file}: 'models': the pattern {pattern!r} matches no file "
                f"in {settings.folder}"
            )
        found.update((_seen_from_here(path), None) for path in paths)
        if len(found) > _MOST_MODELS:
            raise UsageError(f"{settings.file}: 'models': more than {_MOST_MODELS:,} files")
    return tuple(found)


def _files(pattern: str, folder: Path) -> list[Path]:
    anchor = Path(pattern).anchor
    root = Path(anchor) if anchor else folder
    try:
        return sorted(path for path in root.glob(pattern[len(anchor) :]) if path.is_file())
    except ValueError as error:  # `a**`, or nothing but the anchor
        raise UsageError(f"{folder}: 'models': {pattern!r} is no pattern: {error}") from None


def _seen_from_here(path: Path) -> str:
    """A path below the working directory without it, any other in full."""
    path = Path(os.path.normpath(path))
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def places_for(settings: Settings, model: str) -> tuple[Choices, ...]:
    """What the configuration says of a model: for all of them, then what fits its path."""
    names = _names(model, settings.folder)
    everywhere = () if settings.choices is None else (settings.choices,)
    return (
        *everywhere,
        *(
            override.choices
            for override in settings.overrides
            if any(fits_one(name, override.models) for name in names)
        ),
    )


def waivers_for(settings: Settings, model: str) -> tuple[Waiver, ...]:
    """The waivers that are for a model, whether they hold or not."""
    names = _names(model, settings.folder)
    every = () if settings.choices is None else settings.choices.waivers
    return tuple(waiver for waiver in every if any(fits_one(name, waiver.models) for name in names))


def _names(model: str, folder: Path) -> tuple[str, ...]:
    """A model's path from the configuration's folder, and as it was given."""
    given = model.replace(os.sep, "/")
    try:
        inside = os.path.relpath(model, folder).replace(os.sep, "/")
    except ValueError:  # another drive
        return (given,)
    return tuple(dict.fromkeys((inside, given)))
