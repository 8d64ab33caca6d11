"""Makes the model files that the benchmarks read: each call is a process of its own.

```console
python model_files.py application MobileNet FOLDER  # needs Keras; its ONNX needs tf2onnx
python model_files.py chain 5000 FILE  # needs h5py for .h5, nothing for .json
python model_files.py units 5000 FILE  # residual units with group convolutions
```
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

_CHANNELS = 16
_SHAPE = [None, 32, 32, _CHANNELS]
_LINEAR = {"data_format": "channels_last", "activation": "linear", "use_bias": False}
_CONV = {"filters": _CHANNELS, "kernel_size": [3, 3], "strides": [1, 1], "padding": "same"}
_NORM = {"axis": -1, "momentum": 0.99, "epsilon": 0.001, "center": True, "scale": True}
_RELU = {"max_value": 6.0, "negative_slope": 0.0, "threshold": 0.0}
_INPUT: dict[str, Any] = {
    "class_name": "InputLayer",
    "config": {"name": "input", "batch_shape": _SHAPE, "dtype": "float32", "sparse": False},
    "name": "input",
    "inbound_nodes": [],
}


def make_application(name: str, folder: Path) -> None:
    """Writes one of `keras.applications` (random weights) as `.h5`, `.keras` and `.onnx`.

    The ONNX file comes from Keras's own export (tf2onnx), with the batch size fixed to 1.
    """
    import keras

    model = getattr(keras.applications, name)(weights=None)
    for suffix in (".h5", ".keras"):
        model.save(folder / f"{name}{suffix}")
    signature = keras.InputSpec(shape=(1, *model.input_shape[1:]), dtype="float32")
    model(keras.ops.zeros(signature.shape))
    try:
        import tf2onnx  # noqa: F401 -- Keras's export uses it
    except ImportError:
        return
    target = str(folder / f"{name}.onnx")
    model.export(target, format="onnx", input_signature=[signature], verbose=False)


def write(config: dict[str, Any], file: Path) -> None:
    """Writes a configuration as Keras 3 writes it, without weights."""
    text = json.dumps(config)
    if file.suffix == ".json":
        file.write_text(text, encoding="utf-8")
        return
    import h5py

    with h5py.File(file, "w") as stream:
        stream.attrs["keras_version"] = "3.15.1"
        stream.attrs["model_config"] = text.encode()


def chain(layers: int) -> dict[str, Any]:
    """A chain of Conv2D, BatchNormalization, ReLU with that many layers, the input among them."""
    entries = [_INPUT]
    while len(entries) < layers:
        kind = ("ReLU", "Conv2D", "BatchNormalization")[len(entries) % 3]
        entries.append(_layer(kind, len(entries), entries[-1]["name"]))
    return _model("chain", entries)


def units(layers: int) -> dict[str, Any]:
    """Residual units with two group convolutions side by side, about that many layers."""
    entries = [_INPUT]
    while len(entries) < layers:
        start, index = entries[-1]["name"], len(entries)
        left = _layer("Conv2D", index, start, groups=4)
        right = _layer("Conv2D", index + 1, start, groups=2)
        norm = _layer("BatchNormalization", index + 2, left["name"])
        entries += [left, right, norm, _layer("Add", index + 3, start, norm["name"], right["name"])]
    return _model("units", entries)


def _model(name: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
    ends = {"input_layers": ["input", 0, 0], "output_layers": [entries[-1]["name"], 0, 0]}
    config = {"name": f"{name}_{len(entries)}", "trainable": True, "layers": entries, **ends}
    return {"class_name": "Functional", "config": config}


def _layer(class_name: str, index: int, *previous: str, groups: int = 1) -> dict[str, Any]:
    own: dict[str, Any] = {
        "ReLU": _RELU,
        "Add": {},
        "Conv2D": {
            **_CONV,
            **_LINEAR,
            "dilation_rate": [1, 1],
            "groups": groups,
            **_initializers("kernel", "bias"),
        },
        "BatchNormalization": {**_NORM, **_initializers("beta", "gamma", "moving_mean")},
    }[class_name]
    name = f"{class_name.lower()}_{index}"
    policy = {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}}
    tensors = [
        {
            "class_name": "__keras_tensor__",
            "config": {"shape": _SHAPE, "dtype": "float32", "keras_history": [one, 0, 0]},
        }
        for one in previous
    ]
    return {
        "class_name": class_name,
        "config": {"name": name, "trainable": True, "dtype": policy, **own},
        "name": name,
        "inbound_nodes": [{"args": [tensors if len(tensors) > 1 else tensors[0]], "kwargs": {}}],
    }


def _initializers(*weights: str) -> dict[str, Any]:
    """What Keras 3 writes of a weight's initialiser, regulariser and constraint."""
    zeros = {"module": "keras.initializers", "class_name": "Zeros", "config": {}}
    made: dict[str, Any] = {}
    for weight in weights:
        made[f"{weight}_initializer"] = {**zeros, "registered_name": None}
        made[f"{weight}_regularizer"] = made[f"{weight}_constraint"] = None
    return made


if __name__ == "__main__":
    what, which, where = sys.argv[1:]
    if what == "application":
        make_application(which, Path(where))
    else:
        write({"chain": chain, "units": units}[what](int(which)), Path(where))
