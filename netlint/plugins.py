"""Plugins: modules of one's own that register layer classes, operations and costs.

Their names come from `--plugin` and from the configuration, never from a model file, and
they are never found in the working directory: a plugin has to be installed (or be on
`PYTHONPATH`), so that no folder with models can bring code along.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from netlint.errors import NetlintError, UsageError


def load_plugins(names: Iterable[str]) -> None:
    """Imports plugin modules, each once.

    Args:
        names: dotted module names.

    Raises:
        UsageError: a name is none, or no such module is installed.
        NetlintError: importing a module failed.
    """
    for name in dict.fromkeys(names):
        if not all(part.isidentifier() for part in name.split(".")):
            raise UsageError(
                f"the plugin {name!r} is not a dotted module name such as 'package.module'"
            )
        with _without_working_directory():
            _import(name)


def _import(name: str) -> None:
    try:
        with redirect_stdout(sys.stderr):
            importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise NetlintError(f"the plugin {name!r} needs {error.name!r}: {error}") from error
        raise UsageError(
            f"no plugin {name!r}: install it, or put its folder on PYTHONPATH "
            "(the working directory is never searched)"
        ) from None
    except NetlintError as error:
        raise NetlintError(f"the plugin {name!r} failed: {error}") from error
    except (Exception, SystemExit) as error:
        what = f"{type(error).__name__}: {error}"
        raise NetlintError(f"the plugin {name!r} failed to import: {what}") from error


@contextmanager
def _without_working_directory() -> Iterator[None]:
    """Takes the working directory off the import path, under whatever name it is there."""
    kept = list(sys.path)
    sys.path[:] = [entry for entry in kept if not _is_working_directory(entry)]
    try:
        yield
    finally:
        added = [entry for entry in sys.path if entry not in kept]
        sys.path[:] = kept + added


def _is_working_directory(entry: str) -> bool:
    try:
        return not entry or Path(entry).samefile(Path.cwd())
    except OSError:
        return False
