"""The target in force, and what a network needs of it.

Missing without a target. Floating-point tensors of a type that the target does not compute in are
counted in its usual one: nothing else can run on it. So a float32 file has its size in int8 on a
target that only knows int8; biases and other vectors then take 4 bytes an element, as int32
(arXiv 1712.05877, section 2.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from netlint.costs.registry import byte_size, plus
from netlint.facts.kernels import fuse
from netlint.facts.kinds import hides_work, is_free
from netlint.facts.liveness import Moment, highest, memory_of
from netlint.facts.once import once_per_survey
from netlint.facts.registry import block_column, layer_column, network_column
from netlint.facts.survey import BlockFacts, LayerFacts, Survey
from netlint.facts.workloads import channels_of_vectors
from netlint.operations import Composite, Conv, Dense, Matmul

if TYPE_CHECKING:
    from netlint.network import Layer, Tensor, Weight
    from netlint.targets.target import Specification, Target

_FLOATS = ("float", "bfloat")
_VECTORS = "int32"


def _target(facts: LayerFacts | BlockFacts | Survey) -> Target | None:
    return facts.target if isinstance(facts, Survey) else facts.survey.target


def _hardware(facts: LayerFacts | BlockFacts | Survey) -> Specification | None:
    found = _target(facts)
    return None if found is None else found.specification


@layer_column()
@block_column()
@network_column()
def target(facts: LayerFacts | BlockFacts | Survey) -> str | None:
    """The name of the target in force, for instance `snapdragon-810`."""
    found = _target(facts)
    return None if found is None else found.id


@network_column(unit="bytes")
def target_activation_memory(survey: Survey) -> int | None:
    """Bytes that all activations alive at once must fit in; missing where it does not tell."""
    hardware = _hardware(survey)
    return None if hardware is None else hardware.activation_memory


@network_column(unit="bytes")
def target_weight_memory(survey: Survey) -> int | None:
    """Bytes that all weights must fit in; missing where it does not tell."""
    hardware = _hardware(survey)
    return None if hardware is None else hardware.weight_memory


@network_column(unit="bytes", source="arXiv 2001.03288, operator breadth")
def peak_on_target(survey: Survey) -> int | None:
    """`peak_activation_bytes` after the target's own fusion, in the types that it computes in."""
    peak = _peak(survey)
    return None if peak is None else peak.bytes


@network_column()
def peak_on_target_at(survey: Survey) -> str | None:
    """The layer in whose kernel activations first need most memory on the target."""
    peak = _peak(survey)
    return None if peak is None else survey.layers[peak.at].layer.name


@network_column(unit="bytes")
def weights_on_target(survey: Survey) -> int | None:
    """`weight_bytes` in the types that the target computes in; nothing is folded."""
    found = _target(survey)
    if found is None:
        return None
    layers = [facts.layer for facts in survey.layers if not facts.layer.shared]
    if any(layer.weights is None for layer in layers):
        return None
    return plus(*(_weight_size(w, found) for layer in layers for w in layer.weights or ()))


def _weight_size(weight: Weight, on: Target) -> int | None:
    dtype = _held(weight.dtype, on)
    if dtype != weight.dtype and len(weight.shape or ()) < 2 and dtype.startswith("int"):
        dtype = _VECTORS
    return byte_size(weight.elements, dtype)


def _held(dtype: str, on: Target) -> str:
    """The type in which a target holds what a file has in some type."""
    return dtype if dtype in on.dtypes or not dtype.startswith(_FLOATS) else on.dtypes[0]


@once_per_survey
def _peak(survey: Survey) -> Moment | None:
    found = survey.target
    if found is None or any(hides_work(facts.layer) for facts in survey.layers):
        return None

    def size(tensor: Tensor) -> int | None:
        return byte_size(tensor.elements, _held(tensor.dtype, found))

    return highest(memory_of(survey, fuse(survey, found.fusion), size))


@network_column(unit="layers")
def foreign_dtype_layers(survey: Survey) -> int | None:
    """Layers that compute products in a type that the target does not compute in.

    Convolutions, dense layers and matrix products, also as a part of a layer.
    """
    return None if survey.target is None else len(_foreign(survey))


@network_column()
def foreign_dtype(survey: Survey) -> str | None:
    """The type of the first of `foreign_dtype_layers`; missing where there is none."""
    return next(iter(_foreign(survey)), None)


@network_column()
def target_dtypes(survey: Survey) -> str | None:
    """The types that the target computes in, the usual one first: `int8, float32`."""
    return None if survey.target is None else ", ".join(survey.target.dtypes)


@once_per_survey
def _foreign(survey: Survey) -> tuple[str, ...]:
    """The type of each layer with products in one that the target does not compute in."""
    known = () if survey.target is None else survey.target.dtypes
    found = (_first_foreign(facts.layer, known) for facts in survey.layers)
    return () if survey.target is None else tuple(dtype for dtype in found if dtype is not None)


def _first_foreign(layer: Layer, known: tuple[str, ...]) -> str | None:
    dtypes = (
        tensor.dtype
        for part in _parts(layer)
        if isinstance(part.operation, Conv | Dense | Matmul)
        for tensor in part.outputs[:1]
    )
    return next((dtype for dtype in dtypes if dtype not in known), None)


def _parts(layer: Layer) -> Iterator[Layer]:
    """A layer, or what it is made of."""
    if isinstance(layer.operation, Composite):
        for part in layer.operation.parts:
            yield from _parts(part)
    else:
        yield layer


@layer_column(unit="count")
def unsupported_operations(facts: LayerFacts) -> int | None:
    """Operations of the layer that the target does not run: its own, or those of its parts.

    0 where the target runs all, and of what is no work: views, identities, constants. Missing
    for code that netlint does not know, and without a target.
    """
    found = _target(facts)
    if found is None:
        return None
    missing = _unsupported(facts.layer, found)
    return None if "opaque" in missing else len(missing)


@layer_column()
def unsupported_operation(facts: LayerFacts) -> str | None:
    """The first of `unsupported_operations`, in netlint's words; missing where there is none."""
    found = _target(facts)
    return next(iter(_unsupported(facts.layer, found)), None) if found is not None else None


def _unsupported(layer: Layer, on: Target) -> list[str]:
    if on.operations is None or layer.op in on.operations:
        return []
    parts = (part for part in _parts(layer) if not is_free(part.operation))
    return list(dict.fromkeys(part.op for part in parts if part.op not in on.operations))


@layer_column(unit="channels")
def target_vector(facts: LayerFacts) -> int | None:
    """How many channels the target computes at once."""
    hardware = _hardware(facts)
    return None if hardware is None else hardware.vector


@layer_column(unit="channels")
def padded_channels(facts: LayerFacts) -> int | None:
    """The output's channels as the target computes them: filled up to whole vectors.

    In groups each group by itself. Missing for layers without products, and without a target.
    """
    widths = _widths(facts)
    return None if widths is None else widths[1]


@layer_column(unit="share")
def padding_share(facts: LayerFacts) -> float | None:
    """The share of a product's mult-adds on the target that only fill its vectors.

    Missing as `padded_channels` is.
    """
    widths = _widths(facts)
    return None if widths is None else 1 - widths[0] / widths[1]


def _widths(facts: LayerFacts) -> tuple[int, int] | None:
    hardware = _hardware(facts)
    return None if hardware is None else channels_of_vectors(facts.layer, hardware.vector)
