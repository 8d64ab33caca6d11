"""The rules there are: those of the decks in force, and of built-in decks when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from netlint.decks import Rule, built_in_decks, load_decks
from netlint.errors import UsageError
from netlint.suggestions import did_you_mean

_HINT = "(see `netlint rules`)"
_NEAR = 0.5  # G9 and G1


class Library:
    """Rules to choose from; a built-in deck that is not in force is read when it is needed.

    Attributes:
        decks: the decks in force.
        rules: their rules.
    """

    def __init__(self, decks: Sequence[str], folder: Path | None = None) -> None:
        """Reads the decks in force.

        Args:
            decks: built-in names or paths.
            folder: what relative paths start from; None: the working directory.

        Raises:
            DeckError: a deck cannot be read.
        """
        self.decks = tuple(decks)
        self.rules = tuple(rule for deck in load_decks(decks, folder) for rule in deck.rules)
        self._others: dict[str, tuple[Rule, ...]] = {}

    def built_in(self, name: str) -> tuple[Rule, ...]:
        """The rules of a built-in deck, be it in force or not.

        Raises:
            DeckError: there is none, or it cannot be read.
        """
        if name in self.decks:
            return tuple(rule for rule in self.rules if rule.deck == name)
        if name not in self._others:
            (deck,) = load_decks([name])
            self._others[name] = deck.rules
        return self._others[name]

    def every(self) -> Iterator[Rule]:
        """The rules in force, then those of the other built-in decks, read deck by deck."""
        yield from self.rules
        read = {rule.file for rule in self.rules}
        for name in built_in_decks():
            if name not in self.decks:
                yield from (rule for rule in self.built_in(name) if rule.file not in read)

    def rule(self, word: str, place: str = "") -> Rule:
        """The rule of an id or a name; one in force goes before a built-in one.

        Args:
            word: the id or the name.
            place: where it is asked for, for messages.

        Raises:
            UsageError: there is none.
        """
        for rule in self.every():
            if word in (rule.id, rule.name):
                return rule
        near = did_you_mean(
            word, [each for rule in self.every() for each in (rule.id, rule.name)], _NEAR
        )
        raise UsageError(f"{place}{': ' if place else ''}there is no rule {word!r}{near} {_HINT}")

    def matching(self, pattern: str, place: str, *, wide: bool = False) -> tuple[Rule, ...]:
        """The rules that a pattern stands for.

        Args:
            pattern: an id, a name, a tag, a deck, or a pattern of `*`, `?`, `[]` for ids and
                names.
            place: where it is said, for messages.
            wide: whether to look into the built-in decks that are not in force even where a
                rule in force matches by more than its own id or name.

        Raises:
            UsageError: it matches no rule.
        """
        found = tuple(rule for rule in self.rules if _matches(rule, pattern))
        exact = any(pattern in (rule.id, rule.name) for rule in found)
        if found and (exact or not wide):
            return found
        if pattern in built_in_decks():
            return tuple({rule.file: rule for rule in (*found, *self.built_in(pattern))}.values())
        found = tuple(rule for rule in self.every() if _matches(rule, pattern))
        if not found:
            near = did_you_mean(pattern, dict.fromkeys(self._words()), _NEAR)
            raise UsageError(f"{place}: {pattern!r} matches no rule{near} {_HINT}")
        return found

    def _words(self) -> Iterator[str]:
        yield from built_in_decks()
        for rule in self.every():
            yield from (rule.id, rule.name, *rule.tags)


def _matches(rule: Rule, pattern: str) -> bool:
    return (
        pattern in (rule.id, rule.name, rule.deck, PurePath(rule.deck).name, *rule.tags)
        or fnmatchcase(rule.id, pattern)
        or fnmatchcase(rule.name, pattern)
    )
