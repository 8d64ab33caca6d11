"""Rules for tests, over a few columns that no change of the real ones touches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from netlint.decks.loading import load_rule
from netlint.decks.rule import Rule
from netlint.facts.registry import Column

HOSTILE = {
    "attribute": "op.upper == 'A'",
    "dunder": "().__class__.__bases__[0].__subclasses__()",
    "dunder of a column": "groups.__class__ == op",
    "import": "__import__('os').system('true')",
    "open": "open('/etc/passwd') == op",
    "eval": "eval('1') > 0",
    "method": "op.format(groups) == 'a'",
    "call by value": "(lambda: groups)() > 0",
    "call of a call": "min(1, 2)(3) > 0",
    "call of a method": "min.__call__(1, 2) > 0",
    "lambda": "lambda: groups",
    "nested lambdas": "lambda: " * 100 + "1",
    "list comprehension": "[groups for groups in [1]]",
    "generator": "min(x for x in [1]) > 0",
    "dictionary": "{'a': groups}",
    "set": "groups in {1, 2}",
    "spread dictionary": "{**groups}",
    "power": "groups ** 2 > 1",
    "tower of powers": "9 ** 9 ** 9 ** 9 > groups",
    "shift": "1 << 1000000000 > groups",
    "bits": "groups & 1 == 1",
    "inverted bits": "~groups > 1",
    "matrix product": "groups @ groups > 1",
    "plus": "+groups > 1",
    "repeated text": "'a' * 10**9 == op",
    "repeated text of a column": "op * 1000000000 == op",
    "joined texts": "op + op == 'aa'",
    "formatted text": "'%1000000000d' % groups == op",
    "f-string": "f'{groups}' == op",
    "f-string that reaches in": "f'{op.__class__}' == op",
    "subscript": "op[0] == 'a'",
    "slice": "op[::-1] == 'a'",
    "subscripts": "groups" + "[0]" * 300 + " > 1",
    "walrus": "(groups := 2) > 1",
    "starred": "min(*[1, 2]) > 0",
    "starred list": "groups in [*[1]]",
    "keyword": "min(groups, 1, key=groups) > 0",
    "spread keywords": "min(groups, 1, **groups) > 0",
    "conditional": "1 if bias else 2 > 0",
    "conditionals": "bias if bias else " * 50 + "bias",
    "await": "await groups",
    "yield": "(yield groups)",
    "statement": "groups > 1; groups",
    "assignment": "groups = 1",
    "import statement": "import os",
    "bytes": "b'conv' == op",
    "complex": "groups > 1j",
    "None": "groups == None",
    "None alone": "None",
    "Ellipsis": "... == groups",
    "is": "groups is 1",
    "is not": "bias is not True",
    "tuple": "(groups, groups) == (1, 1)",
    "list compared": "[groups] == [1]",
    "list of columns": "groups in [ratio]",
    "list in a list": "groups in [[1]]",
    "member of a text": "'a' in op",
    "member of a column": "groups in ratio",
    "mixed members": "groups in [1, 'a']",
    "giant text": f"op == '{'a' * 900}'",
    "giant name": f"{'a' * 990} > 1",
    "giant whole number": f"groups > {'9' * 900}",
    "giant number": "groups > 1e19",
    "infinite number": "groups > 1e999",
    "too long": "groups > 1 and " * 80 + "bias",
    "too many terms": "1+" * 200 + "groups > 1",
    "chained comparisons": "groups" + " < groups" * 110,
    "chains in chains": "(" * 60 + "groups" + " < 1 < 2)" * 60,
    "parentheses": "(" * 10_000,
    "balanced parentheses": "(" * 5_000 + "groups > 1" + ")" * 5_000,
    "fewer parentheses": "(" * 300 + "groups > 1" + ")" * 300,
    "brackets": "[" * 400 + "]" * 400,
    "minus signs": "-" * 900 + "groups > 1",
    "nots": "not " * 240 + "bias",
    "attributes": "op" + ".a" * 400,
    "null byte": "groups > 1\0",
    "full-width letters": "\uff47\uff52\uff4f\uff55\uff50\uff53 > 1",
    "full-width function": "\uff4d\uff49\uff4e(groups, 1) > 0",
    "Cyrillic letter": "gr\u043eups > 1",
    "mathematical letters": "\U0001d420roups > 1",
    "full-width operator": "groups \uff1e 1",
    "empty": "",
    "blank": " \n ",
    "comment": "# groups > 1",
    "unknown column": "grups > 1",
    "unknown function": "minimum(groups, 1) > 0",
    "function without a call": "min > 1",
    "too few arguments": "min(groups) > 0",
    "too many arguments": "sqrt(groups, 2) > 0",
    "known of two": "known(groups, op)",
    "number for a flag": "groups and bias",
    "flag for a number": "bias + 1 > 1",
    "flag as a number": "sqrt(bias) > 0",
    "text for a number": "-op > 1",
    "order of texts": "op < 'b'",
    "order of flags": "bias < True",
    "text compared to a number": "op == 1",
    "a text alone": "op",
}


def _column(scope: str, name: str, kind: Any, unit: str, compute: Any) -> Column:
    return Column(name, scope, kind, unit, "", f"The {name}.", compute)  # type: ignore[arg-type]


def _groups(facts: Any) -> int | None:
    return getattr(facts.layer.operation, "groups", 1) if facts.layer.op != "opaque" else None


def _bytes(facts: Any) -> int | None:
    cost = facts.cost
    return None if cost.read_bytes is None else cost.read_bytes + cost.written_bytes


COLUMNS = {
    scope: {column.name: column for column in columns}
    for scope, columns in {
        "layer": [
            _column("layer", "op", "text", "", lambda facts: facts.layer.op),
            _column("layer", "groups", "number", "count", _groups),
            _column("layer", "bias", "flag", "", lambda facts: len(facts.layer.weights or ()) > 1),
            _column("layer", "params", "number", "parameters", lambda facts: facts.layer.params),
            _column("layer", "moved", "number", "bytes", _bytes),
            _column("layer", "ratio", "number", "ratio", lambda facts: 1.5),
            _column("layer", "part", "number", "share", lambda facts: 0.25),
        ],
        "block": [_column("block", "size", "number", "layers", lambda facts: len(facts.layers))],
        "network": [
            _column("network", "depth", "number", "layers", lambda survey: len(survey.layers))
        ],
        "waiver": [],
    }.items()
}


@pytest.fixture
def few_columns(monkeypatch):
    """Only the columns above, in whatever reads rules and judges by them."""
    for module in ("netlint.decks.loading", "netlint.decks.hints", "netlint.linting"):
        monkeypatch.setattr(f"{module}.columns_of", COLUMNS.__getitem__)


def example(expect: str, **columns: Any) -> dict[str, Any]:
    return {"about": f"a case of {expect}", "expect": expect, "columns": columns}


FIRES = example("warning", op="conv", groups=4)
SILENT = example("silent", op="conv", groups=1)
RULE: dict[str, Any] = {
    "id": "T1",
    "name": "many-groups",
    "summary": "Groups are few.",
    "since": "0.1",
    "status": "stable",
    "tags": ["testing"],
    "scope": "layer",
    "where": 'op == "conv"',
    "measure": "groups",
    "unit": "count",
    "limits": {"warn": 2, "error": 8},
    "message": "{measure} groups",
    "fix": "take {limit} at {where}",
    "rationale": "A reason.",
    "reference": ["A paper"],
    "example": [FIRES, SILENT],
}


def table(**changes: Any) -> dict[str, Any]:
    """A good rule with some keys changed; None takes one away."""
    changed = {**RULE, **changes}
    return {key: value for key, value in changed.items() if value is not None}


def toml(value: Any) -> str:
    """A value as TOML writes it; JSON's texts, numbers and truth values are TOML's."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return f"{value}"
    return "nan" if value != value else json.dumps(value, ensure_ascii=False)  # noqa: PLR0124


def write_rule(folder: Path, name: str = "rule.toml", /, **changes: Any) -> Path:
    """A rule's file."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{key} = {toml(value)}\n" for key, value in table(**changes).items()]
    (folder / name).write_text("".join(lines), encoding="utf-8")
    return folder / name


def loaded(folder: Path, /, **changes: Any) -> Rule:
    """A rule, read from its file."""
    return load_rule(write_rule(folder, **changes), "mine")
