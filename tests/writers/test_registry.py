"""The registry of output formats: `--format` and suffixes come from it alone."""

from __future__ import annotations

import pytest

from netlint.errors import UsageError
from netlint.writers import format_of, load_writers, writer


def test_all_formats_are_found():
    assert set(load_writers()) == {"csv", "json", "markdown", "text"}


@pytest.mark.parametrize(
    ("path", "name"),
    [("a.json", "json"), ("A.JSON", "json"), ("x/y.md", "markdown"), ("t.txt", "text")],
)
def test_the_suffix_tells_the_format(path, name):
    assert format_of(path) == name


def test_an_unknown_suffix_is_an_error():
    with pytest.raises(UsageError, match=r"'report.pdf': pass --format, or end it in .csv, .json"):
        format_of("report.pdf")


@pytest.mark.parametrize(("name", "suffixes"), [("json", ()), ("other", (".csv",))])
def test_a_format_is_registered_once(name, suffixes):
    with pytest.raises(UsageError, match="registered twice"):
        writer(name, suffixes=suffixes)(lambda analyses, view: "")
    assert "other" not in load_writers()
