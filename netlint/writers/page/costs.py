"""The figures about what networks pay: equal FLOPs, activation memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from netlint.facts.liveness import activation_memory, peak_activation
from netlint.writers.page.chart import Chart, Mark, Spec, axis, plain
from netlint.writers.page.figures import at_least, compact, short, with_unit

if TYPE_CHECKING:
    from netlint.comparison import Comparison, Entry

_MIB = 2**20
_MOST_NAMED = 12
_FAR_APART = 30
_MOST_MOMENTS = 600


def equal_chart(comparison: Comparison) -> Chart:
    """Mult-adds against memory access, one point per network, its area by parameters."""
    points = [
        (index, entry)
        for index, entry in enumerate(comparison.entries)
        if entry.figures.mult_adds and entry.figures.memory_access
    ]
    return Chart(
        "equal",
        "Mult-adds against memory access, one point per network; a larger point has more "
        "parameters. Networks on one dotted line move as many elements per mult-add.",
        _equal_spec(points) if points else None,
        430,
        ("network", "mult-adds", "memory access", "elements per 1,000 mult-adds", "parameters"),
        tuple(_equal_row(entry) for entry in comparison.entries),
        "No network here has both figures known.",
        _left_out(comparison, [index for index, _ in points]),
    )


def _left_out(comparison: Comparison, drawn: Sequence[int]) -> str:
    """Which networks a drawing lacks; nothing where it lacks all, since that is said instead."""
    missing = [e.label for i, e in enumerate(comparison.entries) if i not in drawn]
    if not missing or not drawn:
        return ""
    return f"Not drawn, since a figure is unknown: {', '.join(missing)}."


def _equal_spec(points: Sequence[tuple[int, Entry]]) -> Spec:
    figures = [entry.figures for _, entry in points]
    largest = max(each.params or 0 for each in figures)
    sides = _label_sides([(each.mult_adds or 0, each.memory_access or 0) for each in figures])
    named = len(points) <= _MOST_NAMED
    return {
        "data": [
            _ray(points),
            *(
                _point(index, entry, largest, side if named else "")
                for (index, entry), side in zip(points, sides, strict=True)
            ),
        ],
        "layout": {
            "xaxis": axis("mult-adds", **_scale([each.mult_adds for each in figures])),
            "yaxis": axis(
                "memory access, elements", **_scale([each.memory_access for each in figures])
            ),
            "showlegend": not named,
            "margin": {"r": 40 if named else 12},
        },
    }


def _scale(values: Sequence[int | None]) -> Spec:
    known = [value for value in values if value]
    if known and max(known) > _FAR_APART * min(known):
        return {"type": "log", "exponentformat": "SI"}
    return {"rangemode": "tozero", "exponentformat": "SI"}


def _ray(points: Sequence[tuple[int, Entry]]) -> Spec:
    """Where memory access would be if it were in proportion to mult-adds, as in the leanest."""
    ratios = [_ratio(entry) or 0 for _, entry in points]
    lowest = min(ratios, default=0)
    most = max((entry.figures.mult_adds or 0 for _, entry in points), default=0)
    least = min((entry.figures.mult_adds or 0 for _, entry in points), default=0)
    ends = [least / 2 if most > _FAR_APART * least else 0, most * 1.06]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [short(x) for x in ends],
        "y": [short(x * lowest) for x in ends],
        "line": {"color": "var(--faint)", "width": 1, "dash": "dot"},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _ratio(entry: Entry) -> float | None:
    figures = entry.figures
    if not figures.mult_adds or figures.memory_access is None:
        return None
    return figures.memory_access / figures.mult_adds


def _label_sides(points: Sequence[tuple[int, int]]) -> list[str]:
    """Where each point's name goes: above it, or where it meets no other point and no name."""
    widest = max((x for x, _ in points), default=1)
    highest = max((y for _, y in points), default=1)
    places = [(x / widest, y / highest) for x, y in points]
    taken = list(places)
    sides = []
    for x, y in places:
        offers = {
            "top center": (x, y + 0.08),
            "bottom center": (x, y - 0.08),
            "middle right": (x + 0.13, y),
            "middle left": (x - 0.13, y),
        }
        free = [side for side, at in offers.items() if not _meets(at, taken)]
        sides.append(free[0] if free else "top center")
        taken.append(offers[sides[-1]])
    return sides


