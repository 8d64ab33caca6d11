"""The network as a whole: what budgets limit.

Each figure is exact, or missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from netlint.costs.registry import byte_size, plus, total_bytes
from netlint.facts.kinds import hides_work
from netlint.facts.liveness import peak_activation
from netlint.facts.once import once_per_survey
from netlint.facts.registry import network_column
from netlint.operations import Composite, Conv, Dense, Fixed, Opaque

if TYPE_CHECKING:
    from netlint.facts.liveness import Moment
    from netlint.facts.survey import Survey
    from netlint.network import Layer


@network_column()
def name(survey: Survey) -> str:
    """The model's own name."""
    return survey.network.name


@network_column()
def framework(survey: Survey) -> str:
    """What wrote the file, for instance `Keras 3.15.1`; `Keras` where the file is silent."""
    return survey.network.framework


@network_column(unit="layers")
def layers(survey: Survey) -> int:
    """Layer calls, inputs and layers without work among them."""
    return len(survey.layers)


@network_column(unit="count")
def batch(survey: Survey) -> int | None:
    """The batch size that everything is counted for; missing where the inputs differ."""
    return survey.analysis.batch


@network_column(unit="parameters")
def params(survey: Survey) -> int | None:
    """Parameters, those of a shared layer once; missing where a layer's are unknown."""
    return survey.analysis.totals.params


@network_column(unit="parameters")
def known_params(survey: Survey) -> int:
    """Parameters of the layers of which they are known: at least so many there are."""
    return survey.analysis.totals.known.params or 0


@network_column(unit="parameters")
def trainable_params(survey: Survey) -> int | None:
    """Parameters that training changes."""
    return survey.analysis.totals.trainable_params


@network_column(unit="bytes")
def weight_bytes(survey: Survey) -> int | None:
    """The parameters in bytes, by their data types; those of a shared layer once."""
    return plus(*(_weight_bytes(facts.layer) for facts in survey.layers))


def _weight_bytes(layer: Layer) -> int | None:
    if layer.shared:
        return 0
    return None if layer.weights is None else total_bytes(layer.weights)


@network_column(unit="bytes")
def file_bytes(survey: Survey) -> int | None:
    """The model file as it lies on disk; missing for a live model.

    The state of an optimizer that was saved with it counts, compression is not undone. Missing
    for a `.json` file too: it holds the architecture without the weights.
    """
    network = survey.network
    return None if network.file.lower().endswith(".json") else network.file_bytes


@network_column(unit="mult-adds")
def mult_adds(survey: Survey) -> int | None:
    """Mult-adds; missing where a layer's are unknown."""
    return survey.analysis.totals.mult_adds


@network_column(unit="mult-adds")
def known_mult_adds(survey: Survey) -> int:
    """Mult-adds of the layers of which they are known: at least so many there are."""
    return survey.analysis.totals.known.mult_adds or 0


@network_column(unit="operations")
def flops(survey: Survey) -> int | None:
    """FLOPs: 2 x mult-adds + other operations."""
    return survey.analysis.totals.flops


@network_column(unit="elements", source="arXiv 1807.11164, section 2, G1")
def memory_access(survey: Survey) -> int | None:
    """Elements read and written by all layers, nothing fused.

    Missing where a layer is code that netlint does not know: what it reads and writes inside is
    not seen.
    """
    return None if _hides_work(survey) else survey.analysis.totals.memory_access


@once_per_survey
def _hides_work(survey: Survey) -> bool:
    return any(hides_work(facts.layer) for facts in survey.layers)


@network_column(unit="bytes", source="arXiv 1807.11164, section 2, G1")
def memory_access_bytes(survey: Survey) -> int | None:
    """Bytes read and written by all layers, nothing fused.

    Missing where `memory_access` is, and where the size of a data type is unknown.
    """
    return None if _hides_work(survey) else survey.analysis.totals.memory_access_bytes


