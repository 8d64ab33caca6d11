"""Rules over tables of columns: pure, findings in order, nothing printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netlint.escaping import cut
from netlint.facts.prediction import prediction_of
from netlint.facts.pricing import saved_seconds
from netlint.facts.registry import Row, Scope, columns_of
from netlint.findings import Finding, Price
from netlint.fingerprints import combined, fingerprint_of
from netlint.units import exactly, shown

if TYPE_CHECKING:
    from netlint.decks.rule import Level, Limits, Rule
    from netlint.decks.templates import Template
    from netlint.expressions import Expression, Value
    from netlint.facts.survey import Survey
    from netlint.facts.waivers import WaiverFacts
    from netlint.network import Layer


_LONGEST = 400
"""Characters of one name in a message: a stranger's deck may repeat a stranger's long names."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of one row.

    Attributes:
        level: how bad it is; of an undecided one the worst that the rule may say.
        figure: what the rule measures; None where undecided.
        limit: the limit that the figure exceeds; None where undecided.
        missing: the columns that are missing, of an undecided one.
        at_least: the figure is a lower bound, which is above the limit by itself.
    """

    level: Level
    figure: float | None = None
    limit: float | None = None
    missing: tuple[str, ...] = ()
    at_least: bool = False

    @property
    def word(self) -> str:
        """`info`, `warning`, `error` or `undecided`."""
        return "undecided" if self.figure is None else str(self.level)


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a table, and what it stands for: its name and the layers concerned.

    Attributes:
        where: the name.
        index: the place of the first layer in the order of execution; -1 for the network.
        layers: the layers; none for the network.
        row: the columns.
        members: the places of the layers whose kernels a price is about.
    """

    where: str
    index: int
    layers: tuple[Layer, ...]
    row: Row
    members: Sequence[int] = ()


def lint(survey: Survey, rules: Sequence[Rule]) -> tuple[Finding, ...]:
    """What rules say of a network: worst first, then dearest, then in order of execution.

    Dearest in time where the survey's target tells it, then in bytes.
    """
    found = []
    fingerprints = _Fingerprints()
    for scope in dict.fromkeys(rule.scope for rule in rules):
        fitting = [rule for rule in rules if rule.scope == scope and rule.limits.highest]
        for place in _places(survey, scope) if fitting else ():
            for rule in fitting:
                verdict = judge(rule, place.row)
                if verdict is not None:
                    found.append(_finding(rule, verdict, place, survey, fingerprints))
    return tuple(sorted(found, key=worst_first))


def lint_waivers(waivers: Sequence[WaiverFacts], rules: Sequence[Rule]) -> tuple[Finding, ...]:
    """What rules say of waivers, in the order of the configuration."""
    columns = columns_of("waiver")
    found = []
    for facts in waivers:
        place = Place(facts.waiver.source, -1, (), Row(facts, columns))
        for rule in rules:
            verdict = judge(rule, place.row)
            if verdict is not None:
                found.append(_finding(rule, verdict, place, None, _Fingerprints()))
    return tuple(found)


def judge(rule: Rule, row: Mapping[str, Value]) -> Verdict | None:
    """What a rule says of a row; None: nothing.

    A violation is `where and measure > limit`. One that a missing column leaves open is
    undecided, unless the rule skips those; a lower bound above the highest limit decides it.
    """
    applies = True if rule.where is None else rule.where.evaluate(row)
    if applies is False:
        return None
    figure = rule.measure.evaluate(row)
    at_least = figure is None
    if figure is None and rule.lower_bound is not None:
        figure = _if_above(rule.limits, rule.lower_bound.evaluate(row))
    broken = None if figure is None else rule.limits.broken_by(figure)
    if figure is not None and broken is None:
        return None
    if applies and broken is not None:
        return Verdict(broken[0], figure, broken[1], at_least=at_least)
    highest = rule.limits.highest
    if highest is None or rule.on_missing == "skip":
        return None
    return Verdict(highest, missing=_missing((rule.where, rule.measure), row))


def _if_above(limits: Limits, lower_bound: float | None) -> float | None:
    """A lower bound that decides: one below the highest limit leaves open how bad it is."""
    if lower_bound is None or limits.highest is None:
        return None
    broken = limits.broken_by(lower_bound)
    return lower_bound if broken and broken[0] is limits.highest else None


def _missing(expressions: Sequence[Expression | None], row: Mapping[str, Value]) -> tuple[str, ...]:
    """The columns that were asked for and are missing."""
    names = {name for expression in expressions if expression for name in expression.names}
    return tuple(sorted(name for name in names if name in row and row[name] is None))


