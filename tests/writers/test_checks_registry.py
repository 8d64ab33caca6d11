"""The formats of a check come from their modules alone."""

from __future__ import annotations

import pytest

from netlint.errors import UsageError
from netlint.writers import load_writers
from netlint.writers.checks import check_format_of, check_writer, load_check_writers


def test_all_formats_are_found():
    assert set(load_check_writers()) >= {
        "text", "json", "markdown", "sarif", "sarif-github", "github", "github-summary", "gitlab",
        "junit",
    }  # fmt: skip


def test_they_are_none_of_an_analysis():
    assert set(load_check_writers().values()).isdisjoint(load_writers().values())


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.JSON", "json"),
        ("x/y.md", "markdown"),
        ("t.txt", "text"),
        ("a.sarif", "sarif"),
        ("junit.xml", "junit"),
    ],
)
def test_the_suffix_tells_the_format(path, name):
    assert check_format_of(path) == name


def test_an_unknown_suffix_is_an_error():
    with pytest.raises(UsageError, match=r"'a.csv': pass --format, or end it in "):
        check_format_of("a.csv")


@pytest.mark.parametrize(("name", "suffixes"), [("json", ()), ("other", (".md",))])
def test_a_format_is_registered_once(name, suffixes):
    with pytest.raises(UsageError, match="registered twice"):
        check_writer(name, suffixes=suffixes)(lambda report, view: "")
    assert "other" not in load_check_writers()
