"""Keras applications, built by Keras itself and compared with it layer by layer.

All of them take minutes and are `slow`; eight that differ most are in the quick loop, from
architecture files that `tests/data/make_applications.py` wrote together with what Keras says.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from netlint import analyze
from tests.data.make_applications import NAMES, QUICK, build, facts

DATA = Path(__file__).parent / "data" / "applications"


def compare(model: Path, stated: dict[str, Any]) -> None:
    """Every layer's parameters and output shape, all totals; everything is exact."""
    analysis = analyze(model)
    found = {"/".join(row.layer.path): row for row in analysis.rows}
    for name, (params, trainable, shape) in stated["layers"].items():
        layer = found[name].layer
        assert (layer.params, layer.trainable_params) == (params, trainable), name
        assert list(layer.outputs[0].shape or ())[1:] == shape[1:], name
    assert analysis.totals.params == stated["params"]
    assert analysis.totals.trainable_params == stated["trainable"]
    assert analysis.coverage.layers["exact"] == len(analysis.rows) >= len(stated["layers"])
    assert analysis.network.warnings == ()


@pytest.mark.parametrize("name", QUICK)
def test_eight_that_differ_most(name: str, tmp_path: Path) -> None:
    document = json.loads(gzip.decompress((DATA / f"{name}.json.gz").read_bytes()))
    model = tmp_path / f"{name}.json"
    model.write_text(json.dumps(document["architecture"]))
    compare(model, document["facts"])


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_application(name: str, tmp_path: Path) -> None:
    model = build(name)
    stated = facts(model)
    path = tmp_path / "model.json"
    path.write_text(model.to_json())
    compare(path, stated)
    if stated["params"] < 12_000_000:
        for suffix in (".h5", ".keras"):
            path = tmp_path / f"model{suffix}"
            model.save(path)
            compare(path, stated)
            path.unlink()
