"""The blocks of Tables 1 to 4 of ShuffleNet V2 (arXiv 1807.11164, section 2)."""

from __future__ import annotations

from collections.abc import Iterator

from netlint.measuring.designs.builder import Builder
from netlint.measuring.designs.design import Design

_UNBALANCED = ((32, 32), (22, 44), (13, 78), (9, 108), (64, 64), (44, 88), (36, 432), (128, 128))
_GROUPED = ((1, 64), (2, 90), (4, 128), (8, 176), (1, 128), (2, 180), (4, 256), (8, 360))
_FRAGMENTED = ((1, 1), (2, 1), (1, 2), (4, 1), (1, 4))


def designs() -> Iterator[Design]:
    """The four tables, at the paper's 56 pixels and at smaller maps."""
    for c1, c2 in _UNBALANCED:
        yield unbalanced(56, c1, c2)
    yield from (unbalanced(28, 52, 312), unbalanced(14, 104, 624), unbalanced(14, 256, 256))
    for groups, channels in _GROUPED:
        yield grouped(56 if channels < 128 else 28, groups, channels)
    yield from (grouped(14, 2, 360), grouped(14, 8, 720), grouped(7, 4, 512), grouped(7, 3, 960))
    for row, side_by_side in _FRAGMENTED:
        yield fragmented(56, row, side_by_side, 64)
        yield fragmented(14, row, side_by_side, 256)
    for relu in (True, False):
        for shortcut in (True, False):
            yield bottlenecks(56, 64, relu=relu, shortcut=shortcut)
            yield bottlenecks(28, 128, relu=relu, shortcut=shortcut)


def unbalanced(side: int, c1: int, c2: int) -> Design:
    """Table 1: ten blocks of two 1x1 convolutions, `c1 -> c2` and back."""
    build = Builder(side, c1)
    x = build.start
    for _ in range(10):
        x = build.conv(build.conv(x, c2, act=""), c1, act="")
    return build.design(f"table 1: {side}x{side} {c1}:{c2}")


def grouped(side: int, groups: int, channels: int) -> Design:
    """Table 2: ten 1x1 group convolutions."""
    build = Builder(side, channels)
    x = build.start
    for _ in range(10):
        x = build.conv(x, channels, act="", groups=groups)
    return build.design(f"table 2: {side}x{side}x{channels} in {groups}")


def fragmented(
    side: int, in_a_row: int, side_by_side: int, channels: int, blocks: int = 5
) -> Design:
    """Table 3: blocks of 1x1 convolutions, as wide as equal mult-adds allow."""
    width = round(channels / (in_a_row * side_by_side) ** 0.5)
    build = Builder(side, width)
    x = build.start
    for _ in range(blocks):
        branches = []
        for _ in range(side_by_side):
            y = x
            for _ in range(in_a_row):
                y = build.conv(y, width, act="")
            branches.append(y)
        x = build.sum(*branches) if side_by_side > 1 else branches[0]
    return build.design(f"table 3: {side}x{side}x{channels} {in_a_row} by {side_by_side}")


def bottlenecks(side: int, channels: int, *, relu: bool, shortcut: bool) -> Design:
    """Table 4: ten bottlenecks of ResNet, with and without ReLU and shortcut."""
    build = Builder(side, channels)
    act = "relu" if relu else ""
    x = build.start
    for _ in range(10):
        y = build.conv(x, channels // 4, act=act)
        y = build.conv(y, channels // 4, 3, act=act)
        y = build.conv(y, channels, act="")
        x = build.act(build.sum(x, y) if shortcut else y, act)
    with_what = f"{'ReLU' if relu else 'no ReLU'}, {'shortcut' if shortcut else 'no shortcut'}"
    return build.design(f"table 4: {side}x{side}x{channels} {with_what}")
