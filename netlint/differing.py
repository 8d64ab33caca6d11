"""Finds what changed between two networks: layer by layer, total by total, finding by finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from netlint.comparison import compared
from netlint.difference import (
    NO_SETTING,
    SUMS,
    TOTALS,
    Alteration,
    Difference,
    Gate,
    Kind,
    LayerChange,
    Movement,
    Part,
)
from netlint.facts.kinds import hides_work
from netlint.facts.registry import Row, columns_of
from netlint.matching import Matching, match
from netlint.network import Layer, Shape, Value
from netlint.operations import Conv, Move, Pool, Resize
from netlint.traits import Trait, traits_of
from netlint.turnover import turnover

if TYPE_CHECKING:
    from netlint.comparison import Entry
    from netlint.facts.survey import Survey
    from netlint.standings import Column

_MOST_CAUSES = 3
_LOCAL = frozenset({"pad", "crop", "upsample"})


def difference_of(
    old: Entry, new: Entry, gate: Gate | None = None, command: str = ""
) -> Difference:
    """What changed between two networks.

    Args:
        old: the network before.
        new: the network after, inspected by the same rules.
        gate: what fails a build; None: nothing does.
        command: the command line that makes the report.
    """
    old, new = compared((old, new)).entries
    matching = match(old.survey.network, new.survey.network)
    before, after = old.survey.network.layers, new.survey.network.layers
    twins = {after[j].name: before[i].name for i, j in matching.pairs}
    layers = _Changes(old, new, matching).found()
    return Difference(
        old=old,
        new=new,
        movements=tuple(_movement(total, old, new, layers) for total in TOTALS),
        layers=layers,
        renamed=sum(name != was for name, was in twins.items()),
        matched=len(matching.pairs),
        findings=turnover(old.inspection.findings, new.inspection.findings, twins),
        gate=gate or Gate(),
        command=command,
    )


class _Changes:
    """The layers of two networks side by side, and what was found out about the new ones."""

    def __init__(self, old: Entry, new: Entry, matching: Matching) -> None:
        self.old, self.new, self.matching = old.survey, new.survey, matching
        self.amounts = _amounts(old.survey), _amounts(new.survey)
        self.was = {j: i for i, j in matching.pairs}
        self.becomes = dict(matching.pairs)
        self.causes: dict[int, tuple[str, ...]] = {}

    def found(self) -> tuple[LayerChange, ...]:
        """Every layer that is not as it was; removed ones follow the layer that they followed."""
        placed: list[tuple[tuple[int, int], LayerChange]] = []
        for place in range(len(self.new.layers)):
            change = self._paired(place) if place in self.was else self._added(place)
            if change is not None:
                placed.append(((place, -1), change))
        after = -1
        for place in range(len(self.old.layers)):
            if place in self.becomes:
                after = self.becomes[place]
            else:
                placed.append(((after, place), self._removed(place)))
        return tuple(change for _, change in sorted(placed, key=lambda each: each[0]))

    def _added(self, place: int) -> LayerChange:
        layer = self.new.layers[place].layer
        self.causes[place] = (layer.name,)
        return _change("added", layer, self.amounts[1][place])

    def _removed(self, place: int) -> LayerChange:
        amounts = self.amounts[0][place]
        gone = {name: None if value is None else -value for name, value in amounts.items()}
        return _change("removed", self.old.layers[place].layer, gone)

    def _paired(self, place: int) -> LayerChange | None:
        """None: the layer is as it was."""
        was = self.was[place]
        old, new = self.old.layers[was].layer, self.new.layers[place].layer
        read = _tensors_read(old, new)
        own = [*_own(old, new), *self._rewired(old, new)]
        if not read and not own:
            own += _made(old, new)
        elif not own:
            own += _window(old, new)
        before, now = self.amounts[0][was], self.amounts[1][place]
        altered = [*own, *read, *_fused(before, now)]
        if not altered and before == now:
            return None
        amounts = {name: _minus(now[name], before[name]) for name in SUMS}
        causes = self._causes(old, new)
        self.causes[place] = (new.name,) if own else causes
        kind: Kind = "changed" if own else "affected"
        return _change(
            kind, new, amounts, altered, causes, "" if old.name == new.name else old.name
        )

    def _rewired(self, old: Layer, new: Layer) -> Iterator[Alteration]:
        """Other layers to read from, both of which are in both networks."""
        if len(old.inputs) != len(new.inputs):
            yield Alteration("number of inputs", len(old.inputs), len(new.inputs))
            return
        for one, other in zip(old.inputs, new.inputs, strict=True):
            i, j = self.old.index.get(one.producer), self.new.index.get(other.producer)
            if i is None or j is None or i not in self.becomes or j not in self.was:
                continue
            if self.was[j] != i or one.index != other.index:
                yield Alteration("reads", _read_from(old, self._today), _read_from(new))
                return

    def _today(self, name: str) -> str:
        """What the new network calls a layer of the old one, where it has it."""
        place = self.becomes.get(self.old.index.get(name, -1))
        return name if place is None else self.new.layers[place].layer.name

    def _causes(self, old: Layer, new: Layer) -> tuple[str, ...]:
        """The layers whose change reaches a layer through what it reads."""
        found: dict[str, None] = {}
        for index, tensor in enumerate(new.inputs):
            before = old.inputs[index] if index < len(old.inputs) else None
            if before is not None and (before.shape, before.dtype) == (tensor.shape, tensor.dtype):
                continue
            causes = self.causes.get(self.new.index.get(tensor.producer, -1), ())
            if not causes and before is not None:
                gone = self.old.index.get(before.producer)
                causes = (before.producer,) if gone is not None and gone not in self.becomes else ()
            found.update(dict.fromkeys(causes))
        return tuple(found)[:_MOST_CAUSES]


def _change(
    kind: Kind,
    layer: Layer,
    amounts: dict[str, int | None],
    alterations: Sequence[Alteration] = (),
    causes: tuple[str, ...] = (),
    was: str = "",
) -> LayerChange:
    return LayerChange(
        kind, layer.name, was, layer.op, layer.class_name, tuple(alterations), causes, amounts
    )


def _own(old: Layer, new: Layer) -> Iterator[Alteration]:
    """Settings that differ; of another operation only those that both have."""
    before, now = traits_of(old), traits_of(new)
    names = list({**before, **now})
    if before["operation"] != now["operation"]:
        names = [name for name in names if name in before and name in now]
    for name in names:
        one, other = before.get(name, NO_SETTING), now.get(name, NO_SETTING)
        if one != other:
            yield Alteration(name, one, other)


def _tensors_read(old: Layer, new: Layer) -> list[Alteration]:
    """Inputs of another shape or type."""
    if len(old.inputs) != len(new.inputs):
        return []
    found: dict[Alteration, None] = {}
    for one, other in zip(old.inputs, new.inputs, strict=True):
        if one.shape != other.shape:
            found[_shape_read(new, one.shape, other.shape)] = None
        if one.dtype != other.dtype:
            found[Alteration("input type", one.dtype, other.dtype)] = None
    return list(found)


def _shape_read(layer: Layer, old: Shape | None, new: Shape | None) -> Alteration:
    """Another shape that is read; of a convolution only the channels, where those alone differ."""
    if isinstance(layer.operation, Conv) and old and new and len(old) == len(new):
        axis = layer.operation.channel_axis
        if {i for i, size in enumerate(old) if size != new[i]} == {axis % len(old)}:
            return Alteration("input channels", old[axis], new[axis])
    return Alteration("input", old, new)


def _made(old: Layer, new: Layer) -> Iterator[Alteration]:
    """What differs in what a layer makes and holds, though it reads the same."""
    before, now = old.weights or (), new.weights or ()
    if len(old.outputs) != len(new.outputs):
        yield Alteration("number of outputs", len(old.outputs), len(new.outputs))
        return
    yield from _first("output", [t.shape for t in old.outputs], [t.shape for t in new.outputs])
    yield from _first("output type", [t.dtype for t in old.outputs], [t.dtype for t in new.outputs])
    if len(before) != len(now):
        yield Alteration("number of weights", len(before), len(now))
    else:
        yield from _first("weights", [w.shape for w in before], [w.shape for w in now])
    if _values(old) != _values(new):
        yield Alteration("constant values", None, None)


def _first(name: str, old: Sequence[Trait], new: Sequence[Trait]) -> Iterator[Alteration]:
    """The first entries that differ."""
    differing = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
    for one, other in differing[:1]:
        yield Alteration(name, one, other)


def _values(layer: Layer) -> list[Value]:
    return [tensor.value for tensor in (*layer.outputs, *layer.constants)]


def _window(old: Layer, new: Layer) -> Iterator[Alteration]:
    """An output that differs along an axis on which what is read does not."""
    operation = new.operation
    local = isinstance(operation, Pool | Resize)
    local = local or (isinstance(operation, Move) and operation.kind in _LOCAL)
    shapes = [
        layer[0].shape if layer else None
        for layer in (old.inputs, new.inputs, old.outputs, new.outputs)
    ]
    if not local or any(shape is None for shape in shapes):
        return
    rank = {len(shape or ()) for shape in shapes}
    if len(rank) == 1:
        read, other, made, now = (shape or () for shape in shapes)
        if any(a == b and c != d for a, b, c, d in zip(read, other, made, now, strict=True)):
            yield Alteration("output", made, now)


def _fused(old: dict[str, int | None], new: dict[str, int | None]) -> Iterator[Alteration]:
    """A kernel of its own, or one that the layer before runs too."""
    words = {0: "runs with the layer before", 1: "of its own"}
    before, now = old["kernels"], new["kernels"]
    if before is not None and now is not None and before != now:
        yield Alteration("kernel", words[before], words[now])


def _read_from(layer: Layer, name: Callable[[str], str] = str) -> tuple[str, ...]:
    """What a layer reads: the layers' names, with which of their outputs where not the first."""
    return tuple(
        f"{name(tensor.producer)}:{tensor.index}" if tensor.index else name(tensor.producer)
        for tensor in layer.inputs
    )


