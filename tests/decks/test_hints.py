"""What an author probably meant."""

from __future__ import annotations

import pytest

from netlint.decks.hints import explained, other_scopes

pytestmark = pytest.mark.usefixtures("few_columns")


@pytest.mark.parametrize(
    ("problem", "scope", "said"),
    [
        (
            "'size' at character 3 is no column of this scope; did you mean 'op'?",
            "layer",
            "'size' at character 3 is no column of this scope; it is a column of the scope block",
        ),
        (
            "{depth} is no column of this scope",
            "block",
            "{depth} is no column of this scope; it is a column of the scope network",
        ),
        ("'opp' at character 1 is no column of this scope; did you mean 'op'?", "layer", None),
        ("'size' is no constant", "layer", None),
    ],
)
def test_columns_of_other_scopes(problem, scope, said):
    assert explained(problem, scope) == (said or problem)


@pytest.mark.parametrize(
    ("written", "pointed_at"),
    [
        ('op = "conv"', True),
        ('op="conv" and', True),
        ('op == "a=b" and', False),
        ("groups >= 1 and", False),
        ("groups != 1 and", False),
        ("(groups := 1", False),
    ],
)
def test_one_equal_sign(written, pointed_at):
    said = explained("'...' is no expression: invalid syntax", "layer", written)
    assert said.endswith("; to compare write ==") is pointed_at


def test_a_column_of_no_other_scope():
    assert other_scopes("size", "block") == ""
    assert other_scopes("size", "network") == "; it is a column of the scope block"
