"""What every format of a check promises, also the next one: all that are registered are tried."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree

import pytest

from netlint.decks.rule import Level
from netlint.findings import Failure
from netlint.writers.checks import check_writer_of, load_check_writers
from tests.writers.checking import (
    WAIVER,
    WIDE,
    all_undecided,
    finding,
    fixed,
    in_file,
    inspection,
    report,
    undecided,
    view,
)

FORMATS = sorted(load_check_writers())
EXACT = {"json"}
"""Formats that keep names as they are, within the strings of JSON."""

HOSTILE = {
    "line ends": "a\nb\r\nc\x85d\u2028e\u2029f\x0bg\x0c",
    "a command": "::error file=x::pwned",
    "a command in a line": "\n::set-output name=x::y\r::stop-commands::t",
    "an old command": "##[error]x ##vso[task.complete result=Succeeded;]",
    "properties": "x,line=7,title=y::z%0A::error::%",
    "terminal escapes": "\x1b[31mred\x1b]0;title\x07\x9b2J\x7f",
    "markup": "<script>alert(1)</script><img src=x onerror=y>&amp;",
    "end of CDATA": "]]><failure/>",
    "an XML entity": "&xxe; <!ENTITY x SYSTEM 'file:///etc/passwd'>",
    "markdown": "| a | `b` **c** [d](http://e) ![f](http://g) @you #1 \\",
    "a SARIF placeholder": "{0} {{1}} [x](0) {",
    "lone surrogates": "\ud800 \udcff",
    "bidirectional": "\u202eright\u2066\u200f\u061c",
    "forbidden in XML": "\x00\x01\x08\ufffe\uffff\U0001ffff",
    "invisible": "zero\u200bwidth\ufeff\U000e0041",
    "quotes": '"\'\\"',
    "empty": "",
    "spaces": "   ",
    "long": "x" * 10_000,
    "long and hostile": "\u202e" * 10_000,
    "a JSON key": '", "level": "none',
}


def named(name):
    """A check in which everything that a stranger may name has one name, in models and decks."""
    rule = replace(WIDE, name=name, summary=f"a {name}", deck=name, tags=(name + "t",))
    each = inspection(
        finding(name, rule=rule, message=name, fix=f"fix {name}"),
        finding(name + "1", Level.WARNING, rule, message=name, waiver=replace(WAIVER, reason=name)),
        undecided(name + "2", rule=rule, missing=(name,)),
        finding(name + "3", Level.INFO, rule, known=True),
        rules=(rule,),
    )
    subject = replace(
        each.subject,
        name=name,
        framework=name,
        warnings=(name,),
        open_inputs=(name,),
        unknown_classes=(name,),
    )
    file = f"models/{name}.h5"
    failure = Failure(f"bad/{name}.h5", f"bad/{name}.h5: {name}")
    gone = (fixed(name, file, rule),)
    return report(
        replace(each, subject=replace(subject, file=file), fixed=gone),
        failed=(failure,),
        baseline=True,
    )


def written(form, check, **options):
    return check_writer_of(form)(check, view(**options))


def parsed(text):
    if text.startswith(("{", "[")):
        return json.loads(text)
    if text.startswith("<?xml"):
        return ElementTree.fromstring(text)  # noqa: S314 -- our own
    return None


def shape(document):
    """The structure without the texts."""
    if isinstance(document, dict):
        return {key: shape(value) for key, value in document.items()}
    if isinstance(document, list):
        return [shape(value) for value in document]
    if isinstance(document, ElementTree.Element):
        return document.tag, sorted(document.attrib), [shape(child) for child in document]
    return type(document)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_name_does_nothing(form, case):
    plain = written(form, named("conv"), show=Level.INFO)
    text = written(form, named(HOSTILE[case]), show=Level.INFO)
    assert {sign for sign in text if not sign.isprintable()} <= {"\n"}
    assert shape(parsed(text)) == shape(parsed(plain))
    text.encode("utf-8")
    lines, plain_lines = text.split("\n"), plain.split("\n")
    assert len(lines) == len(plain_lines)
    assert [line[:6] for line in lines if line.lstrip().startswith("::")] == [
        line[:6] for line in plain_lines if line.startswith("::")
    ]
    if form not in EXACT:
        assert "##vso[" not in text
        assert "##[" not in text


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", ["<script>", "<img", "[d](http:", "]]>", "@you"])
def test_names_are_no_markup_where_a_page_is_made_of_the_text(form, name):
    text = written(form, named(f"x{name}y"), show=Level.INFO)
    if "markdown" in form or "summary" in form or text.startswith("<?xml"):
        live = ("<script>", "<img", "]]>") if text.startswith("<?xml") else (name,)
        assert not [mark for mark in live if mark in text]


@cache
def many():
    """5,000 findings of one model, and 1,000 models of which every second has one."""
    one = inspection(*(finding(f"layer_{index}") for index in range(5_000)))
    others = [
        in_file(inspection(*[finding()] * (index % 2)), f"models/{index}.h5")
        for index in range(1_000)
    ]
    failed = [Failure(f"bad/{index}.h5", f"bad/{index}.h5: no") for index in range(500)]
    return report(one, *others, failed=tuple(failed))


@pytest.mark.slow  # large inputs
@pytest.mark.parametrize("form", FORMATS)
def test_5000_findings(form):
    check = many()
    started = time.process_time()
    text = written(form, check)
    assert time.process_time() - started < 20
    assert len(text) < 10_000_000
    parsed(text)


@cache
def many_undecided():
    """5,000 findings with names of 500 letters, all for want of the same figures."""
    return report(all_undecided(5_000, "x" * 500))


@pytest.mark.slow  # large inputs
@pytest.mark.parametrize("form", FORMATS)
def test_5000_undecided_findings_with_long_names(form):
    text = written(form, many_undecided())
    assert len(text) < 15_000_000
    parsed(text)


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_to_say_is_said(form):
    for check in (report(), report(inspection())):
        text = written(form, check)
        assert text.endswith("\n")
        parsed(text)


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_is_the_same_to_the_byte(form):
    assert written(form, named("conv")) == written(form, named("conv"))
