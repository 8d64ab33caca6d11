"""What the script draws graphs of: layers, what they read, their blocks, their findings.

Columns instead of one object per layer, and texts that recur kept once: a network of thousands
of layers stays small.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.facts import columns_of
from netlint.facts.families import FAMILIES, MIXED, family_of
from netlint.facts.registry import Row

if TYPE_CHECKING:
    from netlint.comparison import Entry
    from netlint.facts import LayerFacts
    from netlint.network import Tensor

_LONGEST_NAME = 160


class _Texts:
    """Texts by number, each kept once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    @property
    def all(self) -> list[str]:
        return list(self._numbers)


def graph_data(entry: Entry) -> dict[str, object]:
    """One network for the script; figures that are unknown are null."""
    survey, texts = entry.survey, _Texts()
    layers = survey.layers
    blocks = [0] * len(layers)
    for number, block in enumerate(survey.blocks):
        for member in block.block.members:
            blocks[member] = number
    return {
        "label": printable(entry.label),
        "names": [printable(facts.layer.name, _LONGEST_NAME) for facts in layers],
        "reads": [list(producers) for producers in survey.producers],
        "block": blocks,
        "op": [texts.number(_what(facts)) for facts in layers],
        "kind": [texts.number(facts.layer.class_name) for facts in layers],
        "input": [texts.number(_shapes(facts.layer.inputs)) for facts in layers],
        "output": [texts.number(_shapes(facts.layer.outputs)) for facts in layers],
        "family": [_family(facts) for facts in layers],
        "adds": [facts.cost.mult_adds for facts in layers],
        "bytes": [facts.cost.memory_access_bytes for facts in layers],
        "params": [facts.layer.params for facts in layers],
        "texts": [printable(text, _LONGEST_NAME) for text in texts.all],
        "blocks": [printable(block.block.name, _LONGEST_NAME) for block in survey.blocks],
        "findings": list(_findings(entry)),
    }


def _what(facts: LayerFacts) -> str:
    """What a layer does, in a few words: `conv 3x3 /2, 4 groups`, `activation relu`."""
    row = Row(facts, columns_of("layer"))
    words = [facts.layer.op.replace("_", " ")]
    words += [str(row[name]) for name in ("kernel", "function") if row[name]]
    stride, groups = row["stride"], row["groups"]
    if isinstance(stride, int) and stride > 1:
        words.append(f"/{stride}")
    if isinstance(groups, int) and groups > 1 and facts.layer.op == "conv":
        words.append(f"in {groups} groups")
    return " ".join(dict.fromkeys(words))


def _shapes(tensors: Iterable[Tensor]) -> str:
    """Shapes without the batch axis, sizes joined by a multiplication sign; `?` for unknown."""
    found = []
    for tensor in tensors:
        if tensor.shape is None:
            found.append("?")
        else:
            sizes = ("?" if size is None else str(size) for size in tensor.shape[1:])
            found.append(" \u00d7 ".join(sizes) or "scalar")
    return ", ".join(dict.fromkeys(found))


def _family(facts: LayerFacts) -> int:
    return (*FAMILIES, MIXED).index(family_of(facts.layer))


def _findings(entry: Entry) -> Iterator[list[object]]:
    """The rule, the kind, the message, the place of the first layer, whether a block is meant.

    Those of the network as a whole are at no layer.
    """
    index = entry.survey.index
    for each in entry.inspection.findings:
        place = next((index[name] for name in each.layers if name in index), None)
        if place is not None:
            message, whole = printable(each.message), each.rule.scope == "block"
            yield [printable(each.rule.id), each.kind, message, place, int(whole)]
