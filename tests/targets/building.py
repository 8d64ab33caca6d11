"""Target files for tests: one in which everything is said, with round figures."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from netlint.targets import Target, read_target

GOOD: dict[str, Any] = {
    "name": "Test chip",
    "class": "cpu-core",
    "about": "A chip for tests.",
    "dtypes": ["float32", "int8"],
    "operations": ["conv", "add", "pool"],
    "specification": {
        "mult-adds-per-second": "1G",
        "bandwidth": "4GB",
        "vector": 4,
        "cache": "1MiB",
        "activation-memory": "512KiB",
        "weight-memory": "2MiB",
        "sources": ["a data sheet"],
    },
    "fusion": {
        "folds-norm-into": ["conv"],
        "activations": ["relu", "swish"],
        "activates": ["conv", "add"],
        "adds-into": ["conv"],
        "pads-into": ["depthwise_conv"],
        "free": ["concat"],
    },
    "time": {
        "combine": "max",
        "seconds-per-mult-add": 2e-9,
        "seconds-per-byte": 1e-9,
        "seconds-per-kernel": 1e-5,
        "seconds-per-spilled-byte": 5e-10,
        "seconds-per-group": 2e-5,
        "seconds-per-branch": 3e-5,
        "kinds": {"depthwise": {"seconds-per-mult-add": 4e-9}, "copy": {"seconds-per-byte": 3e-9}},
    },
    "fit": {
        "to": "some measured times",
        "samples": 12,
        "mean-error": 0.07,
        "held-out": "other measured times",
        "held-out-samples": 5,
        "held-out-error": 0.2,
    },
}


def changed(*path: str, to: Any = None) -> dict[str, Any]:
    """The good file with one value changed, by the keys that lead to it; None: left out."""
    whole = copy.deepcopy(GOOD)
    table, last = whole, path[-1]
    for key in path[:-1]:
        table = table[key]
    if to is None:
        del table[last]
    else:
        table[last] = to
    return whole


def toml(whole: dict[str, Any]) -> str:
    """A file's text; tables stand behind what is no table."""
    return "\n".join(_lines(whole, "")) + "\n"


def _lines(table: dict[str, Any], name: str) -> Iterator[str]:
    for key, value in table.items():
        if not isinstance(value, dict):
            yield f"{key} = {_value(value)}"
    for key, value in table.items():
        if isinstance(value, dict):
            path = f"{name}.{key}" if name else key
            yield f"[{path}]"
            yield from _lines(value, path)


def _value(value: Any) -> str:
    text = json.dumps(value)
    return {"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf"}.get(text, text)


def write(folder: Path, whole: dict[str, Any] | str | bytes, name: str = "chip.toml") -> Path:
    """A target file."""
    file = folder / name
    content = toml(whole) if isinstance(whole, dict) else whole
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def read(folder: Path, whole: dict[str, Any] | str) -> Target:
    """The target that a file describes."""
    return read_target(write(folder, whole))
