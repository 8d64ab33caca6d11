"""Keras configurations and model files, written as Keras writes them, without Keras."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py

from netlint.network import Layer, Network, Shape
from netlint.readers import read_network
from netlint.readers.keras.inputs import InputShapes

Json = dict[str, Any]
Ref = str | tuple[str, int, int]
Weights = Mapping[str, Mapping[str, tuple[int, ...]]]
"""Of an `.h5` file: group -> variable -> shape."""

ROOT = Path(__file__).parents[2]
MAP: Shape = (None, 8, 8, 4)


def layer(class_name: str, name: str = "it", /, **config: Any) -> Json:
    """A layer as all versions list it; what only some write is added with `|`."""
    return {
        "class_name": class_name,
        "name": name,
        "config": {"name": name, "trainable": True, **config},
        "inbound_nodes": [],
    }


def source(name: str = "x", shape: Sequence[int | None] = MAP, dtype: str = "float32") -> Json:
    """An input layer, which both Keras 2 and Keras 3 read."""
    return layer("InputLayer", name, batch_shape=list(shape), dtype=dtype)


def called(entry: Json, *nodes: Any) -> Json:
    """A layer with these calls."""
    return entry | {"inbound_nodes": list(nodes)}


def _triple(ref: Ref) -> list[Any]:
    return [ref, 0, 0] if isinstance(ref, str) else list(ref)


def k1(*refs: Ref) -> list[Any]:
    """A call as Keras 1 writes it."""
    return [_triple(ref) for ref in refs]


def k2(*refs: Ref, **kwargs: Any) -> list[Any]:
    """A call as Keras 2 writes it."""
    return [[*_triple(ref), kwargs] for ref in refs]


def flat(ref: Ref, **kwargs: Any) -> list[Any]:
    """A call of a TensorFlow function as Keras 2 writes it."""
    return [*_triple(ref), kwargs]


def k3(*args: Any, **kwargs: Any) -> Json:
    """A call as Keras 3 writes it; strings and triples stand for tensors."""
    return {"args": [_argument(arg) for arg in args], "kwargs": kwargs}


def _argument(value: Any) -> Any:
    if isinstance(value, str | tuple):
        return tensor(value)
    if isinstance(value, list):
        return [_argument(item) for item in value]
    return value


def tensor(ref: Ref, shape: Sequence[int | None] | None = None) -> Json:
    """A Keras 3 tensor, with the shape that the file stores for it."""
    config: Json = {"dtype": "float32", "keras_history": _triple(ref)}
    if shape is not None:
        config["shape"] = list(shape)
    return {"class_name": "__keras_tensor__", "config": config}


def functional(
    *layers: Json, inputs: Any = None, outputs: Any = None, name: str = "net", **config: Any
) -> Json:
    """A Functional model; by default from all its input layers to its last layer."""
    starts = [_triple(each["name"]) for each in layers if each["class_name"] == "InputLayer"]
    ends = [_triple(layers[-1]["name"])] if layers else []
    return {
        "class_name": "Functional",
        "name": name,
        "config": {
            "name": name,
            "layers": list(layers),
            "input_layers": starts if inputs is None else inputs,
            "output_layers": ends if outputs is None else outputs,
            **config,
        },
    }


def sequential(*layers: Json, name: str = "net", **config: Any) -> Json:
    """A Sequential model."""
    return {
        "class_name": "Sequential",
        "name": name,
        "config": {"name": name, "layers": list(layers), **config},
    }


def written_by(keras: int, model: Json) -> Json:
    """The model with the version of Keras, as an architecture JSON states it."""
    return model | {"keras_version": f"{keras}.0.0"}


def chain(shape: Sequence[int | None], *layers: Json, keras: int = 3) -> Json:
    """A Functional model of one input `x` and layers one after the other."""
    call: Callable[[Ref], Any] = {1: k1, 2: k2, 3: k3}[keras]  # type: ignore[assignment]
    before: str = "x"
    linked = [source("x", shape)]
    for each in layers:
        linked.append(called(each, call(before)))
        before = each["name"]
    return written_by(keras, functional(*linked))


def joined(shapes: Sequence[Sequence[int | None]], entry: Json, keras: int = 3) -> Json:
    """A layer called with a list of inputs `x0`, `x1`, ..."""
    inputs = [source(f"x{place}", shape) for place, shape in enumerate(shapes)]
    names = [each["name"] for each in inputs]
    node = k2(*names) if keras < 3 else k3(names)
    return written_by(keras, functional(*inputs, called(entry, node)))


def write_json(path: Path, model: Any) -> Path:
    """An architecture `.json` file."""
    path.write_text(json.dumps(model), encoding="utf-8")
    return path


def write_h5(
    path: Path, model: Any, weights: Weights | None = None, version: str = "2.15.0"
) -> Path:
    """An `.h5` file as Keras writes it: the configuration and a group of arrays per layer."""
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = model if isinstance(model, str) else json.dumps(model)
        file.attrs["keras_version"] = version
        if weights is not None:
            root = file.create_group("model_weights")
            root.attrs["layer_names"] = [name.encode() for name in weights]
            for name, arrays in weights.items():
                group = root.create_group(name)
                group.attrs["weight_names"] = [each.encode() for each in arrays]
                for each, shape in arrays.items():
                    group.create_dataset(each, shape, "f4")
    return path


def write_keras(
    path: Path,
    model: Any,
    weights: Mapping[str, tuple[int, ...]] | None = None,
    names: Mapping[str, str] | None = None,
    version: str = "3.15.0",
) -> Path:
    """A `.keras` archive.

    Args:
        path: where to write it.
        model: the configuration, or a text to write in its place.
        weights: array -> shape, as in `layers/conv2d/vars/0`.
        names: group -> the layer's own name, which Keras 3 writes beside the variables.
        version: the version of Keras that the metadata states.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": version}))
        archive.writestr("config.json", model if isinstance(model, str) else json.dumps(model))
        if weights is not None:
            archive.writestr("model.weights.h5", _arrays(weights, names or {}))
    return path


def _arrays(weights: Mapping[str, tuple[int, ...]], names: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        for name, shape in weights.items():
            file.create_dataset(name, shape, "f4")
        for group, name in names.items():
            file.require_group(f"{group}/vars").attrs["name"] = name
    return buffer.getvalue()


def read(path: Path, **shapes: Any) -> Network:
    """The network of a file; `shapes` as in `InputShapes`."""
    return read_network(str(path), InputShapes(**shapes))


def last(network: Network) -> Layer:
    """The layer that runs last."""
    return network.layers[-1]


def shapes_of(network: Network) -> dict[str, Shape | None]:
    """The shape of each layer's first output."""
    return {each.name: each.outputs[0].shape for each in network.layers if each.outputs}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in a JSON structure, the outermost first."""
    yield path
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(item, (*path, key))
