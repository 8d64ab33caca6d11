"""Plugins: modules of one's own that register layer classes, operations and costs.

Their names come from `--plugin` and from the configuration, never from a model file, and
they are never found in the working directory: a plugin has to be installed (or be on
`PYTHONPATH`), so that no folder with models can bring code along.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from netlint.errors import NetlintError, UsageError
from netlint.foreigncode import output_on_standard_error, without_arguments


def load_plugins(names: Iterable[str]) -> None:
    """Imports plugin modules, each once.

    Args:
        names: dotted module names.

    Raises:
        UsageError: a name is none, of Python's own modules, or no such module is installed.
        NetlintError: importing a module failed, or it registered nothing.
    """
    for name in dict.fromkeys(names):
        _check_name(name)
        if name in sys.modules:
            continue  # what it registers is there
        before = _registered()
        with _without_working_directory(), without_arguments(), output_on_standard_error():
            _import(name)
        if _registered() == before:
            raise NetlintError(
                f"the plugin {name!r} registers nothing: no layer class, no operation, no cost, "
                "no column; name the module that does"
            )


def _check_name(name: str) -> None:
    """Refuses what is no module for this: importing some of Python's own does things."""
    parts = name.split(".")
    if not all(part.isidentifier() for part in parts):
        raise UsageError(
            f"the plugin {name!r} is not a dotted module name such as 'package.module'"
        )
    if "__main__" in parts:
        raise UsageError(f"the plugin {name!r} is a program, not a module to import")
    if parts[0] in sys.stdlib_module_names:
        raise UsageError(f"the plugin {name!r} is a module of Python itself, no plugin")


def _registered() -> int:
    """How many layer classes, operations, costs and columns there are, the built-in ones too."""
    from netlint.costs.registry import load_formulas
    from netlint.facts.registry import load_columns
    from netlint.readers.keras.describe import load_layers
    from netlint.readers.keras.registry import KERAS_OPERATIONS, LAYERS, TF_FUNCTIONS

    load_layers()
    described = len(LAYERS) + len(KERAS_OPERATIONS) + len(TF_FUNCTIONS)
    return described + len(load_formulas()) + sum(map(len, load_columns().values()))


def _import(name: str) -> None:
    try:
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
    """Takes the working directory off the import path, unless somebody put it there on purpose.

    Python puts it first by itself (`python -m netlint`), and an empty entry in `PYTHONPATH`
    means it too. A full path in `PYTHONPATH`, or in a `.pth` file of an installation for
    development (which stands behind `site-packages`), was written by somebody.
    """
    kept = list(sys.path)
    meant = set(filter(os.path.isabs, os.environ.get("PYTHONPATH", "").split(os.pathsep)))
    installed = next((i for i, entry in enumerate(kept) if "site-packages" in entry), len(kept))
    sys.path[:] = [
        entry
        for i, entry in enumerate(kept)
        if i > installed or entry in meant or not _is_working_directory(entry)
    ]
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
