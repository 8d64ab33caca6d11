"""Keras HDF5 files: what they hold, what is missing, and what must not be opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from h5py import h5a, h5s, h5t

from netlint.errors import ModelError
from netlint.readers.keras.weights import LegacyWeights
from tests.readers.building import (
    MAP,
    called,
    chain,
    functional,
    k2,
    last,
    layer,
    read,
    sequential,
    source,
    write_h5,
    written_by,
)
from tests.readers.models import conv, nested

_CUSTOM = written_by(2, functional(source(), called(layer("Mine"), k2("x"))))
_CONTENT = "root:x:0:0"


def _custom(tmp_path: Path, arrays: dict[str, tuple[int, ...]]) -> Path:
    return write_h5(tmp_path / "net.h5", _CUSTOM, {"it": arrays})


def _edit(path: Path, change: Callable[[h5py.File], None]) -> Path:
    with h5py.File(path, "r+") as file:
        change(file)
    return path


def test_a_custom_layer_has_the_parameters_of_its_weights(tmp_path: Path) -> None:
    it = last(read(_custom(tmp_path, {"it/w:0": (4, 3), "it/moving_mean:0": (5,)})))
    assert (it.op, it.params, it.outputs[0].shape) == ("opaque", 17, None)
    assert it.trainable_params is None
    assert [(w.name, w.trainable) for w in it.weights or ()] == [
        ("it/w:0", None),
        ("it/moving_mean:0", False),
    ]


def test_a_frozen_custom_layer_trains_nothing(tmp_path: Path) -> None:
    frozen = layer("Mine", trainable=False)
    model = written_by(2, functional(source(), called(frozen, k2("x"))))
    it = last(read(write_h5(tmp_path / "net.h5", model, {"it": {"w:0": (4, 3)}})))
    assert (it.params, it.trainable_params) == (12, 0)


def test_without_weights_the_parameters_are_unknown(tmp_path: Path) -> None:
    assert last(read(write_h5(tmp_path / "net.h5", _CUSTOM))).params is None
    assert last(read(write_h5(tmp_path / "net.h5", _CUSTOM, {}))).params is None


def test_channels_come_from_the_stored_kernel(tmp_path: Path) -> None:
    model = written_by(
        2,
        functional(
            source(),
            called(layer("Mine", "own"), k2("x")),
            called(conv("it", 6, groups=2), k2("own")),
        ),
    )
    path = write_h5(tmp_path / "net.h5", model, {"it": {"it/kernel:0": (3, 3, 5, 6)}})
    network = read(path)
    assert last(network).params == 3 * 3 * 5 * 6 + 6
    assert last(network).inferred
    assert network.layers[1].outputs[0].shape == (None, None, None, 10)
    assert network.layers[1].inferred


def test_a_nested_model_keeps_all_its_weights_in_one_group(tmp_path: Path) -> None:
    inside = functional(
        source("image"),
        called(layer("Mine", "a"), k2("image")),
        called(layer("Mine", "b"), k2("a")),
        name="block",
    )
    model = written_by(2, functional(source(), called(inside, k2("x"))))
    weights = {"block": {"a/w:0": (2,), "b/w:0": (3,)}}
    found = read(write_h5(tmp_path / "net.h5", model, weights))
    assert [each.params for each in found.layers] == [0, 0, 2, 3]


def test_long_lists_of_names_are_split(tmp_path: Path) -> None:
    path = _custom(tmp_path, {"a:0": (2,), "b:0": (3,)})

    def split(file: h5py.File) -> None:
        group = file["model_weights/it"]
        del group.attrs["weight_names"]
        group.attrs["weight_names0"] = np.array([b"a:0"])
        group.attrs["weight_names1"] = np.array([b"b:0"])

    assert last(read(_edit(path, split))).params == 5


def test_arrays_of_odd_types_have_shapes(tmp_path: Path) -> None:
    path = _custom(tmp_path, {"a:0": (2,)})

    def add(file: h5py.File) -> None:
        group = file["model_weights/it"]
        group.create_dataset("half", data=np.zeros(3, "V2"))
        group.create_dataset("null", data=h5py.Empty("f4"))
        group.attrs["weight_names"] = np.array([b"a:0", b"half", b"null", b"missing", b"a:0/x"])

    it = last(read(_edit(path, add)))
    assert [(w.name, w.dtype) for w in it.weights or ()] == [
        ("a:0", "float32"),
        ("half", "bfloat16"),
    ]


def test_links_out_of_the_file_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "other.h5"
    with h5py.File(secret, "w") as file:
        file.create_dataset("w", (7,), "f4")
    path = _custom(tmp_path, {"a:0": (2,)})

    def link(file: h5py.File) -> None:
        group = file["model_weights/it"]
        group["outside"] = h5py.ExternalLink(str(secret), "/w")
        group["soft"] = h5py.SoftLink("/model_weights/it/a:0")
        group["loop"] = h5py.SoftLink("/model_weights/it/loop")
        group.attrs["weight_names"] = np.array([b"a:0", b"outside", b"soft", b"loop"])

    assert [w.name for w in last(read(_edit(path, link))).weights or ()] == ["a:0"]


def test_a_layer_behind_an_external_link_is_not_opened(tmp_path: Path) -> None:
    path = write_h5(tmp_path / "net.h5", _CUSTOM, {})

    def link(file: h5py.File) -> None:
        file["model_weights/it"] = h5py.ExternalLink("/etc/passwd", "/")

    assert last(read(_edit(path, link))).params is None


def test_external_storage_is_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(_CONTENT * 10)
    path = _custom(tmp_path, {"a:0": (2,)})

    def leak(file: h5py.File) -> None:
        group = file["model_weights/it"]
        group.create_dataset("leak", (16,), "u1", external=[(str(secret), 0, 16)])
        group.attrs["weight_names"] = np.array([b"leak"])

    _edit(path, leak)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("an array was read")

    monkeypatch.setattr(h5py.Dataset, "__getitem__", refuse)
    monkeypatch.setattr(h5py.Dataset, "__array__", refuse)
    network = read(path)
    assert last(network).params == 16
    assert _CONTENT not in str(network)


def test_hard_links_in_a_circle_end(tmp_path: Path) -> None:
    path = _custom(tmp_path, {"a:0": (2,)})

    def circle(file: h5py.File) -> None:
        file["model_weights/it/up"] = file["model_weights"]
        file["model_weights/model_weights"] = file["model_weights"]

    assert last(read(_edit(path, circle))).params == 2


def test_a_user_block_may_come_first(tmp_path: Path) -> None:
    path = tmp_path / "net.h5"
    with h5py.File(path, "w", userblock_size=1024) as file:
        file.attrs["model_config"] = '{"class_name": "Sequential", "config": {"layers": []}}'
    assert read(path).layers == ()


@pytest.mark.parametrize("version", [b"2.4.0", "2.4.0"])
def test_attributes_are_bytes_or_text(tmp_path: Path, version: Any) -> None:
    path = write_h5(tmp_path / "net.h5", _CUSTOM)

    def as_bytes(file: h5py.File) -> None:
        file.attrs["keras_version"] = np.bytes_(version) if isinstance(version, bytes) else version
        file.attrs["model_config"] = np.bytes_(file.attrs["model_config"])

    assert read(_edit(path, as_bytes)).framework == "Keras 2.4.0"


@pytest.mark.parametrize(
    ("attributes", "groups", "expected"),
    [
        ({}, [], "not a Keras model (no model_config)"),
        ({}, ["model_weights"], "holds only weights, no architecture (no model_config)"),
        ({}, ["layers", "vars"], "holds only weights"),
        ({"layer_names": [b"a"]}, [], "holds only weights, no architecture"),
        ({"model_config": ""}, [], "its model_config is empty"),
        ({"model_config": np.zeros(3)}, [], "is an array of numbers"),
        ({"model_config": np.array([b"{}", b"{}"])}, [], "is a list of 2 texts"),
        ({"model_config": np.bytes_(b'{"a": "\xff"}')}, [], "is not UTF-8 text"),
        ({"model_config": "null"}, [], "its model configuration is null, not a model"),
        ({"model_config": "[]"}, [], "its model configuration is a list"),
        ({"model_config": "3"}, [], "its model configuration is a number"),
        ({"model_config": '"x"'}, [], "its model configuration is a string"),
    ],
)
def test_a_file_without_a_configuration(
    tmp_path: Path, attributes: dict[str, Any], groups: list[str], expected: str
) -> None:
    path = tmp_path / "net.h5"
    with h5py.File(path, "w") as file:
        for name, value in attributes.items():
            file.attrs[name] = value
        for name in groups:
            file.create_group(name)
    with pytest.raises(ModelError) as caught:
        read(path)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kept", [9, 40, 0.5, 0.99])
def test_a_truncated_file(tmp_path: Path, kept: float) -> None:
    path = _custom(tmp_path, {"a:0": (2,)})
    data = path.read_bytes()
    path.write_bytes(data[: int(kept if kept > 1 else len(data) * kept)])
    with pytest.raises(ModelError, match="truncated or damaged HDF5 file"):
        read(path)


def test_a_list_of_names_that_is_none(tmp_path: Path) -> None:
    path = _custom(tmp_path, {"a:0": (2,)})

    def spoil(file: h5py.File) -> None:
        file["model_weights/it"].attrs["weight_names"] = 3.5

    assert last(read(_edit(path, spoil))).params == 0


def test_damaged_weights_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where h5py finds damage behind a good configuration, nothing is made up."""
    path = _custom(tmp_path, {"a:0": (2,)})

    def fail(*_: object) -> None:
        raise RuntimeError("Object visitation failed\n(address overflowed)")

    for method in ("weights_of", "disagreements"):
        with monkeypatch.context() as patch:
            patch.setattr(LegacyWeights, method, fail)
            with pytest.raises(ModelError) as caught:
                read(path)
        assert str(caught.value) == (
            f"{path}: its stored weights are damaged: "
            "Object visitation failed (address overflowed); copy or save it again"
        )


