"""Tables are what their fields say, or the message says what is wrong and where."""

from __future__ import annotations

import pytest

from netlint.decks.fields import EXAMPLE_FIELDS, RULE_FIELDS, DeckError, checked
from tests.decks.building import FIRES, RULE, SILENT, example, table

BAD = {
    "no table": ([], "must be a table"),
    "unknown key": ({**RULE, "limit": {}}, "unknown key 'limit'; did you mean 'limits'?"),
    "another key": ({**RULE, "zzz": 1}, "unknown key 'zzz'; did you mean"),
    **{f"no {key}": (table(**{key: None}), f"lacks {key!r}: ") for key in RULE if key != "where"},
    "id in lower case": ({**RULE, "id": "g1"}, "'id' 'g1' does not match ^[A-Z]"),
    "id with a line end": ({**RULE, "id": "G1\n"}, "'id' 'G1\\n' does not match"),
    "id of a number": ({**RULE, "id": 1}, "'id' must be a text"),
    "name with blanks": ({**RULE, "name": "many groups"}, "'name' 'many groups' does not match"),
    "long name": ({**RULE, "name": "a" * 61}, "'name' is too long: 0 to 60 at most"),
    "empty summary": ({**RULE, "summary": ""}, "'summary' is too short: 1 to 4,000 at most"),
    "endless rationale": ({**RULE, "rationale": "a" * 4001}, "'rationale' is too long"),
    "scope": ({**RULE, "scope": "layers"}, "'scope' must be one of layer, block, network, not 'l"),
    "near scope": ({**RULE, "scope": "layers"}, "; did you mean 'layer'?"),
    "status": ({**RULE, "status": "new"}, "'status' must be one of stable, preview, deprecated"),
    "unit": ({**RULE, "unit": "byte"}, "did you mean 'bytes'?"),
    "tags": ({**RULE, "tags": "testing"}, "'tags' must be a list"),
    "a tag": ({**RULE, "tags": [1]}, "'tags' holds what must be a text"),
    "empty tag": ({**RULE, "tags": [""]}, "'tags' holds what is too short"),
    "where": ({**RULE, "where": True}, "'where' must be a text"),
    "measure": ({**RULE, "measure": 3}, "'measure' must be a text"),
    "limits": ({**RULE, "limits": 3}, "'limits' must be a table"),
    "on_missing": ({**RULE, "on_missing": "pass"}, "must be one of undecided, skip, not 'pass'"),
    "one example": ({**RULE, "example": [FIRES]}, "'example' is too short: 2 to 100 at most"),
    "many examples": ({**RULE, "example": [SILENT] * 101}, "'example' is too long"),
    "an example": ({**RULE, "example": [1, 2]}, "'example' holds what must be a table"),
}
BAD_EXAMPLES = {
    "unknown key": ({**FIRES, "expects": "info"}, "unknown key 'expects'; did you mean 'expect'?"),
    "no about": ({"expect": "info", "columns": {}}, "lacks 'about'"),
    "no expect": ({"about": "a", "columns": {}}, "lacks 'expect'"),
    "expect": (example("warn"), "'expect' must be one of silent, info, warning, error, und"),
    "near expect": (example("warn"), "; did you mean 'warning'?"),
    "columns": ({**FIRES, "columns": []}, "'columns' must be a table"),
    "a column": (example("info", groups=[1]), "'columns' holds what must be a number or text or"),
    "nan": (example("info", groups=float("nan")), "'columns' holds what must be a number of at"),
    "missing": ({**FIRES, "missing": "op"}, "'missing' must be a list"),
    "no layers": ({**FIRES, "layers": []}, "'layers' is too short: 1 to 200 at most"),
    "many layers": ({**FIRES, "layers": [{}] * 201}, "'layers' is too long"),
    "a layer": ({**FIRES, "layers": ["Conv2D"]}, "'layers' holds what must be a table"),
    "figure": ({**FIRES, "figure": "4"}, "'figure' must be a number"),
    "flag as a figure": ({**FIRES, "figure": True}, "'figure' must be a number"),
    "infinite figure": ({**FIRES, "figure": float("inf")}, "'figure' must be a number of at most"),
    "huge figure": ({**FIRES, "figure": 10**400}, "'figure' must be a number of at most 1e+100"),
}


def test_good_tables():
    assert checked(RULE, RULE_FIELDS, "a.toml") is RULE
    assert checked(FIRES, EXAMPLE_FIELDS, "a.toml") is FIRES


@pytest.mark.parametrize("case", BAD)
def test_bad_rules(case):
    bad, message = BAD[case]
    with pytest.raises(DeckError) as caught:
        checked(bad, RULE_FIELDS, "a.toml")
    assert message in str(caught.value)
    assert str(caught.value).startswith("a.toml: ")


@pytest.mark.parametrize("case", BAD_EXAMPLES)
def test_bad_examples(case):
    bad, message = BAD_EXAMPLES[case]
    with pytest.raises(DeckError) as caught:
        checked(bad, EXAMPLE_FIELDS, "a.toml: example 3")
    assert message in str(caught.value)
    assert str(caught.value).startswith("a.toml: example 3: ")
