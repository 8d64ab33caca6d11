"""The baseline: findings that were there already, so that only new or worse ones fail."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from netlint.grades import Grade, grade_of
from netlint.identity import place_of

if TYPE_CHECKING:
    from netlint.findings import Finding, Inspection

_T = TypeVar("_T")
_NUMBER = re.compile(r"_[0-9]+(?![^/.#])")


@dataclass(frozen=True, slots=True)
class Known:
    """A finding as a baseline records it.

    Attributes:
        model: the model's path, from the configuration's folder.
        rule: the rule's id.
        place: the layer's path or the block's name; empty for the network.
        level: how bad it was: `info`, `warning` or `error`.
        figure: what the rule measured; None where it was undecided.
        limit: the limit that the figure exceeded; None where it was undecided.
        fingerprint: what the layers concerned are, whatever they are called.
    """

    model: str
    rule: str
    place: str
    level: str
    figure: float | None
    limit: float | None
    fingerprint: str

    @property
    def grade(self) -> Grade:
        """How bad it was."""
        return Grade(self.level, self.figure, self.limit)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Findings that are known.

    Attributes:
        entries: by model and rule, those of one model and rule in order of execution.
    """

    entries: tuple[Known, ...] = ()

    def without(self, fixed: Iterable[Known]) -> Baseline:
        """The baseline without some of its entries."""
        gone = set(fixed)
        return Baseline(tuple(entry for entry in self.entries if entry not in gone))

    def renewed(self, inspections: Mapping[str, Inspection]) -> Baseline:
        """The baseline with what is found now; what was not checked stays.

        Args:
            inspections: what was found, by the model's path.
        """
        checked = {(model, rule) for model in inspections for rule in _rules(inspections[model])}
        kept = [entry for entry in self.entries if (entry.model, entry.rule) not in checked]
        found = [known for model, each in inspections.items() for known in recorded(each, model)]
        return Baseline(tuple(sorted(kept + found, key=lambda entry: (entry.model, entry.rule))))


def recorded(inspection: Inspection, model: str) -> Iterator[Known]:
    """The findings of a model as a baseline records them, in order of execution.

    Waived ones are left out, and so are those about waivers: they are about the configuration.
    """
    for finding in sorted(inspection.findings, key=lambda finding: finding.index):
        if finding.waiver is None and finding.rule.scope != "waiver":
            grade = grade_of(finding)
            yield Known(
                model=model,
                rule=finding.rule.id,
                place=place_of(finding),
                level=grade.level,
                figure=grade.figure,
                limit=grade.limit,
                fingerprint=finding.fingerprint,
            )


def compared(inspection: Inspection, baseline: Baseline, model: str) -> Inspection:
    """An inspection whose known findings are marked, and what is fixed.

    Args:
        inspection: what the rules say of the network.
        baseline: what was known.
        model: the model's path, as the baseline records it.
    """
    entries = _grouped((e for e in baseline.entries if e.model == model), lambda e: e.rule)
    findings = _grouped(
        sorted(inspection.findings, key=lambda finding: finding.index), lambda f: f.rule.id
    )
    pairs: dict[int, Known] = {}
    fixed: list[Known] = []
    for rule in _rules(inspection):
        matched, left = _paired(entries.get(rule, ()), findings.get(rule, ()))
        pairs.update((id(finding), entry) for entry, finding in matched)
        fixed += left
    marked = (_marked(finding, pairs.get(id(finding))) for finding in inspection.findings)
    return replace(inspection, findings=tuple(marked), fixed=tuple(fixed))


def _marked(finding: Finding, entry: Known | None) -> Finding:
    if entry is None:
        return finding
    if grade_of(finding).worse_than(entry.grade):
        return replace(finding, was=entry.figure)
    return replace(finding, known=True)


def _rules(inspection: Inspection) -> list[str]:
    """The rules that were checked: what they do not find any more is fixed."""
    checked = (rule for rule in inspection.rules if rule.scope != "waiver")
    return [rule.id for rule in checked if rule.limits.highest is not None]


_Pairs = list[tuple[Known, "Finding"]]


def _paired(entries: Sequence[Known], findings: Sequence[Finding]) -> tuple[_Pairs, list[Known]]:
    """Entries and findings of one rule in one model that mean the same, and entries left over.

    First those of the same structure whose names differ by numbers at most, then those of the
    same name, then those of the same structure under any name: Keras renumbers layers, people
    rename them.
    """
    pairs: _Pairs = []
    ways: tuple[tuple[Callable[[Known], Hashable], Callable[[Finding], Hashable]], ...] = (
        (
            lambda entry: (entry.fingerprint, _stem(entry.place)),
            lambda finding: (finding.fingerprint, _stem(place_of(finding))),
        ),
        (lambda entry: entry.place, place_of),
        (lambda entry: entry.fingerprint, lambda finding: finding.fingerprint),
    )
    for of_entry, of_finding in ways:
        theirs, ours = _grouped(entries, of_entry), _grouped(findings, of_finding)
        for key in theirs.keys() & ours.keys():
            pairs += _in_turn(theirs[key], ours[key])
        taken, met = {id(entry) for entry, _ in pairs}, {id(finding) for _, finding in pairs}
        entries = [entry for entry in entries if id(entry) not in taken]
        findings = [finding for finding in findings if id(finding) not in met]
    return pairs, list(entries)


def _in_turn(entries: Sequence[Known], findings: Sequence[Finding]) -> _Pairs:
    """Pairs of layers that are alike: in order of execution.

    Where their numbers differ, those of the same name first: some came or went between others.
    """
    if len(entries) == len(findings):
        return list(zip(entries, findings, strict=True))
    named = {place_of(finding): finding for finding in findings}
    same = [(entry, named.pop(entry.place)) for entry in entries if entry.place in named]
    met = {id(entry) for entry, _ in same}
    rest = (entry for entry in entries if id(entry) not in met)
    return same + list(zip(rest, named.values(), strict=False))


def _stem(place: str) -> str:
    """A path without the numbers that Keras gives: `block/conv2d_17` and `block/conv2d`."""
    return _NUMBER.sub("", place)


def _grouped(items: Iterable[_T], key: Callable[[_T], Hashable]) -> dict[Hashable, list[_T]]:
    groups: dict[Hashable, list[_T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups
