"""A difference in words: the same in every format made for reading. Nothing is escaped yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.units import UNKNOWN, many, shown
from netlint.writers.cells import signed, signed_percent
from netlint.writers.checks.counting import in_words
from netlint.writers.diff.reasons import movement_text
from netlint.writers.table import coverage_line

if TYPE_CHECKING:
    from netlint.comparison import Entry
    from netlint.difference import Difference, Excess, LayerChange, Movement
    from netlint.findings import Finding

SIGNS = {"added": "+", "removed": "-", "changed": "~", "affected": " "}
_HEADLINE = ("mult_adds", "memory_access", "params", "peak_activation_bytes")


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A total before and after.

    Attributes:
        heading: what it is called.
        old: as it was: `1,234`, `>= 1,234`, `?`.
        new: as it is.
        change: by how much it moved.
        share: the same in percent; empty where there is no such share.
        direction: `better`, `worse`, or empty where it is neither or did not move.
    """

    heading: str
    old: str
    new: str
    change: str
    share: str
    direction: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding that is not as it was.

    Attributes:
        change: `new`, `worse`, `better` or `fixed`.
        finding: as it is now; of a fixed one, as it was.
        text: what is wrong, or was.
    """

    change: str
    finding: Finding
    text: str


def headline(difference: Difference) -> str:
    """What matters most, in one sentence."""
    if difference.same:
        names = f" but the names of {many(difference.renamed, 'layer')}"
        return f"No difference{names if difference.renamed else ''}"
    moved = [each for each in difference.moved if each.total.name in _HEADLINE]
    texts = [
        f"{each.total.heading} {movement_text(each)}" for each in moved if each.change is not None
    ]
    open_ones = [each.total.heading for each in moved if each.change is None]
    parts = [", ".join(texts)] if texts else []
    parts += [f"not known by how much: {', '.join(open_ones)}"] if open_ones else []
    return "; ".join([*(parts or ["the totals are as before"]), layers_in_words(difference)])


def layers_in_words(difference: Difference) -> str:
    """`3 layers added, 1 changed, 4 affected`; `no layer differs`."""
    counts = [(count, kind) for kind, count in difference.counts.items() if count]
    if not counts:
        return "no layer differs"
    (first, kind), *rest = counts
    return ", ".join([f"{many(first, 'layer')} {kind}", *(f"{n:,} {k}" for n, k in rest)])


def below_the_layers(difference: Difference) -> str:
    """How many layers are as before, and how many are only called otherwise."""
    as_before = difference.matched - difference.counts["changed"] - difference.counts["affected"]
    text = f"{many(as_before, 'layer')} as before"
    if difference.renamed:
        text += f"; {many(difference.renamed, 'layer')} under another name"
    return text


def totals(difference: Difference) -> list[TotalRow]:
    """Every total, moved or not."""
    return [
        TotalRow(
            heading=each.total.heading,
            old=each.total.text(difference.old),
            new=each.total.text(difference.new),
            change=signed(each.change, each.total.unit),
            share="" if each.share is None else signed_percent(each.share),
            direction=_direction(each),
        )
        for each in difference.movements
    ]


def largest(difference: Difference, most: int) -> tuple[list[LayerChange], int]:
    """The layers to list, in order of execution, and how many are left out.

    Where they are too many: first those that were added, removed or changed, then by the
    memory access that they move.
    """
    layers = difference.layers
    if len(layers) <= most:
        return list(layers), 0
    weight = {id(each): _weight(each) for each in layers}
    kept = {id(each) for each in sorted(layers, key=lambda each: weight[id(each)])[:most]}
    return [each for each in layers if id(each) in kept], len(layers) - most


def findings(difference: Difference) -> list[FindingLine]:
    """The findings that are not as they were: new, worse, better, fixed."""
    found = difference.findings
    return [
        *(FindingLine("new", each, each.message) for each in found.new),
        *(FindingLine("worse", now, _since(now, before)) for before, now in found.worse),
        *(FindingLine("better", now, _since(now, before)) for before, now in found.better),
        *(FindingLine("fixed", each, each.message) for each in found.fixed),
    ]


def findings_in_words(difference: Difference) -> str:
    """`1 new, 2 fixed, 7 as before`; which kinds are new."""
    found = difference.findings
    same = found.kept - len(found.worse) - len(found.better)
    counts = {
        "new": len(found.new),
        "worse": len(found.worse),
        "better": len(found.better),
        "fixed": len(found.fixed),
        "as before": same,
    }
    texts = [f"{count:,} {word}" for word, count in counts.items() if count]
    return ", ".join(texts) or "none, before or after"


def notes(difference: Difference) -> list[tuple[str, str]]:
    """What a reader has to know of the networks: what is not exact, what the reader warns of."""
    found = []
    for word, entry in (("old", difference.old), ("new", difference.new)):
        analysis = entry.survey.analysis
        found += [(word, f"warning: {text}") for text in analysis.network.warnings]
        if analysis.coverage.layers["exact"] < len(analysis.rows):
            found.append((word, coverage_line(analysis)))
    old, new = (each.survey.analysis.batch for each in (difference.old, difference.new))
    if old != new:
        batches = [UNKNOWN if each is None else f"{each:,}" for each in (old, new)]
        text = f"counted at batch {batches[1]}, the old one at {batches[0]}: --batch sets both"
        found.append(("new", text))
    return found


def verdict(difference: Difference) -> str:
    """Whether the gate passed, and what it failed on; empty where there is none."""
    gate = difference.gate
    if not gate.closed:
        return ""
    reasons = [_excess(each) for each in difference.excesses]
    if difference.failures:
        reasons.append(f"new or worse: {in_words(difference.failures)}")
    open_ones = [each for each in difference.excesses if not each.decided]
    if open_ones or any(each.undecided for each in difference.failures):
        reasons.append("--allow-undecided lets the undecided pass")
    if reasons:
        return f"Failed: {'; '.join(reasons)}"
    held = [f"{each.metric}={each.text}" for each in gate.allowances]
    kept = [f"no total grew beyond {','.join(held)}"] if held else []
    kept += [f"no new finding at level {gate.fail_on}"] if gate.fail_on is not None else []
    return f"Passed: {'; '.join(kept)}"


def title(entry: Entry) -> str:
    """What was read: the file, the model's own name, what wrote it."""
    network = entry.survey.network
    return f"{entry.source}: {network.name} ({network.framework})"


