"""Findings as people read them: where, what, what it costs, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.units import shown

if TYPE_CHECKING:
    from netlint.decks.rule import Rule
    from netlint.findings import Finding, Inspection

_MOST_ALIKE = 3
_MOST_NAMED = 3
_LONGEST_TARGET = 80
_MOST_FIXED = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding, or undecided ones that miss the same; the texts are not escaped yet.

    Attributes:
        kind: `error`, `warning`, `info` or `undecided`; `known` or `waived` of an accepted one.
        rule: the rule.
        where: the layer's path, the block's name or the network's.
        others: how many more places it stands for.
        message: what is wrong, in figures.
        cost: the memory access that it costs; empty where that is unknown or no matter of it.
        fix: what to change; may be empty.
        accepted: what it would be, and why it is accepted, or that it got worse; may be empty.
        price: what it costs in time on the target in force; empty where that is unknown.
    """

    kind: str
    rule: Rule
    where: str
    others: int
    message: str
    cost: str
    fix: str
    accepted: str = ""
    price: str = ""

    @property
    def costs(self) -> str:
        """` (costs 0.21 ms of 6.4 ms on a-chip; 76.5 KiB of memory access)`, or nothing."""
        parts = [f"costs {self.price}"] * bool(self.price) + [self.cost] * bool(self.cost)
        return f" ({'; '.join(parts)})" if parts else ""

    @property
    def rest(self) -> str:
        """`and 36 more`, after the name; or nothing."""
        return f" and {self.others:,} more" if self.others else ""


def entries(findings: Iterable[Finding], *, gather: bool) -> list[Entry]:
    """One entry per finding, in their order.

    Args:
        findings: what to show.
        gather: show more than three undecided findings of a rule that miss the same columns
            as one: after a layer that is not known, every layer may be undecided.
    """
    groups: dict[object, list[Finding]] = {}
    for index, finding in enumerate(findings):
        alike = (finding.rule.id, finding.level, finding.missing, _accepted(finding))
        groups.setdefault(alike if gather and finding.undecided else index, []).append(finding)
    return [
        _entry(each, len(group) - 1 if together else 0)
        for group in groups.values()
        for together in (len(group) > _MOST_ALIKE,)
        for each in (group[:1] if together else group)
    ]


def _entry(finding: Finding, others: int) -> Entry:
    return Entry(
        kind=finding.kind if finding.standing == "new" else finding.standing,
        rule=finding.rule,
        where=finding.where,
        others=others,
        message=finding.message,
        cost=_cost(finding),
        fix=finding.fix,
        accepted=_accepted(finding),
        price=_price(finding),
    )


def _accepted(finding: Finding) -> str:
    if finding.waiver is not None:
        return f"{finding.kind}, waived: {finding.waiver.terms}"
    if finding.was is not None:
        return f"worse than in the baseline, {shown(finding.was, finding.rule.unit)}"
    return f"{finding.kind}, in the baseline" if finding.known else ""


def fixed_lines(inspection: Inspection) -> list[str]:
    """What was fixed of the baseline, in lines that are not escaped yet."""
    lines = [f"{each.rule}  {each.place or 'the network'}" for each in inspection.fixed]
    more = len(lines) - _MOST_FIXED
    return lines if more <= 0 else [*lines[:_MOST_FIXED], f"and {more:,} more"]


def _price(finding: Finding) -> str:
    """`0.21 ms of 6.4 ms on snapdragon-810`; the target's name is escaped."""
    price = finding.price
    if price is None:
        return ""
    saved = shown(price.seconds, "seconds") if price.seconds else "nothing"
    return f"{saved} of {shown(price.of, 'seconds')} on {printable(price.target, _LONGEST_TARGET)}"


def _cost(finding: Finding) -> str:
    """`76.5 KiB, 1.2 % of memory access`."""
    if not finding.cost_bytes or finding.cost_bytes < 0:
        return ""
    cost = shown(finding.cost_bytes, "bytes")
    if finding.cost_share is None:
        return f"{cost} of memory access"
    return f"{cost}, {shown(finding.cost_share, 'share')} of memory access"


def advice(inspection: Inspection) -> list[str]:
    """What would make undecided findings decided; the texts are not escaped yet."""
    if not any(finding.undecided for finding in inspection.findings):
        return []
    found = []
    inputs, classes = inspection.subject.open_inputs, inspection.subject.unknown_classes
    if inputs:
        found.append(f"--input-shape states what the model leaves open: {_named(inputs)}")
    if classes:
        found.append(f"--plugin describes layers that netlint does not know: {_named(classes)}")
    return found


def _named(names: Sequence[str]) -> str:
    text = ", ".join(names[:_MOST_NAMED])
    return text if len(names) <= _MOST_NAMED else f"{text}, ..."
