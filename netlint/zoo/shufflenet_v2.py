"""ShuffleNet V2 (Ma et al., arXiv 1807.11164)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.zoo import layers
from netlint.zoo.options import CLASSES, RESOLUTION, Option
from netlint.zoo.registry import Published, network
from netlint.zoo.times import PADDLECLAS, PP_LCNET_TABLE_3, SHUFFLENET_V2_TABLE_8, measured

if TYPE_CHECKING:
    import keras

    from netlint.zoo.layers import Tensor

# Table 5: output channels of stage 2, which double with every stage, and of conv5.
_CHANNELS = {0.5: (48, 1024), 1.0: (116, 1024), 1.5: (176, 1024), 2.0: (244, 2048)}
_UNITS = {2: 4, 3: 8, 4: 4}
_SOURCE = "arXiv 1807.11164, tables 5 (parameters) and 8"


@network(
    "shufflenet_v2",
    title="ShuffleNet V2 {width:g}x",
    options={
        "width": Option(tuple(_CHANNELS), "level of complexity, a column of table 5"),
        "classes": CLASSES,
        "resolution": RESOLUTION,
    },
    published=(
        Published("width=0.5", 41_000_000, 1_400_000, 39.7, _SOURCE),
        Published("", 146_000_000, 2_300_000, 30.6, _SOURCE),
        Published("width=1.5", 299_000_000, 3_500_000, 27.4, _SOURCE),
        Published("width=2", 591_000_000, 7_400_000, 25.1, _SOURCE),
    ),
    times=(
        *measured(
            SHUFFLENET_V2_TABLE_8,
            "gtx-1080-ti",
            {"width=0.5": 417, "": 341, "width=1.5": 255, "width=2": 217},
            "batches per second",
            batch=8,
        ),
        *measured(
            SHUFFLENET_V2_TABLE_8,
            "snapdragon-810",
            {"width=0.5": 57.0, "": 24.4, "width=1.5": 11.8, "width=2": 6.7},
            "batches per second",
            fitted=True,
        ),
        # PaddleClas's other widths have other channels, so they are other networks.
        *measured(PADDLECLAS, "snapdragon-855", {"width=0.5": 3.67}, "ms", fitted=True),
        *measured(PP_LCNET_TABLE_3, "xeon-gold-6148", {"width=0.5": 4.65}, "ms"),
    ),
)
def shufflenet_v2(*, width: float = 1.0, classes: int = 1000, resolution: int = 224) -> keras.Model:
    """ShuffleNet V2 as in table 5.

    Counts are those of the authors' code (megvii-model/ShuffleNet-Series): at a stride of 2 the
    left branch has as many channels as the unit's input, the right one the rest.
    """
    channels, last = _CHANNELS[width]
    image = layers.image(resolution)
    x = layers.conv(image, 24, 3, "conv1", stride=2)
    x = layers.relu(x, "conv1_relu")
    x = layers.max_pool(x, "maxpool")
    for number in _UNITS:
        x = stage(x, channels << (number - 2), number)
    x = layers.conv(x, last, 1, "conv5")
    x = layers.relu(x, "conv5_relu")
    x = layers.global_pool(x, "globalpool")
    x = layers.classifier(x, classes, bias=False)
    return layers.network(image, x, f"shufflenet_v2_{width}x")


def stage(x: Tensor, channels: int, number: int) -> Tensor:
    """A unit for spatial down sampling, then basic units (table 5)."""
    x = down_unit(x, channels, f"stage{number}_unit1")
    for unit in range(2, _UNITS[number] + 1):
        x = basic_unit(x, channels, f"stage{number}_unit{unit}")
    return x


def basic_unit(x: Tensor, channels: int, name: str) -> Tensor:
    """Figure 3c: one half of the channels passes, the other goes through the branch."""
    left, right = layers.channel_split(x, f"{name}_split")
    right = branch(right, channels // 2, channels // 2, name)
    return join(left, right, name)


def down_unit(x: Tensor, channels: int, name: str) -> Tensor:
    """Figure 3d: both branches begin at the input and have a stride of 2."""
    before = x.shape[-1]
    left = layers.depthwise(x, 3, f"{name}_left_dwconv", stride=2)
    left = layers.conv(left, before, 1, f"{name}_left_conv")
    left = layers.relu(left, f"{name}_left_relu")
    right = branch(x, channels // 2, channels - before, name, stride=2)
    return join(left, right, name)


def branch(x: Tensor, middle: int, channels: int, name: str, *, stride: int = 1) -> Tensor:
    """1x1, 3x3 depthwise, 1x1 (figure 3)."""
    x = layers.conv(x, middle, 1, f"{name}_conv1")
    x = layers.relu(x, f"{name}_conv1_relu")
    x = layers.depthwise(x, 3, f"{name}_dwconv", stride=stride)
    x = layers.conv(x, channels, 1, f"{name}_conv2")
    return layers.relu(x, f"{name}_conv2_relu")


def join(left: Tensor, right: Tensor, name: str) -> Tensor:
    """Both branches side by side, their channels shuffled in two groups (figure 3)."""
    x = layers.concat(left, right, f"{name}_concat")
    return layers.channel_shuffle(x, 2, f"{name}_shuffle")
