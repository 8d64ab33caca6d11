"""Small Keras architecture files, written by hand."""

from __future__ import annotations

import json
from pathlib import Path

MOBILENET = Path(__file__).parent.parent / "netlint" / "zoo" / "mobilenet_v1.json"


def _layer(class_name: str, name: str, config: dict, *inputs: str) -> dict:
    calls = [[[each, 0, 0, {}] for each in inputs]] if inputs else []
    config = {"name": name, "dtype": "float32", **config}
    return {"class_name": class_name, "name": name, "config": config, "inbound_nodes": calls}


def dense_model(shape: list[int | None] | None = None, name: str = "fc", extra: str = "") -> str:
    """An input and a dense layer of 5 units; `extra` names a custom layer class after it."""
    first = _layer("InputLayer", "image", {"batch_input_shape": [None, *(shape or [4])]})
    layers = [first, _layer("Dense", name, {"units": 5, "use_bias": True}, "image")]
    if extra:
        layers.append(_layer(extra, "custom", {}, name))
    last = layers[-1]["name"]
    config = {
        "name": "small",
        "layers": layers,
        "input_layers": [["image", 0, 0]],
        "output_layers": [[last, 0, 0]],
    }
    return json.dumps(
        {
            "class_name": "Functional",
            "config": config,
            "keras_version": "2.15.0",
            "backend": "tensorflow",
        }
    )


def write(folder: Path, name: str, text: str) -> str:
    """Writes a model file and returns its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)
