"""Where a finding is shown: the one place that says which file, and which line of it.

A model file has no lines. A source file that builds the model has: with an anchor, findings stand
on a line of it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from netlint.escaping import printable
from netlint.identity import model_path
from netlint.writers.checks.statements import LONGEST
from netlint.zoonames import is_zoo_name

if TYPE_CHECKING:
    from netlint.findings import Anchor, CheckView


@dataclass(frozen=True, slots=True)
class Location:
    """A file, and a line of it.

    Attributes:
        path: from the root of the repository, with forward slashes; a built-in network's name.
        line: the line, from 1; None: the file has none.
        root: the root of the repository; None: the working directory.
    """

    path: str
    line: int | None = None
    root: Path | None = None

    @property
    def inside(self) -> bool:
        """Whether it lies in the repository."""
        return ".." not in PurePosixPath(self.path).parts[:1] and not Path(self.path).is_absolute()

    @property
    def uri(self) -> str:
        """A relative reference, percent-encoded; outside of the repository absolute."""
        # A lone surrogate has no UTF-8; it comes out as bytes that no decoder takes for text.
        path = self.path if self.inside else self._absolute()
        encoded = quote(path, errors="surrogatepass")
        return encoded if self.inside else f"file://{'' if encoded[:1] == '/' else '/'}{encoded}"

    def _absolute(self) -> str:
        """Without a look at the disk, which may refuse the name."""
        return PurePath(os.path.normpath((self.root or Path.cwd()) / self.path)).as_posix()


def location_of(model: str, anchor: Anchor | None = None, root: Path | None = None) -> Location:
    """Where the findings of a model are shown.

    Args:
        model: the model, as the user named it.
        anchor: a line of a source file that stands for it; None: the model file itself.
        root: the root of the repository; None: the working directory.
    """
    if anchor is not None:
        return Location(model_path(anchor.file, root), anchor.line, root)
    return Location(model_path(model, root), root=root)


def named_in(view: CheckView, model: str) -> str:
    """The model's name, where findings are not shown on its own file; or nothing."""
    shown_elsewhere = view.anchor_of(model) is not None or is_zoo_name(model)
    return f"{printable(model, LONGEST)}: " if shown_elsewhere else ""


def place_in(view: CheckView, model: str) -> Location:
    """Where the findings of a model are shown, as the view says."""
    return location_of(model, view.anchor_of(model), view.root)
