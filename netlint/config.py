"""The configuration: `[tool.netlint]` in `pyproject.toml`, or the top level of `netlint.toml`.

A key that netlint does not know, at any depth, is an error that names the nearest right one; a
value of the wrong kind is an error that names the file, the key and what it must be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from netlint.budgets import BUDGETS, budget_of
from netlint.choices import LIMIT_KEYS, Choices, NewLimit, limit
from netlint.configvalues import (
    MOST_ITEMS,
    Check,
    day,
    flag,
    level,
    list_of,
    one_or_some_of,
    patterns,
    some_of,
    some_text,
    sub_table,
    text,
)
from netlint.errors import UsageError
from netlint.suggestions import did_you_mean
from netlint.tomlfiles import content_of, table_of, text_of
from netlint.waivers import Waiver

_MOST_BYTES = 1 << 20
_MOST_WAIVERS = 1_000
"""Each is laid beside every finding of its models."""


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
        baseline: the file of the findings that are known, from the file's folder; None: none.
        overrides: what it says for some models only, in the file's order: later ones win.
        target: built-in names or paths of targets, relative ones from the file's folder; empty:
            it names none.
    """

    plugins: tuple[str, ...] = ()
    file: Path | None = None
    models: tuple[str, ...] | None = None
    choices: Choices | None = None
    overrides: tuple[Override, ...] = ()
    baseline: Path | None = None
    target: tuple[str, ...] = ()

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


def choices_from(said: Mapping[str, Any], source: str) -> Choices:
    """What a program says of rules, checked as a configuration is.

    Args:
        said: by the configuration's keys.
        source: who says it, for messages.

    Raises:
        UsageError: a key or a value cannot be followed.
    """
    return Choices(source, **_checked(said, _PROGRAM_KEYS, f"{source}: "))


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
    baseline = said.pop("baseline", None)
    return Settings(
        plugins=said.pop("plugins", ()),
        file=file,
        models=said.pop("models", None),
        target=said.pop("target", ()),
        choices=Choices(str(file), file.parent, **said),
        overrides=tuple(
            Override(
                models=own.pop("models"),
                choices=Choices(f"{file} [[overrides]] {number}", file.parent, **own),
            )
            for number, own in enumerate(overrides, 1)
        ),
        baseline=None if baseline is None else file.parent / baseline,
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


def _limits(value: Any, place: str) -> dict[str, dict[str, NewLimit]]:
    tables = sub_table(value, place, "[limits.G1] with info, warn and error")
    return {rule: _limits_of_one(table, f"{place[:-1]}.{rule}'") for rule, table in tables.items()}


def _limits_of_one(value: Any, place: str) -> dict[str, NewLimit]:
    table = sub_table(value, place, "info, warn and error, each a number or false")
    _refuse_unknown(table, LIMIT_KEYS, f"{place}: ")
    return {key: limit(figure, f"{place}: {key!r}") for key, figure in table.items()}


def _budgets(value: Any, place: str) -> dict[str, float | None]:
    table = sub_table(value, place, f"{', '.join(BUDGETS)}, each an amount or false")
    _refuse_unknown(table, BUDGETS, f"{place}: ")
    return {key: _budget(key, figure, f"{place}: {key!r}") for key, figure in table.items()}


def _budget(key: str, value: Any, place: str) -> float | None:
    if value is False:
        return None
    try:
        return budget_of(key, value)
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


def _waivers(value: Any, place: str) -> tuple[Waiver, ...]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise UsageError(f"{place} must be tables: [[waivers]]")
    if len(value) > _MOST_WAIVERS:
        raise UsageError(f"{place}: more than {_MOST_WAIVERS:,}; one can cover many layers")
    file = Path(place.removesuffix(": 'waivers'"))
    found = []
    for number, table in enumerate(value, 1):
        where = f"{file} [[waivers]] {number}: "
        said = _checked(table, _WAIVER_KEYS, where)
        for key in ("rule", "models"):
            if key not in said:
                raise UsageError(f"{where}lacks {key!r}: {_LACKING[key]}")
        found.append(Waiver(source=f"{file.name} [[waivers]] {number}", **said))
    return tuple(found)


def _covers(value: Any, place: str) -> frozenset[tuple[str, str]]:
    """`"models/a.keras" = ["conv1"]`, a line per model, as pairs."""
    table = sub_table(value, place, "the model's path = a list of paths of layers")
    pairs = frozenset(
        (model, layer)
        for model, layers in table.items()
        for layer in list_of("paths of layers")(layers, f"{place[:-1]}.{model}'")
    )
    if len(pairs) > MOST_ITEMS:
        raise UsageError(f"{place} names more than {MOST_ITEMS:,} layers")
    return pairs


_OPTIONS = frozenset({
    "show", "show-known", "write-baseline", "prune-baseline", "format", "exit-zero", "output",
    "batch", "input-shape",
})  # fmt: skip
_RULE_KEYS: dict[str, Check] = {
    "select": list_of("rules: ids, names, tags, decks or patterns"),
    "extend-select": list_of("rules: ids, names, tags, decks or patterns"),
    "ignore": list_of("rules: ids, names, tags, decks or patterns"),
    "limits": _limits,
    "budgets": _budgets,
}
_OVERRIDE_KEYS: Mapping[str, Check] = MappingProxyType({"models": patterns, **_RULE_KEYS})
_WAIVER_KEYS: Mapping[str, Check] = MappingProxyType(
    {
        "rule": some_text,
        "models": patterns,
        "layers": patterns,
        "reason": text,
        "owner": text,
        "expires": day,
        "covers": _covers,
    }
)
_PROGRAM_KEYS: Mapping[str, Check] = MappingProxyType(
    {
        "deck": some_of("decks: built-in names or paths"),
        **_RULE_KEYS,
        "fail-on": level,
        "allow-undecided": flag,
    }
)
_LACKING = {
    "rule": "the id or the name of the rule that it waives",
    "models": "patterns of the models it holds for",
}
_KEYS: Mapping[str, Check] = MappingProxyType(
    {
        "models": list_of("paths or patterns"),
        **_PROGRAM_KEYS,
        "plugins": list_of("module names"),
        "target": one_or_some_of("targets: built-in names, or paths of files ending in .toml"),
        "overrides": _overrides,
        "waivers": _waivers,
        "baseline": some_text,
    }
)
