"""The figures under the four guidelines of ShuffleNet V2 (arXiv 1807.11164, section 2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING

from netlint.facts import Scope, columns_of
from netlint.facts.registry import Row
from netlint.units import shown
from netlint.writers.cells import signed_percent
from netlint.writers.page.chart import Chart, axis
from netlint.writers.page.points import Point, along_depth, strips

if TYPE_CHECKING:
    from netlint.comparison import Comparison, Entry
    from netlint.expressions import Expression
    from netlint.facts import Survey

_MOST_POINTS = 1500

Writer = Callable[[float | None], str]


def guideline_charts(comparison: Comparison) -> tuple[Chart, ...]:
    """One figure per guideline, in their order."""
    return (_g1(comparison), _g2(comparison), _g3(comparison), _g4(comparison))


def _limits(comparison: Comparison, rule_id: str) -> list[tuple[str, float]]:
    """The limits in force of a rule, by level; none where the rule is not in force."""
    for rule in comparison.rules:
        if rule.id == rule_id:
            return [(str(level), limit) for level, limit in rule.limits]
    return []


def _numbers(row: Row, *names: str) -> tuple[float, ...] | None:
    """Several numeric columns of a row; None where one is missing."""
    found = [row[name] for name in names]
    numbers = [value for value in found if isinstance(value, int | float)]
    return tuple(numbers) if len(numbers) == len(found) else None


def _rows(survey: Survey, scope: Scope) -> Iterator[tuple[str, float, Row]]:
    """Every layer or block: its name, where it stands, and its columns."""
    columns = columns_of(scope)
    whole = max(1, len(survey.layers) - 1)
    if scope == "layer":
        for facts in survey.layers:
            yield facts.layer.name, facts.index / whole, Row(facts, columns)
    else:
        for block in survey.blocks:
            yield block.block.name, block.block.members[0] / whole, Row(block, columns)


def _largest(points: list[Point]) -> list[Point]:
    """The points with the largest figures, as many as can be told apart, in order of depth."""
    if len(points) <= _MOST_POINTS:
        return points
    kept = sorted(points, key=lambda point: -point.value)[:_MOST_POINTS]
    return sorted(kept, key=lambda point: point.at)


def _g1(comparison: Comparison) -> Chart:
    series = [_largest(list(_g1_points(entry.survey))) for entry in comparison.entries]
    limits = [(level, limit - 1) for level, limit in _limits(comparison, "G1")]
    return Chart(
        "g1",
        "Guideline 1: for each dense convolution of stride 1 along the depth, how much more memory "
        "it moves than the bound for its mult-adds.",
        along_depth(comparison, series, limits, "memory access above the bound", ".0%"),
        330,
        ("network", "dense convolutions", "median excess", "largest excess", "where"),
        tuple(
            (entry.label, *_spread(points, signed_percent))
            for entry, points in zip(comparison.entries, series, strict=True)
        ),
        "No dense convolution here has a known size.",
    )


def _g1_points(survey: Survey) -> Iterator[Point]:
    for name, at, row in _rows(survey, "layer"):
        if row["op"] != "conv" or row["groups"] != 1 or row["stride"] != 1:
            continue
        if row["reads_input"] or row["feeds_output"]:
            continue
        found = _numbers(row, "memory_access_ratio", "channels_in", "channels_out")
        if found is not None:
            ratio, read, written = found
            text = f"{read:.0f} → {written:.0f} channels, {signed_percent(ratio - 1)}"
            yield Point(name, at, ratio - 1, text)


def _g2(comparison: Comparison) -> Chart:
    series = [_largest(list(_g2_points(entry.survey))) for entry in comparison.entries]
    return Chart(
        "g2",
        "Guideline 2: for each group convolution along the depth, its memory access as a multiple "
        "of that of a dense convolution with the same input and mult-adds.",
        along_depth(
            comparison, series, _limits(comparison, "G2"), "times the dense convolution", ".2f"
        ),
        300,
        ("network", "group convolutions", "median", "largest", "where"),
        tuple(
            (entry.label, *_spread(points, lambda value: shown(value, "ratio")))
            for entry, points in zip(comparison.entries, series, strict=True)
        ),
        "None of these networks has a group convolution; depthwise ones are guideline 4's matter.",
    )


def _g2_points(survey: Survey) -> Iterator[Point]:
    for name, at, row in _rows(survey, "layer"):
        if row["op"] != "conv" or row["groups"] == 1 or row["depthwise_by_groups"]:
            continue
        found = _numbers(row, "group_cost_ratio", "groups")
        if found is not None:
            ratio, groups = found
            yield Point(name, at, ratio, f"{groups:.0f} groups, {shown(ratio, 'ratio')}")


def _g3(comparison: Comparison) -> Chart:
    rule = next((rule for rule in comparison.rules if rule.id == "G3"), None)
    where = None if rule is None else rule.where
    series = [list(_g3_points(entry.survey, where)) for entry in comparison.entries]
    found = [Counter(point.text for point in points).most_common(1) for points in series]
    return Chart(
        "g3",
        "Guideline 3: fragments (convolutions, dense layers and pools) plus branches of each "
        "block that the rule looks at, one row per network; a larger point stands for more blocks.",
        strips(
            comparison,
            [_gathered(points) for points in series],
            _limits(comparison, "G3"),
            axis("fragments + branches per block", rangemode="tozero"),
        ),
        110 + 46 * len(comparison.entries),
        ("network", "blocks looked at", "most usual", "most fragments + branches", "where"),
        tuple(
            (e.label, f"{len(p):,}", common[0][0] if common else "-", *_highest(p, "count"))
            for e, p, common in zip(comparison.entries, series, found, strict=True)
        ),
        "The rule looks at no block of these networks (one path, or unknown for custom layers).",
    )


def _g3_points(survey: Survey, where: Expression | None) -> Iterator[Point]:
    """The blocks that the rule looks at; those that branch, where it is not in force."""
    for name, at, row in _rows(survey, "block"):
        found = _numbers(row, "fragmentation", "fragments", "branches")
        looked_at = where is None or where.evaluate(row)
        if found is not None and found[2] > 1 and looked_at:
            total, fragments, branches = found
            text = f"{fragments:.0f} fragments, up to {branches:.0f} side by side"
            yield Point(name, at, total, text)


def _gathered(points: Sequence[Point]) -> list[Point]:
    """Blocks of the same figures as one point, larger where there are more."""
    groups: dict[tuple[float, str], list[Point]] = {}
    for point in points:
        groups.setdefault((point.value, point.text), []).append(point)
    return [
        Point(
            members[0].name if len(members) == 1 else f"{len(members)} blocks",
            members[0].at,
            value,
            text,
            len(members) / max(1, len(points)),
        )
        for (value, text), members in groups.items()
    ]


def _g4(comparison: Comparison) -> Chart:
    series = [_largest(list(_g4_points(entry.survey))) for entry in comparison.entries]
    return Chart(
        "g4",
        "Guideline 4: the element-wise share of the memory access of each block, one row per "
        "network; a larger point moves more of the network's memory.",
        strips(
            comparison,
            series,
            [],
            axis("element-wise share of the block", tickformat=".0%"),
        ),
        110 + 46 * len(comparison.entries),
        ("network", "blocks", "share", "after fusion", "largest of a block", "where"),
        tuple(
            (entry.label, f"{len(points):,}", *_whole_shares(entry), *_highest(points, "share"))
            for entry, points in zip(comparison.entries, series, strict=True)
        ),
        "The memory access of the blocks of these networks is not known.",
    )


def _g4_points(survey: Survey) -> Iterator[Point]:
    for name, at, row in _rows(survey, "block"):
        found = _numbers(row, "elementwise_share", "memory_access_share")
        if found is not None:
            own, whole = found
            text = f"{shown(own, 'share')} element-wise, {shown(whole, 'share')} of the network"
            yield Point(name, at, own, text, whole)


def _whole_shares(entry: Entry) -> tuple[str, str]:
    row = Row(entry.survey, columns_of("network"))
    shares = [row[name] for name in ("elementwise_share", "fused_elementwise_share")]
    first, second = (shown(value, "share") for value in shares)
    return first, second


def _spread(points: Sequence[Point], write: Writer) -> tuple[str, str, str, str]:
    """How many, the median, the largest, and where that is."""
    if not points:
        return "0", "-", "-", "-"
    top = max(points, key=lambda point: point.value)
    middle = median(point.value for point in points)
    return f"{len(points):,}", write(middle), write(top.value), top.name


def _highest(points: Sequence[Point], unit: str) -> tuple[str, str]:
    if not points:
        return "-", "-"
    top = max(points, key=lambda point: point.value)
    return shown(top.value, unit), top.name
