"""`netlint explain`: one rule, from its file alone, as text, Markdown or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from netlint.budgets import milliseconds
from netlint.escaping import printable
from netlint.units import shown
from netlint.writers.layout import display_width
from netlint.writers.paint import painter
from netlint.writers.prose import (
    DEFAULT_WIDTH,
    escaped_prose,
    hanging,
    prose_lines,
    prose_markdown,
)

if TYPE_CHECKING:
    from netlint.decks.rule import Example, Rule

SCHEMA = "netlint-rule/1"
_MOST_LAYERS = 12
_BUDGET = "max-"


def explain_text(rule: Rule, *, width: int | None, color: bool) -> str:
    """What a rule says, why, what was measured, how to change it; 80 wide in a pipe."""
    paint = painter(color)
    room = width or DEFAULT_WIDTH
    lines = [paint(part, "bold") for part in hanging("", _heading(rule), room)]
    lines += ["", *prose_lines(rule.summary, room)]
    for name, text in _prose(rule):
        lines += ["", paint(name, "bold"), *prose_lines(text, room, "  ")]
    lines += ["", paint("What is checked", "bold"), *_definitions(_checked(rule), room)]
    for name, example in _examples(rule):
        lines += ["", paint(name, "bold"), *prose_lines(_about(example, rule), room, "  ")]
        lines += [f"    {line}" for text in _case(example) for line in hanging("", text, room - 4)]
    options = prose_lines(_options(rule), room, "  ")
    lines += ["", paint("How to change it", "bold"), *options]
    lines += ["", *(f"    {line}" for line in configuration(rule))]
    lines += ["", paint("Read on", "bold")]
    for text in (*rule.reference, str(rule.file)):
        lines += hanging("  ", printable(text), room)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def explain_markdown(rule: Rule) -> str:
    """The same as a page of documentation, with all examples."""
    name, _, about = _heading(rule).partition(" (")
    lines = [f"# {escaped_prose(name)}", "", *prose_markdown(rule.summary), ""]
    lines += [escaped_prose(f"({about}")]
    for name, text in _prose(rule):
        lines += ["", f"## {name}", "", *prose_markdown(text)]
    lines += ["", "## What is checked", "", "| | |", "|---|---|"]
    lines += [f"| {name} | {escaped_prose(text, cell=True)} |" for name, text in _checked(rule)]
    lines += ["", "## Examples"]
    for example in rule.examples:
        lines += ["", *prose_markdown(_about(example, rule)), "", *_fenced("", _case(example))]
    lines += ["", "## How to change it", "", *_options(rule).split("\n"), ""]
    lines += [*_fenced("toml", configuration(rule)), "", "## Read on", ""]
    lines += [f"- {escaped_prose(text)}" for text in (*rule.reference, str(rule.file))]
    return "\n".join(lines) + "\n"


def explain_json(rule: Rule) -> str:
    """Everything that the rule's file says, schema `netlint-rule/1`."""
    document = {"schema": SCHEMA, **rule_document(rule)}
    # `default`: TOML knows dates, which an example's layers might hold.
    return json.dumps(document, indent=1, default=str) + "\n"


def rule_document(rule: Rule) -> dict[str, object]:
    """A rule as plain values, expressions and templates as they are written."""
    return {
        **rule_head(rule),
        "where": None if rule.where is None else rule.where.text,
        "measure": rule.measure.text,
        "lower_bound": rule.lower_bound.text if rule.lower_bound else None,
        "cost": None if rule.cost is None else rule.cost.text,
        "price": {key: expression.text for key, expression in rule.price.items()},
        "on_missing": rule.on_missing,
        "message": rule.message.text,
        "fix": rule.fix.text,
        "rationale": rule.rationale,
        "evidence": rule.evidence,
        "reference": list(rule.reference),
        "examples": [_example_document(example) for example in rule.examples],
        "configuration": "\n".join(configuration(rule)),
    }


def rule_head(rule: Rule) -> dict[str, object]:
    """What a list of rules says of each."""
    return {
        "id": rule.id,
        "name": rule.name,
        "summary": rule.summary,
        "deck": rule.deck,
        "file": str(rule.file),
        "since": rule.since,
        "status": rule.status,
        "tags": list(rule.tags),
        "scope": rule.scope,
        "unit": rule.unit,
        "limits": asdict(rule.limits),
    }


def configuration(rule: Rule) -> list[str]:
    """What to write into `pyproject.toml` to switch a rule off, or to give it other limits.

    A rule of a budget is silent until the budget is set, so that is what is shown instead.
    """
    key = rule.name.removeprefix(_BUDGET)
    known = [rule.limits, *(one.limits for one in rule.examples if one.limits is not None)]
    limits = next((limits for limits in known if limits.highest), rule.limits)
    stated = [(level.key, _number(limit)) for level, limit in limits]
    if rule.deck == "budget" and key != rule.name:
        figure = stated[-1][1] if stated else "1000"
        if rule.unit == "seconds":
            figure = f'"{milliseconds(float(figure))}"'
        return ["[tool.netlint.budgets]", f"{key} = {figure}"]
    return [
        "[tool.netlint]",
        f'ignore = ["{rule.id}"]  # switch it off',
        "",
        f"[tool.netlint.limits.{rule.id}]  # or set other limits",
        *(f"{name} = {figure}" for name, figure in stated),
        "",
        "[[tool.netlint.overrides]]  # or switch it off for some models; say why",
        'models = ["models/legacy/*.h5"]',
        f'ignore = ["{rule.id}"]',
    ]


