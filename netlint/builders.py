"""Models that a program builds: `--model-builder package.module:function`.

The one place where netlint runs code of the repository that it checks, and only code that the
command line names: neither a configuration nor a model file can.
"""

from __future__ import annotations

import importlib
import inspect
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from operator import attrgetter
from pathlib import Path
from typing import Any

from netlint.errors import NetlintError, UsageError
from netlint.findings import Anchor
from netlint.foreigncode import output_on_standard_error, without_arguments
from netlint.suggestions import did_you_mean

_DEFINITION = ("def ", "async def ", "class ")


def build(name: str) -> Any:
    """The Keras model that a function returns; it is called without arguments.

    As with `python -m`, the working directory is on the import path. What the code writes to
    standard output goes to standard error, so that no report is mixed with it.

    Args:
        name: `package.module:function`, or `package.module:Class.method`.

    Raises:
        UsageError: there is no such module or function.
        NetlintError: the code failed, or returned no model.
    """
    with _in_working_directory(), without_arguments(), output_on_standard_error():
        function = _function(name)
        model = _result(name, function)
    if isinstance(model, str | os.PathLike) or not hasattr(model, "to_json"):
        raise NetlintError(f"{name}: returned {type(model).__name__!r}, not a Keras model")
    return model


def anchor_of(name: str) -> Anchor | None:
    """The line where a builder is defined, as far as that can be told without running anything.

    Args:
        name: the builder; where it was imported before, the line of its definition is known,
            else only the file of its module is.
    """
    module, _, path = name.partition(":")
    with suppress(Exception):  # a class may answer for its attributes with any code
        return _definition(attrgetter(path)(sys.modules[module]))
    parts = Path(*module.split("."))
    for file in (parts.with_suffix(".py"), parts / "__init__.py"):
        if file.is_file():
            return Anchor(str(file), 1)
    return None


def _definition(function: Callable[..., Any]) -> Anchor:
    function = inspect.unwrap(function)
    file = inspect.getsourcefile(function)
    lines, first = inspect.getsourcelines(function)
    marks = (line.lstrip().startswith(_DEFINITION) for line in lines)
    after = next((number for number, mark in enumerate(marks) if mark), 0)  # below decorators
    return Anchor(str(file), first + after)


def _function(name: str) -> Callable[[], Any]:
    module_name, _, path = name.partition(":")
    try:
        found: Any = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module_name}.".startswith(f"{error.name}."):
            raise NetlintError(f"{name}: needs {error.name!r}: {error}{_place(error)}") from error
        raise UsageError(
            f"{name}: there is no module {module_name!r}, neither from the working directory nor "
            "installed"
        ) from None
    except (Exception, SystemExit) as error:
        raise _failed(name, error) from error
    for part in path.split("."):
        if not hasattr(found, part):
            hint = did_you_mean(part, [known for known in dir(found) if known[0] != "_"])
            raise UsageError(f"{name}: {module_name} has no {path!r}{hint}")
        found = getattr(found, part)
    if not callable(found):
        raise UsageError(f"{name}: {path!r} is no function")
    called: Callable[[], Any] = found
    return called


def _result(name: str, function: Callable[[], Any]) -> Any:
    try:
        return function()
    except (Exception, SystemExit) as error:
        raise _failed(name, error) from error


def _failed(name: str, error: BaseException) -> NetlintError:
    said = " ".join(str(error).split())
    what = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return NetlintError(f"{name}: {what}{_place(error)} (NETLINT_DEBUG=1 shows the trace)")


def _place(error: BaseException) -> str:
    """The innermost line of the repository's own code that the error went through."""
    here = Path.cwd()
    if isinstance(error, SyntaxError) and error.filename:
        frames = [(error.filename, error.lineno)]
    else:
        frames = [
            (each.filename, each.lineno) for each in traceback.extract_tb(error.__traceback__)
        ]
    own = [
        (Path(file).relative_to(here), line)
        for file, line in frames
        if Path(file).is_relative_to(here)
        and "site-packages" not in Path(file).parts
        and Path(file) != Path(__file__)
    ]
    return f" at {own[-1][0].as_posix()}:{own[-1][1]}" if own else ""


@contextmanager
def _in_working_directory() -> Iterator[None]:
    """Puts the working directory first on the import path."""
    here = str(Path.cwd())
    sys.path.insert(0, here)
    try:
        yield
    finally:
        with suppress(ValueError):
            sys.path.remove(here)
