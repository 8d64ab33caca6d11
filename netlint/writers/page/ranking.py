"""The figure of rankings: each network's place by mult-adds, and by time on each target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.writers.page.chart import Chart, Mark, Spec, axis, plain
from netlint.writers.page.figures import compact

if TYPE_CHECKING:
    from netlint.comparison import Comparison, Entry
    from netlint.rankings import Ranking

_NONE = "-"
_MANY, _SHORT = 5, 10


def ranking_chart(comparison: Comparison) -> Chart:
    """A line per network from its place by mult-adds to its places by predicted time."""
    rankings = comparison.rankings
    return Chart(
        "ranking",
        "The networks in order, from left to right by mult-adds and by predicted time on each "
        "target; 1 has the fewest, or is the fastest. Lines that cross are orders that differ.",
        _spec(comparison) if rankings else None,
        110 + 38 * len(comparison.entries),
        ("network", *(f"by {ranking.column.heading}" for ranking in rankings)),
        tuple(
            (entry.label, *(_cell(ranking, entry, index) for ranking in rankings))
            for index, entry in enumerate(comparison.entries)
        ),
    )


def _cell(ranking: Ranking, entry: Entry, index: int) -> str:
    """`1: 137 M`: the place, and the figure that it is by."""
    place, figure = ranking.places[index], ranking.figures[index]
    if place is None:
        least = ranking.column.least(entry)
        return _NONE if least is None else f"≥ {compact(least, ranking.column.unit)}"
    return f"{place:,}: {compact(figure, ranking.column.unit)}"


def _spec(comparison: Comparison) -> Spec:
    rankings, count = comparison.rankings, len(comparison.entries)
    last = len(rankings) - 1
    return {
        "data": [_line(comparison, index) for index in range(count)],
        "layout": {
            "xaxis": axis(
                tickvals=list(range(len(rankings))),
                ticktext=[_tick(ranking) for ranking in rankings],
                range=[-0.2, last + 0.2],
                tickangle=0 if len(rankings) <= _MANY else "auto",
                tickfont={"size": 12 if len(rankings) < _MANY else 10},
                side="top",
                showgrid=True,
            ),
            "yaxis": axis(
                "place",
                tickvals=list(range(1, count + 1)),
                range=[count + 0.5, 0.5],
                showgrid=False,
            ),
            "legend": {"orientation": "h", "x": 0, "y": -0.06, "yanchor": "top"},
            "margin": {"t": 40, "b": 12},
        },
    }


def _tick(ranking: Ranking) -> str:
    """On two lines where the name has parts: names of chips are long, phones narrow."""
    name = plain(ranking.column.heading, 28)
    breaks = [place + 1 for place, sign in enumerate(name) if sign in "- _"]
    if not breaks or len(name) <= _SHORT:
        return name
    middle = min(breaks, key=lambda place: abs(place - len(name) / 2))
    return f"{name[:middle]}<br>{name[middle:]}"


def _line(comparison: Comparison, index: int) -> Spec:
    mark, entry = Mark(index), comparison.entries[index]
    label = plain(entry.label, 40)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": label,
        "x": list(range(len(comparison.rankings))),
        "y": [ranking.places[index] for ranking in comparison.rankings],
        "text": [
            f"{plain(ranking.column.heading, 40)}: {_cell(ranking, entry, index)}"
            for ranking in comparison.rankings
        ],
        "hovertemplate": "%{text}<br>%{fullData.name}<extra></extra>",
        "cliponaxis": False,
        "connectgaps": False,
        "line": {"width": 2.5, "color": mark.color, "dash": mark.dash},
        "marker": {"size": 13, "symbol": mark.symbol, "color": mark.color},
    }
