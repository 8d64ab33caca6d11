"""Which files of a folder are models."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from netlint.errors import UsageError
from netlint.modelfolders import model_files_below
from tests.models import MOBILENET, dense_model


def made(folder: Path, *names: str, text: str = "") -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def below(folder: Path, most: int = 100) -> list[str]:
    return [os.path.relpath(path, folder) for path in model_files_below(str(folder), most)]


def test_what_has_a_suffix_of_keras_is_a_model_be_it_damaged(tmp_path):
    made(tmp_path, "b.h5", "a.keras", "x/y/c.hdf5", "D.H5", "e.txt", "f.h5.bak", "h5")
    assert below(tmp_path) == ["D.H5", "a.keras", "b.h5", str(Path("x/y/c.hdf5"))]


def test_files_of_weights_hold_no_model(tmp_path):
    made(tmp_path, "model.weights.h5", "weights.h5")
    assert below(tmp_path) == ["weights.h5"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (dense_model(), True),
        (MOBILENET.read_text("utf-8"), True),
        ('{\n  "backend": "tensorflow",\n  "class_name": "Model", "config": {}}', True),
        ("\ufeff" + dense_model(), True),
        ('{"name": "package"}', False),
        ('["class_name", ": 1"]', False),
        ("", False),
        ("{" * 5000 + '"class_name":', False),
    ],
)
def test_json_is_a_model_where_it_begins_as_an_architecture(tmp_path, text, found):
    made(tmp_path, "a.json", text=text)
    assert below(tmp_path) == ["a.json"] * found


def test_hidden_folders_and_virtual_environments_are_left_out(tmp_path):
    made(tmp_path, ".git/a.h5", ".a.h5", "env/lib/a.h5", "env/pyvenv.cfg", "conda/a.h5", "ok/a.h5")
    made(tmp_path, "conda/conda-meta/history")
    assert below(tmp_path) == [str(Path("ok/a.h5"))]


def test_links_in_a_circle_are_harmless_and_a_file_stands_once(tmp_path):
    made(tmp_path, "b.h5", "in/c.h5")
    other = tmp_path.with_name("other.h5")
    other.write_text("")
    (tmp_path / "in" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a.h5").symlink_to(tmp_path / "b.h5")
    (tmp_path / "d.h5").symlink_to(other)
    (tmp_path / "e.h5").symlink_to(other)
    (tmp_path / "f.h5").symlink_to(tmp_path / "nowhere")
    assert below(tmp_path) == ["b.h5", "d.h5", "f.h5", str(Path("in/c.h5"))]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a named pipe")
def test_what_is_no_file_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "a.json")
    (tmp_path / "b.h5").mkdir()
    assert below(tmp_path) == []


def test_too_many(tmp_path):
    made(tmp_path, "a.h5", "b.h5", "c.h5")
    assert len(below(tmp_path, 3)) == 3
    with pytest.raises(UsageError, match=r"holds more than 2 model files"):
        below(tmp_path, 2)


def test_a_folder_that_cannot_be_read(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(UsageError, match="cannot be read: Permission denied"):
        below(tmp_path)


def test_a_json_that_cannot_be_read_is_not_passed_over(tmp_path, monkeypatch):
    made(tmp_path, "a.json")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert below(tmp_path) == ["a.json"]
