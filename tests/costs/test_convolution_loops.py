"""Convolutions of all kinds against loops that count."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from netlint.costs import cost_of
from netlint.network import Layer

from .building import convolution
from .counting import Geometry, Place, convolve, convolve_transposed


def _places(rank: int, low: int, high: int) -> st.SearchStrategy[Place]:
    return st.tuples(*[st.integers(low, high)] * rank)


@st.composite
def geometries(draw: st.DrawFn, /, paddings: tuple[str, ...], **fixed: Any) -> Geometry:
    rank = draw(st.integers(1, 3))
    kernel = draw(_places(rank, 1, 3 if rank < 3 else 2))
    strides, dilation = draw(_places(rank, 1, 2)), draw(_places(rank, 1, 2))
    extra = draw(_places(rank, 0, 2 if rank < 3 else 1))
    numbers: dict[str, Any] = {
        "strides": strides,
        "dilation": dilation,
        "groups": draw(st.integers(1, 3)),
        "inputs_per_group": draw(st.integers(1, 2)),
        "outputs_per_group": draw(st.integers(1, 2)),
    }
    numbers |= {
        key: (it,) * rank if key in ("strides", "dilation") else it for key, it in fixed.items()
    }
    reach = [1 + (size - 1) * step for size, step in zip(kernel, numbers["dilation"], strict=True)]
    return Geometry(
        batch=draw(st.integers(1, 2)),
        sizes=tuple(least + more for least, more in zip(reach, extra, strict=True)),
        kernel=kernel,
        padding=draw(st.sampled_from(paddings)),
        **numbers,
    )


ALL_PADDINGS = ("valid", "same", "causal")


def _built(
    conv: Geometry, sizes: Place, weights: tuple[int, ...], *, first: bool, **how: Any
) -> Layer:
    """The same convolution as a layer, channels first or last."""

    def shape(spatial: Place, per_group: int) -> Place:
        channels = (conv.groups * per_group,)
        return (conv.batch, *channels, *spatial) if first else (conv.batch, *spatial, *channels)

    return convolution(
        shape(conv.sizes, conv.inputs_per_group),
        shape(sizes, conv.outputs_per_group),
        conv.kernel,
        strides=conv.strides,
        dilation=conv.dilation,
        padding=conv.padding,
        groups=conv.groups,
        channel_axis=1 if first else len(conv.kernel) + 1,
        weights=[weights],
        **how,
    )


def _kernel(conv: Geometry) -> Place:
    return (*conv.kernel, conv.inputs_per_group, conv.groups * conv.outputs_per_group)


@settings(deadline=None, max_examples=60)
@given(geometries(ALL_PADDINGS), st.booleans())
def test_grouped_convolution_as_looped(conv: Geometry, first: bool) -> None:
    done = convolve(conv)
    cost = cost_of(_built(conv, conv.output_sizes(), _kernel(conv), first=first))
    assert cost.mult_adds == done.mult_adds
    assert cost.written == len(done.outputs)


@settings(deadline=None, max_examples=30)
@given(geometries(ALL_PADDINGS, inputs_per_group=1), st.booleans())
def test_depthwise_convolution_as_looped(conv: Geometry, first: bool) -> None:
    """`outputs_per_group` is the depth multiplier."""
    done = convolve(conv)
    weights = (*conv.kernel, conv.groups, conv.outputs_per_group)
    cost = cost_of(_built(conv, conv.output_sizes(), weights, first=first, depthwise=True))
    assert cost.mult_adds == done.mult_adds
    assert cost.written == len(done.outputs)


@settings(deadline=None, max_examples=40)
@given(geometries(("valid",), strides=1, dilation=1), st.booleans(), st.booleans())
def test_memory_access_is_distinct_elements(conv: Geometry, first: bool, local: bool) -> None:
    """Where every input element is used: stride 1, no gaps, no padding."""
    done = convolve(conv, local=local)
    sizes = conv.output_sizes()
    weights = (*(sizes if local else ()), *_kernel(conv))
    cost = cost_of(_built(conv, sizes, weights, first=first, local=local))
    assert cost.mult_adds == done.mult_adds
    assert cost.read == len(done.inputs) + len(done.weights)
    assert cost.written == len(done.outputs)


@settings(deadline=None, max_examples=40)
@given(geometries(("valid",)), st.booleans())
def test_transposed_convolution_as_looped(conv: Geometry, first: bool) -> None:
    done = convolve_transposed(conv)
    sizes = tuple(
        1 + max(place[1 + axis] for place in done.outputs) for axis in range(len(conv.sizes))
    )
    weights = (*conv.kernel, conv.groups * conv.outputs_per_group, conv.inputs_per_group)
    cost = cost_of(_built(conv, sizes, weights, first=first, transposed=True))
    assert cost.mult_adds == done.mult_adds
    assert cost.read == len(done.inputs) + len(done.weights)
