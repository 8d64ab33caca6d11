"""What networks that stand side by side are called: no two the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

_MOST_FOLDERS = 64
"""Parts of a path, from its end, that a label is made of."""


def unique_labels(named: Sequence[tuple[str, str]]) -> list[str]:
    """Labels, those that occur twice told apart by more and more of their source.

    Args:
        named: each network's label and its source: a path, or `zoo:NAME`.
    """
    labels = [label for label, _ in named]
    depth = max((len(PurePath(source).parts) for _, source in named), default=0)
    for parts in range(2, min(depth, _MOST_FOLDERS) + 1):
        twice = {label for label in labels if labels.count(label) > 1}
        if not twice:
            break
        labels = [
            "/".join(PurePath(source).parts[-parts:]) if label in twice else label
            for label, (_, source) in zip(labels, named, strict=True)
        ]
    taken: dict[str, None] = {}
    for label in labels:
        number, own = 1, label
        while own in taken:
            number += 1
            own = f"{label} #{number}"
        taken[own] = None
    return list(taken)
