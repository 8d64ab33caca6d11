"""The growing list of layers: names, shared parameters, and shapes completed from the file."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import prod

from netlint.errors import LayerProblem
from netlint.network import Layer, Shape, Tensor, Weight
from netlint.operations import Fixed, Opaque
from netlint.readers.keras.config import MAX_AXES, MAX_DIMENSION, Config, is_integer, shown
from netlint.readers.keras.model import LayerEntry, Plan
from netlint.readers.keras.registry import Built, Call, show, tensors_in
from netlint.readers.keras.safety import dangers
from netlint.readers.keras.shapes import filled
from netlint.readers.keras.weights import Chain

MAX_ELEMENTS = 2**63 - 1
MAX_TENSORS = 1_000_000
_LISTED = 3

Hints = dict[tuple[str, int], Shape]
"""Shapes found by inference, by layer name and output."""


class Scope:
    """Where a call stands.

    Attributes:
        path: the names from the outermost model inwards.
        identity: the same for two calls of one layer, wherever it is called.
        chain: the way to its stored weights.
        frozen: a model around it is frozen, and so is everything in it.
    """

    __slots__ = ("chain", "frozen", "identity", "path")

    def __init__(
        self,
        path: tuple[str, ...] = (),
        identity: tuple[object, ...] = (),
        chain: Chain = (),
        frozen: bool = False,
    ) -> None:
        self.path = path
        self.identity = identity
        self.chain = chain
        self.frozen = frozen

    def enter(self, plan: Plan, entry: LayerEntry) -> Scope:
        """The scope of a layer of the model that this scope stands for."""
        identity: tuple[object, ...] = (*self.identity, entry.name)
        if entry.shared_id is not None:  # counted anew in each model: the name must agree, too
            identity = (entry.shared_id, entry.class_name, entry.name)
        return Scope(
            (*self.path, entry.name),
            identity,
            (*self.chain, (plan.entries, entry)),
            self.frozen or not plan.trainable,
        )


class Recorder:
    """Collects the layers of a network in order of execution."""

    def __init__(self, hints: Hints) -> None:
        self.layers: list[Layer] = []
        self._warnings: dict[str, list[str]] = {}
        self._hints = hints
        self._calls: Counter[str] = Counter()
        self._names: set[str] = set()
        self._counted: set[tuple[object, ...]] = set()
        self._tensors = 0

    def add(
        self, built: Built, call: Call, scope: Scope, stored: dict[int, Shape], used: int
    ) -> list[Tensor]:
        """Records one call of a layer.

        Args:
            built: what was found about it.
            call: the call.
            scope: where it stands.
            stored: the shapes of its outputs as the file stores them.
            used: how many of its outputs the model uses.

        Returns:
            Its outputs.

        Raises:
            LayerProblem: an output has an impossible shape, or there are too many.
        """
        name = self._name(scope.path)
        shared = scope.identity in self._counted
        self._counted.add(scope.identity)
        if not shared:
            for text in dangers(call.config.raw):
                self._warn(name, text)
        outputs = built.outputs
        if isinstance(built.operation, Opaque):
            outputs += (Tensor(None, call.policy.compute),) * (used - len(outputs))
        self._tensors += len(outputs)
        if self._tensors > MAX_TENSORS:
            raise LayerProblem(f"the model has more than {MAX_TENSORS:,} tensors")
        finished = tuple(
            self._finish(name, index, output, stored.get(index))
            for index, output in enumerate(outputs)
        )
        inputs = tuple(tensors_in(call.args) + tensors_in(call.kwargs))
        self.layers.append(
            Layer(
                name=name,
                operation=built.operation,
                class_name=call.class_name,
                path=scope.path,
                inputs=inputs,
                outputs=finished,
                weights=weights_of(built, call.config, scope.frozen),
                shared=shared,
                inferred=built.inferred or any(t.inferred for t in inputs + finished),
                constants=built.constants,
            )
        )
        return list(finished)

    def add_input(self, entry: LayerEntry, scope: Scope, tensor: Tensor, inner: bool) -> Tensor:
        """Records an input layer; that of a nested model (`inner`) hands on a tensor."""
        name = self._name(scope.path)
        output = self._finish(name, 0, tensor, None)
        self.layers.append(
            Layer(
                name=name,
                operation=Fixed("input"),
                class_name=entry.class_name,
                path=scope.path,
                inputs=(tensor,) if inner else (),
                outputs=(output,),
                inferred=tensor.inferred,
            )
        )
        return output

    def warnings(self) -> list[str]:
        """The warnings about layers; those that say the same stand together."""
        return [f"{_together(names)}: {text}" for text, names in self._warnings.items()]

    def adopt(self, other: Recorder) -> None:
        """Takes over the warnings of the layers inside a wrapper."""
        for text, names in other._warnings.items():
            self._warnings.setdefault(text, []).extend(names)

    def _warn(self, name: str, text: str) -> None:
        self._warnings.setdefault(text, []).append(name)

    def _name(self, path: tuple[str, ...]) -> str:
        """The call's name: the path, with `#2` for the second call."""
        base = "/".join(path)
        while True:
            self._calls[base] += 1
            count = self._calls[base]
            name = base if count == 1 else f"{base}#{count}"
            if name not in self._names:
                self._names.add(name)
                return name

    def _finish(self, name: str, index: int, tensor: Tensor, stored: Shape | None) -> Tensor:
        """An output with its producer; open dimensions from the file, else from inference."""
        shape, inferred = tensor.shape, tensor.inferred
        if stored is not None and shape != stored:
            shape = filled(shape, stored)
            if _contradicts(shape, stored):
                self._warn(
                    name,
                    f"the file stores the output shape {show(stored)}, "
                    f"its configuration gives {show(shape)}",
                )
        if shape is None or None in shape:
            hint = self._hints.get((name, index))
            if hint is not None:
                shape, inferred = filled(shape, hint), True
        _check_size(shape)
        return Tensor(shape, tensor.dtype, name, index, inferred, tensor.value)


