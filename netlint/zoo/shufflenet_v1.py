"""ShuffleNet V1 (Zhang et al., arXiv 1707.01083)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.zoo import layers
from netlint.zoo.options import CLASSES, RESOLUTION, Option
from netlint.zoo.registry import Published, network
from netlint.zoo.rounding import near_multiple
from netlint.zoo.times import SHUFFLENET_V2_TABLE_8, measured

if TYPE_CHECKING:
    import keras

    from netlint.zoo.layers import Tensor

# Table 1: output channels of stage 2 at the width 1, by the number of groups; every later stage
# has twice as many as the one before.
_STAGE2 = {1: 144, 2: 200, 3: 240, 4: 272, 8: 384}
_UNITS = {2: 4, 3: 8, 4: 4}
# Table 1 and the authors' code (megvii-model/ShuffleNet-Series): 1.5x keeps 24.
_CONV1 = {0.25: 6, 0.5: 12, 1.0: 24, 1.5: 24, 2.0: 48}

_TABLE_1_2 = "arXiv 1707.01083, tables 1 (FLOPs) and 2 (error)"
_TABLE_2 = "arXiv 1707.01083, table 2"
_TABLE_5 = "arXiv 1707.01083, table 5"
_PARAMS = "; parameters: megvii-model/ShuffleNet-Series, README"


@network(
    "shufflenet_v1",
    title="ShuffleNet V1 {width:g}x (g={groups})",
    options={
        "width": Option(tuple(_CONV1), "times as many channels as ShuffleNet 1x"),
        "groups": Option(tuple(_STAGE2), "groups of the 1x1 convolutions"),
        "classes": CLASSES,
        "resolution": RESOLUTION,
    },
    published=(
        Published("groups=1", 143_000_000, None, 33.6, _TABLE_1_2),
        Published("groups=2", 140_000_000, None, 32.7, _TABLE_1_2),
        Published("", 137_000_000, 1_900_000, 32.6, _TABLE_1_2 + _PARAMS),
        Published("groups=4", 133_000_000, None, 32.8, _TABLE_1_2),
        Published("groups=8", 137_000_000, 2_400_000, 32.4, _TABLE_1_2 + _PARAMS),
        Published("width=0.5&groups=1", 38_000_000, None, 45.1, _TABLE_2),
        Published("width=0.5&groups=2", 38_000_000, None, 44.4, _TABLE_2),
        Published("width=0.5", 38_000_000, 700_000, 43.2, _TABLE_2 + _PARAMS),
        Published("width=0.5&groups=4", 38_000_000, None, 41.6, _TABLE_2),
        Published("width=0.5&groups=8", 38_000_000, 1_000_000, 42.3, _TABLE_2 + _PARAMS),
        Published("width=0.25&groups=1", 13_000_000, None, 57.1, _TABLE_2),
        Published("width=0.25&groups=2", 13_000_000, None, 56.8, _TABLE_2),
        Published("width=0.25", 13_000_000, None, 55.0, _TABLE_2),
        Published("width=0.25&groups=4", 13_000_000, None, 54.2, _TABLE_2),
        Published("width=0.25&groups=8", 13_000_000, None, 52.7, _TABLE_2),
        Published("width=1.5", 292_000_000, 3_400_000, 28.5, _TABLE_5 + _PARAMS),
        Published("width=2", 524_000_000, 5_400_000, 26.3, _TABLE_5 + _PARAMS),
    ),
    times=(
        *measured(
            SHUFFLENET_V2_TABLE_8,
            "gtx-1080-ti",
            {"width=0.5": 347, "": 213, "width=1.5": 164, "width=2": 133},
            "batches per second",
            batch=8,
        ),
        *measured(
            SHUFFLENET_V2_TABLE_8,
            "snapdragon-810",
            {"width=0.5": 56.8, "": 21.8, "width=1.5": 10.3, "width=2": 6.4},
            "batches per second",
        ),
    ),
)
def shufflenet_v1(
    *, width: float = 1.0, groups: int = 3, classes: int = 1000, resolution: int = 224
) -> keras.Model:
    """ShuffleNet V1 as in table 1, channels as in the authors' code.

    Widths that the groups do not divide are rounded to the nearest multiple of the groups, as
    the authors' 0.5x with 8 groups has 16 channels after its first convolution instead of 12.
    """
    image = layers.image(resolution)
    x = layers.conv(image, near_multiple(_CONV1[width], groups), 3, "conv1", stride=2)
    x = layers.relu(x, "conv1_relu")
    x = layers.max_pool(x, "maxpool")
    for number in _UNITS:
        x = stage(x, int(_STAGE2[groups] * width) << (number - 2), groups, number)
    x = layers.global_pool(x, "globalpool")
    x = layers.classifier(x, classes, bias=False)
    return layers.network(image, x, f"shufflenet_v1_{width}x_g{groups}")


def stage(x: Tensor, channels: int, groups: int, number: int) -> Tensor:
    """A unit of stride 2, then units of stride 1 (table 1)."""
    x = down_unit(x, channels, groups, f"stage{number}_unit1", first=number == 2)
    for unit in range(2, _UNITS[number] + 1):
        x = unit_of_stride_1(x, channels, groups, f"stage{number}_unit{unit}")
    return x


def unit_of_stride_1(x: Tensor, channels: int, groups: int, name: str) -> Tensor:
    """Figure 2b: the branch is added to the input."""
    middle = near_multiple(channels / 4, groups)
    y = branch(x, middle, channels, groups, name)
    return layers.relu(layers.add(x, y, f"{name}_add"), f"{name}_relu")


def down_unit(x: Tensor, channels: int, groups: int, name: str, *, first: bool) -> Tensor:
    """Figure 2c: the branch, of stride 2, stands beside the pooled input.

    The first 1x1 convolution of stage 2 is not grouped: its input has few channels (section 3.3).
    """
    middle = near_multiple(channels / 4, groups)
    shortcut = layers.average_pool(x, f"{name}_shortcut")
    y = branch(x, middle, channels - x.shape[-1], groups, name, stride=2, first=first)
    return layers.relu(layers.concat(shortcut, y, f"{name}_concat"), f"{name}_relu")


def branch(
    x: Tensor,
    middle: int,
    channels: int,
    groups: int,
    name: str,
    *,
    stride: int = 1,
    first: bool = False,
) -> Tensor:
    """1x1 in groups, channel shuffle, 3x3 depthwise, 1x1 in groups (figure 2)."""
    x = layers.conv(x, middle, 1, f"{name}_conv1", groups=1 if first else groups)
    x = layers.relu(x, f"{name}_conv1_relu")
    if groups > 1:
        x = layers.channel_shuffle(x, groups, f"{name}_shuffle")
    x = layers.depthwise(x, 3, f"{name}_dwconv", stride=stride)
    return layers.conv(x, channels, 1, f"{name}_conv2", groups=groups)