def _minus(new: int | None, old: int | None) -> int | None:
    return None if new is None or old is None else new - old


def _amounts(survey: Survey) -> list[dict[str, int | None]]:
    """What each layer has of every sum."""
    starts = {kernel.head for kernel in survey.kernels}
    found: list[dict[str, int | None]] = []
    for facts, figures in zip(survey.layers, survey.analysis.figures, strict=True):
        own = {name: getattr(figures, name, None) for name in SUMS}
        hidden = hides_work(facts.layer)
        own["kernels"] = None if hidden else int(facts.index in starts)
        own["layers"] = 1
        found.append(own)
    return found


def _movement(total: Column, old: Entry, new: Entry, layers: Sequence[LayerChange]) -> Movement:
    found = [(layer, layer.amounts[total.name]) for layer in (layers if total.name in SUMS else ())]
    parts = [Part(layer, amount) for layer, amount in found if amount]
    peak = total.name == "peak_activation_bytes"
    return Movement(
        total=total,
        old=total.value(old),
        new=total.value(new),
        old_least=total.least(old),
        new_least=total.least(new),
        parts=tuple(sorted(parts, key=lambda part: -abs(part.amount))),
        unknown=tuple(layer for layer, amount in found if amount is None),
        old_at=_peak_at(old) if peak else "",
        new_at=_peak_at(new) if peak else "",
    )


def _peak_at(entry: Entry) -> str:
    return str(Row(entry.survey, columns_of("network"))["peak_activation_at"] or "")
