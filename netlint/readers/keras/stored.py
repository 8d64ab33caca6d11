"""Shapes that the file stores, gathered per output from the calls that consume it."""

from __future__ import annotations

from typing import Any

from netlint.network import Shape
from netlint.readers.keras.config import is_integer
from netlint.readers.keras.model import Plan, Step
from netlint.readers.keras.references import Reference, references_in


class StoredShapes:
    """What a plan's consumers say about the outputs that they read.

    Keras 3 writes each input tensor's shape beside its reference; `.keras` files of both
    versions write the input shape of a layer's first call in `build_config`.
    """

    def __init__(self, plan: Plan) -> None:
        self._shapes: dict[tuple[str, int], dict[int, Shape]] = {}
        self._used: dict[tuple[str, int], int] = {}
        for step in plan.steps:
            references = step.arguments.references()
            for ref in references:
                self._note(ref, ref.shape)
            if step.node == 0 and step.entry.build_shape is not None:
                self._from_build(references_in(step.arguments.args), step.entry.build_shape)
        for ref in references_in(plan.outputs):
            self._note(ref, ref.shape)

    def outputs(self, step: Step, batch: int) -> dict[int, Shape]:
        """The stored shapes of a call's outputs by index, the open batch axis filled."""
        stored = self._shapes.get((step.entry.name, step.node), {})
        return {
            index: (batch, *shape[1:]) if shape and shape[0] is None else shape
            for index, shape in stored.items()
        }

    def outputs_used(self, step: Step) -> int:
        """How many outputs of a call the model uses (at least one)."""
        return self._used.get((step.entry.name, step.node), 1)

    def _note(self, ref: Reference, shape: Shape | None) -> None:
        key = (ref.layer, ref.node)
        self._used[key] = max(self._used.get(key, 1), ref.tensor + 1)
        if shape is not None:
            self._shapes.setdefault(key, {}).setdefault(ref.tensor, shape)

    def _from_build(self, references: list[Reference], raw: Any) -> None:
        shapes = [raw] if _is_shape(raw) else raw
        if not isinstance(shapes, list) or len(shapes) != len(references):
            return
        for ref, shape in zip(references, shapes, strict=True):
            if _is_shape(shape) and shape:
                self._note(ref, tuple(shape))


def _is_shape(raw: Any) -> bool:
    return isinstance(raw, list) and all(
        dim is None or (is_integer(dim) and dim >= 0) for dim in raw
    )
