"""The figure of cost along the depth: a strip per network, aligned by resolution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from netlint.writers.page.chart import Chart, Spec, axis, plain
from netlint.writers.page.depth import Slot, Step, edges, slots_of, steps_of
from netlint.writers.page.figures import compact, short, with_unit

if TYPE_CHECKING:
    from netlint.comparison import Comparison, Entry


def depth_chart(comparison: Comparison) -> Chart:
    """Cost along the depth, kernel by kernel, one strip per network, aligned by resolution."""
    steps = [steps_of(entry.survey) for entry in comparison.entries]
    slots = slots_of(steps)
    count = len(comparison.entries)
    data: list[Spec] = []
    layout: Spec = {
        "xaxis": axis(
            "resolution, as a part of the input's",
            tickvals=[round(slot.start + slot.width / 2, 3) for slot in slots],
            ticktext=[slot.label for slot in slots],
            range=[0, round(slots[-1].start + slots[-1].width, 3)] if slots else [0, 1],
            showgrid=False,
            anchor=_y(count - 1),
        ),
        "shapes": [_boundary(slot.start) for slot in slots[1:]],
        "annotations": [_strip_name(i, count, e.label) for i, e in enumerate(comparison.entries)],
        "showlegend": False,
        "hovermode": "closest",
    }
    for index, (entry, own) in enumerate(zip(comparison.entries, steps, strict=True)):
        data += _strip_traces(index, entry, own, slots)
    scale = _strip_scale(data)
    layout |= {_y(index, "yaxis"): {**_strip(index, count), **scale} for index in range(count)}
    return Chart(
        "depth",
        "Cost along the depth of each network, aligned by resolution: upwards each kernel's "
        "share of the network's memory access, downwards its share of the mult-adds.",
        {"data": data, "layout": layout} if any(steps) else None,
        90 + 118 * count,
        ("network", *(f"{slot.label}: {word}" for slot in slots for word in _WORDS)),
        tuple(_slot_row(e, own, slots) for e, own in zip(comparison.entries, steps, strict=True)),
        "Nothing runs in these networks.",
    )


_WORDS = ("memory access", "mult-adds")


def _y(index: int, word: str = "y") -> str:
    return word if not index else f"{word}{index + 1}"


def _strip(index: int, count: int) -> Spec:
    """The place of a network's strip among the others."""
    gap = 0.16 / count
    top = 1 - index / count
    return {
        "domain": [round(top - 1 / count + gap, 4), round(top - gap, 4)],
        "zeroline": True,
        "title": {"text": ""},
    }


def _strip_scale(data: Sequence[Spec]) -> Spec:
    """One scale for all strips: shares upwards and downwards, both written as they are."""
    shares = [share for trace in data for share in _shares(trace)]
    top, bottom = max(shares, default=0.0), -min(shares, default=0.0)
    step = next((each for each in (0.01, 0.02, 0.05, 0.1, 0.2) if each * 3 >= top + bottom), 0.5)
    ticks = [round(step * n, 3) for n in range(-int(bottom / step), int(top / step) + 1)]
    return {
        "range": [round(-1.08 * bottom, 4), round(1.08 * top, 4)],
        "tickvals": ticks,
        "ticktext": [f"{100 * abs(tick):.0f} %" for tick in ticks],
    }


def _shares(trace: Spec) -> list[float]:
    found = trace["y"]
    return [each for each in found if each is not None] if isinstance(found, list) else []


def _strip_name(index: int, count: int, label: str) -> Spec:
    return {
        "text": plain(label, 40),
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": round(1 - index / count - 0.10 / count, 4),
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 13},
    }


def _boundary(at: float) -> Spec:
    return {
        "type": "line",
        "layer": "below",
        "yref": "paper",
        "x0": round(at, 3),
        "x1": round(at, 3),
        "y0": 0,
        "y1": 1,
        "line": {"color": "var(--line)", "width": 1},
    }


def _strip_traces(
    index: int, entry: Entry, steps: Sequence[Step], slots: Sequence[Slot]
) -> list[Spec]:
    """Two filled outlines: memory access upwards, mult-adds downwards."""
    whole_bytes = entry.survey.known_memory_access_bytes
    whole = entry.figures.known.mult_adds
    placed = edges(steps, slots)
    bounds = [(start, end) for _, start, end in placed]
    up = [step.bytes / whole_bytes if whole_bytes else 0 for step, _, _ in placed]
    down = [-step.mult_adds / whole if whole else 0 for step, _, _ in placed]
    access, adds = [], []
    for step, _, _ in placed:
        name = plain(step.name, 40)
        access.append(f"{name}<br>{compact(step.bytes, 'bytes')}")
        adds.append(f"{name}<br>{with_unit(step.mult_adds, 'mult-adds')}")
    return [
        _outline(index, bounds, up, "var(--access)", access),
        _outline(index, bounds, down, "var(--adds)", adds),
    ]


def _outline(
    index: int,
    bounds: Sequence[tuple[float, float]],
    shares: Sequence[float],
    color: str,
    texts: Sequence[str],
) -> Spec:
    """An outline of steps; one path, however many. It is at 0 where the network has no step."""
    xs: list[float] = []
    ys: list[float | None] = []
    said: list[str] = []
    for place, (start, end) in enumerate(bounds):
        xs.append(round(start, 3))
        ys.append(short(shares[place]))
        said.append(texts[place])
        if place + 1 == len(bounds) or bounds[place + 1][0] > end + 1e-9:
            xs.append(round(end, 3))
            ys.append(0)
            said.append("")
    return {
        "type": "scatter",
        "mode": "lines",
        "xaxis": "x",
        "yaxis": _y(index),
        "x": xs,
        "y": ys,
        "text": said,
        "hovertemplate": "%{text}<extra></extra>",
        "line": {"shape": "hv", "width": 0.8, "color": color},
        "fill": "tozeroy",
        "fillcolor": color,
    }


def _slot_row(entry: Entry, steps: Sequence[Step], slots: Sequence[Slot]) -> tuple[str, ...]:
    whole_bytes = sum(step.bytes for step in steps)
    whole = sum(step.mult_adds for step in steps)
    cells = [entry.label]
    for slot in slots:
        own = [step for step in steps if step.slot == slot.key]
        cells.append(_percent(sum(step.bytes for step in own), whole_bytes, own))
        cells.append(_percent(sum(step.mult_adds for step in own), whole, own))
    return tuple(cells)


def _percent(part: int, whole: int, own: Sequence[Step]) -> str:
    return f"{100 * part / whole:.0f} %" if own and whole else "-"
