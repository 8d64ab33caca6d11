"""Tables are what their fields say, or the message says what is wrong and where."""

from __future__ import annotations

import pytest

from netlint.decks.fields import EXAMPLE_FIELDS, RULE_FIELDS, DeckError, rule_schema
from netlint.expressions import ExpressionError, parse
from netlint.forms import Place, checked
from tests.decks.building import FIRES, RULE, SILENT, example, table

BAD = {
    "no table": ([], "must be a table"),
    "unknown key": ({**RULE, "limit": {}}, "unknown key 'limit'; did you mean 'limits'?"),
    "another key": ({**RULE, "zzz": 1}, "unknown key 'zzz' (keys: id, name, summary,"),
    **{f"no {key}": (table(**{key: None}), f"lacks {key!r}: ") for key in RULE if key != "where"},
    "id in lower case": ({**RULE, "id": "g1"}, "'id' 'g1' does not match ^[A-Z]"),
    "id with a line end": ({**RULE, "id": "G1\n"}, "'id' 'G1\\n' does not match"),
    "id of a number": ({**RULE, "id": 1}, "'id' must be a text"),
    "name with blanks": ({**RULE, "name": "many groups"}, "'name' 'many groups' does not match"),
    "long name": ({**RULE, "name": "a" * 61}, "'name' has more than 60 characters"),
    "empty summary": ({**RULE, "summary": ""}, "'summary' needs at least 1 character"),
    "endless rationale": (
        {**RULE, "rationale": "a" * 4001},
        "'rationale' has more than 4,000 characters",
    ),
    "scope": (
        {**RULE, "scope": "layers"},
        "'scope' must be one of layer, block, network, waiver, not 'l",
    ),
    "near scope": ({**RULE, "scope": "layers"}, "; did you mean 'layer'?"),
    "status": ({**RULE, "status": "new"}, "'status' must be one of stable, preview, deprecated"),
    "unit": ({**RULE, "unit": "byte"}, "did you mean 'bytes'?"),
    "tags": ({**RULE, "tags": "testing"}, "'tags' must be a list"),
    "a tag": ({**RULE, "tags": [1]}, "'tags': entry 1 must be a text"),
    "empty tag": ({**RULE, "tags": [""]}, "'tags': entry 1 needs at least 1 character"),
    "endless measure": ({**RULE, "measure": "1" * 1001}, "'measure' has more than 1,000 charac"),
    "where": ({**RULE, "where": True}, "'where' must be a text"),
    "measure": ({**RULE, "measure": 3}, "'measure' must be a text"),
    "limits": ({**RULE, "limits": 3}, "'limits' must be a table"),
    "price": ({**RULE, "price": "groups"}, "'price' must be a table"),
    "on_missing": ({**RULE, "on_missing": "pass"}, "must be one of undecided, skip, not 'pass'"),
    "one example": ({**RULE, "example": [FIRES]}, "'example' needs at least 2 entries"),
    "many examples": ({**RULE, "example": [SILENT] * 101}, "'example' has more than 100 entries"),
    "an example": ({**RULE, "example": [1, 2]}, "'example': entry 1 must be a table"),
}
BAD_EXAMPLES = {
    "unknown key": ({**FIRES, "expects": "info"}, "unknown key 'expects'; did you mean 'expect'?"),
    "no about": ({"expect": "info", "columns": {}}, "lacks 'about'"),
    "no expect": ({"about": "a", "columns": {}}, "lacks 'expect'"),
    "expect": (example("warn"), "'expect' must be one of silent, info, warning, error, und"),
    "near expect": (example("warn"), "; did you mean 'warning'?"),
    "columns": ({**FIRES, "columns": []}, "'columns' must be a table"),
    "a column": (example("info", groups=[1]), "'columns': 'groups' must be a number or text or"),
    "nan": (example("info", groups=float("nan")), "'columns': 'groups' must be a number of at"),
    "missing": ({**FIRES, "missing": "op"}, "'missing' must be a list"),
    "no layers": ({**FIRES, "layers": []}, "'layers' needs at least 1 entry"),
    "many layers": ({**FIRES, "layers": [{}] * 201}, "'layers' has more than 200 entries"),
    "a layer": ({**FIRES, "layers": ["Conv2D"]}, "'layers': entry 1 must be a table"),
    "figure": ({**FIRES, "figure": "4"}, "'figure' must be a number"),
    "flag as a figure": ({**FIRES, "figure": True}, "'figure' must be a number"),
    "infinite figure": ({**FIRES, "figure": float("inf")}, "'figure' must be a number of at most"),
    "huge figure": ({**FIRES, "figure": 10**400}, "'figure' must be a number of at most 1e+100"),
}


def test_good_tables():
    assert checked(RULE, RULE_FIELDS, Place("a.toml"), DeckError) is RULE
    assert checked(FIRES, EXAMPLE_FIELDS, Place("a.toml"), DeckError) is FIRES


@pytest.mark.parametrize("case", BAD)
def test_bad_rules(case):
    bad, message = BAD[case]
    with pytest.raises(DeckError) as caught:
        checked(bad, RULE_FIELDS, Place("a.toml"), DeckError)
    assert message in str(caught.value)
    assert str(caught.value).startswith("a.toml: ")


@pytest.mark.parametrize("case", BAD_EXAMPLES)
def test_bad_examples(case):
    bad, message = BAD_EXAMPLES[case]
    with pytest.raises(DeckError) as caught:
        checked(bad, EXAMPLE_FIELDS, Place("a.toml", part="example 3"), DeckError)
    assert message in str(caught.value)
    assert str(caught.value).startswith("a.toml: example 3: ")


def test_the_form_and_the_language_tell_the_same_longest_expression():
    with pytest.raises(ExpressionError, match="is longer than 1,000 characters"):
        parse("1" * 1001, {}, "number")
    with pytest.raises(ExpressionError, match="is not a constant"):
        parse("1" * 1000, {}, "number")
    assert {_longest(key) for key in ("where", "measure", "cost")} == {1000}


def _longest(key):
    return rule_schema()["properties"][key]["maxLength"]
