"""PP-LCNet (Cui et al., arXiv 2109.15099)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlint.zoo import layers
from netlint.zoo.options import CLASSES, RESOLUTION, Option
from netlint.zoo.registry import Published, network
from netlint.zoo.rounding import near_multiple
from netlint.zoo.times import PP_LCNET_TABLE_2, measured

if TYPE_CHECKING:
    import keras

    from netlint.zoo.layers import Tensor

# The authors' code (PaddlePaddle/PaddleClas, pp_lcnet.py), stages numbered as there: kernel and
# stride of the depthwise convolution, channels of the pointwise one, squeeze-and-excitation.
_STAGES: dict[int, tuple[tuple[int, int, int, bool], ...]] = {
    2: ((3, 1, 32, False),),
    3: ((3, 2, 64, False), (3, 1, 64, False)),
    4: ((3, 2, 128, False), (3, 1, 128, False)),
    5: ((3, 2, 256, False), *((5, 1, 256, False),) * 5),
    6: ((5, 2, 512, True), (5, 1, 512, True)),
}
_WIDTHS = (0.25, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5)
_SOURCE = "arXiv 2109.15099, table 2 (100 minus the accuracy)"


@network(
    "pp_lcnet",
    title="PP-LCNet {width:g}x",
    options={
        "width": Option(_WIDTHS, "scale of the channels, rounded to multiples of 8"),
        "classes": CLASSES,
        "resolution": RESOLUTION,
    },
    published=(
        Published("width=0.25", 18_000_000, 1_500_000, 48.14, _SOURCE),
        Published("width=0.35", 29_000_000, 1_600_000, 41.91, _SOURCE),
        Published("width=0.5", 47_000_000, 1_900_000, 36.86, _SOURCE),
        Published("width=0.75", 99_000_000, 2_400_000, 31.82, _SOURCE),
        Published("", 161_000_000, 3_000_000, 28.68, _SOURCE),
        Published("width=1.5", 342_000_000, 4_500_000, 26.29, _SOURCE),
        Published("width=2", 590_000_000, 6_500_000, 24.82, _SOURCE),
        Published("width=2.5", 906_000_000, 9_000_000, 23.40, _SOURCE),
    ),
    times=(
        *measured(
            PP_LCNET_TABLE_2,
            "xeon-gold-6148",
            {
                "width=0.25": 1.74,
                "width=0.35": 1.92,
                "width=0.5": 2.05,
                "width=0.75": 2.29,
                "": 2.46,
                "width=1.5": 3.19,
                "width=2": 4.27,
                "width=2.5": 5.39,
            },
            "ms",
            fitted=True,
        ),
    ),
)
def pp_lcnet(*, width: float = 1.0, classes: int = 1000, resolution: int = 224) -> keras.Model:
    """PP-LCNet: DepthSepConv after DepthSepConv, H-Swish after each convolution (section 3)."""
    image = layers.image(resolution)
    x = layers.conv(image, near_multiple(16 * width, 8), 3, "conv1", stride=2)
    x = layers.hard_swish(x, "conv1_hswish")
    for number, units in _STAGES.items():
        for unit, (kernel, stride, channels, se) in enumerate(units, 1):
            name = f"stage{number}_unit{unit}"
            x = depth_sep_conv(x, kernel, stride, near_multiple(channels * width, 8), name, se=se)
    x = layers.global_pool(x, "avg_pool", keepdims=True)
    x = layers.pointwise(x, 1280, "last_conv", bias=False)
    x = layers.hard_swish(x, "last_conv_hswish")
    x = layers.dropout(x, 0.2, "dropout")
    x = layers.classifier(layers.flatten(x, "flatten"), classes, bias=True)
    return layers.network(image, x, f"pp_lcnet_{width}x")


def depth_sep_conv(
    x: Tensor, kernel: int, stride: int, channels: int, name: str, *, se: bool
) -> Tensor:
    """A depthwise and a pointwise convolution, near the end with an SE module between them."""
    x = layers.depthwise(x, kernel, f"{name}_dwconv", stride=stride)
    x = layers.hard_swish(x, f"{name}_dwconv_hswish")
    if se:
        x = layers.squeeze_excite(x, x.shape[-1] // 4, f"{name}_se")
    x = layers.conv(x, channels, 1, f"{name}_pwconv")
    return layers.hard_swish(x, f"{name}_pwconv_hswish")
