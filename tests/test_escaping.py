"""Untrusted names never reach a terminal, a log, a page or a spreadsheet as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlint.escaping import csv_text, cut, markdown_text, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("conv_1/kernel:0", "conv_1/kernel:0"),
        ("C:\\models\\a.h5", "C:\\models\\a.h5"),
        ("卷积 é😀", "卷积 é😀"),
        ("two\nlines\r\n", r"two\x0alines\x0d\x0a"),
        ("\x1b[31mred\x07\x7f", r"\x1b[31mred\x07\x7f"),
        ("c1\x85\x9b", r"c1\x85\x9b"),
        ("\u202eright\u2066", r"\u202eright\u2066"),
        ("line\u2028para\u2029", r"line\u2028para\u2029"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("\ud800lone\udcff", r"\ud800lone\udcff"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("\x00", r"\x00"),
        ("", ""),
        ("::error::pwned", r"\x3a:error\x3a:pwned"),
        ("::debug", r"\x3a:debug"),
        ("  ::add-mask::x", r"  \x3a:add-mask\x3a:x"),
        ("a ::error title=x::y", r"a \x3a:error title=x\x3a:y"),
        ("wide::error::y", r"wide\x3a:error\x3a:y"),
        (":::x", r"\x3a\x3a:x"),
        ("aten::conv2d", "aten::conv2d"),
        ("conv:0", "conv:0"),
        ("x ##vso[task.complete]", r"x \x23#vso[task.complete]"),
        ("##[error]x", r"\x23#[error]x"),
        ("###[x", r"#\x23#[x"),
        ("##teamcity[x", r"\x23#teamcity[x"),
        ("## heading [x]", "## heading [x]"),
    ],
)
def test_printable(text, shown):
    assert printable(text) == shown


@given(st.text(st.characters()))
def test_printable_is_one_encodable_line(text):
    shown = printable(text)
    assert shown.isprintable()
    assert len(shown.splitlines()) <= 1
    shown.encode()


@given(st.text(":# [vso\n"))
def test_no_line_is_a_command_to_a_build_server(text):
    """However it is wrapped; a second escape changes nothing, since nothing is left."""
    shown = printable(text)
    assert not shown.lstrip().startswith("::")
    assert shown.count("::") < 2
    assert "##[" not in shown
    assert "##vso[" not in shown
    assert printable(shown) == shown


@given(st.text(), st.integers(3, 50))
def test_cut_fits_and_keeps_both_ends(text, width):
    short = cut(text, width)
    assert len(short) == min(len(text), width)
    assert short.startswith(text[: (width - 2) // 3])
    assert short == text or ".." in short


def test_cut_keeps_more_of_the_end():
    assert cut("backbone/block_3/conv_17", 14) == "back../conv_17"


def test_a_limit_cuts_what_was_escaped():
    assert printable("\n" * 100, 10) == r"\x" + ".." + r"0a\x0a"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("conv_pw_3_bn", "conv_pw_3_bn"),
        ("_private_", r"\_private\_"),
        ("a|b`c*d[e](f)#2~!", r"a\|b\`c\*d\[e\](f)\#2\~\!"),
        ("back\\slash", r"back\\slash"),
        ("<script>&amp;", "&lt;script&gt;&amp;amp;"),
        ("@everyone https://x", "&#64;everyone https&#58;//x"),
        ("new\nline", r"new\\x0aline"),
        ("::error::x", r"\\x3a:error\\x3a:x"),
        ("##vso[x", r"\\x23\#vso\[x"),
    ],
)
def test_markdown(text, shown):
    assert markdown_text(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("conv-1", "conv-1"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\uff1d1", "'\uff1d1"),
        ("\t=1", r"\x09=1"),
        ("a\nb", r"a\x0ab"),
    ],
)
def test_csv(text, shown):
    assert csv_text(text) == shown
