"""What a finding says, in lines that every format may show: escaped, and bounded in length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.writers.checks.entries import entries

if TYPE_CHECKING:
    from netlint.findings import CheckReport, Finding, Inspection

LONGEST_NAME = 400
"""Characters of a name: of a layer, a block, a rule."""

LONGEST = 1000
"""Characters of a sentence."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A finding in words; each of them one line of printable characters.

    Attributes:
        rule: the rule's id and name.
        where: the layer's path, the block's name or the network's.
        what: what is wrong, and what it costs.
        fix: what to change; may be empty.
        accepted: what it would be and why it is accepted, or that it got worse; may be empty.
    """

    rule: str
    where: str
    what: str
    fix: str
    accepted: str

    @property
    def text(self) -> str:
        """`stem_conv: moves 560 elements ...`."""
        return f"{self.where}: {self.what}"

    @property
    def lines(self) -> list[str]:
        """The same, and what to change."""
        return [self.text, *([f"fix: {self.fix}"] if self.fix else [])]


def statement(finding: Finding) -> Statement:
    """A finding in words."""
    (entry,) = entries([finding], gather=False)
    return Statement(
        rule=printable(f"{entry.rule.id} {entry.rule.name}", LONGEST_NAME),
        where=printable(entry.where, LONGEST_NAME),
        what=printable(entry.message, LONGEST) + entry.costs,
        fix=printable(entry.fix, LONGEST),
        accepted=printable(entry.accepted, LONGEST),
    )


def worst_first(report: CheckReport) -> Iterator[tuple[Inspection, Finding]]:
    """The findings of all models, worst first, with the model of each; accepted ones last."""
    found = [(each, finding) for each in report.inspections for finding in each.findings]
    return iter(sorted(found, key=lambda pair: _badness(pair[1])))


def _badness(finding: Finding) -> tuple[object, ...]:
    accepted = finding.standing != "new"
    return accepted, -finding.level, finding.undecided, -finding.seconds, -(finding.cost_bytes or 0)