def test_a_damaged_attribute_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _custom(tmp_path, {"a:0": (2,)})

    def fail(*_: object) -> None:
        raise TypeError("Unknown string encoding (value 12)")

    monkeypatch.setattr(h5py.AttributeManager, "__getitem__", fail)
    with pytest.raises(ModelError, match="is a damaged HDF5 file: Unknown string encoding"):
        read(path)


@pytest.mark.parametrize("dtype", [h5py.vlen_dtype("i4"), "f8", "V3", "i4"])
def test_attributes_of_other_types_are_not_read(
    tmp_path: Path, dtype: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """h5py ends the process on some damaged types, so only strings are read."""
    path = _custom(tmp_path, {"a:0": (2,)})

    def spoil(file: h5py.File) -> None:
        group = file["model_weights/it"]
        del group.attrs["weight_names"]
        kind = h5t.py_create(np.dtype(dtype), logical=True)
        h5a.create(group.id, b"weight_names", kind, h5s.create_simple((1,)))

    _edit(path, spoil)
    read_attributes: list[str] = []
    whole = h5py.AttributeManager.__getitem__

    def note(self: Any, name: str) -> Any:
        read_attributes.append(name)
        return whole(self, name)

    monkeypatch.setattr(h5py.AttributeManager, "__getitem__", note)
    assert last(read(path)).weights == ()
    assert "weight_names" not in read_attributes


def test_keras_1_weights_are_not_compared(tmp_path: Path) -> None:
    model = chain((None, 4), layer("Dense", output_dim=3), keras=1)
    path = write_h5(tmp_path / "net.h5", model, {"it": {"it_W": (9, 9)}}, "1.2.2")
    assert read(path).warnings == ()


def test_a_configuration_that_is_a_bare_list(tmp_path: Path) -> None:
    """Sequential models up to Keras 2.0.6."""
    model = {
        "class_name": "Sequential",
        "config": [
            {
                "class_name": "Dense",
                "config": {"name": "d", "units": 3, "batch_input_shape": [None, 4]},
            },
        ],
    }
    network = read(write_h5(tmp_path / "net.h5", model, version="2.0.6"))
    assert (last(network).name, last(network).params, network.name) == ("d", 15, "sequential")


def test_weights_that_disagree_are_named(tmp_path: Path) -> None:
    model = chain((None, 4), layer("Dense", "a", units=3), layer("Dense", "it", units=2), keras=2)
    good = {"a": {"a/kernel:0": (4, 3), "a/bias:0": (3,)}}
    weights = good | {"it": {"it/kernel:0": (9, 2), "it/bias:0": (2,)}}
    (warning,) = read(write_h5(tmp_path / "net.h5", model, weights)).warnings
    assert warning == (
        "layer 'it': the file holds weights [2], [9, 2], its configuration [2], [3, 2]"
    )
    (warning,) = read(write_h5(tmp_path / "net.h5", model, good)).warnings
    assert warning == "layer 'it': the file holds no weights for it"


def test_a_sequential_model_built_by_its_weights(tmp_path: Path) -> None:
    model = sequential(layer("Conv2D", "it", filters=2, kernel_size=1))
    with pytest.raises(ModelError, match="--input-shape"):
        read(write_h5(tmp_path / "net.h5", model))
    assert last(read(tmp_path / "net.h5", default=(4, 4, 3))).outputs[0].shape == (1, 4, 4, 2)


def test_the_same_file_twice(tmp_path: Path) -> None:
    path = write_h5(tmp_path / "net.h5", written_by(2, nested(2)))
    assert read(path) == read(path)
    assert read(path).layers[0].outputs[0].shape == (1, 8, 8, 3)
    assert MAP[0] is None
