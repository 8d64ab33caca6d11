"""TOML files are read whole, or one line says what is wrong and where."""

from __future__ import annotations

import os

import pytest

from netlint.errors import NetlintError, UsageError
from netlint.tomlfiles import content_of, table_of, text_of


def read(file, most_bytes=100):
    text = text_of(file, content_of(file, most_bytes, UsageError), UsageError)
    return table_of(file, text, UsageError)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "a.toml"


@pytest.mark.parametrize("content", [b"a = 1\n", b"\xef\xbb\xbfa = 1\r\n"])
def test_a_table(file, content):
    file.write_bytes(content)
    assert read(file) == {"a": 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a = 1\nb = \n", ":2: is not valid TOML: Invalid value (at line 2, column 5)"),
        (b"a = 1\n\n\n\xff", ":4: is not valid TOML: is not UTF-8"),
        (b"a = [", ": is not valid TOML: Invalid value (at end of document)"),
        (b"#" * 101, ": is larger than 100 bytes"),
    ],
)
def test_what_is_no_toml_has_a_line_where_one_is_known(file, content, message):
    file.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read(file)
    assert str(caught.value) == f"{file}{message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"a = {'9' * 5000}", ": is not valid TOML: a number has too many digits"),
        ("a = " + "[" * 100_000, ": is nested too deeply"),
    ],
)
def test_what_python_refuses_is_said_without_its_advice(file, text, message):
    file.write_text(text)
    with pytest.raises(UsageError) as caught:
        read(file, 1 << 20)
    assert str(caught.value) == f"{file}{message}"


def test_what_is_no_file(file, tmp_path):
    with pytest.raises(UsageError, match="is not a regular file"):
        read(tmp_path)
    os.mkfifo(file)
    with pytest.raises(UsageError, match="is not a regular file"):
        read(file)
    (tmp_path / "link.toml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError, match=r"link\.toml: is a link that leads nowhere"):
        read(tmp_path / "link.toml")


def test_the_caller_says_what_is_raised(tmp_path):
    class Own(NetlintError):
        pass

    with pytest.raises(Own):
        content_of(tmp_path, 1, Own)
