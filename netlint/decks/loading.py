"""Decks from folders of TOML files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from netlint.decks.fields import (
    EXAMPLE_FIELDS,
    LIMIT_FIELDS,
    PRICE_FIELDS,
    RULE_FIELDS,
    DeckError,
)
from netlint.decks.hints import explained, other_scopes
from netlint.decks.rule import Example, Limits, Rule
from netlint.decks.templates import OWN_FIELDS, Template, parse_template
from netlint.errors import NetlintError
from netlint.expressions import Expression, Kind, parse
from netlint.facts.registry import Scope, columns_of
from netlint.forms import Place, checked
from netlint.resources import data_folder
from netlint.suggestions import did_you_mean
from netlint.tomlfiles import content_of, table_of, text_of

_MOST_BYTES = 1 << 18
_MOST_FILES = 1000
_NOT_DECKS = frozenset({"targets"})
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Deck:
    """A set of rules.

    Attributes:
        name: the built-in name, or the path as the user gave it.
        folder: where its files lie (a file, where it is a single rule).
        rules: the rules, in the order of their files' names.
    """

    name: str
    folder: Path
    rules: tuple[Rule, ...]


def built_in_decks() -> dict[str, Path]:
    """The folders of the decks that come with netlint, by name."""
    folder = data_folder("rules")
    return {
        entry.name: entry
        for entry in sorted(folder.iterdir())
        if entry.is_dir() and entry.name not in _NOT_DECKS
    }


def load_decks(names: Iterable[str], base: Path | None = None) -> tuple[Deck, ...]:
    """Reads decks, each once.

    Args:
        names: a built-in name, or the path of a folder (or of one `.toml` file); a name with
            a slash or a dot is a path, and `~/` at its start the user's home.
        base: the folder that relative paths start from; None: the working directory.

    Raises:
        DeckError: a deck is not there or has no rule, a file breaks the form of a rule, two
            rules share an id or a name.
    """
    found: dict[Path, tuple[str, Path]] = {}
    for name in names:
        folder = _folder(name, base or Path())
        found.setdefault(folder.resolve(), (name, folder))
    decks = tuple(_deck(name, folder) for name, folder in found.values())
    refuse_collisions([rule for deck in decks for rule in deck.rules])
    return decks


def _deck(name: str, folder: Path) -> Deck:
    files = [folder] if folder.is_file() else _files(folder)
    if not files:
        raise DeckError(f"{folder}: holds no rule; a rule is a .toml file (see `netlint rules`)")
    return Deck(name, folder, tuple(load_rule(file, name) for file in files))


def _folder(name: str, base: Path) -> Path:
    if not any(sign in name for sign in ("/", "\\", ".")):
        known = built_in_decks()
        if name in known:
            return known[name]
        if (base / name).is_dir():
            own = f"there is a folder of that name: write ./{name}"
        else:
            own = f"a folder of your own needs a slash: ./{name}"
        hint = did_you_mean(name, known)
        raise DeckError(f"there is no deck {name!r}{hint} (built in: {', '.join(known)}; {own})")
    folder = base / os.path.expanduser(name)  # noqa: PTH111 -- pathlib's raises without a home
    try:
        folder.stat()
    except FileNotFoundError:
        raise DeckError(f"the deck {name!r} is not there: no folder {folder}") from None
    except OSError as error:
        raise _unreadable(folder, error) from None
    return folder


def _files(folder: Path) -> list[Path]:
    """The rule files below a folder, in order; links to other folders are not followed.

    Hidden folders and files are not looked at: they are those of editors and versioning.
    """

    def refuse(error: OSError) -> None:
        raise _unreadable(error.filename or folder, error) from None

    found: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        rules = sorted(n for n in names if n.endswith(".toml") and not n.startswith("."))
        found += [Path(parent, name) for name in rules]
        if len(found) > _MOST_FILES:
            raise DeckError(f"{folder}: holds more than {_MOST_FILES:,} rule files")
    return found


def _unreadable(path: object, error: OSError) -> DeckError:
    return DeckError(f"{path}: cannot be read: {error.strerror}")


def refuse_collisions(rules: Iterable[Rule]) -> None:
    """Refuses two rules that share an id or a name.

    Raises:
        DeckError: two do; the message names their files.
    """
    taken: dict[str, Rule] = {}
    for rule in rules:
        for key in (rule.id, rule.name):
            other = taken.setdefault(key, rule)
            if other is not rule:
                raise DeckError(f"{rule.file}: {key!r} is taken by {other.file}")


def load_rule(file: Path, deck: str) -> Rule:
    """Reads one rule file.

    Args:
        file: a TOML file.
        deck: the name of the deck it belongs to.

    Raises:
        DeckError: it is no rule; the message names the file and the place.
    """
    text = text_of(file, content_of(file, _MOST_BYTES, DeckError), DeckError)
    place = Place(str(file), text)
    table = checked(table_of(file, text, DeckError), RULE_FIELDS, place, DeckError)
    scope: Scope = table["scope"]
    columns = columns_of(scope)
    kinds: dict[str, Kind] = {name: column.kind for name, column in columns.items()}

    def expression(key: str, kind: Kind) -> Expression:
        return _parsed(table[key], scope, kind, place, key)

    def template(key: str) -> Template:
        fields = {*columns, *OWN_FIELDS}
        return _placed(place, key, scope, lambda: parse_template(table[key], fields))

    cost = expression("cost", "number") if "cost" in table else None
    return Rule(
        id=table["id"],
        name=table["name"],
        summary=table["summary"],
        deck=deck,
        file=file,
        since=table["since"],
        status=table["status"],
        tags=tuple(table["tags"]),
        scope=scope,
        where=expression("where", "flag") if "where" in table else None,
        measure=expression("measure", "number"),
        lower_bound=expression("lower_bound", "number") if "lower_bound" in table else None,
        unit=table["unit"],
        limits=limits_of(table["limits"], _within(place.key("limits"), "limits")),
        cost=cost,
        price=_price(table, cost, scope, _within(place.key("price"), "price")),
        on_missing=table.get("on_missing", "undecided"),
        message=template("message"),
        fix=template("fix"),
        rationale=table["rationale"].strip(),
        evidence=table.get("evidence", "").strip(),
        reference=tuple(table["reference"]),
        examples=_examples(table["example"], kinds, scope, place),
    )


def _parsed(written: str, scope: Scope, kind: Kind, place: Place, key: str) -> Expression:
    """An expression over the columns of a scope; one that is none is an error with its place."""
    kinds: dict[str, Kind] = {name: column.kind for name, column in columns_of(scope).items()}
    return _placed(place, key, scope, lambda: parse(written, kinds, kind), written)


def _placed(place: Place, key: str, scope: Scope, read: Callable[[], _T], written: str = "") -> _T:
    try:
        return read()
    except NetlintError as error:
        problem = explained(str(error), scope, written)
        raise DeckError(f"{place.key(key)}: {key!r}: {problem}") from None


def _price(
    table: Mapping[str, Any], cost: Expression | None, scope: Scope, place: Place
) -> dict[str, Expression]:
    """What the price consists of; of a rule that states a cost its bytes are a part."""
    stated = checked(table.get("price", {}), PRICE_FIELDS, place, DeckError)
    if "price" in table and not stated:
        raise DeckError(f"{place}: is empty (keys: {', '.join(f.name for f in PRICE_FIELDS)})")
    if "seconds" in stated and len(stated) > 1:
        raise DeckError(f"{place}: 'seconds' is the whole price: leave the other keys out")
    if stated and scope == "waiver":
        raise DeckError(f"{place}: a waiver takes no time")
    found = {} if cost is None or "seconds" in stated else {"bytes": cost}
    parsed = {key: _parsed(text, scope, "number", place, key) for key, text in stated.items()}
    return {**found, **parsed}


def _within(place: Place, name: str) -> Place:
    """A table of the rule as a part of its own: its keys may stand on one line."""
    part = f"{place.part}: {name!r}" if place.part else repr(name)
    return replace(place, part=part, end=place.start)


def limits_of(table: Any, place: Place) -> Limits:
    """Limits from a table.

    Args:
        table: `info`, `warn` and `error`, each with a number.
        place: the file and where in it, for messages.

    Raises:
        DeckError: an unknown key, no number, or a milder level with a higher limit.
    """
    limits = Limits(**checked(table, LIMIT_FIELDS, place, DeckError))
    for (mild, lower), (worse, higher) in pairwise(limits):
        if higher < lower:
            raise DeckError(f"{place}: {worse.key!r} must not lie below {mild.key!r}")
    return limits


def _examples(
    tables: Sequence[Any], kinds: Mapping[str, Kind], scope: Scope, place: Place
) -> tuple[Example, ...]:
    examples = tuple(
        _example(table, kinds, scope, part)
        for table, part in zip(tables, place.examples(len(tables)), strict=True)
    )
    if not any(e.fires for e in examples) or all(e.fires for e in examples):
        raise DeckError(f"{place}: needs an example that fires and one that is silent")
    return examples


def _example(table: Any, kinds: Mapping[str, Kind], scope: Scope, place: Place) -> Example:
    checked(table, EXAMPLE_FIELDS, place, DeckError)
    if ("columns" in table) == ("layers" in table):
        raise DeckError(f"{place}: needs either 'columns' or 'layers'")
    if "layers" in table and "missing" in table:
        raise DeckError(f"{place}: 'missing' belongs to 'columns', not to 'layers'")
    if "columns" in table and "at" in table:
        raise DeckError(f"{place}: 'at' belongs to 'layers', not to 'columns'")
    columns = table.get("columns", {})
    for name in columns.keys() & set(table.get("missing", ())):
        raise DeckError(f"{place}: {name!r} is both in 'columns' and in 'missing'")
    for name in (*columns, *table.get("missing", ())):
        if name not in kinds:
            hint = other_scopes(name, scope) or did_you_mean(name, kinds)
            raise DeckError(f"{place}: {name!r} is no column{hint}")
    for name, value in columns.items():
        if _kind(value) != kinds[name]:
            raise DeckError(f"{place}: the column {name!r} is a {kinds[name]}, not {value!r}")
    return Example(
        about=table["about"],
        expect=table["expect"],
        columns=columns,
        missing=tuple(table.get("missing", ())),
        layers=tuple(table.get("layers", ())),
        at=tuple(table.get("at", ())),
        figure=table.get("figure"),
        limits=limits_of(table["limits"], _within(place.key("limits"), "limits"))
        if "limits" in table
        else None,
    )


def _kind(value: object) -> Kind:
    if isinstance(value, bool):
        return "flag"
    return "text" if isinstance(value, str) else "number"
