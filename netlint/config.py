"""The configuration: `[tool.netlint]` in `pyproject.toml`, or the top level of `netlint.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from netlint.errors import UsageError

_MOST_BYTES = 1 << 20
_KEYS = ("plugins",)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the configuration says.

    Attributes:
        plugins: dotted names of modules with layer classes of one's own.
        file: where it was found; None where there is no configuration.
    """

    plugins: tuple[str, ...] = ()
    file: Path | None = None


def load_settings(start: Path) -> Settings:
    """The configuration nearest to a folder: in it, or in the first parent that has one.

    In one folder `netlint.toml` goes before `pyproject.toml`; a `pyproject.toml` without
    `[tool.netlint]` does not count.

    Raises:
        UsageError: the file cannot be read, is no TOML, or holds what netlint does not know.
    """
    for folder in (start, *start.parents):
        own, shared = folder / "netlint.toml", folder / "pyproject.toml"
        if own.is_file():
            return _settings(own, _table(own))
        if shared.is_file() and b"netlint" in _bytes(shared):
            tool = _table(shared).get("tool")
            if isinstance(tool, dict) and "netlint" in tool:
                return _settings(shared, tool["netlint"])
    return Settings()


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from None
    if len(content) > _MOST_BYTES:
        raise UsageError(f"{file}: is larger than {_MOST_BYTES:,} bytes")
    return content


def _table(file: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(_bytes(file).decode())
    except RecursionError:
        raise UsageError(f"{file}: is nested too deeply") from None
    except ValueError as error:  # bad TOML and bad UTF-8
        raise UsageError(f"{file}: is not valid TOML: {error}") from None


def _settings(file: Path, table: object) -> Settings:
    if not isinstance(table, dict):
        raise UsageError(f"{file}: [tool.netlint] must be a table")
    for key in table:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1, cutoff=0.0)
            raise UsageError(f"{file}: unknown key {key!r}; did you mean {near[0]!r}?")
    plugins = table.get("plugins", [])
    if not isinstance(plugins, list) or not all(isinstance(name, str) for name in plugins):
        raise UsageError(f"{file}: 'plugins' must be a list of module names")
    return Settings(tuple(plugins), file)
