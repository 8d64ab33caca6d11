"""What Keras and TensorFlow's profiler said of the files in `../shared/corpus`."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from netlint import analyze
from netlint.network import Layer, Shape
from netlint.report import Analysis

SHARED = Path(__file__).parent.parent.parent / "shared"
CORPUS = SHARED / "corpus"
needs_shared = pytest.mark.skipif(not CORPUS.is_dir(), reason="needs ../shared")


@dataclass(frozen=True)
class Entry:
    """One network of the corpus, in all the formats it was saved in."""

    name: str
    files: dict[str, str]
    raw: dict[str, Any]

    def path(self, kind: str, folder: Path) -> Path:
        """The file, unpacked into `folder` where it is compressed."""
        return unpacked(CORPUS / self.files[kind], folder)

    @property
    def oracle(self) -> dict[str, Any]:
        """What the framework that wrote the files says of the network."""
        return _oracle(self.oracle_file)

    @property
    def oracle_file(self) -> Path:
        """Named in the manifest, or beside the network's files."""
        if "oracle" in self.raw:
            return CORPUS / str(self.raw["oracle"])
        first = CORPUS / next(iter(self.files.values()))
        stem = first.name.removesuffix(".gz")
        for suffix in (".h5", ".keras", ".json", ".to_json", ".weights"):
            stem = stem.removesuffix(suffix)
        return first.parent / f"{stem}.oracle.json.gz"


@cache
def _oracle(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return document


def entries(*prefixes: str) -> list[Entry]:
    """The entries below some folders of the corpus; none where there is no corpus."""
    if not CORPUS.is_dir():
        return []
    manifest = json.loads((CORPUS / "manifest.json").read_text())
    return [
        Entry(raw["id"], {k: v for k, v in raw["files"].items() if k != "weights"}, raw)
        for raw in manifest["entries"]
        if raw["id"].startswith(prefixes)
    ]


_LARGE = ("deep_5000", "wide_2000")


def cases(*prefixes: str) -> list[Any]:
    """Every file below some folders as test parameters `(entry, kind)`; large ones are slow."""
    return [
        pytest.param(
            entry,
            kind,
            id=f"{entry.name}.{kind}",
            marks=[pytest.mark.slow] * entry.name.endswith(_LARGE),
        )
        for entry in entries(*prefixes)
        for kind in entry.files
        if entry.oracle_file.is_file()
    ]


def unpacked(path: Path, folder: Path) -> Path:
    """The file itself, or what is in it where it is compressed."""
    if path.suffix != ".gz":
        return path
    target = folder / path.stem
    target.write_bytes(gzip.decompress(path.read_bytes()))
    return target


def analysis_of(entry: Entry, kind: str, folder: Path) -> Analysis:
    """The analysis, with the input shapes that the oracle was made with where they are open."""
    shapes = (entry.oracle.get("profile") or {}).get("input_shapes") or []
    inputs = (entry.oracle.get("model") or {}).get("inputs") or []
    is_open = any(None in (given.get("shape") or [])[1:] for given in inputs)
    wanted = tuple(shapes[0][1:]) if is_open and shapes else None
    return analyze(entry.path(kind, folder), input_shapes=wanted)


def recorded(entry: Entry) -> Iterator[dict[str, Any]]:
    """The oracle's layers that netlint lists: all but models, and layers inside a wrapper."""
    containers = {
        tuple(layer["path"])
        for layer in entry.oracle["layers"]
        if layer.get("kind") in ("wrapper", "leaf") and layer["class_name"] != "InputLayer"
    }
    for layer in entry.oracle["layers"]:
        path = tuple(layer["path"])
        inside = any(path[:length] in containers for length in range(1, len(path)))
        if layer.get("kind") != "container" and not inside:
            yield layer


def calls_by_path(analysis: Analysis) -> dict[tuple[str, ...], list[Layer]]:
    """Every call of every layer, by the layer's path."""
    found: dict[tuple[str, ...], list[Layer]] = defaultdict(list)
    for row in analysis.rows:
        found[row.layer.path].append(row.layer)
    return found


def output_shapes(layer: dict[str, Any]) -> list[list[Shape | None]]:
    """The oracle's output shapes, call by call."""
    if "output_shape" in layer:
        return [[layer["output_shape"]]]
    calls = layer.get("calls") or []
    made = [call for call in calls if call.get("inputs")] if len(calls) > 1 else calls
    return [call.get("output_shapes") or [] for call in made]


def agrees(shape: Shape | None, stated: Shape | None) -> bool:
    """Whether a shape contradicts nothing that the oracle states; what is open agrees."""
    if shape is None or stated is None:
        return True
    pairs = zip(shape, stated, strict=False)
    same = all(a is None or b is None or a == b for a, b in pairs)
    return len(shape) == len(stated) and same
