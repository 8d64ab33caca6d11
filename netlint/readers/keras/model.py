"""What a model's configuration says, before anything is known of shapes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from netlint.errors import LayerProblem
from netlint.readers.keras.references import Arguments


@dataclass(slots=True)
class LayerEntry:
    """A layer as a model's configuration lists it.

    Attributes:
        name: unique within its model.
        class_name: the framework's class.
        module: the Python module that the file names for it; empty where it names none.
        registered: `package>Class` for a registered class of somebody's own, else empty.
        config: its configuration, not yet checked.
        build_shape: the stored input shape of its first call, raw.
        shared_id: Keras 2's identity of an object that stands in the file several times.
        plan: the plan of a nested model, else None.
    """

    name: str
    class_name: str
    module: str
    registered: str
    config: dict[str, Any]
    build_shape: Any = None
    shared_id: int | None = None
    plan: Plan | None = None


@dataclass(slots=True)
class Step:
    """One call of one layer."""

    entry: LayerEntry
    node: int
    arguments: Arguments


@dataclass(slots=True)
class Plan:
    """A model: its calls in order of execution, its inputs and its outputs."""

    name: str
    steps: list[Step]
    inputs: Any
    outputs: Any
    entries: list[LayerEntry]
    build_shape: Any = None
    trainable: bool = True
    uncalled: list[str] = field(default_factory=list)


class PlanProblem(LayerProblem):
    """A problem with a named layer of the model being planned."""

    def __init__(self, problem: str, advice: str = "", layer: str | None = None) -> None:
        self.layer = layer
        super().__init__(problem, advice)
