"""Why totals moved and what became of layers, in words; nothing is escaped yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.units import UNKNOWN, many
from netlint.writers.cells import shape_text, signed, signed_percent

if TYPE_CHECKING:
    from netlint.difference import Alteration, Difference, LayerChange, Movement
    from netlint.traits import Trait

_MOST_PARTS = 5
_EXPLAINED = ("mult_adds", "memory_access", "params", "peak_activation_bytes", "kernels")
_SHORT_FOR = {"flops": "mult_adds", "memory_access_bytes": "memory_access"}
"""Totals that are explained only where what they go with does not move."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one layer, or the rest of them, has to do with a movement.

    Attributes:
        amount: by how much the total moves there; empty where that is not counted.
        name: the layer; empty for the rest.
        text: why.
        share: the amount as a share of the largest one, -1 to 1.
    """

    amount: str
    name: str
    text: str
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Why:
    """Why a total moved.

    Attributes:
        heading: what the total is called.
        movement: by how much it moved.
        reasons: the layers that moved it, largest first.
    """

    heading: str
    movement: str
    reasons: tuple[Reason, ...]


def why(difference: Difference) -> list[Why]:
    """Why the totals moved, those that a reader asks for."""
    moved = {each.total.name for each in difference.moved}
    found = []
    for each in difference.moved:
        name = each.total.name
        if name in _EXPLAINED or (name in _SHORT_FOR and _SHORT_FOR[name] not in moved):
            reasons = tuple(_peak(each) if each.new_at or each.old_at else _reasons(each))
            if reasons:
                found.append(Why(each.total.heading, movement_text(each), reasons))
    return found


def what(change: LayerChange) -> str:
    """What became of a layer: `filters 64 -> 128`, `input channels 64 -> 128 (because of ...)`."""
    texts = [_alteration(each) for each in change.alterations]
    if not texts:
        texts = [f"{change.kind}: {change.class_name}"]
    if change.causes and change.kind in ("changed", "affected"):
        texts[-1] += f" (because of {', '.join(change.causes)})"
    if change.was:
        texts.append(f"was called {change.was}")
    return ", ".join(texts)


def movement_text(movement: Movement) -> str:
    """`+1,204 (+2.1 %)`."""
    change = signed(movement.change, movement.total.unit)
    if movement.change is None:
        return "may have moved"
    return change if movement.share is None else f"{change} ({signed_percent(movement.share)})"


def _reasons(movement: Movement) -> Iterator[Reason]:
    unit, parts = movement.total.unit, movement.parts
    top = abs(parts[0].amount) if parts else 1
    for part in parts[:_MOST_PARTS]:
        amount = signed(part.amount, unit)
        yield Reason(amount, part.change.name, what(part.change), part.amount / top)
    rest = parts[_MOST_PARTS:]
    if rest:
        together = sum(part.amount for part in rest)
        text = many(len(rest), "more layer")
        yield Reason(signed(together, unit), "", text, max(-1.0, min(1.0, together / top)))
    if movement.unknown:
        names = [change.name for change in movement.unknown[:_MOST_PARTS]]
        more = len(movement.unknown) - len(names)
        text = f"not known of {', '.join(names)}" + (f" and {more:,} more" if more else "")
        yield Reason(UNKNOWN, "", text)


def _peak(movement: Movement) -> Iterator[Reason]:
    """Where it is reached: a peak is no sum over layers."""
    if movement.old_at == movement.new_at:
        yield Reason("", movement.new_at, "where it is reached, before and after")
        return
    if movement.new_at:
        yield Reason("", movement.new_at, "where it is reached now")
    if movement.old_at:
        yield Reason("", movement.old_at, "where it was reached before")


def _alteration(alteration: Alteration) -> str:
    if alteration.old is None and alteration.new is None:
        return f"other {alteration.attribute}"
    return f"{alteration.attribute} {_trait(alteration.old)} -> {_trait(alteration.new)}"


def _trait(value: Trait) -> str:
    """`3x3`, `same`, `128`; `?` for unknown."""
    if not isinstance(value, tuple):
        return UNKNOWN if value is None else str(value)
    if all(each is None or isinstance(each, int) for each in value):
        return shape_text(tuple(each for each in value if each is None or isinstance(each, int)))
    return ", ".join(map(_trait, value))
