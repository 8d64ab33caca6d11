"""Decks are tested over columns of their own."""

from __future__ import annotations

from tests.decks.building import few_columns

__all__ = ["few_columns"]
