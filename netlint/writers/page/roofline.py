"""The roofline of a target: what it can do at best, and where each kernel stands below that.

After Williams, Waterman and Patterson, "Roofline", CACM 52(4), 2009: at a given number of
mult-adds per byte no kernel is faster than the memory bandwidth allows, nor than the peak.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING

from netlint.units import shown
from netlint.writers.page.chart import Chart, Mark, Spec, axis, plain
from netlint.writers.page.figures import compact, short

if TYPE_CHECKING:
    from netlint.comparison import Comparison, Entry
    from netlint.facts.prediction import KernelTime, Prediction
    from netlint.targets import Specification, Target

_MOST_POINTS = 1500
_ROWS_ALONE, _ROWS_EACH = 12, 4
_LEAST_HEIGHT = 100
"""How many times the slowest kernel the peak is, at least, in the drawing."""


@dataclass(frozen=True, slots=True)
class _Point:
    """A kernel on the roofline of a target.

    Attributes:
        name: the layer that does the work.
        intensity: mult-adds per byte of memory access.
        speed: mult-adds per second, as predicted; without a time model the most that the
            specification allows.
        seconds: its time; without a time model the least that the specification allows.
        share: of the network's time.
        bound: what most of the time goes to.
        roof: speed as a part of the most that the specification allows.
    """

    name: str
    intensity: float
    speed: float
    seconds: float
    share: float
    bound: str
    roof: float


def roofline_chart(comparison: Comparison, target: Target, name: str) -> Chart:
    """Every kernel with mult-adds of every network, under the roof of a target.

    Args:
        comparison: the networks, each with a prediction for the target.
        target: the target.
        name: what the chart is called in the page.
    """
    series = [_points(entry, target) for entry in comparison.entries]
    found = target.time is not None
    what = "predicted" if found else "the most that the specification allows"
    return Chart(
        name,
        f"Roofline of {target.name}: each kernel's mult-adds per second, {what}, over its "
        "mult-adds per byte of memory access; a larger point takes longer. The line is the most "
        "that the specification allows: left of the ridge the memory, right of it the peak.",
        _spec(comparison, target.specification, series) if any(series) else None,
        460,
        (
            "network",
            "kernel",
            "time" if found else "time at best",
            "of the network",
            "bound by",
            "mult-adds per byte",
            *(("of the roof",) if found else ()),
        ),
        tuple(_rows(comparison, series, found=found)),
        "No kernel with mult-adds is known here.",
        _note(comparison, target),
    )


def _points(entry: Entry, target: Target) -> list[_Point]:
    """The kernels that take longest, as many as can be told apart, in order of execution."""
    prediction = entry.prediction(target.id)
    kernels = () if prediction is None else prediction.kernels
    hardware = target.specification
    placed = [kernel for kernel in kernels if kernel.mult_adds and kernel.bytes]
    whole = _whole(prediction, hardware) if prediction else 0.0
    points = [
        _point(entry, kernel, hardware, seconds, whole)
        for kernel in placed
        if (seconds := _seconds(kernel, hardware))
    ]
    if len(points) > _MOST_POINTS:
        least = sorted((point.seconds for point in points), reverse=True)[_MOST_POINTS - 1]
        points = [point for point in points if point.seconds >= least][:_MOST_POINTS]
    return points


def _whole(prediction: Prediction, hardware: Specification) -> float:
    return sum(_seconds(kernel, hardware) or 0.0 for kernel in prediction.kernels)


def _seconds(kernel: KernelTime, hardware: Specification) -> float | None:
    """What a kernel takes; without a time model what it takes at best."""
    if kernel.seconds is not None:
        return kernel.seconds
    if kernel.mult_adds is None or kernel.bytes is None:
        return None
    return max(kernel.mult_adds / hardware.mult_adds_per_second, kernel.bytes / hardware.bandwidth)


def _point(
    entry: Entry, kernel: KernelTime, hardware: Specification, seconds: float, whole: float
) -> _Point:
    assert kernel.mult_adds
    assert kernel.bytes
    intensity = kernel.mult_adds / kernel.bytes
    speed = kernel.mult_adds / seconds
    bound = kernel.bound or ("compute" if intensity >= hardware.ridge else "memory")
    return _Point(
        name=entry.survey.layers[kernel.index].layer.name,
        intensity=intensity,
        speed=speed,
        seconds=seconds,
        share=seconds / whole if whole else 0.0,
        bound=bound,
        roof=speed / min(hardware.mult_adds_per_second, intensity * hardware.bandwidth),
    )


def _spec(
    comparison: Comparison, hardware: Specification, series: Sequence[Sequence[_Point]]
) -> Spec:
    every = [point for points in series for point in points]
    slowest = max(point.seconds for point in every)
    left = min(hardware.ridge, *(point.intensity for point in every)) / 2
    right = max(hardware.ridge, *(point.intensity for point in every)) * 2
    peak = hardware.mult_adds_per_second
    bottom = min(peak / _LEAST_HEIGHT, *(point.speed for point in every)) / 2
    several = len(series) > 1
    return {
        "data": [
            _line([left, hardware.ridge, right], hardware, "solid"),
            *(
                _trace(index, entry, points, slowest)
                for index, (entry, points) in enumerate(
                    zip(comparison.entries, series, strict=True)
                )
                if points
            ),
        ],
        "layout": {
            "xaxis": _axis("mult-adds per byte of memory access", left, right),
            "yaxis": _axis("mult-adds per second", bottom, peak * 4),
            "annotations": _roof_names(hardware, right),
            "shapes": [_ridge(hardware, bottom)],
            "showlegend": several,
        },
    }


def _axis(title: str, least: float, most: float) -> Spec:
    return axis(
        title,
        type="log",
        exponentformat="SI",
        dtick=1,
        range=[round(log10(least), 3), round(log10(most), 3)],
    )


def _line(at: Sequence[float], hardware: Specification, dash: str) -> Spec:
    """The roof over some intensities."""
    peak, bandwidth = hardware.mult_adds_per_second, hardware.bandwidth
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [short(each) for each in at],
        "y": [short(min(peak, each * bandwidth)) for each in at],
        "line": {"color": "var(--ink)", "width": 1.5, "dash": dash},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _ridge(hardware: Specification, bottom: float) -> Spec:
    """A line down from where the roof bends."""
    return {
        "type": "line",
        "layer": "below",
        "x0": short(hardware.ridge),
        "x1": short(hardware.ridge),
        "y0": short(bottom),
        "y1": hardware.mult_adds_per_second,
        "line": {"color": "var(--faint)", "width": 1, "dash": "dot"},
    }


def _roof_names(hardware: Specification, right: float) -> list[Spec]:
    """What the roof is made of; on a logarithmic axis a text stands at the logarithm."""
    peak = hardware.mult_adds_per_second
    font = {"size": 11, "color": "var(--soft)"}
    return [
        {
            "text": f"peak {compact(peak, 'mult-adds')}/s, ridge at {hardware.ridge:.3g}",
            "x": round(log10(right), 3),
            "y": round(log10(peak), 3),
            "xanchor": "right",
            "yanchor": "bottom",
            "yshift": 14,
            "showarrow": False,
            "font": font,
        },
        {
            "text": f"{hardware.bandwidth / 1e9:.3g} GB/s",
            "x": round(log10(hardware.ridge) - 0.25, 3),
            "y": round(log10(peak) - 0.25, 3),
            "xanchor": "right",
            "yanchor": "bottom",
            "showarrow": False,
            "font": font,
        },
    ]


def _trace(index: int, entry: Entry, points: Sequence[_Point], slowest: float) -> Spec:
    mark = Mark(index)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": plain(entry.label, 40),
        "meta": index,
        "x": [short(point.intensity) for point in points],
        "y": [short(point.speed) for point in points],
        "text": [_said(point) for point in points],
        "hovertemplate": "%{text}<br>%{fullData.name}<extra></extra>",
        "marker": {
            "color": mark.color,
            "symbol": mark.symbol,
            "opacity": 0.7,
            "size": [round(6 + 22 * (point.seconds / slowest) ** 0.5, 1) for point in points],
            "line": {"color": "var(--paper)", "width": 0.5},
        },
    }


def _said(point: _Point) -> str:
    return (
        f"{plain(point.name, 40)}<br>{shown(point.seconds, 'seconds')}, "
        f"{shown(point.share, 'share')} of the network<br>bound by {point.bound}"
    )


def _rows(
    comparison: Comparison, series: Sequence[Sequence[_Point]], *, found: bool
) -> Iterator[tuple[str, ...]]:
    """The kernels that take longest."""
    most = _ROWS_ALONE if len(series) == 1 else _ROWS_EACH
    for entry, points in zip(comparison.entries, series, strict=True):
        for point in sorted(points, key=lambda point: -point.seconds)[:most]:
            yield (
                entry.label,
                point.name,
                shown(point.seconds, "seconds"),
                shown(point.share, "share"),
                point.bound,
                f"{point.intensity:.3g}",
                *((shown(point.roof, "share"),) if found else ()),
            )


def _note(comparison: Comparison, target: Target) -> str:
    """What cannot stand on a roofline, and how much of the time that is."""
    shares = []
    for entry in comparison.entries:
        prediction = entry.prediction(target.id)
        whole = _whole(prediction, target.specification) if prediction else 0.0
        if prediction and whole:
            without = [k for k in prediction.kernels if k.mult_adds == 0]
            taken = sum(_seconds(kernel, target.specification) or 0.0 for kernel in without)
            shares.append(taken / whole)
    if not shares or not max(shares):
        return ""
    least, most = shown(min(shares), "share"), shown(max(shares), "share")
    share = most if least == most else f"{least} to {most}"
    return (
        "Not drawn: kernels without mult-adds, such as copies, shuffles, pools and additions; "
        f"they take {share} of the time{'' if target.time else ' at best'}."
    )
