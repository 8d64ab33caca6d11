"""The memory access of a convolution, and the bounds of ShuffleNet V2's guidelines G1 and G2."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt, prod, sqrt
from typing import TYPE_CHECKING

from netlint.network import bits
from netlint.operations import Conv

if TYPE_CHECKING:
    from netlint.facts.survey import LayerFacts
    from netlint.network import Shape


@dataclass(frozen=True, slots=True)
class Traffic:
    """A convolution as guidelines G1 and G2 see it (arXiv 1807.11164, section 2).

    Attributes:
        positions_in: spatial positions of the input times the batch, `a`.
        positions_out: spatial positions of the output times the batch, `b`.
        channels_in: `c1`.
        channels_out: `c2`.
        kernel_positions: `K`, 1 for a pointwise convolution.
        groups: `g`.
        bytes_in: bytes of an element of the input; None where unknown.
        bytes_out: bytes of an element of the output; None where unknown.
    """

    positions_in: int
    positions_out: int
    channels_in: int
    channels_out: int
    kernel_positions: int
    groups: int = 1
    bytes_in: float | None = None
    bytes_out: float | None = None

    @property
    def inputs(self) -> int:
        """Elements read: `a*c1`."""
        return self.positions_in * self.channels_in

    @property
    def outputs(self) -> int:
        """Elements written: `b*c2`."""
        return self.positions_out * self.channels_out

    @property
    def weights(self) -> int:
        """Elements of the kernel: `K*c1*c2/g`; the mult-adds `B` are `b` times that."""
        return self.kernel_positions * (self.channels_in // self.groups) * self.channels_out

    @property
    def memory_access(self) -> int:
        """Elements read and written, without a bias: `a*c1 + b*c2 + K*c1*c2/g`."""
        return self.inputs + self.outputs + self.weights

    @property
    def bound(self) -> float:
        """The least memory access, in elements, of a dense convolution with as many mult-adds.

        With `B = b*K*c1*c2` fixed, `K*c1*c2 = B/b` is fixed too, and so is the product of the
        other two terms, `(a*c1)*(b*c2) = a*B/K`. The sum of two positive numbers of a given
        product is least where they are equal (the inequality of arithmetic and geometric
        means), at `a*c1 = b*c2`. Hence

            a*c1 + b*c2 + K*c1*c2 >= 2*sqrt(a*B/K) + B/b

        which for a pointwise convolution of stride 1 (`a = b = hw`, `K = 1`) is equation 1 of
        arXiv 1807.11164: `2*sqrt(hw*B) + B/hw`, least at `c1 = c2`. A stride moves the balance:
        an output with a quarter of the positions may have four times the channels.
        """
        balanced = 2 * sqrt(self.inputs * self.outputs)  # a*B/K without a division
        return min(balanced, self.inputs + self.outputs) + self.weights

    @property
    def ratio(self) -> float:
        """The memory access in relation to the bound, 1 or more."""
        return max(1.0, self.memory_access / self.bound)  # beyond 2**53 the bound is rounded

    @property
    def excess_bytes(self) -> int | None:
        """Bytes above the bound; only activations differ, so the kernel's type has no part.

        Where an element of the input and one of the output differ in size, the bound is that
        of the bytes: the two terms of `bound` weighted with the sizes.
        """
        if self.bytes_in is None or self.bytes_out is None:
            return None
        read, written = self.inputs * self.bytes_in, self.outputs * self.bytes_out
        return max(0, round(read + written - 2 * sqrt(read * written)))

    @property
    def balance(self) -> tuple[int, int]:
        """The whole numbers of channels at the bound, with about the same mult-adds.

        `a*c1 = b*c2` at the same product is `c1 = sqrt(c1*c2*b/a)`.
        """
        product = self.channels_in * self.channels_out
        balanced_in = max(1, round(sqrt(product * self.positions_out / self.positions_in)))
        return balanced_in, max(1, round(product / balanced_in))

    @property
    def ungrouped_out(self) -> float:
        """Output channels of the dense convolution with the same input and mult-adds: `c2/g`."""
        return self.channels_out / self.groups

    @property
    def ungrouped(self) -> float:
        """The memory access of that dense convolution, in elements: `a*c1 + b*c2/g + K*c1*c2/g`."""
        return self.inputs + self.outputs / self.groups + self.weights

    @property
    def dense_widths(self) -> tuple[int, int]:
        """The whole numbers of channels of a dense convolution of these proportions.

        `c1/sqrt(g)` and `c2/sqrt(g)` have the product `c1*c2/g`, and so the same mult-adds. Of
        the two widths next to `c1/sqrt(g)` the one that comes nearer to that product.
        """
        product, groups = self.channels_in * self.channels_out, self.groups
        low = max(1, isqrt(self.channels_in**2 // groups))
        pairs = [
            (width, max(1, (2 * product + groups * width) // (2 * groups * width)))
            for width in (low, low + 1)
        ]
        return min(pairs, key=lambda pair: abs(groups * pair[0] * pair[1] - product))

    @property
    def group_ratio(self) -> float:
        """The memory access in relation to the dense convolution's, 1 or more.

        Equation 2 of arXiv 1807.11164: at a fixed input and fixed mult-adds the memory access
        `hw*c1 + B*g/c1 + B/hw` grows with `g`.
        """
        return max(1.0, self.memory_access / self.ungrouped)

    @property
    def group_excess_bytes(self) -> int | None:
        """Bytes above the dense convolution: it writes `g` times fewer channels."""
        if self.bytes_out is None:
            return None
        return round((self.outputs - self.outputs / self.groups) * self.bytes_out)


def traffic_of(facts: LayerFacts) -> Traffic | None:
    """The traffic of a convolution; None for other layers, and where a size is unknown.

    A transposed convolution has none (the bounds are derived for the other direction), nor
    has one whose fused activation changes the number of channels.
    """
    layer, operation = facts.layer, facts.layer.operation
    if not isinstance(operation, Conv) or operation.local or operation.transposed:
        return None
    if not layer.inputs or not layer.outputs or not facts.cost.mult_adds:
        return None
    read, written = layer.inputs[0], layer.outputs[0]
    source, target = _split(read.shape, operation), _split(written.shape, operation)
    if source is None or target is None:
        return None
    return Traffic(
        source[0],
        target[0],
        source[1],
        target[1],
        prod(operation.kernel),
        operation.groups,
        _size(read.dtype),
        _size(written.dtype),
    )


def _split(shape: Shape | None, operation: Conv) -> tuple[int, int] | None:
    """The positions (with the batch) and the channels of a map; None where one is unknown or 0."""
    if not shape:
        return None
    channels = shape[operation.channel_axis]
    known = [size for size in shape if size]
    if not channels or len(known) < len(shape):
        return None
    return prod(known) // channels, channels


def _size(dtype: str) -> float | None:
    width = bits(dtype)
    return None if width is None else width / 8
