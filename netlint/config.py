"""The configuration: `[tool.netlint]` in `pyproject.toml`, or the top level of `netlint.toml`.

A key that netlint does not know, at any depth, is an error that names the nearest right one; a
value of the wrong kind is an error that names the file, the key and what it must be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from netlint.budgets import BUDGETS, amount
from netlint.choices import LEVELS, LIMIT_KEYS, Choices, NewLimit, limit
from netlint.errors import UsageError
from netlint.suggestions import did_you_mean
from netlint.tomlfiles import content_of, table_of, text_of

_MOST_BYTES = 1 << 20
_MOST_ITEMS = 10_000

Check = Callable[[Any, str], Any]
"""What a key's value means: the value as read and its place, for messages, to what it says."""


@dataclass(frozen=True, slots=True)
class Override:
    """What holds for some models only.

    Attributes:
        models: patterns of their paths.
        choices: what is said of them.
    """

    models: tuple[str, ...]
    choices: Choices


@dataclass(frozen=True, slots=True)
class Settings:
    """What the configuration says.

    Attributes:
        plugins: dotted names of modules with layer classes of one's own.
        file: where it was found; None where there is no configuration.
        models: paths and patterns of models, from the file's folder; None: it names none.
        choices: what it says of rules for every model; None where there is no configuration.
        overrides: what it says for some models only, in the file's order: later ones win.
    """

    plugins: tuple[str, ...] = ()
    file: Path | None = None
    models: tuple[str, ...] | None = None
    choices: Choices | None = None
    overrides: tuple[Override, ...] = ()

    @property
    def folder(self) -> Path:
        """What relative paths start from: the file's folder, or the working directory."""
        return Path() if self.file is None else self.file.parent


def load_settings(start: Path) -> Settings:
    """The configuration nearest to a folder: in it, or in the first parent that has one.

    In one folder `netlint.toml` goes before `pyproject.toml`; a `pyproject.toml` without
    `[tool.netlint]` does not count.

    Raises:
        UsageError: the file cannot be read, is no TOML, or holds what netlint does not know.
    """
    for folder in (start, *start.parents):
        own, shared = folder / "netlint.toml", folder / "pyproject.toml"
        if _is_there(own):
            return _settings(own, _table(own, _content(own)))
        if _is_there(shared) and b"netlint" in (content := _content(shared)):
            tool = _table(shared, content).get("tool")
            if isinstance(tool, dict) and "netlint" in tool:
                return _settings(shared, tool["netlint"])
    return Settings()


def _is_there(file: Path) -> bool:
    """Whether there is such a file, be it a link that leads nowhere: that is said, not passed."""
    return file.is_file() or (file.is_symlink() and not file.exists())


def _content(file: Path) -> bytes:
    return content_of(file, _MOST_BYTES, UsageError)


def _table(file: Path, content: bytes) -> dict[str, Any]:
    return table_of(file, text_of(file, content, UsageError), UsageError)


def _settings(file: Path, table: object) -> Settings:
    if not isinstance(table, dict):
        raise UsageError(f"{file}: [tool.netlint] must be a table")
    said = _checked(table, _KEYS, f"{file}: ")
    overrides = said.pop("overrides", ())
    return Settings(
        plugins=said.pop("plugins", ()),
        file=file,
        models=said.pop("models", None),
        choices=Choices(str(file), file.parent, **said),
        overrides=tuple(
            Override(
                models=own.pop("models"),
                choices=Choices(f"{file} [[overrides]] {number}", file.parent, **own),
            )
            for number, own in enumerate(overrides, 1)
        ),
    )


def _checked(table: Mapping[str, Any], keys: Mapping[str, Check], place: str) -> dict[str, Any]:
    """What a table says by its keys, their hyphens made underscores."""
    _refuse_unknown(table, keys, place)
    return {
        key.replace("-", "_"): keys[key](value, f"{place}{key!r}") for key, value in table.items()
    }


def _refuse_unknown(table: Iterable[str], known: Iterable[str], place: str) -> None:
    for key in table:
        if key not in known:
            raise UsageError(f"{place}unknown key {key!r}{_meant(key, known)}")


def _meant(key: str, known: Iterable[str]) -> str:
    """What was probably meant by an unknown key."""
    words = key.replace("_", "-")
    budget = words.removeprefix("max-")
    if words not in known and words != budget and budget in BUDGETS:
        return f": write budgets.{budget}"
    if words in _OPTIONS:
        return f": --{words} is an option of the command, not a key"
    if key in _KEYS:
        return ": it is said for all models, at the top level"
    if key == "tool":
        return ": in netlint.toml the keys stand at the top level, without [tool.netlint]"
    return did_you_mean(key, known) or f" (keys: {', '.join(known)})"


