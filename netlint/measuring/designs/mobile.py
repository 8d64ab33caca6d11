"""Pieces of networks for phones, at widths that the five built-in networks do not have."""

from __future__ import annotations

from collections.abc import Iterator

from netlint.measuring.designs.builder import Builder, Place
from netlint.measuring.designs.design import Design


def designs() -> Iterator[Design]:
    """Stages of ShuffleNet, MobileNet, PP-LCNet, GhostNet and EfficientNet."""
    for side, channels in ((28, 48), (28, 176), (14, 96), (14, 352), (14, 488), (7, 192), (7, 704)):
        yield shuffle_v2(side, channels)
    for side, channels, groups in (
        (28, 144, 1), (28, 200, 2), (28, 120, 3), (28, 384, 8),
        (14, 400, 2), (14, 544, 4), (14, 360, 3), (7, 800, 2), (7, 1088, 4), (7, 1536, 8),
    ):  # fmt: skip
        yield shuffle_v1(side, channels, groups)
    for side, channels in (
        (112, 16), (112, 32), (56, 32), (56, 96), (56, 128), (28, 64), (28, 192), (28, 320),
        (14, 128), (14, 256), (14, 384), (14, 640), (7, 256), (7, 512), (7, 768),
    ):  # fmt: skip
        yield mobilenet(side, channels)
    for side, channels, kernel, se in (
        (56, 32, 3, False), (56, 96, 3, False), (28, 64, 3, False), (28, 192, 3, False),
        (14, 128, 5, False), (14, 384, 5, False), (14, 192, 5, True), (7, 256, 5, True),
        (7, 384, 5, True), (7, 768, 5, True), (7, 192, 3, True),
    ):  # fmt: skip
        yield pp_lcnet(side, channels, kernel, se=se)
    for side, channels, middle, kernel, se in (
        (112, 16, 16, 3, False), (56, 16, 48, 3, False), (56, 32, 96, 3, False),
        (28, 24, 72, 5, True), (28, 56, 160, 5, True), (14, 40, 120, 3, False),
        (14, 104, 240, 3, False), (14, 144, 872, 3, True), (7, 80, 480, 5, False),
        (7, 208, 1248, 5, True),
    ):  # fmt: skip
        yield ghost(side, channels, middle, kernel, se=se)
    for side, channels, factor, kernel in (
        (56, 16, 6, 3), (56, 32, 6, 3), (28, 24, 6, 3), (28, 48, 6, 5), (14, 48, 6, 3),
        (14, 80, 4, 5), (14, 128, 6, 3), (7, 96, 6, 3), (7, 192, 4, 5), (7, 224, 6, 3),
    ):  # fmt: skip
        yield inverted(side, channels, factor, kernel)
        if channels % 16 == 0:
            yield inverted(side, channels, factor, kernel, act="silu", se=True)
    for side, channels in ((56, 24), (28, 40), (14, 112), (7, 160)):
        yield inverted(side, channels, 3, 5, act="hard_silu", se=True)


def shuffle_v2(side: int, channels: int) -> Design:
    """A stage of ShuffleNet V2: a unit of stride 2, then three basic units (figure 3c, 3d)."""
    before = channels // 2
    build = Builder(2 * side, before)
    x = build.start
    left = build.conv(build.depthwise(x, stride=2, act=""), before)
    x = build.shuffle(build.concat(left, _branch(build, x, before, channels - before, 2)), 2)
    for _ in range(3):
        left, right = build.halves(x)
        right = _branch(build, right, channels // 2, channels // 2, 1)
        x = build.shuffle(build.concat(left, right), 2)
    return build.design(f"shufflenet v2: {side}x{side}x{channels}")


def _branch(build: Builder, x: Place, middle: int, channels: int, stride: int) -> Place:
    y = build.depthwise(build.conv(x, middle), stride=stride, act="")
    return build.conv(y, channels)


def shuffle_v1(side: int, channels: int, groups: int) -> Design:
    """A stage of ShuffleNet V1: a unit of stride 2, then three of stride 1 (figure 2b, 2c)."""
    before = channels // 2
    build = Builder(2 * side, before)
    middle = -(-channels // 4 // groups) * groups
    x = build.start
    for unit in range(4):
        stride, filters = (2, channels - before) if unit == 0 else (1, channels)
        y = build.conv(x, middle, groups=groups)
        y = build.shuffle(y, groups) if groups > 1 else y
        y = build.depthwise(y, stride=stride, act="")
        y = build.conv(y, filters, act="", groups=groups)
        pooled = build.concat(build.pool(x, "Average"), y) if unit == 0 else build.sum(x, y)
        x = build.act(pooled)
    return build.design(f"shufflenet v1: {side}x{side}x{channels} in {groups}")


def mobilenet(side: int, channels: int) -> Design:
    """Depthwise separable convolutions of MobileNet (arXiv 1704.04861, figure 3)."""
    build = Builder(2 * side, channels // 2)
    x = build.conv(build.depthwise(build.start, stride=2), channels)
    for _ in range(5):
        x = build.conv(build.depthwise(x), channels)
    return build.design(f"mobilenet: {side}x{side}x{channels}")


def pp_lcnet(side: int, channels: int, kernel: int, *, se: bool) -> Design:
    """Units of PP-LCNet (arXiv 2109.15099, figure 2): hard-swish, large kernels, excitation."""
    build = Builder(side, channels // 2)
    x = build.start
    for _ in range(5):
        x = build.depthwise(x, kernel, act="hard_silu")
        x = build.excite(x, x[2] // 4) if se else x
        x = build.conv(x, channels, act="hard_silu")
    with_what = " with excitation" if se else ""
    return build.design(f"pp-lcnet: {side}x{side}x{channels} {kernel}x{kernel}{with_what}")


def ghost(side: int, channels: int, middle: int, kernel: int, *, se: bool) -> Design:
    """A ghost bottleneck of stride 2, then two of stride 1 (arXiv 1911.11907, figure 3)."""
    build = Builder(2 * side, channels)
    x = build.start
    for stride in (2, 1, 1):
        y = _ghost_module(build, x, middle, act="relu")
        y = build.depthwise(y, kernel, stride, act="") if stride > 1 else y
        y = build.excite(y, middle // 4) if se else y
        y = _ghost_module(build, y, channels, act="")
        if stride > 1:
            x = build.conv(build.depthwise(x, kernel, stride, act=""), channels, act="")
        x = build.sum(x, y)
    with_what = " with excitation" if se else ""
    return build.design(f"ghostnet: {side}x{side}x{channels} {middle}{with_what}")


def _ghost_module(build: Builder, x: Place, channels: int, act: str) -> Place:
    primary = build.conv(x, channels // 2, act=act)
    return build.concat(primary, build.depthwise(primary, act=act))


def inverted(
    side: int, channels: int, factor: int, kernel: int, act: str = "relu6", *, se: bool = False
) -> Design:
    """Inverted residuals (arXiv 1801.04381, figure 4d): one of stride 2, then three."""
    build = Builder(2 * side, channels)
    x = build.start
    for stride in (2, 1, 1, 1):
        y = build.conv(x, channels * factor, act=act)
        y = build.depthwise(y, kernel, stride, act=act)
        if se:
            gate = "hard_sigmoid" if act == "hard_silu" else "sigmoid"
            y = build.excite(y, channels // 4, "relu" if act == "hard_silu" else act, gate)
        y = build.conv(y, channels, act="")
        x = y if stride > 1 else build.sum(x, y)
    return build.design(f"inverted: {side}x{side}x{channels} times {factor} {act}")
