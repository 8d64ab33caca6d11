"""The findings of a comparison, and the rules that they break, as the page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.units import many, shown
from netlint.writers.checks.counting import KINDS, counts
from netlint.writers.explanation import limits_text
from netlint.writers.page.prose import Passage, passages

if TYPE_CHECKING:
    from netlint.comparison import Comparison, Entry
    from netlint.decks.rule import Rule
    from netlint.findings import Finding

SIGNS = {"error": "!!", "warning": "!", "info": "i", "undecided": "?"}
_GUIDELINES = "shufflenetv2"
_MOST_SHOWN = 400
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding as the page shows it.

    Attributes:
        rule: the rule's id.
        name: the rule's name.
        summary: the rule in one sentence.
        kind: `error`, `warning`, `info` or `undecided`.
        network: the network's place.
        where: the layer, the block or the network.
        message: what is wrong.
        fix: what to change; empty where undecided.
        cost: what it costs; empty where that is unknown or not a matter of memory access.
        layer: the place of its first layer; None for the network.
        scope: `layer`, `block` or `network`.
    """

    rule: str
    name: str
    summary: str
    kind: str
    network: int
    where: str
    message: str
    fix: str
    cost: str
    layer: int | None
    scope: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule as the page explains it.

    Attributes:
        id: the rule's id.
        name: its name.
        summary: it in one sentence.
        rationale: why it is a rule.
        evidence: what was measured.
        limits: its limits in force, in words.
        reference: where to read on.
    """

    id: str
    name: str
    summary: str
    rationale: tuple[Passage, ...]
    evidence: tuple[Passage, ...]
    limits: str
    reference: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """What a guideline says of a network.

    Attributes:
        kind: the worst kind of finding; `none` for no finding, `absent` where the rule is not
            in force.
        text: the counts in words.
        cost: what the findings cost together, as a share of the memory access; may be empty.
    """

    kind: str
    text: str
    cost: str

    @property
    def sign(self) -> str:
        """The kind as a letter."""
        return SIGNS.get(self.kind, "-" if self.kind == "absent" else "✓")


def finding_views(comparison: Comparison) -> tuple[list[FindingView], int]:
    """The findings of all networks, the worst 400 of each, and how many are left out."""
    views: list[FindingView] = []
    left_out = 0
    for index, entry in enumerate(comparison.entries):
        found = entry.inspection.findings
        views += [_view(index, entry, each) for each in found[:_MOST_SHOWN]]
        left_out += max(0, len(found) - _MOST_SHOWN)
    views.sort(key=lambda view: KINDS.index(view.kind))  # stable: by network, dearest first
    return views, left_out


def _view(index: int, entry: Entry, finding: Finding) -> FindingView:
    places = [entry.survey.index[name] for name in finding.layers if name in entry.survey.index]
    cost = ""
    if finding.cost_bytes:
        share = shown(finding.cost_share, "share")
        cost = f"{shown(finding.cost_bytes, 'bytes')}, {share} of the network's memory access"
    return FindingView(
        rule=printable(finding.rule.id),
        name=printable(finding.rule.name),
        summary=printable(finding.rule.summary),
        kind=finding.kind,
        network=index,
        where=printable(finding.where, _LONGEST_NAME),
        message=printable(finding.message),
        fix=printable(finding.fix),
        cost=cost,
        layer=places[0] if places else None,
        scope=finding.rule.scope,
    )


def rule_views(comparison: Comparison) -> list[RuleView]:
    """The rules in force, guidelines first."""
    return [
        RuleView(
            id=printable(rule.id),
            name=printable(rule.name),
            summary=printable(rule.summary),
            rationale=passages(rule.rationale),
            evidence=passages(rule.evidence),
            limits=limits_text(rule),
            reference=tuple(map(printable, rule.reference)),
        )
        for rule in comparison.rules
    ]


def guidelines(comparison: Comparison) -> list[Rule]:
    """The rules of the heat map: the guidelines of ShuffleNet V2; without them, all rules."""
    own = [rule for rule in comparison.rules if rule.deck == _GUIDELINES]
    return own or list(comparison.rules)


def heat_rows(comparison: Comparison) -> list[list[HeatCell]]:
    """For each network what each guideline says of it."""
    return [[_heat(entry, rule) for rule in guidelines(comparison)] for entry in comparison.entries]


def _heat(entry: Entry, rule: Rule) -> HeatCell:
    if rule.id not in entry.figures.findings:
        return HeatCell("absent", "not in force", "")
    found = [each for each in entry.inspection.findings if each.rule.id == rule.id]
    if not found:
        return HeatCell("none", "no finding", "")
    shares = [each.cost_share for each in found if each.cost_share is not None]
    cost = f"{shown(sum(shares), 'share')} of memory access" if shares else ""
    if rule.scope == "network" and found[0].figure is not None:
        measure = rule.measure.text.replace("_", " ")
        cost = f"{measure} {shown(found[0].figure, rule.unit)}"
    return HeatCell(_worst(found), counted(found), cost)


def _worst(found: Sequence[Finding]) -> str:
    decided = [each.level for each in found if not each.undecided]
    return str(max(decided)) if decided else "undecided"


def counted(found: Sequence[Finding]) -> str:
    """`1 error, 2 warnings, 3 infos`."""
    return ", ".join(
        f"{number:,} undecided" if kind == "undecided" else many(number, kind)
        for kind, number in counts(found).items()
        if number
    )
