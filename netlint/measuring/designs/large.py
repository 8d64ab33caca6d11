"""Pieces of networks for servers: plain convolutions, residuals, dense blocks, large weights."""

from __future__ import annotations

from collections.abc import Iterator

from netlint.measuring.designs.builder import Builder, Place
from netlint.measuring.designs.design import Design


def designs() -> Iterator[Design]:
    """Stages of VGG, ResNet, DenseNet and Inception, classifiers, first layers."""
    for side, channels, count in (
        (112, 16, 6), (112, 32, 4), (56, 32, 6), (56, 64, 5), (28, 64, 8), (28, 128, 5),
        (14, 128, 8), (14, 256, 5), (14, 384, 3), (7, 256, 6), (7, 512, 4),
    ):  # fmt: skip
        yield plain(side, channels, count)
    for side, channels in ((56, 48), (28, 96), (14, 192), (7, 384)):
        yield basic_residual(side, channels)
    for side, channels in ((56, 32), (56, 80), (28, 64), (28, 112), (14, 160), (7, 320), (7, 448)):
        yield bottleneck_residual(side, channels)
    for side, start, growth in (
        (56, 64, 16), (28, 96, 24), (28, 256, 32), (14, 256, 24), (14, 640, 32),
        (7, 512, 24), (7, 800, 32),
    ):  # fmt: skip
        yield dense_block(side, start, growth)
    for side, channels in ((28, 192), (14, 320), (7, 640)):
        yield inception(side, channels)
    for side, filters, kernel in (
        (224, 16, 3), (224, 24, 3), (224, 32, 3), (192, 48, 3), (160, 64, 3), (256, 32, 3),
        (224, 48, 7), (160, 64, 7),
    ):  # fmt: skip
        yield stem(side, filters, kernel)
    for side, channels, hidden in (
        (7, 512, 0), (7, 768, 0), (7, 1536, 0), (7, 320, 1280), (7, 160, 960), (7, 464, 1024),
    ):  # fmt: skip
        yield classifier(side, channels, hidden)
    for features, units, pairs in (
        (256, 256, 4), (512, 1024, 3), (1024, 1024, 3), (2048, 1000, 2), (4096, 1024, 1),
        (9216, 1024, 1),
    ):  # fmt: skip
        yield dense_chain(features, units, pairs)


def plain(side: int, channels: int, count: int) -> Design:
    """Convolutions of 3x3 one after the other (VGG, arXiv 1409.1556)."""
    build = Builder(side, channels // 2)
    x = build.start
    for _ in range(count):
        x = build.conv(x, channels, 3)
    x = build.conv(build.pool(x, size=2), 2 * channels, 3)
    return build.design(f"vgg: {side}x{side}x{channels}")


def basic_residual(side: int, channels: int) -> Design:
    """Basic blocks of ResNet-18 (arXiv 1512.03385, figure 5 left), the first of stride 2."""
    build = Builder(2 * side, channels // 2)
    x = build.start
    for stride in (2, 1, 1):
        y = build.conv(build.conv(x, channels, 3, stride), channels, 3, act="")
        x = build.conv(x, channels, 1, stride, act="") if stride > 1 else x
        x = build.act(build.sum(x, y))
    return build.design(f"resnet basic: {side}x{side}x{channels}")


def bottleneck_residual(side: int, channels: int) -> Design:
    """Bottlenecks of ResNet-50 (arXiv 1512.03385, figure 5 right), the first of stride 2."""
    build = Builder(2 * side, 2 * channels)
    x = build.start
    for stride in (2, 1, 1):
        y = build.conv(build.conv(x, channels, 1, stride), channels, 3)
        y = build.conv(y, 4 * channels, act="")
        x = build.conv(x, 4 * channels, 1, stride, act="") if stride > 1 else x
        x = build.act(build.sum(x, y))
    return build.design(f"resnet: {side}x{side}x{channels}")


def dense_block(side: int, start: int, growth: int) -> Design:
    """Six layers of DenseNet (arXiv 1608.06993): normalised before, joined after, and a pooling."""
    build = Builder(side, start)
    x = build.start
    for _ in range(6):
        y = build.conv(_ahead(build, x), 4 * growth)
        name = build.add("Conv2D", y, filters=growth, kernel_size=3, padding="same", use_bias=False)
        x = build.concat(x, (name, side, growth))
    y = build.conv(_ahead(build, x), x[2] // 2, act="")
    build.pool(y, "Average", 2, 2, "valid")
    return build.design(f"densenet: {side}x{side}x{start} by {growth}")


def _ahead(build: Builder, x: Place) -> Place:
    return build.act(build.then(x, "BatchNormalization"))


def inception(side: int, channels: int) -> Design:
    """Two modules of four branches (arXiv 1409.4842, figure 2b)."""
    build = Builder(side, channels)
    x = build.start
    for _ in range(2):
        quarter = channels // 4
        branches = [
            build.conv(x, quarter),
            build.conv(build.conv(x, quarter // 2), quarter, 3),
            build.conv(build.conv(x, quarter // 4), quarter, 5),
            build.conv(build.pool(x, size=3, stride=1), quarter),
        ]
        x = build.concat(*branches)
    return build.design(f"inception: {side}x{side}x{channels}")


def stem(side: int, filters: int, kernel: int) -> Design:
    """The first layers of a network: three colours, strides of 2."""
    build = Builder(side, 3)
    x = build.conv(build.start, filters, kernel, 2)
    x = build.pool(x) if kernel > 3 else build.depthwise(x)
    x = build.conv(x, 2 * filters)
    build.depthwise(x, stride=2)
    return build.design(f"stem: {side}x{side} {filters} {kernel}x{kernel}")


def classifier(side: int, channels: int, hidden: int) -> Design:
    """The last layers of a network: a wide convolution, global pooling, a thousand classes."""
    build = Builder(side, channels)
    x = build.conv(build.start, hidden or channels)
    y = build.global_pool(x)
    y = build.conv(y, 1280, act="hard_silu") if hidden == 960 else y
    build.act(build.dense(y, 1000), "softmax")
    return build.design(f"classifier: {side}x{side}x{channels} {hidden or channels}")


def dense_chain(features: int, units: int, pairs: int) -> Design:
    """Dense layers, whose weights are read once and used once."""
    build = Builder(1, features)
    x = build.start
    for _ in range(pairs):
        x = build.dense(build.dense(x, units, "relu"), features, "relu")
    build.act(x, "softmax")
    return build.design(f"dense: {features} {units}")
