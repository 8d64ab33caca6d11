"""Bars of several parts side by side, as the template draws them: they need no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_ROOM_FOR_TEXT = 0.09


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar before it has a place.

    Attributes:
        family: the number of its colour in the style sheet, `--fam-0` to `--fam-10`.
        figure: how much it is.
        title: all of it in words.
    """

    family: int
    figure: float
    title: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar.

    Attributes:
        family: the number of its colour in the style sheet.
        start: where it begins, in percent of the room.
        width: how long it is, in percent of the room.
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
        name: what stands before it.
        segments: its parts, from left to right; none where nothing is known.
        label: all of it in words.
    """

    name: str
    segments: tuple[Segment, ...]
    label: str


def bar(name: str, parts: Sequence[Part], room: float | None = None) -> Bar:
    """A bar; a part says its share of the bar where it is wide enough.

    Args:
        name: what stands before it.
        parts: its parts; those of 0 are left out.
        room: the figure that fills the whole width; None: that of the bar itself.
    """
    whole = sum(part.figure for part in parts)
    width, start = room or whole, 0.0
    segments = []
    for part in parts:
        if part.figure:
            share = part.figure / width
            text = f"{100 * part.figure / whole:.0f} %" if share >= _ROOM_FOR_TEXT else ""
            place = f"{100 * start:.3f}", f"{100 * share:.3f}"
            segments.append(Segment(part.family, *place, text, part.title))
            start += share
    label = "; ".join(segment.title for segment in segments) or "nothing known"
    return Bar(name, tuple(segments), f"{name}: {label}")
