"""Convolutions: their geometry, and guidelines G1 and G2 of ShuffleNet V2."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from netlint.facts.kinds import channels_of, is_depthwise, product_of
from netlint.facts.registry import layer_column
from netlint.facts.shares import share
from netlint.facts.traffic import Traffic, traffic_of
from netlint.operations import Conv, Dense

if TYPE_CHECKING:
    from netlint.facts.survey import LayerFacts

_G1 = "arXiv 1807.11164, section 2, G1, equation 1"
_G2 = "arXiv 1807.11164, section 2, G2, equation 2"
_ALIGNED = 8


@layer_column(unit="channels")
def channels_in(facts: LayerFacts) -> int | None:
    """Channels of the input of a convolution or dense layer.

    Of a dense layer the elements that each output element sums up: its last axis.
    """
    product = product_of(facts.layer)
    if product is not None and isinstance(product.operation, Dense):
        return product.operation.contracted
    return channels_of(facts.layer, facts.layer.inputs)


@layer_column(unit="channels")
def channels_out(facts: LayerFacts) -> int | None:
    """Channels of the output of a convolution, the last axis of a dense layer's."""
    return channels_of(facts.layer, facts.layer.outputs)


@layer_column(unit="channels")
def misaligned_channels(facts: LayerFacts) -> int | None:
    """How far the output's channels are above a multiple of 8; 0 where they are one."""
    channels = channels_of(facts.layer, facts.layer.outputs)
    return None if channels is None else channels % _ALIGNED


@layer_column(unit="count")
def groups(facts: LayerFacts) -> int | None:
    """Groups of channels of a convolution that do not see each other; 1 for a dense one."""
    conv = _conv(facts)
    if conv is None or (conv.depthwise and channels_of(facts.layer, facts.layer.inputs) is None):
        return None
    return conv.groups


@layer_column()
def kernel(facts: LayerFacts) -> str:
    """The spatial size of a convolution's kernel, for instance `3x3`; empty for other layers."""
    return "x".join(map(str, _kernel(facts)))


@layer_column(unit="pixels")
def kernel_height(facts: LayerFacts) -> int | None:
    """The height of a convolution's kernel; missing for a 1-d one."""
    size = _kernel(facts)
    return size[-2] if len(size) > 1 else None


@layer_column(unit="pixels")
def kernel_width(facts: LayerFacts) -> int | None:
    """The width of a convolution's kernel; of a 1-d one its length."""
    size = _kernel(facts)
    return size[-1] if size else None


@layer_column(unit="count")
def kernel_positions(facts: LayerFacts) -> int | None:
    """Spatial positions of a convolution's kernel: 9 for `3x3`."""
    size = _kernel(facts)
    return prod(size) if size else None


@layer_column(unit="count")
def stride(facts: LayerFacts) -> int | None:
    """The largest stride of a convolution."""
    conv = _conv(facts)
    return None if conv is None else max(conv.strides, default=1)


@layer_column(unit="count")
def dilation(facts: LayerFacts) -> int | None:
    """The largest dilation of a convolution."""
    conv = _conv(facts)
    return None if conv is None else max(conv.dilation, default=1)


@layer_column()
def pointwise(facts: LayerFacts) -> bool:
    """Whether it is a convolution whose kernel has one position."""
    size = _kernel(facts)
    return bool(size) and prod(size) == 1


@layer_column()
def depthwise(facts: LayerFacts) -> bool:
    """Whether it is written as a depthwise convolution."""
    conv = _conv(facts)
    return conv is not None and conv.depthwise


@layer_column()
def depthwise_by_groups(facts: LayerFacts) -> bool | None:
    """Whether it is an ordinary convolution with as many groups as input channels.

    More than 1. It computes what a depthwise convolution does; missing where it has groups,
    but its input's channels are unknown.
    """
    conv = _conv(facts)
    if conv is None or conv.depthwise or conv.transposed or conv.groups == 1:
        return False
    channels = channels_of(facts.layer, facts.layer.inputs)
    return None if channels is None else conv.groups == channels


@layer_column(unit="elements", source="arXiv 1807.11164, section 2, G1 and G2")
def conv_memory_access(facts: LayerFacts) -> int | None:
    """Elements that a convolution reads and writes, without its bias, as the paper counts.

    `a*c1 + b*c2 + K*c1*c2/g` for `a` positions of the input and `b` of the output (times the
    batch), `c1` and `c2` channels, `K` positions of the kernel and `g` groups. Missing for
    transposed convolutions, as are all columns of G1 and G2.
    """
    traffic = traffic_of(facts)
    return None if traffic is None else traffic.memory_access


@layer_column(unit="elements", source=_G1)
def memory_access_bound(facts: LayerFacts) -> float | None:
    """The least memory access of a convolution with the same mult-adds and other channels.

    `2*sqrt(a*B/K) + B/b` elements for `B` mult-adds, `K` positions of the kernel, `a` of the
    input and `b` of the output (times the batch). The derivation: with `B = b*K*c1*c2` fixed,
    the kernel's `K*c1*c2 = B/b` elements are fixed, and so is the product of the input's and
    the output's, `(a*c1)*(b*c2) = a*B/K`; the sum of two numbers of a given product is least
    where they are equal. For 1x1 of stride 1 this is equation 1, `2*sqrt(hw*B) + B/hw`, and
    the balance `c1 = c2`. Missing for groups, which are the matter of G2.
    """
    traffic = _dense(facts)
    return None if traffic is None else traffic.bound


