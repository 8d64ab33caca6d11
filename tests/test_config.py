"""The configuration is found upwards; what netlint does not know in it is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from netlint.config import Settings, load_settings
from netlint.errors import UsageError


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_none_is_fine(tmp_path):
    assert load_settings(tmp_path).plugins == ()


def test_pyproject(tmp_path):
    write(tmp_path, "pyproject.toml", '[tool.netlint]\nplugins = ["a.b", "c"]')
    assert load_settings(tmp_path) == Settings(("a.b", "c"), tmp_path / "pyproject.toml")


def test_the_nearest_is_taken(tmp_path):
    write(tmp_path, "netlint.toml", 'plugins = ["far"]')
    inner = write(tmp_path / "a" / "b", "pyproject.toml", "[tool.other]\nnetlint = 1")
    assert load_settings(inner).plugins == ("far",)
    write(tmp_path / "a", "pyproject.toml", '[tool.netlint]\nplugins = ["near"]')
    assert load_settings(inner).plugins == ("near",)
    write(tmp_path / "a", "netlint.toml", "")
    assert load_settings(inner).plugins == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('plugin = ["a"]', "unknown key 'plugin'; did you mean 'plugins'?"),
        ("x = 1", "did you mean 'plugins'?"),
        ('plugins = "a"', "'plugins' must be a list of module names"),
        ("plugins = [1]", "'plugins' must be a list of module names"),
        ("plugins = [", "is not valid TOML"),
        ("\udcff", "is not valid TOML"),
        ("x = " + "[" * 100_000, "is nested too deeply"),
        ("#" * (1 << 20) + "\n", "is larger than"),
    ],
)
def test_bad_configurations(tmp_path, text, message):
    (tmp_path / "netlint.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError) as caught:
        load_settings(tmp_path)
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "netlint.toml"))


def test_a_table_is_wanted(tmp_path):
    write(tmp_path, "pyproject.toml", "[tool]\nnetlint = 1")
    with pytest.raises(UsageError, match="must be a table"):
        load_settings(tmp_path)


@pytest.mark.parametrize("text", ["tool = 1\nx = 'netlint'", "name = 'netlint'"])
def test_a_project_that_says_nothing_to_netlint(tmp_path, text):
    write(tmp_path, "pyproject.toml", text)
    assert load_settings(tmp_path).plugins == ()


def test_an_unreadable_file(tmp_path, monkeypatch):
    write(tmp_path, "netlint.toml", "")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UsageError, match="cannot be read: Permission denied"):
        load_settings(tmp_path)
