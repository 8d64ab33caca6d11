"""Decks: folders of rules, one TOML file each, with the examples that are their tests."""

from netlint.decks.loading import Deck, built_in_decks, load_decks
from netlint.decks.rule import Example, Level, Limits, Rule

__all__ = ["Deck", "Example", "Level", "Limits", "Rule", "built_in_decks", "load_decks"]
