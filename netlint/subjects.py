"""What a check says of a network beside its findings: small, and plain data.

An analysis holds every layer; a report of findings needs none of them. So a check hands on this
summary, which other processes can send and files can keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netlint.report import Analysis, Coverage


@dataclass(frozen=True, slots=True)
class Subject:
    """The network that was checked.

    Attributes:
        file: where it came from, as the user named it.
        name: the model's own name.
        framework: what wrote it.
        coverage: how many layers, and which share of the parameters, are known how well.
        warnings: what a reader should know about the file.
        open_inputs: the inputs whose shape the model leaves open, without those it states.
        unknown_classes: the classes of the layers that netlint does not know, each once.
    """

    file: str
    name: str
    framework: str
    coverage: Coverage
    warnings: tuple[str, ...] = ()
    open_inputs: tuple[str, ...] = ()
    unknown_classes: tuple[str, ...] = ()

    @property
    def layers(self) -> int:
        """The number of layer calls."""
        return sum(self.coverage.layers.values())


def subject_of(analysis: Analysis) -> Subject:
    """The summary of an analysis."""
    network = analysis.network
    opaque = (row.layer.class_name for row in analysis.rows if row.layer.op == "opaque")
    return Subject(
        file=network.file,
        name=network.name,
        framework=network.framework,
        coverage=analysis.coverage,
        warnings=network.warnings,
        open_inputs=tuple(
            tensor.producer
            for tensor in network.inputs
            if tensor.shape is None or None in tensor.shape
        ),
        unknown_classes=tuple(dict.fromkeys(opaque)),
    )
