"""The expression language: what it says, what is missing in it, and what never gets in."""

from __future__ import annotations

import math
import time
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlint.expressions import FUNCTIONS, ExpressionError, Kind, parse
from tests.decks.building import HOSTILE

COLUMNS: dict[str, Kind] = {
    "groups": "number",
    "ratio": "number",
    "op": "text",
    "name": "text",
    "bias": "flag",
    "dead": "flag",
}
ROW = {"groups": 4, "ratio": 1.5, "op": "conv", "name": "block_1", "bias": True, "dead": False}
LOGIC = (True, False, None)


def value(text: str, wanted: Kind = "flag", **changes):
    return parse(text, COLUMNS, wanted).evaluate({**ROW, **changes})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("groups + 2 * ratio", 7.0),
        ("groups - 1 - 1", 2),
        ("groups / 8", 0.5),
        ("groups // 3", 1),
        ("groups % 3", 1),
        ("-groups", -4),
        ("--groups", 4),
        ("min(groups, 3, 2)", 2),
        ("max(groups, 3)", 4),
        ("abs(-ratio)", 1.5),
        ("sqrt(groups)", 2.0),
        ("round(ratio + 0.2)", 2),
        ("(\ngroups\n)", 4),
        ("  groups  ", 4),
    ],
)
def test_numbers(text, expected):
    assert value(text, "number") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("groups == 4", True),
        ("groups != 4", False),
        ("1 < groups <= 4 < 5", True),
        ("1 < groups < 4", False),
        ("op == 'conv'", True),
        ("op in ['conv', 'dense']", True),
        ("op not in ('conv', 'dense')", False),
        ("groups in [1, 2]", False),
        ("groups not in [1, 2]", True),
        ("bias == True", True),
        ("bias != dead", True),
        ("bias and not dead", True),
        ("dead or groups > 8", False),
        ("matches(name, 'block_*')", True),
        ("matches(name, 'BLOCK_?')", False),
        ("matches(name, '*[!0-9]')", False),
        ("known(groups)", True),
    ],
)
def test_flags(text, expected):
    assert value(text) is expected


def test_a_text():
    assert value("op", "text") == "conv"


def test_the_columns_it_uses_are_told():
    found = parse("op == 'conv' and min(groups, ratio) > 1", COLUMNS, "flag")
    assert found.names == {"op", "groups", "ratio"}
    assert (found.kind, found.text) == ("flag", "op == 'conv' and min(groups, ratio) > 1")


AND = {True: {True: True, False: False, None: None}, None: {True: None, False: False, None: None}}
OR = {False: {True: True, False: False, None: None}, None: {True: True, False: None, None: None}}


@pytest.mark.parametrize("left", LOGIC)
@pytest.mark.parametrize("right", LOGIC)
def test_kleene_logic(left, right):
    both = value("bias and dead", bias=left, dead=right)
    either = value("bias or dead", bias=left, dead=right)
    assert both is (False if left is False else AND[left][right])
    assert either is (True if left is True else OR[left][right])


@pytest.mark.parametrize(("given_", "expected"), [(True, False), (False, True), (None, None)])
def test_kleene_not(given_, expected):
    assert value("not bias", bias=given_) is expected


def test_three_values_are_followed_to_the_one_that_decides():
    assert value("bias and groups > 1 and dead", bias=None, groups=None) is False
    assert value("bias or groups > 9 or dead", bias=None, groups=None, dead=True) is True
    assert value("bias or groups > 9 or dead", bias=None) is None


@pytest.mark.parametrize(
    "text",
    [
        "groups + 1 > 0",
        "-groups < 0",
        "groups == groups",
        "groups != 4",
        "groups in [1]",
        "groups not in [1]",
        "min(groups, 1) > 0",
        "max(1, 2, groups) > 0",
        "0 < 1 < groups",
        "matches(name, '*') and groups > 0",
    ],
)
def test_what_needs_a_missing_value_is_missing(text):
    assert value(text) is not None
    assert value(text, groups=None) is None


def test_known_is_never_missing():
    assert value("known(groups)", groups=None) is False
    assert value("known(groups + ratio)", ratio=None) is False
    assert value("not known(op)", op=None) is True


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("ratio / groups", {"groups": 0}),
        ("ratio // groups", {"groups": 0}),
        ("ratio % groups", {"groups": 0.0}),
        ("sqrt(ratio)", {"ratio": -1}),
        ("groups / ratio", {"groups": 10**400}),
        ("ratio * ratio", {"ratio": 1e200}),
        ("ratio * ratio - ratio * ratio", {"ratio": 1e200}),
        ("round(ratio)", {"ratio": math.inf}),
    ],
)
def test_what_has_no_finite_result_is_missing(text, row):
    assert value(text, "number", **row) is None


def test_a_chain_is_missing_only_where_the_missing_part_decides():
    assert value("5 < ratio < groups", groups=None) is False
    assert value("1 < ratio < groups", groups=None) is None


@pytest.mark.parametrize("wanted", ["flag", "number"])
@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_not_the_language_is_refused(case, wanted):
    columns: dict[str, Kind] = {"groups": "number", "ratio": "number", "op": "text", "bias": "flag"}
    begun = time.perf_counter()
    with pytest.raises(ExpressionError) as caught:
        parse(HOSTILE[case], columns, wanted)
    assert time.perf_counter() - begun < 1
    assert len(str(caught.value)) < 500
    assert "\n" not in str(caught.value)


