"""Which rules are in force, with which limits, and who said so.

The places (defaults, configuration, overrides, options) are followed in turn. At each one
`select` replaces what was chosen before, `extend-select` and budgets add to it, `ignore` takes
away: a later place wins over an earlier one, and within one place `ignore` wins. A budget is
asked for by a number, not by a name: `select` leaves it in force, only `ignore` or `false` ends it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from netlint.budgets import DECK as BUDGET_DECK
from netlint.budgets import amount_in
from netlint.choices import OPTION, Choices, NewLimit, Said, last_said
from netlint.decks import Level, Limits, Rule
from netlint.decks.fields import DeckError
from netlint.decks.loading import refuse_collisions
from netlint.errors import UsageError
from netlint.library import Library

WAIVER_DECK = "waivers"
"""The built-in deck that judges waivers: in force wherever there are some."""

HARDWARE_DECK = "hardware"
"""The built-in deck that judges a network for a target: in force where one is named."""

OWN = "rule"
"""The source of a limit that the rule's own file states."""

_Chosen = dict[Path, tuple[Rule, str]]  # by the rule's file: the rule and who chose it
_Limits = dict[str, Said[float | None]]  # by the limit's key, mildest first
_Changes = dict[Path, _Limits]  # by the rule's file


@dataclass(frozen=True, slots=True)
class Selected:
    """A rule in force.

    Attributes:
        rule: the rule, with the limits in force.
        source: who chose it.
        limits: its limits by key with who stated them, also those switched off (None).
    """

    rule: Rule
    source: str
    limits: Mapping[str, Said[float | None]]


@dataclass(frozen=True, slots=True)
class Policy:
    """What is in force for a model.

    Attributes:
        decks: the decks in force.
        selected: the chosen rules, also those without any limit.
        fail_on: the mildest level that fails the gate.
        allow_undecided: whether undecided findings pass it.
        idle: the rules that limits are said for but that are not chosen, by id, with who
            says so.
    """

    decks: Said[tuple[str, ...]]
    selected: tuple[Selected, ...]
    fail_on: Said[Level]
    allow_undecided: Said[bool]
    idle: frozenset[tuple[str, str]] = frozenset()

    @property
    def heeded(self) -> frozenset[tuple[str, str]]:
        """The chosen rules whose limits somebody changes, by id, with who does."""
        limits = (
            (one.rule.id, said.source) for one in self.selected for said in one.limits.values()
        )
        return frozenset(limits)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules to check a network against: those that have a limit."""
        return tuple(rule for rule in self._with_limits if rule.scope != "waiver")

    @property
    def waiver_rules(self) -> tuple[Rule, ...]:
        """The rules to check waivers against."""
        return tuple(rule for rule in self._with_limits if rule.scope == "waiver")

    @property
    def _with_limits(self) -> Iterator[Rule]:
        return (one.rule for one in self.selected if one.rule.limits.highest is not None)


def level_of(word: str) -> Level:
    """The level of `info`, `warning` or `error`."""
    return Level[word.upper()]


def decks_in_force(places: Sequence[Choices]) -> Said[tuple[str, ...]]:
    """The decks that the last place names."""
    return last_said(places, lambda place: place.deck)


def library_for(places: Sequence[Choices]) -> Library:
    """Reads the decks in force.

    Raises:
        DeckError: a deck cannot be read.
    """
    folder = last_said(places, lambda place: None if place.deck is None else place.folder)
    return Library(decks_in_force(places).value, folder.value)


def policy_for(library: Library, places: Sequence[Choices]) -> Policy:
    """What is in force.

    Args:
        library: the rules there are.
        places: what is said, in turn; the defaults come before them.

    Raises:
        UsageError: a pattern matches no rule, or limits contradict each other.
        DeckError: a deck cannot be read, or two chosen rules share an id or a name.
    """
    decks = decks_in_force(places)
    chosen: _Chosen = {rule.file: (rule, decks.source) for rule in library.rules}
    stated: set[Path] = set()
    for place in places:
        chosen = _after(chosen, stated, library, place)
        stated |= {rule.file for rule in _stated(library, place)}
    refuse_collisions(rule for rule, _ in chosen.values())
    changes = _changes(library, places)
    fail_on = last_said(places, lambda place: place.fail_on)
    return Policy(
        decks=decks,
        selected=tuple(
            _selected(rule, source, changes.get(file, {}))
            for file, (rule, source) in chosen.items()
        ),
        fail_on=Said(level_of(fail_on.value), fail_on.source),
        allow_undecided=last_said(places, lambda place: place.allow_undecided),
        idle=frozenset(_idle(library, places, chosen)),
    )


def _idle(
    library: Library, places: Sequence[Choices], chosen: _Chosen
) -> Iterator[tuple[str, str]]:
    for place in places:
        for word in place.limits:
            rule = library.rule(word)
            if rule.file not in chosen:
                yield rule.id, place.source


def _after(before: _Chosen, stated: AbstractSet[Path], library: Library, place: Choices) -> _Chosen:
    """What is chosen once a place has had its say; `stated` are the files of `_stated` before."""
    kept = before if place.select is None else stated & before.keys()
    chosen = {file: before[file] for file in before if file in kept}
    for rule in (*_named(library, place), *_stated(library, place)):
        chosen.setdefault(rule.file, (rule, place.source))
    for pattern in place.ignore:
        for rule in library.matching(pattern, _said_at(place, "ignore")):
            chosen.pop(rule.file, None)
    return chosen


def _stated(library: Library, place: Choices) -> Iterator[Rule]:
    """The rules that come with what a place states: budgets, waivers, a target."""
    for key, amount in place.budgets.items():
        if amount:
            yield _budget_rule(library, key)
    if place.waivers:
        yield from library.built_in(WAIVER_DECK)
    if place.target:
        yield from library.built_in(HARDWARE_DECK)


def _named(library: Library, place: Choices) -> Iterator[Rule]:
    """The rules that a place chooses by name."""
    for pattern in place.select or ():
        yield from library.matching(pattern, _said_at(place, "select"))
    for pattern in place.extend_select:
        yield from library.matching(pattern, _said_at(place, "extend-select"), wide=True)


def _said_at(place: Choices, key: str) -> str:
    """Where something is said, for messages: `--select`, `netlint.toml: select`."""
    if place.source != OPTION:
        return f"{place.source}: {key}"
    return "--limit" if key == "limits" else f"--{key}"


def check_names(library: Library, place: Choices) -> None:
    """Refuses names of rules that there are not, also where the place holds for no model.

    Raises:
        UsageError: a pattern matches no rule, or a limit cannot be its rule's.
    """
    _after({}, frozenset(), library, place)
    _changes(library, (place,))


def _budget_rule(library: Library, key: str) -> Rule:
    name = f"max-{key}"
    for rule in library.built_in(BUDGET_DECK):
        if rule.name == name:
            return rule
    raise DeckError(f"the deck {BUDGET_DECK!r} has no rule {name!r}; reinstall netlint")


def _changes(library: Library, places: Sequence[Choices]) -> _Changes:
    """The new limits of rules, whoever said them last."""
    changes: _Changes = {}
    for place in places:
        here: _Changes = {}
        for word, limits in place.limits.items():
            rule = library.rule(word, _said_at(place, "limits"))
            own = here.setdefault(rule.file, {})
            for key, limit in limits.items():
                own[key] = Said(_in_unit(limit, rule, key, place), place.source)
        for key, amount in place.budgets.items():
            rule = _budget_rule(library, key)
            own = here.setdefault(rule.file, {})
            if "error" in own:
                raise UsageError(_twice(place, key, rule))
            own["error"] = Said(amount, place.source)
        for file, own in here.items():
            changes.setdefault(file, {}).update(own)
    return changes


def _in_unit(limit: NewLimit, rule: Rule, key: str, place: Choices) -> float | None:
    """A new limit as a number in the rule's unit."""
    if not isinstance(limit, str):
        return limit
    try:
        return amount_in(limit, rule.unit)
    except UsageError as error:
        raise UsageError(f"{_said_at(place, 'limits')}: {rule.id}.{key} {error}") from None