def _list_of(what: str) -> Check:
    def check(value: Any, place: str) -> tuple[str, ...]:
        if (
            not isinstance(value, list)
            or len(value) > _MOST_ITEMS
            or not all(isinstance(item, str) and item for item in value)
        ):
            raise UsageError(f"{place} must be a list of {what}")
        return tuple(value)

    return check


def _some_of(what: str) -> Check:
    """A list that must not be empty: one that says nothing is a mistake."""
    check_list = _list_of(what)

    def check(value: Any, place: str) -> tuple[str, ...]:
        found: tuple[str, ...] = check_list(value, place)
        if not found:
            raise UsageError(f"{place} is empty: it must be a list of {what}")
        return found

    return check


def _level(value: Any, place: str) -> str:
    if not isinstance(value, str) or value not in LEVELS:
        near = did_you_mean(value, LEVELS) if isinstance(value, str) else ""
        raise UsageError(f"{place} must be one of {', '.join(LEVELS)}, not {value!r}{near}")
    return value


def _flag(value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        raise UsageError(f"{place} must be true or false, not {value!r}")
    return value


def _sub_table(value: Any, place: str, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UsageError(f"{place} must be a table: {what}")
    return value


def _limits(value: Any, place: str) -> dict[str, dict[str, NewLimit]]:
    tables = _sub_table(value, place, "[limits.G1] with info, warn and error")
    return {rule: _limits_of_one(table, f"{place[:-1]}.{rule}'") for rule, table in tables.items()}


def _limits_of_one(value: Any, place: str) -> dict[str, NewLimit]:
    table = _sub_table(value, place, "info, warn and error, each a number or false")
    _refuse_unknown(table, LIMIT_KEYS, f"{place}: ")
    return {key: limit(figure, f"{place}: {key!r}") for key, figure in table.items()}


def _budgets(value: Any, place: str) -> dict[str, int | None]:
    table = _sub_table(value, place, f"{', '.join(BUDGETS)}, each an amount or false")
    _refuse_unknown(table, BUDGETS, f"{place}: ")
    return {key: _budget(key, figure, f"{place}: {key!r}") for key, figure in table.items()}


def _budget(key: str, value: Any, place: str) -> int | None:
    if value is False:
        return None
    try:
        return amount(value, BUDGETS[key])
    except UsageError as error:
        raise UsageError(f"{place} {error}") from None


def _overrides(value: Any, place: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise UsageError(f"{place} must be tables: [[overrides]]")
    file = place.removesuffix("'overrides'")
    found = []
    for number, table in enumerate(value, 1):
        where = f"{file}[[overrides]] {number}: "
        if "models" not in table:
            raise UsageError(f"{where}lacks 'models': patterns of the models it holds for")
        found.append(_checked(table, _OVERRIDE_KEYS, where))
    return found


def _patterns(value: Any, place: str) -> tuple[str, ...]:
    """The models of an override: patterns that can match."""
    patterns: tuple[str, ...] = _some_of("paths or patterns")(value, place)
    for pattern in patterns:
        problem = _problem_of_pattern(pattern)
        if problem:
            raise UsageError(f"{place}: {pattern!r} is no pattern: {problem}")
    return patterns


def _problem_of_pattern(pattern: str) -> str:
    for part in pattern.split("/"):
        if "**" in part and part != "**":
            return "'**' stands for folders, between slashes"
        if "[" in part and "]" not in part[part.index("[") + 2 :]:
            return "'[' lacks its ']'; write '[[]' for the character itself"
    return ""


_OPTIONS = frozenset({
    "show", "format", "exit-zero", "output", "batch", "input-shape",
})  # fmt: skip
_RULE_KEYS: dict[str, Check] = {
    "select": _list_of("rules: ids, names, tags, decks or patterns"),
    "extend-select": _list_of("rules: ids, names, tags, decks or patterns"),
    "ignore": _list_of("rules: ids, names, tags, decks or patterns"),
    "limits": _limits,
    "budgets": _budgets,
}
_OVERRIDE_KEYS: Mapping[str, Check] = MappingProxyType({"models": _patterns, **_RULE_KEYS})
_KEYS: Mapping[str, Check] = MappingProxyType(
    {
        "models": _list_of("paths or patterns"),
        "deck": _some_of("decks: built-in names or paths"),
        **_RULE_KEYS,
        "fail-on": _level,
        "allow-undecided": _flag,
        "plugins": _list_of("module names"),
        "overrides": _overrides,
    }
)
