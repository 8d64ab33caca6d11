"""Layers and blocks as points: along the depth, or in one row per network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.writers.page.chart import Mark, Spec, axis, limit_lines, plain
from netlint.writers.page.figures import short

if TYPE_CHECKING:
    from netlint.comparison import Comparison, Entry


@dataclass(frozen=True, slots=True)
class Point:
    """A layer or a block in a figure.

    Attributes:
        name: the layer's path or the block's name.
        at: where it stands along the depth, 0 to 1.
        value: the guideline's measure.
        text: what else is known of it.
        weight: how large it is drawn, 0 to 1.
    """

    name: str
    at: float
    value: float
    text: str
    weight: float = 0.0


def along_depth(
    comparison: Comparison,
    series: Sequence[Sequence[Point]],
    limits: list[tuple[str, float]],
    title: str,
    form: str,
) -> Spec | None:
    """One point per layer: the depth from left to right, the figure upwards."""
    if not any(series):
        return None
    highest = max(point.value for points in series for point in points)
    shapes, names = limit_lines([each for each in limits if each[1] <= 2 * highest], across=False)
    return {
        "data": [
            {
                **_markers(index, entry, points),
                "x": [short(point.at) for point in points],
                "y": [short(point.value) for point in points],
            }
            for index, (entry, points) in enumerate(zip(comparison.entries, series, strict=True))
            if points
        ],
        "layout": {
            "xaxis": axis(
                "depth, from the input to the output", tickformat=".0%", range=[-0.02, 1.02]
            ),
            "yaxis": axis(title, tickformat=form),
            "shapes": shapes,
            "annotations": names,
            "showlegend": len(series) > 1,
        },
    }


def strips(
    comparison: Comparison,
    series: Sequence[Sequence[Point]],
    limits: list[tuple[str, float]],
    along: Spec,
) -> Spec | None:
    """One row per network, the figure from left to right."""
    if not any(series):
        return None
    highest = max(point.value for points in series for point in points)
    shapes, names = limit_lines([each for each in limits if each[1] <= 2 * highest], across=True)
    labels = [plain(entry.label, 28) for entry in comparison.entries]
    names += [_nothing(row) for row, points in enumerate(series) if not points]
    return {
        "data": [
            {
                **_markers(index, entry, points),
                "x": [short(point.value) for point in points],
                "y": [index] * len(points),
            }
            for index, (entry, points) in enumerate(zip(comparison.entries, series, strict=True))
            if points
        ],
        "layout": {
            "xaxis": along,
            "yaxis": axis(
                tickvals=list(range(len(labels))),
                ticktext=labels,
                range=[len(labels) - 0.5, -0.5],
                automargin=True,
            ),
            "shapes": shapes,
            "annotations": names,
            "showlegend": False,
        },
    }


def _nothing(row: int) -> Spec:
    """What stands in the row of a network without points."""
    return {
        "text": "none",
        "xref": "paper",
        "x": 0.02,
        "y": row,
        "xanchor": "left",
        "showarrow": False,
        "font": {"size": 12, "color": "var(--soft)"},
    }


def _markers(index: int, entry: Entry, points: Sequence[Point]) -> Spec:
    mark = Mark(index)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": plain(entry.label, 40),
        "text": [f"{plain(point.name, 40)}<br>{point.text}" for point in points],
        "hovertemplate": "%{text}<br>%{fullData.name}<extra></extra>",
        "marker": {
            "color": mark.color,
            "symbol": mark.symbol,
            "opacity": 0.75,
            "size": [round(8 + 22 * min(1.0, point.weight) ** 0.5, 1) for point in points],
            "line": {"color": "var(--paper)", "width": 0.5},
        },
    }
