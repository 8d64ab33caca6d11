"""`.keras` archives: what they hold, and archives that lie or harm."""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from netlint.errors import ModelError
from netlint.readers import archive
from tests.readers.building import (
    called,
    chain,
    functional,
    k3,
    last,
    layer,
    read,
    source,
    write_keras,
)
from tests.readers.models import operation

_MODEL = chain((None, 4), layer("Dense", units=3))
_CUSTOM = functional(source(), called(layer("Mine"), k3("x")))


def _archive(path: Path, entries: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return path


def _refused(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_configuration_and_version(tmp_path: Path) -> None:
    network = read(write_keras(tmp_path / "net.keras", _MODEL, version="3.15.1"))
    assert network.framework == "Keras 3.15.1"
    assert last(network).params == 15


@pytest.mark.parametrize("metadata", [None, "{", "[]", '{"keras_version": 3}'])
def test_metadata_may_be_missing_or_odd(tmp_path: Path, metadata: str | None) -> None:
    entries: dict[str, str | bytes] = {"config.json": json.dumps(_CUSTOM)}
    if metadata is not None:
        entries["metadata.json"] = metadata
    assert read(_archive(tmp_path / "net.keras", entries)).framework == "Keras 3"


def test_weights_are_found_by_class_and_order(tmp_path: Path) -> None:
    model = functional(
        source(),
        called(layer("Mine", "first"), k3("x")),
        called(operation("Add", "sum"), k3("first", "first")),
        called(layer("Mine", "second"), k3("sum")),
    )
    weights = {"layers/mine/vars/0": (2,), "layers/mine_1/vars/0": (3,), "layers/mine_1/b/0": (4,)}
    network = read(write_keras(tmp_path / "net.keras", model, weights))
    assert [each.params for each in network.layers] == [0, 2, 0, 7]


def test_a_written_name_decides(tmp_path: Path) -> None:
    model = functional(
        source(),
        called(layer("Mine", "first"), k3("x")),
        called(layer("Mine", "second"), k3("first")),
    )
    weights = {"layers/mine/vars/0": (2,), "layers/mine_1/vars/0": (3,)}
    names = {"layers/mine": "second", "layers/mine_1": "first"}
    network = read(write_keras(tmp_path / "net.keras", model, weights, names))
    assert [each.params for each in network.layers[1:]] == [3, 2]
    names = {"layers/mine": "other", "layers/mine_1": "else"}
    network = read(write_keras(tmp_path / "net.keras", model, weights, names))
    assert [each.params for each in network.layers[1:]] == [None, None]


def test_weights_of_nested_layers(tmp_path: Path) -> None:
    inside = functional(source("image"), called(layer("Mine", "own"), k3("image")), name="block")
    model = functional(source(), called(inside, k3("x")), outputs=["block", 1, 0])
    weights = {
        "layers/functional/layers/mine/vars/0": (2, 3),
        "layers/functional/layers/mine/seed_generator/vars/0": (2,),
    }
    assert last(read(write_keras(tmp_path / "net.keras", model, weights))).params == 6
    assert (
        last(read(write_keras(tmp_path / "net.keras", model, {"layers/x/y": (1,)}))).params is None
    )


@pytest.mark.parametrize("data", [b"", b"not HDF5", b"/etc/passwd"])
def test_damaged_weights_count_as_missing(tmp_path: Path, data: bytes) -> None:
    entries: dict[str, str | bytes] = {"config.json": json.dumps(_CUSTOM), "model.weights.h5": data}
    assert last(read(_archive(tmp_path / "net.keras", entries))).params is None


def test_weights_that_inflate_beyond_the_limit_are_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_keras(tmp_path / "net.keras", _CUSTOM, {"layers/mine/vars/0": (2,)})
    assert last(read(path)).params == 2
    monkeypatch.setattr(archive, "_MAX_WEIGHTS_BYTES", 100)
    assert last(read(path)).params is None


def test_a_configuration_beyond_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_CONFIG_BYTES", 2**20)
    path = _archive(tmp_path / "net.keras", {"config.json": b" " * (2**20 + 1)})
    assert "its config.json inflates to more than 1 MiB" in _refused(path)


def test_a_size_that_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The directory says 100 bytes, the stream holds more: nothing beyond is unpacked."""
    path = _archive(tmp_path / "net.keras", {"config.json": b" " * 2**20})
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<L", 2**20), struct.pack("<L", 100)))
    assert "its config.json is damaged" in _refused(path)

    class Lying(zipfile.ZipExtFile):
        def read(self, n: int | None = -1) -> bytes:
            return b"x" * (n or 0)

    monkeypatch.setattr(zipfile, "ZipExtFile", Lying)
    monkeypatch.setattr(archive, "MAX_CONFIG_BYTES", 1000)
    assert "inflates beyond 0 MiB" in _refused(path)


def _flagged(data: bytes) -> bytes:
    """The archive with the flag of encryption on its first entry."""
    changed = bytearray(data)
    changed[6] |= 1
    changed[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda data: data[: len(data) // 2], "truncated or damaged zip archive"),
        (_flagged, "its config.json is encrypted; save it without a password"),
        (lambda data: data[:40] + b"\xff" * 20 + data[60:], "its config.json is damaged"),
    ],
)
def test_a_damaged_archive(tmp_path: Path, change: Callable[[bytes], bytes], expected: str) -> None:
    path = _archive(tmp_path / "net.keras", {"config.json": json.dumps(_MODEL)})
    path.write_bytes(change(path.read_bytes()))
    assert expected in _refused(path)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({}, "is a zip archive, but not a Keras model (no config.json)"),
        ({"word/document.xml": "<w/>"}, "not a Keras model (no config.json)"),
        ({"config.json/": ""}, "not a Keras model (no config.json)"),
        ({"config.json": "{"}, "is not JSON"),
        ({"config.json": ""}, "is not JSON"),
    ],
)
def test_an_archive_of_something_else(
    tmp_path: Path, entries: dict[str, str | bytes], expected: str
) -> None:
    assert expected in _refused(_archive(tmp_path / "net.keras", entries))


def test_two_configurations(tmp_path: Path) -> None:
    path = _archive(tmp_path / "net.keras", {"config.json": json.dumps(_MODEL)})
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("config.json", json.dumps(_CUSTOM))
    assert "holds two entries 'config.json'" in _refused(path)


def test_entries_that_would_harm_are_named_and_not_unpacked(tmp_path: Path) -> None:
    path = _archive(
        tmp_path / "net.keras",
        {"config.json": json.dumps(_MODEL), "../../evil": "x", "/abs": "x", "..\\evil": "x"},
    )
    link = zipfile.ZipInfo("model.weights.h5")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(link, "/etc/passwd")
    before = sorted(tmp_path.rglob("*"))
    assert read(path).warnings == (
        "the archive's entry '../../evil' points outside it: not unpacked",
        "the archive's entry '/abs' points outside it: not unpacked",
        "the archive's entry '..\\\\evil' points outside it: not unpacked",
        "the archive's entry 'model.weights.h5' is a link: not followed",
    )
    assert sorted(tmp_path.rglob("*")) == before
