"""One sentence of verdict on a network: what it pays for most, and which rules it breaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netlint.comparison import Overview
    from netlint.decks.rule import Rule
    from netlint.facts.families import FamilyFigures

_NAMES = {
    "pointwise": "pointwise convolutions",
    "group": "group convolutions",
    "depthwise": "depthwise convolutions",
    "spatial": "spatial convolutions",
    "dense": "dense layers",
    "element-wise": "element-wise layers",
    "other": "other layers",
    "unknown": "unknown layers",
}
_MOST = 0.5
_WORTH_NAMING = 0.05
_MOST_RULES = 4
_GUIDELINES = "shufflenetv2"


def verdict_of(families: Sequence[FamilyFigures], figures: Overview, rules: Sequence[Rule]) -> str:
    """What a network pays for most and which rules it breaks, as one sentence.

    The two families that take a larger share of the memory access than of the mult-adds, the
    largest first, are named where they take half of it together: that is what mult-adds hide.
    Else it is the family with the most memory access. Shares are of elements, of what is known.
    A rule is broken by errors and warnings; remarks do not count.

    Args:
        families: what each family costs.
        figures: the network's figures.
        rules: the rules in force.
    """
    parts = [_cost(families), *_rules(figures, rules)]
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]


def _cost(families: Sequence[FamilyFigures]) -> str:
    access = sum(each.memory_access for each in families)
    mult_adds = sum(each.mult_adds for each in families)
    complete = all(each.complete for each in families)
    if not access:
        return "it computes and moves nothing" if complete else "nothing is known of what it costs"
    named = _dearest(families, mult_adds, access)
    known = "" if complete else "known "
    verb = "takes" if len(named) == 1 and named[0].family not in _NAMES else "take"
    shares = [f"{_percent(sum(each.memory_access for each in named) / access)} of the {known}"]
    if mult_adds:
        part = sum(each.mult_adds for each in named) / mult_adds
        shares.insert(0, f"{_percent(part)} of the {known}mult-adds and ")
    who = " and ".join(_NAMES.get(each.family, each.family) for each in named)
    return f"{who} {verb} {''.join(shares)}memory access"


def _dearest(families: Sequence[FamilyFigures], mult_adds: int, access: int) -> list[FamilyFigures]:
    """The families to name."""
    ranked = sorted(families, key=lambda each: -each.memory_access)
    hidden = [
        each
        for each in ranked  # shares compared without division: a/A > m/M
        if not mult_adds or each.memory_access * mult_adds > each.mult_adds * access
    ]
    two = [each for each in hidden[:2] if each.memory_access >= _WORTH_NAMING * access]
    if sum(each.memory_access for each in two) >= _MOST * access:
        return two
    return ranked[:1]


def _percent(share: float) -> str:
    percent = 100 * share
    if not percent:
        return "none"
    return "< 1 %" if 0 < percent < 0.5 else f"{percent:.0f} %"


def _rules(figures: Overview, rules: Sequence[Rule]) -> list[str]:
    """`2 guidelines broken: G1, G4` and `1 undecided`; nothing where no rule is in force."""
    if not figures.findings:
        return []
    own = all(rule.deck == _GUIDELINES for rule in rules)
    word = "guideline" if own else "rule"
    broken = [rule for rule, counts in figures.findings.items() if counts.broken]
    undecided = [
        rule for rule, counts in figures.findings.items() if counts.undecided and not counts.broken
    ]
    named = f": {', '.join(broken)}" if 0 < len(broken) <= _MOST_RULES else ""
    texts = [f"{len(broken) or 'no'} {word}{'s' * (len(broken) != 1)} broken{named}"]
    return [*texts, f"{len(undecided)} undecided"] if undecided else texts
