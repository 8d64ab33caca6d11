"""The registries of output formats: one module per format, which registers itself."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from netlint.errors import UsageError
from netlint.registering import import_modules

if TYPE_CHECKING:
    from netlint.report import Analysis
    from netlint.views import View

W = TypeVar("W", bound=Callable[..., str])


class Formats(Generic[W]):
    """Output formats by name.

    Attributes:
        package: the dotted name of the package whose modules are the formats.
    """

    def __init__(self, package: str) -> None:
        self.package = package
        self._writers: dict[str, W] = {}
        self._suffixes: dict[str, str] = {}
        self._loaded = False

    def register(self, name: str, *, suffixes: Sequence[str] = ()) -> Callable[[W], W]:
        """Registers a writer for `--format NAME`, and for files with one of the suffixes.

        Raises:
            UsageError: the name or a suffix is taken.
        """

        def keep(write: W) -> W:
            taken = [name] * (name in self._writers)
            taken += [suffix for suffix in suffixes if suffix in self._suffixes]
            if taken:
                raise UsageError(f"the output format {taken[0]!r} is registered twice")
            self._writers[name] = write
            self._suffixes.update(dict.fromkeys(suffixes, name))
            return write

        return keep

    def load(self) -> dict[str, W]:
        """All writers by format, those of the package among them."""
        if not self._loaded:
            import_modules(self.package, packages=False)  # those hold other registries' formats
            self._loaded = True
        return self._writers

    def of(self, name: str) -> W:
        """One writer. Its own module is looked at first: nobody waits for the other formats."""
        module = f"{self.package}.{name.replace('-', '_')}"
        if name not in self._writers and find_spec(module) is not None:
            importlib.import_module(module)
        return self._writers[name] if name in self._writers else self.load()[name]

    def of_path(self, path: str) -> str:
        """The format that a file's suffix stands for.

        Raises:
            UsageError: the suffix stands for none.
        """
        self.load()
        suffix = Path(path).suffix.lower()
        if suffix not in self._suffixes:
            known = ", ".join(sorted(self._suffixes))
            raise UsageError(
                f"cannot tell the format of {path!r}: pass --format, or end it in {known}"
            )
        return self._suffixes[suffix]


if TYPE_CHECKING:
    Writer = Callable[[Sequence[Analysis], View], str]
else:
    Writer = Callable[..., str]

_ANALYSES: Formats[Writer] = Formats("netlint.writers")

writer = _ANALYSES.register
load_writers = _ANALYSES.load
format_of = _ANALYSES.of_path