def _meets(at: tuple[float, float], taken: Sequence[tuple[float, float]]) -> bool:
    return any(abs(at[0] - x) < 0.16 and abs(at[1] - y) < 0.05 for x, y in taken)


def _point(index: int, entry: Entry, largest: int, side: str) -> Spec:
    mark, figures = Mark(index), entry.figures
    share = (figures.params or 0) / largest if largest else 0
    label = plain(entry.label, 40)
    return {
        "type": "scatter",
        "mode": "markers+text" if side else "markers",
        "name": label,
        "x": [figures.mult_adds],
        "y": [figures.memory_access],
        "text": [f"  {label}  "],
        "textposition": side or "top center",
        "cliponaxis": False,
        "marker": {
            "size": round(10 + 26 * share**0.5, 1),
            "symbol": mark.symbol,
            "color": mark.color,
            "opacity": 0.85,
            "line": {"color": "var(--paper)", "width": 1},
        },
        "hovertemplate": f"{label}<br>{with_unit(figures.mult_adds, 'mult-adds')}"
        f"<br>{compact(figures.memory_access, 'elements')} elements of memory access"
        f"<br>{with_unit(figures.params, 'parameters')}<extra></extra>",
    }


def _equal_row(entry: Entry) -> tuple[str, ...]:
    figures, ratio = entry.figures, _ratio(entry)
    return (
        entry.label,
        at_least(figures.mult_adds, figures.known.mult_adds, "mult-adds"),
        at_least(figures.memory_access, figures.known.memory_access, "elements"),
        "?" if ratio is None else f"{1000 * ratio:,.0f}",
        at_least(figures.params, figures.known.params, "parameters"),
    )


def memory_chart(comparison: Comparison) -> Chart:
    """The activations in memory over the order of execution, one line per network."""
    rows, data = [], []
    drawn = []
    for index, entry in enumerate(comparison.entries):
        peak = peak_activation(entry.survey)
        if peak:
            data.append(_memory_line(index, entry))
            drawn.append(index)
        name = entry.survey.layers[peak.at].layer.name if peak else "?"
        seen = peak.bytes if peak else None  # what an opaque layer keeps inside is not
        figure = at_least(entry.figures.peak_activation_bytes, seen, "bytes")
        rows.append((entry.label, figure, name))
    return Chart(
        "memory",
        "The activations in memory while each kernel runs, over the order of execution; not what "
        "a custom layer keeps inside.",
        {
            "data": data,
            "layout": {
                "xaxis": axis("execution, from the input to the output", tickformat=".0%"),
                "yaxis": axis("activations, MiB", rangemode="tozero"),
                "showlegend": len(data) > 1,
            },
        }
        if data
        else None,
        380,
        ("network", "peak", "where"),
        tuple(rows),
        "The size of some activation is unknown in every network here.",
        _left_out(comparison, drawn),
    )


def _memory_line(index: int, entry: Entry) -> Spec:
    series = activation_memory(entry.survey) or ()
    size = -(-len(series) // _MOST_MOMENTS)
    picked = [
        max(series[start : start + size], key=lambda moment: moment.bytes)
        for start in range(0, len(series), size)
    ]
    layers, mark = entry.survey.layers, Mark(index)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plain(entry.label, 40),
        "x": [short(number / max(1, len(picked) - 1)) for number in range(len(picked))],
        "y": [short(moment.bytes / _MIB) for moment in picked],
        "text": [
            f"{plain(layers[moment.at].layer.name, 40)}: {compact(moment.bytes, 'bytes')}"
            for moment in picked
        ],
        "hovertemplate": "%{text}<br>%{fullData.name}<extra></extra>",
        "line": {"shape": "hvh", "width": 2, "color": mark.color, "dash": mark.dash},
    }
