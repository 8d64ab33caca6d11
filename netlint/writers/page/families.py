"""Where the cost goes: two bars per network, mult-adds beside memory access, by op family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.facts.families import FAMILIES
from netlint.units import shown
from netlint.writers.page.figures import compact

if TYPE_CHECKING:
    from netlint.comparison import Comparison, Entry

_ROOM_FOR_TEXT = 0.09


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar.

    Attributes:
        family: its place in `FAMILIES`.
        start: where it begins, in percent of the bar.
        width: how long it is, in percent of the bar.
        text: what stands inside; empty where there is no room.
        title: all of it in words.
    """

    family: int
    start: str
    width: str
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of one network.

    Attributes:
        name: `mult-adds` or `memory access`.
        segments: its parts, from left to right; none where nothing is known.
        label: all of it in words.
    """

    name: str
    segments: tuple[Segment, ...]
    label: str


def bars_of(entry: Entry) -> tuple[Bar, Bar]:
    """A network's mult-adds and its memory access, by family."""
    families = entry.families
    return (
        _bar("mult-adds", [each.mult_adds for each in families]),
        _bar("memory access", [each.memory_access for each in families]),
    )


def _bar(name: str, figures: Sequence[int]) -> Bar:
    whole, start = sum(figures), 0.0
    unit = "mult-adds" if name == "mult-adds" else "elements"
    segments = []
    for family, figure in enumerate(figures):
        if not figure:
            continue
        share = figure / whole
        text = f"{100 * share:.0f} %"
        title = f"{FAMILIES[family]}: {shown(share, 'share')}, {compact(figure, unit)} {unit}"
        segments.append(
            Segment(
                family,
                f"{100 * start:.3f}",
                f"{100 * share:.3f}",
                text if share >= _ROOM_FOR_TEXT else "",
                title,
            )
        )
        start += share
    label = "; ".join(segment.title for segment in segments) or "nothing known"
    return Bar(name, tuple(segments), f"{name}: {label}")


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
