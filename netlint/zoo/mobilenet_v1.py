"""MobileNet V1 (Howard et al., arXiv 1704.04861)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.zoo import layers
from netlint.zoo.options import CLASSES, Option
from netlint.zoo.registry import Published, network
from netlint.zoo.times import PADDLECLAS, PP_LCNET_TABLE_3, SHUFFLENET_V2_TABLE_8, measured

if TYPE_CHECKING:
    import keras

    from netlint.zoo.layers import Tensor

# Table 1: filters of the pointwise convolution and stride of the depthwise one, in order. The
# table's last stride of 2 is taken as 1: its own map sizes (7 to 7) say so.
_BODY = (
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    *((512, 1),) * 5,
    (1024, 2),
    (1024, 1),
)
_WIDTHS = "arXiv 1704.04861, table 6 (100 minus the accuracy)"
_RESOLUTIONS = "arXiv 1704.04861, table 7 (100 minus the accuracy)"


@network(
    "mobilenet_v1",
    title="MobileNet V1 {width}-{resolution}",
    options={
        "width": Option((0.25, 0.5, 0.75, 1.0), "width multiplier alpha"),
        "resolution": Option((128, 160, 192, 224), "height and width of the image, in pixels"),
        "classes": CLASSES,
    },
    published=(
        Published("", 569_000_000, 4_200_000, 29.4, _WIDTHS),
        Published("width=0.75", 325_000_000, 2_600_000, 31.6, _WIDTHS),
        Published("width=0.5", 149_000_000, 1_300_000, 36.3, _WIDTHS),
        Published("width=0.25", 41_000_000, 500_000, 49.4, _WIDTHS),
        Published("resolution=192", 418_000_000, 4_200_000, 30.9, _RESOLUTIONS),
        Published("resolution=160", 290_000_000, 4_200_000, 32.8, _RESOLUTIONS),
        Published("resolution=128", 186_000_000, 4_200_000, 35.6, _RESOLUTIONS),
        Published(
            "width=0.5&resolution=160",
            76_000_000,
            1_320_000,
            39.8,
            "arXiv 1704.04861, table 9 (100 minus the accuracy)",
        ),
    ),
    times=(
        *measured(
            SHUFFLENET_V2_TABLE_8,
            "gtx-1080-ti",
            {"width=0.25": 502, "width=0.5": 382, "width=0.75": 314, "": 247},
            "batches per second",
            batch=8,
        ),
        *measured(
            SHUFFLENET_V2_TABLE_8,
            "snapdragon-810",
            {"width=0.25": 36.4, "width=0.5": 16.5, "width=0.75": 10.6, "": 6.5},
            "batches per second",
            fitted=True,
        ),
        *measured(
            PADDLECLAS,
            "snapdragon-855",
            {"width=0.25": 2.88, "width=0.5": 8.74, "width=0.75": 17.84, "": 30.24},
            "ms",
            fitted=True,
        ),
        *measured(PP_LCNET_TABLE_3, "xeon-gold-6148", {"": 3.38}, "ms"),
    ),
)
def mobilenet_v1(*, width: float = 1.0, resolution: int = 224, classes: int = 1000) -> keras.Model:
    """MobileNet V1 as in table 1.

    Layers are named as in `keras.applications`; padding is part of the convolutions.
    """
    image = layers.image(resolution)
    x = layers.conv(image, int(32 * width), 3, "conv1", stride=2)
    x = layers.relu(x, "conv1_relu")
    for number, (filters, stride) in enumerate(_BODY, 1):
        x = depthwise_separable(x, int(filters * width), stride, number)
    x = layers.global_pool(x, "avg_pool")
    x = layers.classifier(x, classes, bias=True)
    return layers.network(image, x, f"mobilenet_v1_{width}_{resolution}")


def depthwise_separable(x: Tensor, filters: int, stride: int, number: int) -> Tensor:
    """A depthwise and a pointwise convolution, each with BN and ReLU (figure 3)."""
    x = layers.depthwise(x, 3, f"conv_dw_{number}", stride=stride)
    x = layers.relu(x, f"conv_dw_{number}_relu")
    x = layers.conv(x, filters, 1, f"conv_pw_{number}")
    return layers.relu(x, f"conv_pw_{number}_relu")
