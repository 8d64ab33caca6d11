"""`netlint rules`, `netlint columns` and `netlint rules test`: one line per rule or column."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from netlint.escaping import printable
from netlint.units import many, shown
from netlint.writers.explanation import rule_head
from netlint.writers.layout import TextColumn, table_lines
from netlint.writers.paint import Paint, painter
from netlint.writers.prose import LEAST_ROOM, hanging

if TYPE_CHECKING:
    from collections.abc import Callable

    from netlint.decks.rule import Rule
    from netlint.facts.registry import Column
    from netlint.trials import Trial

RULES_SCHEMA = "netlint-rules/1"
COLUMNS_SCHEMA = "netlint-columns/1"
_INSET = " " * 6
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Wishes:
    """How a list is shown: characters per line (None: as wide as needed), and the colours."""

    width: int | None
    paint: Paint


def rules_text(rules: Sequence[Rule], *, width: int | None, color: bool) -> str:
    """The rules by deck: id, name, scope, limits, status, summary.

    Args:
        rules: in the order to show them.
        width: characters per line; None (a pipe): one line per rule.
        color: whether terminal colours may be used.
    """
    return _sections(rules, lambda rule: rule.deck, _rule_lines, _Wishes(width, painter(color)))


def columns_text(columns: Sequence[Column], *, width: int | None, color: bool) -> str:
    """The columns by scope and section: name, unit (or kind), what it is, where that is from."""
    return _sections(
        columns, lambda column: column.scope, _column_lines, _Wishes(width, painter(color))
    )


def rules_json(rules: Sequence[Rule]) -> str:
    """The rules, one a line, schema `netlint-rules/1`."""
    return _document(RULES_SCHEMA, "rules", map(rule_head, rules))


def columns_json(columns: Sequence[Column]) -> str:
    """The columns with their whole documentation, one a line, schema `netlint-columns/1`."""
    rows = (
        {
            "name": column.name,
            "scope": column.scope,
            "kind": column.kind,
            "unit": column.unit or None,
            "source": column.source or None,
            "doc": column.doc,
            "section": column.section or None,
        }
        for column in columns
    )
    return _document(COLUMNS_SCHEMA, "columns", rows)


def trials_text(trials: Sequence[Trial]) -> str:
    """A line per example that failed, and how many passed."""
    failed = [trial for trial in trials if not trial.passed]
    lines = [
        f"{trial.rule.file}: {trial.rule.id} example {trial.number} "
        f"({trial.example.about}): {trial.problem}"
        for trial in failed
    ]
    rules = many(len({trial.rule.id for trial in trials}), "rule")
    examples = many(len(trials), "example")
    end = f"{len(failed):,} of {examples} failed" if failed else f"{examples} passed"
    return "\n".join(printable(line) for line in [*lines, f"{end}, {rules}"]) + "\n"


def _sections(
    things: Sequence[_T],
    heading: Callable[[_T], str],
    lines_of: Callable[[Sequence[_T], _Wishes], list[str]],
    view: _Wishes,
) -> str:
    groups: dict[str, list[_T]] = {}
    for thing in things:
        groups.setdefault(heading(thing), []).append(thing)
    sections = [
        "\n".join([view.paint(printable(name), "bold"), *lines_of(group, view)])
        for name, group in groups.items()
    ]
    return "\n\n".join(sections) + "\n" if sections else ""


def _rule_lines(rules: Sequence[Rule], view: _Wishes) -> list[str]:
    levels = ("info", "warn", "error")
    columns = [
        _text("rule", (rule.id for rule in rules)),
        _text("name", (rule.name for rule in rules)),
        _text("scope", (rule.scope for rule in rules)),
        *(
            TextColumn(
                "warning" if level == "warn" else level,
                [_limit(getattr(rule.limits, level), rule.unit) for rule in rules],
                right=True,
            )
            for level in levels
        ),
        _text("status", (rule.status for rule in rules)),
    ]
    return _with_tails(columns, "summary", [rule.summary for rule in rules], view)


def _column_lines(columns: Sequence[Column], view: _Wishes) -> list[str]:
    tails = [
        column.doc.partition("\n")[0] + (f" [{column.source}]" if column.source else "")
        for column in columns
    ]
    made = [
        _text("column", (column.name for column in columns)),
        _text("unit", (column.unit or column.kind for column in columns)),
    ]
    titles = [
        column.section if at == 0 or columns[at - 1].section != column.section else ""
        for at, column in enumerate(columns)
    ]
    return _with_tails(made, "meaning", tails, view, titles)


def _with_tails(
    columns: Sequence[TextColumn],
    heading: str,
    tails: Sequence[str],
    view: _Wishes,
    titles: Sequence[str] = (),
) -> list[str]:
    """A table whose last column is text: beside the others, or below where it is narrow.

    Titles stand before their rows; an empty one for none.
    """
    head, rows = table_lines([*columns, TextColumn(heading, [""] * len(tails))])
    total = sum(column.width for column in columns) + 2 * len(columns)
    lead = f"  {'':<{total}}"
    narrow = view.width is not None and view.width - len(lead) < LEAST_ROOM
    if narrow:
        head = [line[:total].rstrip() for line in head]
    lines = ["  " + view.paint(line, "bold") for line in head]
    for row, tail, title in zip(rows, tails, titles or [""] * len(tails), strict=True):
        if title:
            lines += ["", *hanging("  ", printable(title), view.width)]
        if narrow:
            lines.append(f"  {row}".rstrip())
            lines += [
                view.paint(line, "dim") for line in hanging(_INSET, printable(tail), view.width)
            ]
        else:
            lines += hanging(f"  {row:<{total}}", printable(tail), view.width)
    return lines


def _text(heading: str, cells: Iterable[str]) -> TextColumn:
    return TextColumn(heading, [printable(cell) for cell in cells])


def _limit(limit: float | None, unit: str) -> str:
    return "-" if limit is None else shown(limit, unit)


def _document(schema: str, key: str, rows: Iterable[Mapping[str, object]]) -> str:
    lines = ",\n".join(json.dumps(row) for row in rows)
    return f'{{\n"schema": "{schema}",\n"{key}": [\n{lines}\n]\n}}\n'
