"""`netlint config`: what is in force, and where each value comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from netlint.budgets import BUDGETS, milliseconds
from netlint.cli.choosing import choice_options, gate_options
from netlint.cli.sharing import format_option
from netlint.cli.targeting import target_option
from netlint.cli.terminal import write
from netlint.escaping import printable
from netlint.policies import Policies, settings_here, target_of

if TYPE_CHECKING:
    from netlint.choices import Choices
    from netlint.config import Settings
    from netlint.selection import Policy, Selected
    from netlint.waivers import Waiver

SCHEMA = "netlint-config/1"


@dataclass(frozen=True, slots=True)
class Entry:
    """A setting.

    Attributes:
        key: as the configuration file calls it.
        value: what is said.
        source: the place that says it.
    """

    key: str
    value: str | int | bool | tuple[str, ...] | None
    source: str


@click.command("config")
@click.argument("model", required=False)
@choice_options
@gate_options
@target_option
@format_option("text", "json")
def command(
    model: str | None, choices: Choices, targets: tuple[str, ...], format_name: str
) -> None:
    """Show what is in force, and where each value comes from.

    With MODEL: after the overrides that match its path. It need not exist. Options are those
    of `netlint check`.
    """
    settings = settings_here()
    policies = Policies(settings, choices, target_of(targets, settings))
    policy = policies.of(model)
    entries = list(_entries(settings, policies.places(model), policy))
    show = _as_json if format_name == "json" else _as_text
    write(show(settings, model, entries, policy), None)


def _entries(settings: Settings, places: Sequence[Choices], policy: Policy) -> Iterator[Entry]:
    """The settings in the order in which they are followed."""
    file = str(settings.file)
    yield Entry("models", settings.models, "default" if settings.models is None else file)
    yield Entry("plugins", settings.plugins, file if settings.plugins else "default")
    yield Entry("target", settings.target or None, file if settings.target else "default")
    yield Entry("deck", policy.decks.value, policy.decks.source)
    for place in places:
        if place.select is not None:
            yield Entry("select", place.select, place.source)
        if place.extend_select:
            yield Entry("extend-select", place.extend_select, place.source)
        if place.ignore:
            yield Entry("ignore", place.ignore, place.source)
        for key, amount in place.budgets.items():
            yield Entry(f"budgets.{key}", _budget(key, amount), place.source)
        for waiver in place.waivers:
            yield Entry(f"waiver of {waiver.rule}", _waived(waiver), waiver.source)
    # What the keys above come to, one place after the other; the table of rules says more.
    rules = (*policy.rules, *policy.waiver_rules)
    yield Entry("rules", tuple(rule.id for rule in rules), "all of these")
    known = settings.baseline
    yield Entry("baseline", None if known is None else str(known), file if known else "default")
    yield Entry("fail-on", str(policy.fail_on.value), policy.fail_on.source)
    yield Entry("allow-undecided", policy.allow_undecided.value, policy.allow_undecided.source)


def _budget(key: str, amount: float | None) -> str | int:
    """A budget as it may be written: `5 ms`, or a whole number."""
    if amount is None:
        return False
    return milliseconds(amount) if BUDGETS[key] == "time" else int(amount)


def _waived(waiver: Waiver) -> str:
    """`models/a.h5: block3/*, 4 layers recorded: the reason (owner, until 2027-01-31)`."""
    from netlint.units import many

    where = ", ".join((*waiver.models, *waiver.layers))
    record = "none" if waiver.covers is None else many(len(waiver.covers), "place")
    return f"{where}; {record} recorded; {waiver.terms or 'without reason'}"


def _as_text(
    settings: Settings, model: str | None, entries: Sequence[Entry], policy: Policy
) -> str:
    file = settings.file or "none (no netlint.toml, no [tool.netlint] in a pyproject.toml)"
    lines = [f"Configuration: {printable(str(file))}"]
    lines += [f"Model: {printable(model)}"] if model is not None else []
    rows = [(entry.key, _value(entry.value), entry.source) for entry in entries]
    rules = [
        (f"{one.rule.id} {one.rule.name}", _limits(one), one.source) for one in policy.selected
    ]
    lines += ["", *_table(("setting", "value", "from"), rows)]
    lines += ["", *_table(("rule in force", "limits", "from"), rules)]
    return "\n".join(lines) + "\n"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    from netlint.writers.layout import TextColumn, table_lines

    columns = [
        TextColumn(heading, [printable(row[number]) for row in rows])
        for number, heading in enumerate(headings)
    ]
    head, body = table_lines(columns)
    return [*head, *body]


def _value(value: str | int | bool | tuple[str, ...] | None) -> str:
    if value is None or value == ():
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(value)
    return f"{value:,}" if isinstance(value, int) else value


def _limits(selected: Selected) -> str:
    """`warn 20.0 %, error 50.0 % (option)`: the place is said where it is not the rule."""
    from netlint.selection import OWN
    from netlint.units import shown

    words = []
    for key, said in selected.limits.items():
        figure = "off" if said.value is None else shown(said.value, selected.rule.unit)
        words.append(f"{key} {figure}" + (f" ({said.source})" if said.source != OWN else ""))
    return ", ".join(words) or "none: silent until one is set"


def _as_json(
    settings: Settings, model: str | None, entries: Sequence[Entry], policy: Policy
) -> str:
    import json

    document = {
        "schema": SCHEMA,
        "file": None if settings.file is None else str(settings.file),
        "model": model,
        "settings": [
            {"key": entry.key, "value": entry.value, "source": entry.source} for entry in entries
        ],
        "rules": [_rule(one) for one in policy.selected],
    }
    return json.dumps(document, indent=1) + "\n"


def _rule(selected: Selected) -> dict[str, object]:
    rule = selected.rule
    return {
        "id": rule.id,
        "name": rule.name,
        "deck": rule.deck,
        "source": selected.source,
        "unit": rule.unit,
        "limits": {
            key: {"value": said.value, "source": said.source}
            for key, said in selected.limits.items()
        },
    }
