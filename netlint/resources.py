"""Where the data that people read and edit lies: `rules/` and `reports/`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from netlint.errors import NetlintError

_PACKAGE = Path(__file__).parent


def data_folder(name: Literal["rules", "reports"], package: Path = _PACKAGE) -> Path:
    """The folder `name`: inside the package (a wheel) or beside it (a checkout).

    Args:
        name: which folder.
        package: the folder of the package `netlint`.

    Raises:
        NetlintError: it is in neither place.
    """
    for folder in (package / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise NetlintError(f"the folder {name!r} is missing from the installation; reinstall netlint")
