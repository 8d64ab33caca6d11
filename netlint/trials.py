"""A rule's examples, run: what it says of each, and whether that is what its file expects."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from netlint.decks.rule import Example, Limits, Rule
from netlint.decks.templates import Template
from netlint.errors import NetlintError
from netlint.expressions import Value
from netlint.facts import Survey
from netlint.findings import Finding
from netlint.linting import Verdict, filled, judge, lint
from netlint.pipeline import analysis_of
from netlint.readers.sketch import sketched_network

_TOLERANCE = 1e-3
"""How far a measure may lie from an example's figure, relatively: files round to 3 digits."""
_ANYTHING = Limits(info=-math.inf)
"""With these limits a rule tells its figure whatever it is."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One example of a rule, run.

    Attributes:
        rule: the rule.
        number: the example's place in the file, from 1.
        example: the example.
        said: what the rule said: `silent`, or the level of each finding and where.
        problem: how that differs from what is expected, in one line; empty for not at all.
        message: what the first finding says; empty where there is none, or where the example
            does not state a column that it names.
        fix: likewise, what to change.
    """

    rule: Rule
    number: int
    example: Example
    said: str
    problem: str = ""
    message: str = ""
    fix: str = ""

    @property
    def passed(self) -> bool:
        """Whether the rule said what the example expects."""
        return not self.problem


@dataclass(frozen=True, slots=True)
class _Said:
    """One thing that a rule said of an example; see `Finding` for the attributes."""

    where: str
    word: str
    figure: float | None
    cost: float | None
    message: str
    fix: str


class _Unstated(NetlintError):
    """A column that the rule asked for and the example does not state."""


class _StatedRow(dict[str, Value]):
    """The columns that an example states."""

    def __missing__(self, name: str) -> Value:
        raise _Unstated(f"needs the column {name!r}, which it neither states nor calls missing")


def run_examples(rule: Rule) -> tuple[Trial, ...]:
    """Runs the examples of a rule; nothing is raised, each trial says what went wrong.

    Args:
        rule: as its file says it; an example's own limits take the place of the rule's.
    """
    return tuple(_trial(rule, number, example) for number, example in enumerate(rule.examples, 1))


def _trial(rule: Rule, number: int, example: Example) -> Trial:
    tried = rule if example.limits is None else replace(rule, limits=example.limits)
    says = _said_of_layers if example.layers else _said_of_columns
    try:
        said = says(tried, example)
        figures = said or says(replace(tried, limits=_ANYTHING), example)
    except NetlintError as error:
        return Trial(rule, number, example, "nothing", str(error))
    first = said[0] if said else None
    return Trial(
        rule=rule,
        number=number,
        example=example,
        said=_words(said),
        problem=_problem(example, said, figures),
        message=first.message if first else "",
        fix=first.fix if first else "",
    )


def _said_of_layers(rule: Rule, example: Example) -> list[_Said]:
    survey = Survey(analysis_of(sketched_network(example.layers)))
    return [_as_said(finding) for finding in lint(survey, [rule])]


def _as_said(finding: Finding) -> _Said:
    return _Said(
        where=finding.where,
        word=finding.kind,
        figure=finding.figure,
        cost=finding.cost_bytes,
        message=finding.message,
        fix=finding.fix,
    )


def _said_of_columns(rule: Rule, example: Example) -> list[_Said]:
    row = _StatedRow({**example.columns, **dict.fromkeys(example.missing)})
    verdict = judge(rule, row)
    if verdict is None:
        return []
    decided = verdict.figure is not None
    return [
        _Said(
            where="",
            word=verdict.word,
            figure=verdict.figure,
            cost=_cost(rule, row) if decided else None,
            message=_wording(rule.message, rule, verdict, row) if decided else "",
            fix=_wording(rule.fix, rule, verdict, row) if decided else "",
        )
    ]


def _wording(template: Template, rule: Rule, verdict: Verdict, row: Mapping[str, Value]) -> str:
    try:
        return filled(template, rule, verdict, f"the {rule.scope}", row)
    except _Unstated:
        return ""


def _cost(rule: Rule, row: Mapping[str, Value]) -> float | None:
    try:
        cost: float | None = rule.cost.evaluate(row) if rule.cost else None
    except _Unstated:
        return None
    return cost


def _words(said: Sequence[_Said]) -> str:
    return ", ".join(s.word + (f" at {s.where}" if s.where else "") for s in said) or "silent"


def _problem(example: Example, said: Sequence[_Said], figures: Sequence[_Said]) -> str:
    """What differs from the example; empty for nothing.

    Args:
        example: what is expected.
        said: what the rule said.
        figures: the same, or where it said nothing what it measures.
    """
    expected = _expected(example)
    if not _fits(example, said):
        return f"expected {expected}, said {_words(said)}{_measured(figures)}"
    if any(each.cost is not None and each.cost < 0 for each in said):
        return "its cost is below zero"
    if example.figure is None:
        return ""
    at = [each for each in figures if not example.at or each.where in example.at]
    if any(_close(each.figure, example.figure) for each in at):
        return ""
    return f"expected {expected} with the figure {example.figure:.6g}{_measured(at)}"


def _expected(example: Example) -> str:
    return example.expect + (f" at {', '.join(example.at)}" if example.at else "")


def _fits(example: Example, said: Sequence[_Said]) -> bool:
    """Whether the findings are those expected: of one kind, and at the places named or one."""
    if not example.fires:
        return not said
    if any(each.word != example.expect for each in said):
        return False
    if example.at:
        return sorted(each.where for each in said) == sorted(example.at)
    return len(said) == 1


def _measured(figures: Sequence[_Said]) -> str:
    """` (figure 1.02)`: the highest; nothing where none is known."""
    known = [each.figure for each in figures if each.figure is not None]
    return f" (figure {max(known):.6g})" if known else ""


def _close(figure: float | None, expected: float) -> bool:
    return figure is not None and math.isclose(
        figure, expected, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE**2
    )