def _twice(place: Choices, key: str, rule: Rule) -> str:
    if place.source == OPTION:
        return f"--max-{key} and --limit {rule.id}.error set the same limit: leave one out"
    return f"{place.source}: budgets.{key} and limits.{rule.id}.error set the same limit"


def _selected(rule: Rule, source: str, changes: Mapping[str, Said[float | None]]) -> Selected:
    stated: dict[str, Said[float | None]] = {
        level.key: Said(limit, OWN) for level, limit in rule.limits
    }
    limits = {
        level.key: said
        for level in Level
        if (said := changes.get(level.key, stated.get(level.key))) is not None
    }
    if changes:
        limits = _without_moot(limits)
        _refuse_disorder(rule, limits)
        rule = replace(rule, limits=Limits(**{key: said.value for key, said in limits.items()}))
    return Selected(rule, source, limits)


def _without_moot(limits: _Limits) -> _Limits:
    """A rule's own limit gives way to a stricter one that somebody states for a worse level."""
    kept: _Limits = {}
    strictest: Said[float | None] = Said(None, OWN)
    for key, said in reversed(limits.items()):
        moot = said.source == OWN and _is_below(strictest, said)
        kept[key] = Said(None, strictest.source) if moot else said
        if said.source != OWN and (strictest.value is None or _is_below(said, strictest)):
            strictest = said
    return dict(reversed(kept.items()))


def _is_below(one: Said[float | None], other: Said[float | None]) -> bool:
    return one.value is not None and other.value is not None and one.value < other.value


def _refuse_disorder(rule: Rule, limits: _Limits) -> None:
    """A worse level has the higher limit: a warning above an error would never be seen."""
    stated = [(key, said) for key, said in limits.items() if said.value is not None]
    for (mild, low), (worse, high) in pairwise(stated):
        if _is_below(high, low):
            raise UsageError(
                f"{low.source if high.source == OWN else high.source}: the limits of {rule.id}: "
                f"{worse!r} is {high.value} ({high.source}), below {mild!r}, {low.value} "
                f"({low.source}): set both, or switch one off with false"
            )
