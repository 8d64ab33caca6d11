"""From the node indices that a file writes to call numbers counted from 0."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from netlint.errors import LayerProblem
from netlint.readers.keras.config import MAX_OUTPUTS
from netlint.readers.keras.model import LayerEntry, PlanProblem, Step
from netlint.readers.keras.references import (
    Arguments,
    Reference,
    parse_structure,
    replace_references,
)


class Resolver:
    """Turns the node indices of a file into call numbers counted from 0.

    Keras 2 counts the calls of a nested model from 1 where the model owns an input layer
    (call 0 built it). Keras 3 counts them from 0, but from 1 in `output_layers` of a nested
    Functional model. An index equal to the number of calls shows that the file counts from 1,
    an index 0 that it does not, whatever the rule says.
    """

    def __init__(self, entries: dict[str, LayerEntry], calls: dict[str, int], keras: int) -> None:
        self._entries = entries
        self._calls = calls
        self._keras = keras
        self._seen: dict[str, set[int]] = defaultdict(set)

    def observe(self, references: Iterable[Reference]) -> None:
        """Notes the indices that the file uses between layers."""
        for ref in references:
            self._seen[ref.layer].add(ref.node)

    def arguments(self, step: Step) -> Arguments:
        """A step's arguments with every index resolved.

        Raises:
            PlanProblem: one refers to something that does not exist.
        """
        args = tuple(self._replace(value, step.entry.name) for value in step.arguments.args)
        return Arguments(args, self._replace(step.arguments.kwargs, step.entry.name))

    def structure(self, raw: Any, what: str) -> Any:
        """The model's inputs or outputs (`what`) with every index resolved.

        Raises:
            PlanProblem: one refers to something that does not exist.
        """
        return self._replace(parse_ends(raw, what), None, what)

    def _replace(self, value: Any, layer: str | None, what: str = "") -> Any:
        return replace_references(value, lambda ref: self._resolve(ref, layer, what))

    def _resolve(self, ref: Reference, layer: str | None, what: str) -> Reference:
        entry = self._entries.get(ref.layer)
        if entry is None:
            raise PlanProblem(
                f"the model's {what} {ref.layer!r} is not a layer of the model"
                if layer is None
                else f"it is called with the output of {ref.layer!r}, which is no layer",
                "the file is damaged: save the model again",
                layer,
            )
        calls = self._calls[ref.layer]
        node = ref.node - self._first_index(entry, what)
        if not 0 <= node < calls or not 0 <= ref.tensor < MAX_OUTPUTS:
            raise PlanProblem(
                f"output {ref.tensor} of call {ref.node} of {ref.layer!r} does not exist",
                "the file is damaged: save the model again",
                layer,
            )
        return ref if node == ref.node else replace(ref, node=node)

    def _first_index(self, entry: LayerEntry, what: str) -> int:
        if entry.plan is None:
            return 0
        if self._keras >= 3 and what == "output":
            return int(entry.class_name != "Sequential")
        seen = self._seen[entry.name]
        if self._calls[entry.name] in seen or 0 in seen:
            return int(0 not in seen)
        if self._keras >= 3:
            return 0
        entries = entry.plan.entries
        return int(bool(entries) and entries[0].class_name == "InputLayer")


def parse_ends(raw: Any, what: str) -> Any:
    """The structure of references in `input_layers` or `output_layers`.

    Raises:
        PlanProblem: it is malformed.
    """
    try:
        return parse_structure(raw)
    except LayerProblem as problem:
        raise PlanProblem(f"its {what}s cannot be read: {problem.problem}") from None
