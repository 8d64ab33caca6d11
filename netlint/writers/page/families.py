"""Where the cost goes: two bars per network, mult-adds beside memory access, by op family."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from netlint.facts.families import FAMILIES
from netlint.units import shown
from netlint.writers.page.bars import Bar, Part, bar
from netlint.writers.page.figures import compact

if TYPE_CHECKING:
    from netlint.comparison import Comparison, Entry


def bars_of(entry: Entry) -> tuple[Bar, Bar]:
    """A network's mult-adds and its memory access, by family."""
    families = entry.families
    return (
        _bar("mult-adds", [each.mult_adds for each in families]),
        _bar("memory access", [each.memory_access for each in families]),
    )


def _bar(name: str, figures: Sequence[int]) -> Bar:
    whole = sum(figures)
    unit = "mult-adds" if name == "mult-adds" else "elements"
    parts = [
        Part(
            family,
            figure,
            f"{FAMILIES[family]}: {shown(figure / whole, 'share')}, {compact(figure, unit)} {unit}",
        )
        for family, figure in enumerate(figures)
        if figure
    ]
    return bar(name, parts)


def used_families(comparison: Comparison) -> list[tuple[int, str]]:
    """The families that cost something in some network: their places and names."""
    return [
        (place, name)
        for place, name in enumerate(FAMILIES)
        if any(
            entry.families[place].mult_adds or entry.families[place].memory_access
            for entry in comparison.entries
        )
    ]


def family_rows(comparison: Comparison) -> list[tuple[str, list[str]]]:
    """The same as a table: each network's shares, `mult-adds / memory access`."""
    used = used_families(comparison)
    rows = []
    for entry in comparison.entries:
        adds = sum(each.mult_adds for each in entry.families)
        access = sum(each.memory_access for each in entry.families)
        cells = [
            f"{_percent(entry.families[place].mult_adds, adds)} / "
            f"{_percent(entry.families[place].memory_access, access)}"
            for place, _ in used
        ]
        rows.append((entry.label, cells))
    return rows


def _percent(part: int, whole: int) -> str:
    return shown(part / whole, "share") if whole else "?"