@layer_column(unit="ratio", source=_G1)
def memory_access_ratio(facts: LayerFacts) -> float | None:
    """Memory access of a convolution without groups in relation to its bound, 1 or more."""
    traffic = _dense(facts)
    return None if traffic is None else traffic.ratio


@layer_column(unit="share", source=_G1)
def memory_access_excess(facts: LayerFacts) -> float | None:
    """How far memory access is above its bound, as a share of the bound."""
    traffic = _dense(facts)
    return None if traffic is None else traffic.ratio - 1


@layer_column(unit="bytes", source=_G1)
def excess_bytes(facts: LayerFacts) -> int | None:
    """Bytes of memory access above the bound, by the types of input and output."""
    traffic = _dense(facts)
    return None if traffic is None else traffic.excess_bytes


@layer_column(unit="share", source=_G1)
def excess_share(facts: LayerFacts) -> float | None:
    """Memory access above the bound as a share of the network's known memory access."""
    traffic = _dense(facts)
    excess = None if traffic is None else traffic.excess_bytes
    return share(excess, facts.survey.known_memory_access_bytes)


@layer_column(unit="channels", source=_G1)
def balanced_in(facts: LayerFacts) -> int | None:
    """Input channels at the bound: a whole number, for about the same mult-adds."""
    traffic = _dense(facts)
    return None if traffic is None else traffic.balance[0]


@layer_column(unit="channels", source=_G1)
def balanced_out(facts: LayerFacts) -> int | None:
    """Output channels at the bound: a whole number, for about the same mult-adds."""
    traffic = _dense(facts)
    return None if traffic is None else traffic.balance[1]


@layer_column(unit="channels", source=_G2)
def ungrouped_out(facts: LayerFacts) -> float | None:
    """Output channels of the convolution without groups that has the same mult-adds.

    It has the same input, and `c2/g` output channels.
    """
    traffic = _grouped(facts)
    return None if traffic is None else traffic.ungrouped_out


@layer_column(unit="channels", source=_G2)
def dense_in(facts: LayerFacts) -> int | None:
    """Input channels of a convolution without groups with about the same mult-adds.

    `c1/sqrt(g)`, in whole numbers: input and output keep their proportion, unlike with
    `ungrouped_out`. The own width where there are no groups; missing for a depthwise one.
    """
    traffic = _grouped(facts)
    return None if traffic is None else traffic.dense_widths[0]


@layer_column(unit="channels", source=_G2)
def dense_out(facts: LayerFacts) -> int | None:
    """Output channels of a convolution without groups with about the same mult-adds.

    `c2/sqrt(g)`, in whole numbers; see `dense_in`.
    """
    traffic = _grouped(facts)
    return None if traffic is None else traffic.dense_widths[1]


@layer_column(unit="elements", source=_G2)
def ungrouped_memory_access(facts: LayerFacts) -> float | None:
    """Memory access of the convolution without groups: `a*c1 + b*c2/g + K*c1*c2/g`.

    It has the same input and the same mult-adds; see `conv_memory_access` for the letters.
    """
    traffic = _grouped(facts)
    return None if traffic is None else traffic.ungrouped


@layer_column(unit="ratio", source=_G2)
def group_cost_ratio(facts: LayerFacts) -> float | None:
    """Memory access in relation to the same mult-adds without groups, 1 or more.

    Of a depthwise convolution it is missing: that is the matter of G4.
    """
    traffic = _grouped(facts)
    return None if traffic is None else traffic.group_ratio


@layer_column(unit="share", source=_G2)
def group_excess(facts: LayerFacts) -> float | None:
    """How far memory access is above that without groups, as a share of the latter."""
    traffic = _grouped(facts)
    return None if traffic is None else traffic.group_ratio - 1


@layer_column(unit="bytes", source=_G2)
def group_excess_bytes(facts: LayerFacts) -> int | None:
    """Bytes of memory access above the same mult-adds without groups."""
    traffic = _grouped(facts)
    return None if traffic is None else traffic.group_excess_bytes


@layer_column(unit="share", source=_G2)
def group_excess_share(facts: LayerFacts) -> float | None:
    """Memory access above that without groups as a share of the network's known one."""
    traffic = _grouped(facts)
    excess = None if traffic is None else traffic.group_excess_bytes
    return share(excess, facts.survey.known_memory_access_bytes)


def _conv(facts: LayerFacts) -> Conv | None:
    """The operation of a convolution that shares its weights between positions."""
    operation = facts.layer.operation
    return operation if isinstance(operation, Conv) and not operation.local else None


def _kernel(facts: LayerFacts) -> tuple[int, ...]:
    conv = _conv(facts)
    return () if conv is None else conv.kernel


def _dense(facts: LayerFacts) -> Traffic | None:
    """The traffic of a convolution without groups, which guideline G1 is about."""
    traffic = traffic_of(facts)
    return None if traffic is None or traffic.groups > 1 or is_depthwise(facts.layer) else traffic


def _grouped(facts: LayerFacts) -> Traffic | None:
    """The traffic of a convolution that is not depthwise, which guideline G2 is about."""
    return None if is_depthwise(facts.layer) else traffic_of(facts)