def _places(survey: Survey, scope: Scope) -> Iterator[Place]:
    columns = columns_of(scope)
    if scope == "layer":
        for facts in survey.layers:
            name = facts.layer.name
            row = Row(facts, columns)
            yield Place(name, facts.index, (facts.layer,), row, (facts.index,))
    elif scope == "block":
        for block in survey.blocks:
            layers = tuple(facts.layer for facts in block.layers)
            row, members = Row(block, columns), block.block.members
            yield Place(block.block.name, members[0], layers, row, members)
    elif scope == "network":
        every = range(len(survey.layers))
        yield Place(survey.network.name, -1, (), Row(survey, columns), every)


class _Fingerprints(dict[str, str]):
    """The fingerprints of layers by name, each computed when a finding first concerns it."""

    def of(self, layers: Sequence[Layer]) -> str:
        """One for all of them; empty for none."""
        found = [self.get(layer.name) or self._computed(layer) for layer in layers]
        return combined(found) if len(found) > 1 else "".join(found)

    def _computed(self, layer: Layer) -> str:
        self[layer.name] = fingerprint_of(layer)
        return self[layer.name]


def _finding(
    rule: Rule, verdict: Verdict, place: Place, survey: Survey | None, fingerprints: _Fingerprints
) -> Finding:
    decided = verdict.figure is not None
    cost = rule.cost.evaluate(place.row) if rule.cost is not None and decided else None
    whole = None if survey is None else survey.known_memory_access_bytes
    return Finding(
        rule=rule,
        level=verdict.level,
        where=place.where,
        index=place.index,
        layers=tuple(layer.name for layer in place.layers),
        figure=verdict.figure,
        limit=verdict.limit,
        message=_undecided(verdict) or filled(rule.message, rule, verdict, place.where, place.row),
        fix=filled(rule.fix, rule, verdict, place.where, place.row) if decided else "",
        cost_bytes=None if cost is None else round(cost),
        cost_share=cost / whole if cost is not None and whole else None,
        missing=verdict.missing,
        fingerprint=fingerprints.of(place.layers),
        price=_price(rule, place, survey) if survey is not None and decided else None,
    )


def _price(rule: Rule, place: Place, survey: Survey) -> Price | None:
    """What mending a finding would save on the survey's target; None where that is unknown.

    Never more than the whole network takes.
    """
    prediction = prediction_of(survey) if rule.price else None
    whole = None if prediction is None else prediction.seconds
    if prediction is None or whole is None:
        return None
    amounts = {key: expression.evaluate(place.row) for key, expression in rule.price.items()}
    known = {key: float(amount) for key, amount in amounts.items() if amount is not None}
    if len(known) < len(amounts):
        return None
    seconds = known.get("seconds")
    if seconds is None:
        seconds = saved_seconds(survey, place.members, known)
    if seconds is None:
        return None
    return Price(min(max(0.0, seconds), whole), whole, prediction.target.id)


def _undecided(verdict: Verdict) -> str:
    if verdict.figure is not None:
        return ""
    unknown = ", ".join(verdict.missing) or "a figure"
    return f"cannot be decided: {unknown} unknown"


def filled(
    template: Template, rule: Rule, verdict: Verdict, where: str, row: Mapping[str, Value]
) -> str:
    """A rule's message or fix with its figures, each written in its unit.

    Args:
        template: one of the rule's.
        rule: the rule.
        verdict: what it says of the row.
        where: the layer's path, the block's name or the network's.
        row: the columns.
    """
    measure, limit = _apart(verdict.figure, verdict.limit, rule.unit)
    measure = f">= {measure}" if verdict.at_least else measure
    own = {"where": cut(where, _LONGEST), "measure": measure, "limit": limit}
    columns = columns_of(rule.scope)

    def value_of(name: str) -> str:
        return own[name] if name in own else cut(shown(row[name], columns[name].unit), _LONGEST)

    return template.fill(value_of)


def _apart(figure: float | None, limit: float | None, unit: str) -> tuple[str, str]:
    """A figure and its limit, with all digits where they would look the same without."""
    measure, shown_limit = shown(figure, unit), shown(limit, unit)
    if figure is not None and limit is not None and measure == shown_limit:
        return exactly(figure), exactly(limit)
    return measure, shown_limit


def worst_first(finding: Finding) -> tuple[object, ...]:
    """What findings are sorted by."""
    return (
        -finding.level,
        finding.undecided,
        -finding.seconds,
        -(finding.cost_bytes or 0),
        finding.index,
        finding.rule.id,
    )
