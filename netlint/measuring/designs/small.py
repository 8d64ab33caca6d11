"""Pieces in which one kind of kernel prevails: small maps, element-wise work, copies, pooling."""

from __future__ import annotations

from collections.abc import Iterator

from netlint.measuring.designs.builder import Builder
from netlint.measuring.designs.design import Design


def designs() -> Iterator[Design]:
    """Many small kernels, and the kernels that networks have beside convolutions."""
    for side, channels, count in (
        (1, 32, 40), (1, 128, 40), (1, 512, 20), (4, 64, 40), (7, 32, 40), (7, 96, 40),
        (7, 192, 30), (14, 24, 40),
    ):  # fmt: skip
        yield pointwise(side, channels, count)
    for side, channels, kernel in (
        (7, 64, 3), (7, 480, 3), (7, 960, 5), (14, 240, 3), (14, 480, 5), (28, 72, 5),
        (28, 144, 3), (56, 72, 3), (56, 48, 7), (112, 24, 3), (112, 48, 5),
    ):  # fmt: skip
        yield depthwise(side, channels, kernel)
    for side, channels in ((112, 24), (56, 96), (28, 144), (14, 384), (14, 96)):
        yield strided(side, channels)
    for side, channels in ((56, 64), (28, 96), (14, 240), (7, 480), (7, 64)):
        yield elementwise(side, channels)
        yield excited(side, channels)
        yield activations(side, channels)
    for side, channels, groups in (
        (56, 48, 2),
        (28, 120, 3),
        (14, 232, 2),
        (14, 240, 4),
        (7, 464, 2),
    ):
        yield shuffled(side, channels, groups)
        yield joined(side, channels)
    for side, channels in ((112, 32), (56, 64), (28, 128), (14, 256)):
        yield pooled(side, channels)
    for side, channels in ((28, 96), (14, 192), (7, 768)):
        yield globally_pooled(side, channels)
    for side, channels in ((56, 32), (28, 128), (16, 384)):
        yield padded(side, channels)
        yield upsampled(side, channels)


def pointwise(side: int, channels: int, count: int) -> Design:
    """Many 1x1 convolutions of a small map."""
    build = Builder(side, channels)
    x = build.start
    for place in range(count):
        x = build.conv(x, channels if place % 2 else 2 * channels)
    return build.design(f"small 1x1: {side}x{side}x{channels}")


def depthwise(side: int, channels: int, kernel: int) -> Design:
    """Depthwise convolutions in a row."""
    build = Builder(side, channels)
    x = build.start
    for _ in range(10):
        x = build.depthwise(x, kernel)
    return build.design(f"depthwise: {side}x{side}x{channels} {kernel}x{kernel}")


def strided(side: int, channels: int) -> Design:
    """Maps that are halved again and again, by depthwise and by plain convolutions."""
    build = Builder(side, channels)
    x = build.start
    while x[1] > 3:
        x = build.depthwise(x, 3, 2)
        x = build.conv(x, min(2 * x[2], 512))
    x = build.conv(build.start, channels, 3, 2)
    while x[1] > 3:
        x = build.depthwise(x, 5, 2)
        x = build.conv(x, min(2 * x[2], 512))
    return build.design(f"strided: {side}x{side}x{channels}")


def elementwise(side: int, channels: int) -> Design:
    """Sums, products and differences of maps, hardly any convolution."""
    build = Builder(side, channels)
    x = build.start
    y = build.conv(x, channels)
    for _ in range(4):
        z = build.act(build.sum(x, y))
        w = (build.add("Multiply", y, z), side, channels)
        x, y = z, (build.add("Subtract", w, x), side, channels)
    build.sum(x, y)
    return build.design(f"element-wise: {side}x{side}x{channels}")


def excited(side: int, channels: int) -> Design:
    """Squeeze-and-excitation again and again."""
    build = Builder(side, channels)
    x = build.start
    for place in range(6):
        gate = "sigmoid" if place % 2 else "hard_sigmoid"
        x = build.excite(x, channels // 4, gate=gate)
    return build.design(f"excitation: {side}x{side}x{channels}")


def activations(side: int, channels: int) -> Design:
    """Activations that no engine runs inside the kernel before them."""
    build = Builder(side, channels)
    x = build.start
    for function in ("hard_silu", "silu", "sigmoid", "hard_silu", "tanh", "silu"):
        x = build.act(build.conv(x, channels, act=""), function)
    x = build.then(x, "LeakyReLU")
    build.act(x, "elu")
    return build.design(f"activations: {side}x{side}x{channels}")


def shuffled(side: int, channels: int, groups: int) -> Design:
    """Channel shuffles between thin group convolutions."""
    build = Builder(side, channels)
    x = build.start
    for _ in range(6):
        x = build.shuffle(build.depthwise(x, act=""), groups)
    return build.design(f"shuffle: {side}x{side}x{channels} in {groups}")


def joined(side: int, channels: int) -> Design:
    """Maps cut in halves and joined again."""
    build = Builder(side, channels)
    x = build.start
    for _ in range(5):
        left, right = build.halves(x)
        x = build.concat(build.depthwise(right), left)
    return build.design(f"split and concat: {side}x{side}x{channels}")


def pooled(side: int, channels: int) -> Design:
    """Local pooling of all kinds, of stride 1 and 2."""
    build = Builder(side, channels)
    x = build.start
    for kind, size, stride in (("Max", 3, 1), ("Average", 3, 1), ("Max", 3, 2), ("Average", 2, 2)):
        x = build.pool(x, kind, size, stride)
        x = build.depthwise(x)
    build.pool(build.pool(x, "Max", 2, 2), "Average", 3, 1)
    return build.design(f"pooling: {side}x{side}x{channels}")


def globally_pooled(side: int, channels: int) -> Design:
    """Four maps that are pooled as a whole (XNNPACK joins up to five tensors)."""
    build = Builder(side, channels)
    x, rows = build.start, []
    for _ in range(4):
        x = build.depthwise(build.conv(x, channels))
        rows.append(build.global_pool(x))
    build.conv(build.concat(*rows), channels)
    return build.design(f"global pooling: {side}x{side}x{channels}")


def padded(side: int, channels: int) -> Design:
    """Convolutions of stride 2 with zeros around their maps, as `keras.applications` pads."""
    build = Builder(side, channels)
    x = build.start
    while x[1] > 4:
        padding = build.add("ZeroPadding2D", x, padding=[[0, 1], [0, 1]])
        name = build.add(
            "DepthwiseConv2D", (padding, x[1] + 1, x[2]), kernel_size=3, strides=2, use_bias=False
        )
        x = build.act(build.then((name, x[1] // 2, x[2]), "BatchNormalization"), "relu6")
        x = build.conv(x, x[2])
    return build.design(f"padding: {side}x{side}x{channels}")


def upsampled(side: int, channels: int) -> Design:
    """A map made smaller and larger again (U-Net, arXiv 1505.04597)."""
    build = Builder(side, channels)
    x = build.conv(build.start, channels // 2, 3)
    y = build.conv(build.pool(x, size=2), channels, 3)
    z = build.conv(build.pool(y, size=2), channels, 3)
    up = build.add("UpSampling2D", z, interpolation="nearest")
    y = build.conv(build.concat((up, y[1], channels), y), channels // 2, 3)
    up = build.add("UpSampling2D", y, interpolation="bilinear")
    build.conv(build.concat((up, side, channels // 2), x), channels // 2, 3)
    return build.design(f"u-net: {side}x{side}x{channels}")
