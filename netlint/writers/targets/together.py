"""What to know of the figures of several networks on a target, each sentence once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.writers.targets.prediction import notes

if TYPE_CHECKING:
    from netlint.comparison import Comparison
    from netlint.targets import Target

EVERY = "every network"


def notes_together(comparison: Comparison, target: Target) -> list[tuple[str, str]]:
    """The networks that a sentence is about, and the sentence; names not escaped.

    Args:
        comparison: the networks.
        target: one of its targets.
    """
    found: dict[str, list[str]] = {}
    for entry in comparison.entries:
        prediction = entry.prediction(target.id)
        for text in notes(entry.survey.analysis, prediction) if prediction else ():
            found.setdefault(text, []).append(entry.label)
    count = len(comparison.entries)
    return [
        (EVERY if len(labels) == count > 1 else ", ".join(labels), text)
        for text, labels in found.items()
    ]
