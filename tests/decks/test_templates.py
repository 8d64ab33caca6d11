"""Templates name fields and reach nothing else."""

from __future__ import annotations

import pytest

from netlint.decks.templates import TemplateError, parse_template

FIELDS = {"groups", "op", "where"}


def test_fields_are_filled_in():
    template = parse_template("{{{op}}} at {where}: {groups} of {groups}", FIELDS)
    assert template.fields == FIELDS
    assert template.fill({"op": "conv", "where": "a", "groups": "4"}.__getitem__) == (
        "{conv} at a: 4 of 4"
    )


@pytest.mark.parametrize("text", ["", "plain", "100 %", "{{op}}", "a\nb"])
def test_texts_without_fields(text):
    template = parse_template(text, FIELDS)
    assert not template.fields
    assert template.fill(dict[str, str]().__getitem__) == text.format()


def test_what_is_filled_in_is_not_filled_again():
    assert parse_template("{op}", FIELDS).fill(lambda _: "{where} {0.__class__}") == (
        "{where} {0.__class__}"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{group}", "{group} is no column of this scope; did you mean 'groups'?"),
        ("{}", "{} is no column"),
        ("{0}", "{0} is no column"),
        ("{op.upper}", "{op.upper} is no column"),
        ("{op.__class__.__mro__}", "is no column"),
        ("{groups[0]}", "{groups[0]} is no column"),
        ("{ op }", "{ op } is no column"),
        ("{op!r}", "{op} must be a plain name, without a format"),
        ("{groups:>1000000000}", "{groups} must be a plain name, without a format"),
        ("{groups:{op}}", "must be a plain name"),
        ("{op", "'{op' is no template: "),
        ("op}", "'op}' is no template: "),
        ("{op!}", "is no template"),
        ("a" * 1001, "is longer than 1,000 characters"),
    ],
)
def test_bad_templates(text, message):
    with pytest.raises(TemplateError) as caught:
        parse_template(text, FIELDS)
    assert message in str(caught.value)


def test_a_template_has_few_fields():
    assert parse_template("{a} " * 20, {"a"}).fields == {"a"}
    with pytest.raises(TemplateError, match="more than 20 fields"):
        parse_template("{a} " * 21, {"a"})
