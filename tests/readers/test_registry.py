"""Recognising files by their content, and saying what is wrong with those that are no models."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from netlint.errors import ModelError
from netlint.readers import read_network
from netlint.readers.keras.inputs import InputShapes
from tests.readers.building import chain, layer, read, write_h5, write_json, write_keras

_MODEL = chain((None, 4), layer("Dense", units=3))


def _message(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message


@pytest.mark.parametrize("name", ["net.h5", "net.keras", "net.json", "net"])
def test_the_suffix_does_not_matter(tmp_path: Path, name: str) -> None:
    for write in (write_h5, write_keras, write_json):
        path = tmp_path / name
        assert read(write(path, _MODEL)).layers[-1].params == 15
        path.unlink()


def test_a_path_object_is_taken(tmp_path: Path) -> None:
    assert read_network(write_json(tmp_path / "net.json", _MODEL), InputShapes()).name == "net"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull"),
        (b"\n  <!DOCTYPE html><html><body>404</body></html>", "is an HTML page"),
        (b"<HTML>", "is an HTML page"),
        (b"\x1c\x00\x00\x00TFL3\x00", "is a TensorFlow Lite file"),
        (b"\x80\x04\x95\x00", "is a Python pickle, which netlint never opens"),
        (b"\x89HDF\r\n", "is a truncated HDF5 file"),
        (b"hello", "is not a model file; netlint reads Keras"),
        (b"[1, 2]", "is not a model file"),
        (b"\x1f\x8b\x08\x00", "is compressed with gzip: gunzip it first"),
        (b"\x00" * 5000, "is not a model file"),
    ],
)
def test_what_is_no_model_is_named(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "net.h5"
    path.write_bytes(content)
    assert expected in _message(path)


def test_a_directory(tmp_path: Path) -> None:
    assert "is a directory, not a model file" in _message(tmp_path)


def test_a_missing_file(tmp_path: Path) -> None:
    assert "no such file" in _message(tmp_path / "net.h5")


def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "net.h5"
    os.mkfifo(path)
    assert "is not a regular file" in _message(path)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_an_impossible_path(name: str) -> None:
    with pytest.raises(ModelError, match=r"cannot be read|no such file"):
        read_network(name, InputShapes())


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_json(tmp_path / "net.json", _MODEL)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "cannot be read: Permission denied" in _message(path)