@network_column(unit="bytes")
def known_memory_access_bytes(survey: Survey) -> int:
    """Bytes read and written by the layers of which it is known: at least so many there are.

    Of code that netlint does not know, its inputs, outputs and weights.
    """
    return survey.known_memory_access_bytes


@network_column(unit="ratio", source="arithmetic intensity: doi 10.1145/1498765.1498785")
def intensity(survey: Survey) -> float | None:
    """FLOPs per byte of memory access."""
    return survey.analysis.totals.intensity


@network_column(unit="bytes", source="arXiv 2001.03288, operator breadth")
def peak_activation_bytes(survey: Survey) -> int | None:
    """The most memory that activations need at once, in the file's order and data types.

    Tensors live from the kernel that writes them to the last one that reads them, kernels being
    what is left after the fusion that every engine does. Views share memory, nothing works in
    place, an engine's own workspace does not count. Missing where a tensor's size is unknown, and
    where a layer is code that netlint does not know: what it keeps inside is not seen.
    """
    peak = _peak(survey)
    return None if peak is None else peak.bytes


@network_column()
def peak_activation_at(survey: Survey) -> str | None:
    """The layer in whose kernel activations first need most memory."""
    peak = _peak(survey)
    return None if peak is None else survey.layers[peak.at].layer.name


@once_per_survey
def _peak(survey: Survey) -> Moment | None:
    return None if _hides_work(survey) else peak_activation(survey)


@network_column(unit="bytes")
def largest_tensor_bytes(survey: Survey) -> int | None:
    """The largest activation: what a layer writes, or an input of the network.

    An input must lie in memory, too. Missing where the size of a tensor is unknown.
    """
    largest = _largest_tensor(survey)
    return None if largest is None else largest[0]


@network_column()
def largest_tensor_at(survey: Survey) -> str | None:
    """The layer that writes the largest activation, or that is the input; the first of them."""
    largest = _largest_tensor(survey)
    return None if largest is None else survey.layers[largest[1]].layer.name


@once_per_survey
def _largest_tensor(survey: Survey) -> tuple[int, int] | None:
    """Bytes, and the place of the layer."""
    largest: tuple[int, int] | None = None
    for facts in survey.layers:
        if facts.layer.operation == Fixed("constant"):
            continue
        for tensor in facts.layer.outputs:
            size = byte_size(tensor.elements, tensor.dtype)
            if size is None:
                return None
            if largest is None or size > largest[0]:
                largest = (size, facts.index)
    return largest


@network_column(unit="count", source="arXiv 1512.03385, table 1: the 50 of ResNet-50")
def depth(survey: Survey) -> int | None:
    """Convolutions and dense layers on the longest path from an input to the end.

    Projections beside a longer branch do not count, so ResNet-50 has 50. A separable
    convolution counts two, attention its longest path of projections, a recurrent layer one
    time step. Missing where an opaque layer has weights or may have: it may hide some.
    """
    depths: list[int] = []
    for facts in survey.layers:
        own = _own_depth(facts.layer)
        if own is None:
            return None
        depths.append(own + max((depths[i] for i in survey.producers[facts.index]), default=0))
    return max(depths, default=0)


def _own_depth(layer: Layer) -> int | None:
    match layer.operation:
        case Conv() | Dense():
            return 1
        case Composite(parts=parts):
            return _depth_of_parts(parts)
        case Opaque():
            return 0 if layer.weights == () else None
    return 0


def _depth_of_parts(parts: Sequence[Layer]) -> int | None:
    """The longest path through parts, which are linked by the tensors themselves."""
    reached: dict[int, int] = {}
    longest = 0
    for part in parts:
        own = _own_depth(part)
        if own is None:
            return None
        own += max((reached.get(id(tensor), 0) for tensor in part.inputs), default=0)
        longest = max(longest, own)
        reached |= {id(tensor): own for tensor in part.outputs}
    return longest
