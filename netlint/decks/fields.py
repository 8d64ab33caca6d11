"""The keys of a rule file."""

from __future__ import annotations

from typing import Any

from netlint.errors import NetlintError
from netlint.facts.registry import SCOPES
from netlint.forms import NUMBER, TABLE, TEXT, WORDS, Field, table_schema
from netlint.units import UNITS

_EXPRESSION = {"type": "string", "minLength": 1, "maxLength": 1000}  # as the language says
_EXPECTED = ("silent", "info", "warning", "error", "undecided")
_MOST_EXAMPLES = 100


class DeckError(NetlintError):
    """A deck or a rule file that cannot be followed; the message names file and place."""


LIMIT_FIELDS = (
    Field("info", "The figure above which the rule remarks.", NUMBER, required=False),
    Field("warn", "The figure above which it warns.", NUMBER, required=False),
    Field("error", "The figure above which it is an error.", NUMBER, required=False),
)
PRICE_FIELDS = (
    Field("mult_adds", "Mult-adds that it saves.", _EXPRESSION, required=False),
    Field("bytes", "Bytes of memory access. Default: `cost`.", _EXPRESSION, required=False),
    Field("kernels", "Kernels that are not started.", _EXPRESSION, required=False),
    Field("groups", "Groups of a convolution beyond the first.", _EXPRESSION, required=False),
    Field("branches", "Joined tensors beyond the first.", _EXPRESSION, required=False),
    Field("seconds", "The time itself, in place of all of these.", _EXPRESSION, required=False),
)
"""The amounts of work whose time is the price of a finding; see `netlint.facts.pricing`."""
EXAMPLE_FIELDS = (
    Field("about", "What the case is, for readers.", TEXT),
    Field("expect", "What the rule has to say of it.", {"type": "string", "enum": list(_EXPECTED)}),
    Field(
        "columns",
        "A row of the columns that the rule names.",
        {"type": "object", "additionalProperties": {"type": ["number", "string", "boolean"]}},
        required=False,
    ),
    Field("missing", "Columns of the row whose value is missing.", WORDS, required=False),
    Field(
        "layers",
        "A small network: Keras layers by class and settings, each reading the one before "
        "unless `inputs` names others.",
        {"type": "array", "items": {"type": "object"}, "minItems": 1, "maxItems": 200},
        required=False,
    ),
    Field("at", "Where in the network it speaks.", WORDS, required=False),
    Field("limits", "Limits instead of the rule's own.", TABLE, required=False),
    Field("figure", "What the measure yields.", NUMBER, required=False),
)
RULE_FIELDS = (
    Field(
        "id",
        "Short and unique, for instance `G1`.",
        {"type": "string", "pattern": "^[A-Z]{1,8}[0-9]{1,4}[a-z]?$"},
    ),
    Field(
        "name",
        "In words joined by hyphens, unique too.",
        {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "maxLength": 60},
    ),
    Field("summary", "What it says, in one sentence.", TEXT),
    Field("since", "The version that brought it.", TEXT),
    Field(
        "status",
        "Preview rules may change.",
        {"type": "string", "enum": ["stable", "preview", "deprecated"]},
    ),
    Field("tags", "Words to select it by.", WORDS),
    Field("scope", "What it looks at.", {"type": "string", "enum": list(SCOPES)}),
    Field("where", "Which of them: an expression that yields a flag.", _EXPRESSION, required=False),
    Field("measure", "The figure: an expression that yields a number.", _EXPRESSION),
    Field(
        "lower_bound",
        "A number that the figure is at least, for networks where the figure is missing.",
        _EXPRESSION,
        required=False,
    ),
    Field("unit", "The figure's unit.", {"type": "string", "enum": sorted(UNITS)}),
    Field("limits", "The figures above which it speaks.", TABLE),
    Field(
        "cost",
        "Bytes of memory access that a finding costs: an expression that yields a number.",
        _EXPRESSION,
        required=False,
    ),
    Field(
        "price",
        "What mending it saves on a target, by kind of work: expressions that yield numbers.",
        TABLE,
        required=False,
    ),
    Field(
        "on_missing",
        "Whether a missing figure is undecided (default), which fails a gate, or passes.",
        {"type": "string", "enum": ["undecided", "skip"]},
        required=False,
    ),
    Field("message", "What a finding says; `{column}` stands for a figure.", TEXT),
    Field("fix", "What to change; `{column}` stands for a figure.", TEXT),
    Field("rationale", "Why it is a rule.", TEXT),
    Field("evidence", "What was measured, and where.", TEXT, required=False),
    Field("reference", "Where to read on.", WORDS),
    Field(
        "example",
        "Cases with what the rule has to say of them: its tests.",
        {
            "type": "array",
            "items": {"type": "object"},
            "minItems": 2,
            "maxItems": _MOST_EXAMPLES,
        },
    ),
)


def rule_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a rule file."""
    schema = table_schema(RULE_FIELDS)
    limits, example = table_schema(LIMIT_FIELDS), table_schema(EXAMPLE_FIELDS)
    schema["properties"]["price"] |= {**table_schema(PRICE_FIELDS), "minProperties": 1}
    schema["properties"]["limits"] |= limits
    example["properties"]["limits"] |= limits
    schema["properties"]["example"]["items"] = example
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A netlint rule",
        **schema,
    }
