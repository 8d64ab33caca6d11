"""Tables that modules fill when they are imported: no central list names what is in them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Protocol, TypeVar

from netlint.errors import UsageError

_K = TypeVar("_K")
_K_contra = TypeVar("_K_contra", contravariant=True)
_V = TypeVar("_V")


class Register(Protocol[_K_contra, _V]):
    """A decorator for functions: under which keys they stand in a table."""

    def __call__(self, *keys: _K_contra) -> Callable[[_V], _V]:
        """Registers a function under some keys.

        Raises:
            UsageError: a key has a function already.
        """


def registrar(
    table: dict[_K, _V], what: str, called: Callable[[_K], str] = repr
) -> Register[_K, _V]:
    """The decorator that fills a table.

    Args:
        table: the functions by key.
        what: what a key is, for the message where two functions claim one.
        called: a key in that message.
    """

    def register(*keys: _K) -> Callable[[_V], _V]:
        def keep(function: _V) -> _V:
            for key in keys:
                if key in table:
                    raise UsageError(f"{what} {called(key)} is registered twice")
                table[key] = function
            return function

        return keep

    return register


def import_modules(package: str, *, packages: bool = True) -> None:
    """Imports every module of a package, so that what they register is known.

    Args:
        package: its name.
        packages: whether packages in it are imported too.
    """
    folder = importlib.import_module(package).__path__
    for found in pkgutil.iter_modules(folder):
        if packages or not found.ispkg:
            importlib.import_module(f"{package}.{found.name}")