def limits_text(rule: Rule) -> str:
    """The limits in force: `warning above 1.10, error above 1.25`; empty for none."""
    return ", ".join(f"{level} above {shown(limit, rule.unit)}" for level, limit in rule.limits)


_OPTIONS = (
    "For one run: `--ignore {id}`, `--limit {id}.error=VALUE`. For good, in `pyproject.toml` "
    "(in `netlint.toml` the same without `tool.netlint`):"
)
_WAIVE = (
    "To accept what it finds at some layers: `netlint waive MODEL --rule {id} --layer PATTERN "
    "--reason TEXT` prints what to add to the configuration."
)
_ON_MISSING = {
    "undecided": "undecided where a column is missing: fails a gate that the highest level here "
    "would fail, unless --allow-undecided",
    "skip": "silent where a column is missing",
}


def _options(rule: Rule) -> str:
    """How to change it, as paragraphs."""
    parts = [] if rule.scope == "waiver" else [_WAIVE]
    return "\n\n".join([*parts, _OPTIONS]).format(id=rule.id)


def _heading(rule: Rule) -> str:
    return printable(f"{rule.id} {rule.name} (deck {rule.deck}, {rule.status}, since {rule.since})")


def _prose(rule: Rule) -> list[tuple[str, str]]:
    found = [("Why", rule.rationale), ("What was measured", rule.evidence)]
    return [(name, text) for name, text in found if text]


def _checked(rule: Rule) -> list[tuple[str, str]]:
    """What the rule looks at and how it decides, as name and text."""
    found = [
        ("every", rule.scope if rule.where is None else f"{rule.scope} where `{rule.where.text}`"),
        ("measure", f"`{rule.measure.text}` ({rule.unit})"),
        *([("at least", f"`{rule.lower_bound.text}`")] if rule.lower_bound else []),
        ("limits", limits_text(rule) or "none: silent until one is set"),
        ("missing", _ON_MISSING[rule.on_missing]),
        ("costs", "" if rule.cost is None else f"`{rule.cost.text}` (bytes of memory access)"),
        ("price", _priced(rule)),
        ("says", rule.message.text),
        ("fix", rule.fix.text),
        ("tags", ", ".join(rule.tags)),
    ]
    return [(name, printable(text)) for name, text in found if text]


def _priced(rule: Rule) -> str:
    """What its price in time consists of besides the bytes of its cost; empty for nothing."""
    if "seconds" in rule.price:
        return f"on a target `{rule.price['seconds'].text}`"
    parts = [
        "these bytes" if one is rule.cost else f"{key.replace('_', '-')} `{one.text}`"
        for key, one in rule.price.items()
    ]
    return "" if parts in ([], ["these bytes"]) else f"on a target the time of {_listed(parts)}"


def _listed(parts: Sequence[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def _definitions(pairs: Sequence[tuple[str, str]], width: int) -> list[str]:
    widest = max(display_width(name) for name, _ in pairs)
    return [line for name, text in pairs for line in hanging(f"  {name:<{widest}}  ", text, width)]


def _examples(rule: Rule) -> list[tuple[str, Example]]:
    """One at which the rule speaks, with a figure if there is such a one, and a silent one."""
    decided = [one for one in rule.examples if one.fires and one.expect != "undecided"]
    bad = [*decided, *(one for one in rule.examples if one.fires)][:1]
    good = [one for one in rule.examples if not one.fires][:1]
    return [("Bad", one) for one in bad] + [("Good", one) for one in good]


def _about(example: Example, rule: Rule) -> str:
    figure = "" if example.figure is None else f", {shown(example.figure, rule.unit)}"
    at = f" at {', '.join(example.at)}" if example.at else ""
    return f"{example.about} ({example.expect}{at}{figure})"


def _case(example: Example) -> list[str]:
    """The row of columns in one line, or the network layer by layer."""
    if not example.layers:
        known = [f"{name} = {_value(value)}" for name, value in example.columns.items()]
        unknown = [f"{name} unknown" for name in example.missing]
        return [printable(", ".join(known + unknown))]
    lines = [printable(_layer(layer)) for layer in example.layers[:_MOST_LAYERS]]
    more = len(example.layers) - _MOST_LAYERS
    return [*lines, f"... {more} more"] if more > 0 else lines


def _layer(layer: Mapping[str, Any]) -> str:
    """`wide: Conv2D(filters = 64, kernel_size = 1) of stem`."""
    settings = {k: v for k, v in layer.items() if k not in ("class", "name", "inputs")}
    text = (
        f"{layer.get('class', '?')}({', '.join(f'{k} = {_value(v)}' for k, v in settings.items())})"
    )
    if "name" in layer:
        text = f"{layer['name']}: {text}"
    inputs = layer.get("inputs", ())
    names = [inputs] if isinstance(inputs, str) else inputs
    return f"{text} of {', '.join(map(str, names))}" if names else text


def _value(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _number(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() and abs(value) < 1e15 else repr(value)


def _example_document(example: Example) -> dict[str, object]:
    return {
        "about": example.about,
        "expect": example.expect,
        "columns": dict(example.columns),
        "missing": list(example.missing),
        "layers": [dict(layer) for layer in example.layers],
        "at": list(example.at),
        "figure": example.figure,
        "limits": None if example.limits is None else asdict(example.limits),
    }


def _fenced(language: str, lines: Iterable[str]) -> list[str]:
    """Lines as code; a fence longer than any run of backticks in them cannot be closed early."""
    content = [printable(line) for line in lines]
    fence = "```"
    while any(fence in line for line in content):
        fence += "`"
    return [fence + language, *content, fence]
