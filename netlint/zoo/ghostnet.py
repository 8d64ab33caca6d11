"""GhostNet (Han et al., arXiv 1911.11907)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.zoo import layers
from netlint.zoo.options import CLASSES, RESOLUTION, Option
from netlint.zoo.registry import Published, network
from netlint.zoo.rounding import near_multiple
from netlint.zoo.times import PADDLECLAS, measured

if TYPE_CHECKING:
    import keras

    from netlint.zoo.layers import Tensor

# Table 1: channels of the expansion, output channels, squeeze-and-excitation; the kernel is that
# of the authors' code (huawei-noah/Efficient-AI-Backbones, ghostnet_pytorch). A stage begins
# where the map gets smaller, with a stride of 2 (stage 1: of 1).
_STAGES: dict[int, tuple[tuple[int, int, int, bool], ...]] = {
    1: ((3, 16, 16, False),),
    2: ((3, 48, 24, False), (3, 72, 24, False)),
    3: ((5, 72, 40, True), (5, 120, 40, True)),
    4: (
        (3, 240, 80, False),
        (3, 200, 80, False),
        (3, 184, 80, False),
        (3, 184, 80, False),
        (3, 480, 112, True),
        (3, 672, 112, True),
    ),
    5: (
        (5, 672, 160, True),
        (5, 960, 160, False),
        (5, 960, 160, True),
        (5, 960, 160, False),
        (5, 960, 160, True),
    ),
}
_SOURCE = "arXiv 1911.11907, table 7 (100 minus the accuracy)"


@network(
    "ghostnet",
    title="GhostNet {width:g}x",
    options={
        "width": Option((0.5, 1.0, 1.3), "width multiplier alpha, rounded to multiples of 4"),
        "classes": CLASSES,
        "resolution": RESOLUTION,
    },
    published=(
        Published("width=0.5", 42_000_000, 2_600_000, 33.8, _SOURCE),
        Published("", 141_000_000, 5_200_000, 26.1, _SOURCE),
        Published("width=1.3", 226_000_000, 7_300_000, 24.3, _SOURCE),
    ),
    times=(
        *measured(
            PADDLECLAS,
            "snapdragon-855",
            {"width=0.5": 5.28, "": 12.89, "width=1.3": 19.16},
            "ms",
        ),
    ),
)
def ghostnet(*, width: float = 1.0, classes: int = 1000, resolution: int = 224) -> keras.Model:
    """GhostNet as in table 1."""
    image = layers.image(resolution)
    x = layers.conv(image, near_multiple(16 * width, 4), 3, "conv1", stride=2)
    x = layers.relu(x, "conv1_relu")
    for number, units in _STAGES.items():
        for unit, (kernel, middle, channels, se) in enumerate(units, 1):
            x = ghost_bottleneck(
                x,
                near_multiple(middle * width, 4),
                near_multiple(channels * width, 4),
                f"stage{number}_unit{unit}",
                kernel=kernel,
                stride=2 if unit == 1 < number else 1,
                se=se,
            )
    x = layers.conv(x, near_multiple(960 * width, 4), 1, "conv2")
    x = layers.relu(x, "conv2_relu")
    x = layers.global_pool(x, "avg_pool", keepdims=True)
    x = layers.relu(layers.pointwise(x, 1280, "conv3", bias=True), "conv3_relu")
    x = layers.dropout(layers.flatten(x, "flatten"), 0.2, "dropout")
    x = layers.classifier(x, classes, bias=True)
    return layers.network(image, x, f"ghostnet_{width}x")


def ghost_bottleneck(
    x: Tensor, middle: int, channels: int, name: str, *, kernel: int, stride: int, se: bool
) -> Tensor:
    """Figure 3: two ghost modules, at a stride of 2 with a depthwise convolution between them."""
    y = ghost_module(x, middle, f"{name}_ghost1", relu=True)
    if stride > 1:
        y = layers.depthwise(y, kernel, f"{name}_dwconv", stride=stride)
    if se:
        y = layers.squeeze_excite(y, near_multiple(middle / 4, 4), f"{name}_se")
    y = ghost_module(y, channels, f"{name}_ghost2", relu=False)
    if stride > 1 or x.shape[-1] != channels:
        x = layers.depthwise(x, kernel, f"{name}_shortcut_dwconv", stride=stride)
        x = layers.conv(x, channels, 1, f"{name}_shortcut_conv")
    return layers.add(x, y, f"{name}_add")


def ghost_module(x: Tensor, channels: int, name: str, *, relu: bool) -> Tensor:
    """Figure 2b: half of the maps by a 1x1 convolution, the others cheaply from those.

    Channels are even at every width, so none are cut off the end.
    """
    primary = layers.conv(x, channels // 2, 1, f"{name}_primary")
    if relu:
        primary = layers.relu(primary, f"{name}_primary_relu")
    cheap = layers.depthwise(primary, 3, f"{name}_cheap")
    if relu:
        cheap = layers.relu(cheap, f"{name}_cheap_relu")
    return layers.concat(primary, cheap, f"{name}_concat")
