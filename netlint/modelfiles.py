"""Which models are meant: files, folders, patterns of paths and built-in networks."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from netlint.errors import UsageError
from netlint.modelfolders import SUFFIXES, model_files_below
from netlint.patterns import fits_one
from netlint.zoonames import is_zoo_name

if TYPE_CHECKING:
    from netlint.choices import Choices
    from netlint.config import Settings
    from netlint.waivers import Waiver

_WILD = re.compile(r"[*?]|\[[^\]]+\]")
_MOST_MODELS = 10_000


def configured_models(settings: Settings) -> tuple[str, ...]:
    """The models that the configuration names, each once, as seen from the working directory.

    Raises:
        UsageError: a pattern matches no file, or a folder holds no model.
    """
    found: dict[str, None] = {}
    for pattern in settings.models or ():
        if is_zoo_name(pattern):
            found[pattern] = None
            continue
        found.update((_seen_from_here(path), None) for path in _configured(pattern, settings))
        if len(found) > _MOST_MODELS:
            raise UsageError(f"{settings.file}: 'models': more than {_MOST_MODELS:,} files")
    return tuple(found)


def _configured(pattern: str, settings: Settings) -> list[Path]:
    if _WILD.search(pattern):
        paths = _files(pattern, settings.folder, f"{settings.folder}: 'models'")
    elif (settings.folder / pattern).is_dir():
        paths = [Path(path) for path in _in_folder(str(settings.folder / pattern))]
    else:
        paths = [settings.folder / pattern]
    if not paths:
        raise UsageError(
            f"{settings.file}: 'models': the pattern {pattern!r} matches no file "
            f"in {settings.folder}"
        )
    return paths


def models_named(arguments: Sequence[str]) -> tuple[str, ...]:
    """The models that a command's arguments stand for, in their order.

    A folder stands for the model files below it, a pattern for the files that it matches (a
    shell may have left it as it is), anything else for itself. What folders and patterns find
    stands once, and not again where it is named itself.

    Args:
        arguments: files, folders, patterns and built-in networks; a file whose name is a
            pattern is that file.

    Raises:
        UsageError: a pattern matches no file, a folder holds no model, or there are too many.
    """
    expanded = [_expanded(argument) for argument in arguments]
    known = {
        os.path.realpath(each)
        for each, files in zip(arguments, expanded, strict=True)
        if files is None
    }
    found: list[str] = []
    for argument, files in zip(arguments, expanded, strict=True):
        if files is None:
            found.append(argument)
            continue
        for file in files:
            if (target := os.path.realpath(file)) not in known:
                known.add(target)
                found.append(file)
        if len(found) > _MOST_MODELS:
            raise UsageError(f"{argument}: more than {_MOST_MODELS:,} files")
    return tuple(found)


def _expanded(argument: str) -> list[str] | None:
    """What a folder or a pattern stands for; None for what stands for itself."""
    if is_zoo_name(argument):
        return None
    if os.path.isdir(argument):  # noqa: PTH112 -- never raises, whatever the name is
        if os.path.exists(os.path.join(argument, "saved_model.pb")):  # noqa: PTH110, PTH118
            return None  # a model, if none that netlint reads
        return _in_folder(argument)
    if not _WILD.search(argument) or os.path.lexists(argument):
        return None
    files = [str(path) for path in _files(argument, Path(), argument)]
    if not files:
        raise UsageError(f"the pattern {argument!r} matches no file")
    return files


def _in_folder(folder: str) -> list[str]:
    files = model_files_below(folder, _MOST_MODELS)
    if not files:
        suffixes = ", ".join(SUFFIXES)
        raise UsageError(f"{folder}: is a directory without a model file ({suffixes})")
    return files


def _files(pattern: str, folder: Path, place: str) -> list[Path]:
    anchor = Path(pattern).anchor
    root = Path(anchor) if anchor else folder
    try:
        return sorted(path for path in root.glob(pattern[len(anchor) :]) if path.is_file())
    except ValueError as error:  # `a**`, or nothing but the anchor
        raise UsageError(f"{place}: {pattern!r} is no pattern: {error}") from None


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
