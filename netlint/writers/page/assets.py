"""The files of `reports/` that pages are made of: templates, style sheets and scripts.

What only one page needs lies in its own folder, what pages share in `reports/page`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from netlint.escaping import printable
from netlint.resources import data_folder
from netlint.writers.page.security import script_text

_SHARED = "page"


def asset(page: str, name: str) -> str:
    """A file of a page, or one that pages share; line ends as a browser sees them.

    Args:
        page: the page's folder in `reports`.
        name: the file.
    """
    own, shared = (folder / name for folder in _folders(page))
    return (own if own.exists() else shared).read_text("utf-8").replace("\r\n", "\n")


def script(page: str, name: str) -> str:
    """A script as it may stand in the page, and as a browser hashes it."""
    return script_text(asset(page, name))


def template(page: str) -> Any:
    """The template `page.html.j2` of a page: whatever it shows is escaped, on one line."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_folders(page)),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html.j2")


def markup(text: str) -> Any:
    """Text that is safe where a template puts it: hashed assets and escaped JSON."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 -- only what `security` made harmless


def _folders(page: str) -> list[Path]:
    return [data_folder("reports") / page, data_folder("reports") / _SHARED]


def _shown(value: Any) -> Any:
    """Every text that the template shows, on one line of printable characters."""
    return printable(value) if type(value) is str else value
