"""The files that ship are what the builders make; `UPDATE_GOLDEN=1` writes them anew."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from netlint import analyze
from netlint.zoo import DEFAULTS, entry
from netlint.zoo.architecture import architecture_of

keras: Any = pytest.importorskip("keras", minversion="3")


@pytest.mark.slow
@pytest.mark.parametrize("spec", DEFAULTS)
def test_the_file_is_what_the_builder_makes(spec: str) -> None:
    found = entry(spec)
    built = found.build()
    if os.environ.get("UPDATE_GOLDEN") == "1":
        assert found.shipped is not None
        found.shipped.write_text(architecture_of(built), encoding="utf-8")
    assert said_by(json.loads(found.architecture()), json.loads(built.to_json())) == []


def said_by(shipped: Any, built: Any, place: str = "") -> list[str]:
    """Where a document contradicts another; the other may say more, as newer Kerases do."""
    if isinstance(shipped, dict) and isinstance(built, dict):
        pairs = [(f"{place}.{key}", each, built.get(key)) for key, each in shipped.items()]
    elif isinstance(shipped, list) and isinstance(built, list) and len(shipped) == len(built):
        both = zip(shipped, built, strict=True)
        pairs = [(f"{place}[{number}]", *pair) for number, pair in enumerate(both)]
    else:
        return [] if shipped == built else [place]
    return [found for where, a, b in pairs for found in said_by(a, b, where)]


@pytest.mark.parametrize(
    ("a", "b", "places"),
    [
        ({"x": [1, 2]}, {"x": [1, 3], "y": 0}, [".x[1]"]),
        ({"x": [1]}, {"x": [1, 2]}, [".x"]),
        ({"x": {"y": 1}}, {"x": None}, [".x"]),
        ({"x": None}, {}, []),
    ],
)
def test_contradictions_are_found(a: Any, b: Any, places: list[str]) -> None:
    assert said_by(a, b) == places


@pytest.mark.parametrize("spec", DEFAULTS)
def test_every_layer_of_the_file_is_exact(spec: str) -> None:
    analysis = analyze(spec)
    coverage = analysis.coverage.layers
    assert (coverage["inferred"], coverage["unknown"]) == (0, 0)
    assert analysis.network.warnings == ()
    assert analysis.network.file == spec
    assert analysis.network.file_bytes is None


@pytest.mark.parametrize("spec", DEFAULTS)
def test_the_file_has_only_standard_layers_with_names_of_their_own(spec: str) -> None:
    """No `Lambda`, no operation, and no name that counts up while a process lives."""
    layers = json.loads(entry(spec).architecture())["config"]["layers"]
    assert {layer["module"] for layer in layers} == {"keras.layers"}
    names = [layer["name"] for layer in layers]
    assert len(set(names)) == len(names)
    classes = {layer["class_name"].lower() for layer in layers}
    assert [name for name in names if name.rstrip("_0123456789").replace("_", "") in classes] == [
        name for name in names if name in ("dropout", "softmax")
    ]


@pytest.mark.parametrize("spec", DEFAULTS)
def test_the_file_says_nothing_that_older_versions_of_keras_refuse(spec: str) -> None:
    """Keras 3.10 refuses `renorm`, and `input_axes` of a Glorot or He initializer."""
    text = entry(spec).architecture()
    assert [word for word in ("renorm", "input_axes", "quantization") if word in text] == []


@pytest.mark.slow
def test_keras_builds_a_model_of_the_file_that_counts_the_same() -> None:
    spec = "zoo:mobilenet_v1"
    model = keras.models.model_from_json(entry(spec).architecture())
    totals = analyze(spec).totals
    assert model.count_params() == totals.params
    assert analyze(model).totals == totals
