"""Architecture JSON files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from netlint.errors import ModelError
from netlint.readers import architecture
from netlint.readers.keras import document
from tests.readers.building import chain, functional, layer, read, sequential, source, written_by

_MODEL = chain((None, 4), layer("Dense", units=3))
_TEXT = json.dumps(_MODEL)


def _read(tmp_path: Path, text: str | bytes) -> Any:
    path = tmp_path / "net.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path)


@pytest.mark.parametrize("text", [_TEXT, "\ufeff" + _TEXT, " \n\t" + _TEXT])
def test_a_byte_order_mark_and_spaces_may_come_first(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path, text).layers[-1].params == 15


def test_of_two_equal_keys_the_last_counts(tmp_path: Path) -> None:
    text = _TEXT.replace('"units": 3', '"units": 9, "units": 3')
    assert _read(tmp_path, text).layers[-1].params == 15


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "is not JSON"),
        (_TEXT[:-5], "is not JSON"),
        (_TEXT.encode().replace(b"net", b"\xff\xfe"), "is not UTF-8 text"),
        ('{"a": ' + "[" * 100_000, "nested too deep"),
        ('{"a": ' + "9" * 5000 + "}", "an impossibly large number"),
        ("{}", "its JSON is not a Keras model configuration"),
        ('{"class_name": "Mine", "config": {}}', "the file lists no layers"),
        ('{"class_name": "Functional", "config": {"layers": 3}}', "its list of layers is 3"),
        ('{"class_name": ["Functional"], "config": []}', "is not a Keras model"),
    ],
)
def test_what_is_no_architecture(tmp_path: Path, text: str | bytes, expected: str) -> None:
    with pytest.raises(ModelError, match=expected) as caught:
        _read(tmp_path, text)
    assert "\n" not in str(caught.value)


def test_a_text_beyond_the_limit_is_not_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "MAX_CONFIG_BYTES", 100)
    monkeypatch.setattr(architecture, "MAX_CONFIG_BYTES", 100)
    with pytest.raises(ModelError, match="is larger than 0 MiB"):
        _read(tmp_path, _TEXT)


def test_a_file_that_vanishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "net.json"
    path.write_text(_TEXT)
    opened: list[Path] = []
    whole = Path.open

    def once(self: Path, *args: Any) -> Any:
        if opened:
            raise OSError(5, "Input/output error")
        opened.append(self)
        return whole(self, *args)

    monkeypatch.setattr(Path, "open", once)
    with pytest.raises(ModelError, match="cannot be read: Input/output error"):
        read(path)


@pytest.mark.parametrize(
    ("model", "framework"),
    [
        (_MODEL | {"keras_version": "2.15.0"}, "Keras 2.15.0"),
        ({k: v for k, v in _MODEL.items() if k != "keras_version"}, "Keras 3"),
        (sequential(layer("Dense", units=3, batch_input_shape=[None, 4])), "Keras"),
        (sequential(layer("Dense", units=3, batch_input_shape=[1, 4], dtype={})), "Keras 3"),
        (
            sequential(layer("Dense", output_dim=3, batch_input_shape=[1, 4], dim_ordering="tf")),
            "Keras 1",
        ),
        (written_by(3, functional(source(shape=(None, 4)), outputs=["x", 0, 0])), "Keras 3.0.0"),
    ],
)
def test_the_version_is_stated_or_told_by_the_form(
    tmp_path: Path, model: Any, framework: str
) -> None:
    assert _read(tmp_path, json.dumps(model)).framework == framework