def test_a_surrogate_is_refused():
    with pytest.raises(ExpressionError, match="is no expression"):
        parse("\ud800 > 1", COLUMNS, "flag")


@pytest.mark.parametrize(
    ("text", "wanted", "message"),
    [
        ("groups", "flag", "'groups' yields a number, not a flag"),
        ("groups > 1", "number", "'groups > 1' yields a flag, not a number"),
        ("op == 'a' and group > 1", "flag", "'group' at character 15 is no column of this scope"),
        ("group > 1", "flag", "did you mean 'groups'?"),
        ("squrt(4) > 1", "flag", "calls no function there is: min, max, abs, sqrt,"),
        ("groups >", "flag", "'groups >' is no expression: invalid syntax"),
        ("min(1) > 1", "flag", "'min(1)' at character 1 has 1 arguments, min takes 2"),
        ("not groups", "flag", "'groups' at character 5 is a number where a flag is needed"),
        ("x" * 1001, "flag", "is longer than 1,000 characters"),
        ("groups in op", "flag", "'op' at character 11 must be a list of constants"),
        ("groups in ['a']", "flag", "must be a constant number"),
    ],
)
def test_messages_say_what_and_where(text, wanted, message):
    with pytest.raises(ExpressionError) as caught:
        parse(text, COLUMNS, wanted)
    assert message in str(caught.value)


def test_the_largest_expressions_are_as_large_as_stated():
    assert value(f"max({'1, ' * 148}groups)", "number") == 4
    assert value("1 + " * 24 + "groups", "number") == 28
    assert value("-" * 24 + "groups", "number") == 4
    for text in (f"max({'1, ' * 149}groups)", "1 + " * 25 + "groups", "-" * 25 + "groups"):
        with pytest.raises(ExpressionError, match="at most 150 terms, nested 24 deep"):
            parse(text, COLUMNS, "number")


def test_every_function_is_documented():
    assert all(function.about for function in FUNCTIONS.values())


PYTHON = {
    "min": min,
    "max": max,
    "abs": abs,
    "sqrt": math.sqrt,
    "round": round,
    "matches": fnmatchcase,
    "__builtins__": {},
}
# Of 16 bits: no quotient of them is infinite, which Python goes on with and a rule does not.
NUMBERS = st.one_of(
    st.sampled_from(["groups", "ratio"]),
    st.integers(0, 9).map(str),
    st.floats(0, 9, width=16).map(repr),
)
TEXTS = st.sampled_from(["op", "name", "'conv'", "'block_1'", "''"])
FLAGS = st.sampled_from(["bias", "dead", "True", "False"])
ORDER = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])


def _larger_numbers(parts):
    return st.one_of(
        st.builds("({} {} {})".format, parts, st.sampled_from("+-*/%") | st.just("//"), parts),
        st.builds("(-{})".format, parts),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), parts, parts),
        st.builds("{}({})".format, st.sampled_from(["abs", "round", "sqrt"]), parts),
    )


SUMS = st.recursive(NUMBERS, _larger_numbers, max_leaves=6)
TESTS = st.one_of(
    FLAGS,
    st.builds("({} {} {})".format, SUMS, ORDER, SUMS),
    st.builds("({} {} {} {} {})".format, SUMS, ORDER, SUMS, ORDER, SUMS),
    st.builds("({} {} {})".format, TEXTS, st.sampled_from(["==", "!="]), TEXTS),
    st.builds("({} {} [1, 2, 4.0])".format, SUMS, st.sampled_from(["in", "not in"])),
    st.builds("matches({}, {})".format, TEXTS, TEXTS),
)
CONDITIONS = st.recursive(
    TESTS,
    lambda parts: st.one_of(
        st.builds("({} {} {})".format, parts, st.sampled_from(["and", "or"]), parts),
        st.builds("(not {})".format, parts),
    ),
    max_leaves=5,
)
ROWS = st.fixed_dictionaries(
    {
        "groups": st.integers(-9, 9),
        "ratio": st.floats(-9, 9, width=16),
        "op": st.sampled_from(["conv", "", "block_1"]),
        "name": st.sampled_from(["conv", "block_1"]),
        "bias": st.booleans(),
        "dead": st.booleans(),
    }
)


def python(text: str, row):
    """What Python makes of an expression; None where it has no result."""
    try:
        return eval(text, PYTHON, dict(row))  # noqa: S307 - the oracle
    except (ArithmeticError, ValueError):
        return None


@given(SUMS, ROWS)
def test_arithmetic_is_pythons(text, row):
    assert parse(text, COLUMNS, "number").evaluate(row) == python(text, row)


@given(CONDITIONS, ROWS)
def test_logic_is_pythons(text, row):
    expected = python(text, row)
    if expected is not None:
        assert parse(text, COLUMNS, "flag").evaluate(row) is expected


@given(CONDITIONS, ROWS, st.sets(st.sampled_from(sorted(COLUMNS))))
def test_what_is_decided_without_a_value_holds_whatever_the_value_is(text, row, missing):
    expected = python(text, row)
    found = parse(text, COLUMNS, "flag").evaluate({**row, **dict.fromkeys(missing)})
    if expected is not None and found is not None:
        assert found is expected
