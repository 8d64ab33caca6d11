"""Brute force: loops that do what a layer does, and count each multiply-accumulate.

Nothing here uses a formula: output positions are enumerated by sliding the window, and memory
access is the size of sets of the elements that the loops touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

Place = tuple[int, ...]


@dataclass
class Touched:
    """What loops did: multiply-accumulates, and the distinct elements they touched."""

    mult_adds: int = 0
    inputs: set[Place] = field(default_factory=set)
    weights: set[Place] = field(default_factory=set)
    outputs: set[Place] = field(default_factory=set)


@dataclass(frozen=True)
class Geometry:
    """A convolution in numbers: one entry per spatial axis, channels per group."""

    batch: int
    sizes: Place
    kernel: Place
    strides: Place
    dilation: Place
    padding: str
    groups: int
    inputs_per_group: int
    outputs_per_group: int

    @property
    def reach(self) -> Place:
        """The span of the dilated kernel."""
        return tuple(
            1 + sum(step for _ in range(size - 1))
            for size, step in zip(self.kernel, self.dilation, strict=True)
        )

    def starts(self) -> list[list[int]]:
        """Where the kernel's first element comes to lie, per axis; negative on padding."""
        places = []
        for size, reach, stride in zip(self.sizes, self.reach, self.strides, strict=True):
            if self.padding == "valid":
                starts = [at for at in range(0, size, stride) if at + reach <= size]
            elif self.padding == "causal":
                starts = [at - (reach - 1) for at in range(0, size, stride)]
            else:
                starts = [at - (reach - 1) // 2 for at in range(0, size, stride)]
            places.append(starts)
        return places

    def output_sizes(self) -> Place:
        """The spatial size of the output, found by sliding."""
        return tuple(len(starts) for starts in self.starts())

    def windows(self) -> Iterator[tuple[Place, Place, Place]]:
        """Each output position with each kernel position and the place it reads."""
        for output in product(*(range(len(starts)) for starts in self.starts())):
            corner = [starts[at] for starts, at in zip(self.starts(), output, strict=True)]
            for tap in product(*map(range, self.kernel)):
                read = tuple(
                    begin + at * step
                    for begin, at, step in zip(corner, tap, self.dilation, strict=True)
                )
                yield output, tap, read

    def channels(self) -> Iterator[tuple[int, int]]:
        """Each output channel with each input channel that it sees."""
        for group in range(self.groups):
            for each in range(self.outputs_per_group):
                for seen in range(self.inputs_per_group):
                    yield (
                        group * self.outputs_per_group + each,
                        group * self.inputs_per_group + seen,
                    )


def convolve(conv: Geometry, *, local: bool = False) -> Touched:
    """Convolves, element by element; what lies on padding is multiplied all the same."""
    done = Touched()
    for image, (output, tap, read) in product(range(conv.batch), conv.windows()):
        for made, seen in conv.channels():
            done.mult_adds += 1
            done.outputs.add((image, *output, made))
            done.weights.add((*(output if local else ()), *tap, seen, made))
            if all(0 <= at < size for at, size in zip(read, conv.sizes, strict=True)):
                done.inputs.add((image, *read, seen))
    return done


def convolve_transposed(conv: Geometry) -> Touched:
    """Spreads each input element through the whole kernel."""
    done = Touched()
    for image, place in product(range(conv.batch), product(*map(range, conv.sizes))):
        for tap, (made, seen) in product(product(*map(range, conv.kernel)), conv.channels()):
            steps = zip(place, conv.strides, tap, conv.dilation, strict=True)
            written = tuple(at * stride + shift * step for at, stride, shift, step in steps)
            done.mult_adds += 1
            done.inputs.add((image, *place, seen))
            done.weights.add((*tap, made, seen))
            done.outputs.add((image, *written, made))
    return done


def multiply(rows: Iterable[Place], inner: int, columns: int) -> Touched:
    """Multiplies a matrix (or a stack of vectors) with a matrix."""
    done = Touched()
    for row, column, each in product(rows, range(columns), range(inner)):
        done.mult_adds += 1
        done.inputs.add((*row, each))
        done.weights.add((each, column))
        done.outputs.add((*row, column))
    return done