def _direction(movement: Movement) -> str:
    change, better = movement.change, movement.total.direction
    if not change or better == "neutral":
        return ""
    return "better" if (change > 0) is (better == "larger") else "worse"


def _weight(change: LayerChange) -> tuple[bool, int]:
    amount = change.amounts.get("memory_access")
    return change.kind == "affected", -abs(amount or 0)


def _since(now: Finding, before: Finding) -> str:
    """What it is now, and what it was."""
    level = f"{before.kind}, " if before.kind != now.kind else ""
    was = before.message
    if was == now.message and before.figure is not None:
        was = shown(before.figure, before.rule.unit)
    return f"{now.message}; before: {level}{was}"


def _excess(excess: Excess) -> str:
    movement, allowance = excess.movement, excess.allowance
    allowed = f"{allowance.metric}={allowance.text}"
    if not excess.decided:
        return f"{movement.total.heading} cannot be decided for {allowed}: not all of it is known"
    if movement.change is None:
        old, least = movement.old or 0, movement.new_least or 0
        return (
            f"{movement.total.heading} grew by at least "
            f"{shown(least - old, movement.total.unit)}, above {allowed}"
        )
    grown = movement_text(movement).removeprefix("+")
    return f"{movement.total.heading} grew by {grown}, above {allowed}"
