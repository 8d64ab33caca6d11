"""Which models the configuration means."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from netlint.choices import Choices
from netlint.config import Override, Settings
from netlint.errors import UsageError
from netlint.modelfiles import configured_models, models_named, places_for, waivers_for
from netlint.waivers import Waiver


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    for name in ("models/b.h5", "models/a.h5", "models/old/c.h5", "models/notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settings(folder: Path, *models: str) -> Settings:
    return Settings(file=folder / "netlint.toml", models=models)


def test_patterns_are_followed_in_order_and_each_file_stands_once(project):
    found = configured_models(settings(project, "models/*.h5", "models/**/*.h5", "extra.keras"))
    assert found == (
        *(os.path.join("models", name) for name in ("a.h5", "b.h5")),  # noqa: PTH118
        str(Path("models/old/c.h5")),
        "extra.keras",
    )


def test_paths_start_from_the_folder_of_the_file(project, monkeypatch):
    monkeypatch.chdir(project / "models")
    assert configured_models(settings(project, "models/a.h5", "models/b*")) == ("a.h5", "b.h5")
    monkeypatch.chdir(project / "models" / "old")
    assert configured_models(settings(project, "models/a.h5")) == (str(project / "models/a.h5"),)


def test_a_folder_stands_for_the_models_below_it(project):
    found = configured_models(settings(project, "models/old", "models"))
    assert found == tuple(str(Path("models", name)) for name in ("old/c.h5", "a.h5", "b.h5"))
    (project / "empty").mkdir()
    with pytest.raises(UsageError, match="empty: is a directory without a model file"):
        configured_models(settings(project, "empty"))


def test_absolute_patterns(project):
    pattern = str(project / "models" / "a*")
    assert configured_models(settings(project, pattern)) == (str(Path("models/a.h5")),)


def test_no_models_are_none():
    assert configured_models(Settings()) == ()


def test_a_pattern_without_a_file_is_an_error(project):
    with pytest.raises(UsageError, match=r"netlint.toml: 'models': .*'\*.keras' matches no file"):
        configured_models(settings(project, "*.keras"))
    with pytest.raises(UsageError, match="matches no file"):
        configured_models(settings(project, "model?"))  # a folder is no model


def test_what_is_no_pattern(project):
    with pytest.raises(UsageError, match="'models': 'a\\*\\*' is no pattern"):
        configured_models(settings(project, "a**"))


def test_too_many_files(project, monkeypatch):
    monkeypatch.setattr("netlint.modelfiles._MOST_MODELS", 1)
    with pytest.raises(UsageError, match="more than 1 files"):
        configured_models(settings(project, "models/*.h5"))


def test_overrides_follow_the_path_in_turn(project, monkeypatch):
    every, old, one = (Choices(name) for name in ("every", "old", "one"))
    chosen = Settings(
        file=project / "netlint.toml",
        choices=every,
        overrides=(Override(("models/old/*", "no"), old), Override(("c.h5", "given/*"), one)),
    )
    assert places_for(chosen, "models/a.h5") == (every,)
    assert places_for(chosen, "models/old/c.h5") == (every, old, one)
    assert places_for(chosen, str(project / "models/old/x.h5")) == (every, old)
    monkeypatch.chdir(project / "models")
    assert places_for(chosen, "old/x.h5") == (every, old)
    assert places_for(chosen, "given/x.h5") == (every, one)


def test_waivers_follow_the_path_as_overrides_do(project, monkeypatch):
    waivers = tuple(
        Waiver(pattern, "G1", (pattern,)) for pattern in ("models/*.h5", "a.h5", "old/*", "**/c.h5")
    )
    said = Choices("file", project, waivers=waivers)
    found = Settings(file=project / "netlint.toml", choices=said)
    for folder, model in (project, "models/a.h5"), (project / "models", "./a.h5"):
        monkeypatch.chdir(folder)
        assert [each.source for each in waivers_for(found, model)] == ["models/*.h5", "a.h5"]
    assert [each.source for each in waivers_for(found, "old/c.h5")] == ["old/*", "**/c.h5"]
    assert waivers_for(Settings(), "a.h5") == ()


def test_without_a_configuration_nothing_is_said():
    assert places_for(Settings(), "a.h5") == ()


def test_a_path_on_another_drive_counts_as_given(monkeypatch):
    def refuse(*_):
        raise ValueError("path is on mount 'D:'")

    monkeypatch.setattr(os.path, "relpath", refuse)
    one = Choices("one")
    assert places_for(Settings(overrides=(Override(("*.h5",), one),)), "D:/a.h5") == (one,)


def named(*arguments: str) -> list[str]:
    return [each.replace(os.sep, "/") for each in models_named(arguments)]


def test_a_name_is_itself_be_there_such_a_file_or_not(project):
    assert named("b.h5", "zoo:ghostnet", "nothing.h5", "b.h5") == [
        "b.h5", "zoo:ghostnet", "nothing.h5", "b.h5",
    ]  # fmt: skip


def test_a_folder_is_the_models_below_it(project):
    assert named("models") == ["models/a.h5", "models/b.h5", "models/old/c.h5"]


def test_a_pattern_that_no_shell_expanded(project):
    assert named("models/*.h5") == ["models/a.h5", "models/b.h5"]
    assert named("**/[c]*") == ["models/old/c.h5"]
    assert named("models/?.h5", "models/**/*.h5") == named("models")


def test_each_stands_once_where_it_is_named_itself(project):
    assert named("models", "models/*.h5", "./models/a.h5") == [
        "models/b.h5", "models/old/c.h5", "./models/a.h5",
    ]  # fmt: skip


def test_a_file_whose_name_is_a_pattern_is_that_file(project):
    Path("a[1].h5").write_text("")
    Path("a1.h5").write_text("")
    assert named("a[1].h5") == ["a[1].h5"]
    assert named("a[", "x[.h5") == ["a[", "x[.h5"], "no patterns"


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("*.keras", r"the pattern '\*.keras' matches no file"),
        ("a**", r"a\*\*: 'a\*\*' is no pattern"),
        ("empty", r"empty: is a directory without a model file \(.h5, .hdf5, .keras, .json\)"),
    ],
)
def test_what_means_no_model(project, argument, message):
    (project / "empty").mkdir()
    with pytest.raises(UsageError, match=message):
        named("b.h5", argument)


def test_a_saved_model_of_tensorflow_is_a_model_that_the_reader_refuses(project):
    (project / "models" / "saved_model.pb").write_text("")
    assert named("models") == ["models"]


def test_too_many_are_named(project, monkeypatch):
    monkeypatch.setattr("netlint.modelfiles._MOST_MODELS", 2)
    with pytest.raises(UsageError, match="more than 2 files"):
        named("models/*.h5", "models/old/*.h5")
