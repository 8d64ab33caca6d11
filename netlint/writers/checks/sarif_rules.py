"""The parts of a SARIF log that stand for rules."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from netlint.escaping import printable
from netlint.writers.checks.sarif_results import LEVELS
from netlint.writers.checks.statements import LONGEST, LONGEST_NAME

if TYPE_CHECKING:
    from netlint.decks.rule import Rule
    from netlint.findings import CheckReport

_ADDRESS = re.compile(r"https?://[\w.-]+(?:/[\w./#~%+=-]*)?", re.ASCII)


def rule_descriptors(report: CheckReport, *, most_tags: int | None) -> list[dict[str, object]]:
    """Every rule in force for a model, once; the results refer to them by their place.

    Args:
        report: the check.
        most_tags: how many tags of a rule are told; None: all.
    """
    rules: dict[str, Rule] = {}
    for inspection in report.inspections:
        for rule in (*inspection.rules, *(finding.rule for finding in inspection.findings)):
            if rule.limits.highest is not None:
                rules.setdefault(rule.id, rule)
    return [_descriptor(rule, most_tags) for rule in rules.values()]


def _descriptor(rule: Rule, most_tags: int | None) -> dict[str, object]:
    from netlint.writers.explanation import explain_markdown, explain_text

    told = replace(rule, file=Path(rule.file.name))  # the folders are this machine's
    about = {"text": printable(rule.summary, LONGEST)}
    highest = rule.limits.highest
    tags = [printable(tag, LONGEST_NAME) for tag in (*rule.tags, rule.deck)]
    return {
        "id": rule.id,
        "name": printable(rule.name, LONGEST_NAME),
        "shortDescription": about,
        "fullDescription": about,
        "help": {
            "text": explain_text(told, width=None, color=False),
            "markdown": explain_markdown(told),
        },
        **_help_uri(rule),
        "defaultConfiguration": {"level": "none" if highest is None else LEVELS[highest]},
        "properties": {"tags": list(dict.fromkeys(tags))[:most_tags]},
    }


def _help_uri(rule: Rule) -> dict[str, object]:
    """The first address that the rule's references name."""
    found = (_ADDRESS.search(text) for text in rule.reference)
    return next(({"helpUri": each[0].rstrip(".")} for each in found if each), {})