def weights_of(built: Built, config: Config, frozen: bool) -> tuple[Weight, ...] | None:
    """The weights of a layer, none of them trainable where it or a model around it is frozen."""
    if built.weights and (frozen or config.get("trainable") is False):
        return tuple(replace(weight, trainable=False) for weight in built.weights)
    return built.weights


def _together(names: list[str]) -> str:
    """`layer 'a'`, or `3 layers ('a', 'b', ...)`."""
    if len(names) == 1:
        return f"layer {names[0]!r}"
    listed = ", ".join(repr(name) for name in names[:_LISTED])
    more = ", ..." if len(names) > _LISTED else ""
    return f"{len(names):,} layers ({listed}{more})"


def _contradicts(shape: Shape, stored: Shape) -> bool:
    """Whether two shapes differ in a known dimension; batch sizes may differ."""
    if len(shape) != len(stored):
        return True
    pairs = list(zip(shape, stored, strict=True))[1:]
    return any(a is not None and b is not None and a != b for a, b in pairs)


def _check_size(shape: Shape | None) -> None:
    """Refuses shapes that no machine can hold.

    Raises:
        LayerProblem: a dimension or the number of elements is out of bounds.
    """
    known = [dim for dim in shape or () if dim is not None]
    if len(shape or ()) > MAX_AXES or not all(is_integer(dim) for dim in known):
        raise LayerProblem(f"its output shape {shown(shape)} is impossible")
    if known and min(known) < 0:
        raise LayerProblem(f"its output shape {show(shape)} has a negative dimension")
    if known and (max(known) > MAX_DIMENSION or prod(known) > MAX_ELEMENTS):
        raise LayerProblem(f"its output shape {show(shape)} is impossibly large")
