"""Which findings of a network are new, which are gone, and which became worse or better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.grades import grade_of

if TYPE_CHECKING:
    from netlint.findings import Finding


@dataclass(frozen=True, slots=True)
class Turnover:
    """Findings before and after.

    Attributes:
        new: those of the new network that the old one does not have, worst first.
        fixed: those of the old network that the new one does not have.
        worse: those that both have, old and new, that are worse now (see `netlint.grades`).
        better: those that are better now.
        kept: how many both have, the worse and the better among them.
    """

    new: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    worse: tuple[tuple[Finding, Finding], ...] = ()
    better: tuple[tuple[Finding, Finding], ...] = ()
    kept: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything is not as it was."""
        return bool(self.new or self.fixed or self.worse or self.better)

    @property
    def worsened(self) -> tuple[Finding, ...]:
        """The worse ones, as they are now."""
        return tuple(new for _, new in self.worse)


def turnover(old: Sequence[Finding], new: Sequence[Finding], twins: Mapping[str, str]) -> Turnover:
    """Pairs findings by their rule and by the layers concerned.

    A block's finding is the same where the blocks share a layer: one that was added inside does
    not make it another.

    Args:
        old: the findings before.
        new: the findings after, by the same rules.
        twins: the paths of layers in the old network by those in the new.
    """
    waiting = _Waiting(old)
    pairs, unmatched = [], []
    for finding in new:
        before = waiting.take(finding, [twins[name] for name in finding.layers if name in twins])
        if before is None:
            unmatched.append(finding)
        else:
            pairs.append((before, finding))
    ways = [_way(*pair) for pair in pairs]
    return Turnover(
        new=tuple(unmatched),
        fixed=tuple(waiting.left),
        worse=tuple(pair for pair, way in zip(pairs, ways, strict=True) if way == "worse"),
        better=tuple(pair for pair, way in zip(pairs, ways, strict=True) if way == "better"),
        kept=len(pairs),
    )


class _Waiting:
    """The findings that have no match yet, by rule and layer."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self._findings = findings
        self._places: dict[tuple[str, str], list[int]] = {}
        self._taken: set[int] = set()
        for place, finding in reversed(list(enumerate(findings))):
            for name in _names(finding.layers):
                self._places.setdefault((finding.rule.id, name), []).append(place)

    @property
    def left(self) -> list[Finding]:
        """Those that no match was found for."""
        return [each for i, each in enumerate(self._findings) if i not in self._taken]

    def take(self, finding: Finding, layers: Sequence[str]) -> Finding | None:
        """The first that waits at one of the layers."""
        if finding.layers and not layers:
            return None
        for name in _names(layers):
            places = self._places.get((finding.rule.id, name), [])
            while places:
                place = places.pop()
                if place not in self._taken:
                    self._taken.add(place)
                    return self._findings[place]
        return None


def _names(layers: Iterable[str]) -> Sequence[str]:
    """The layers; of a finding on the whole network, one name that no layer has."""
    return list(layers) or [""]


def _way(before: Finding, now: Finding) -> str:
    """`worse`, `better`, or empty for neither; what cannot be compared is worse."""
    old, new = grade_of(before), grade_of(now)
    if new.worse_than(old):
        return "worse"
    return "better" if old.worse_than(new) else ""
