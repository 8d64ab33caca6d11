"""Models in models: whose class they are, which are frozen, which are the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import netlint
from netlint.errors import UsageError

keras: Any = pytest.importorskip("keras", minversion="3")


class Trained(keras.Model):  # type: ignore[misc]
    """A functional model with a class of its own, as one writes it for a `train_step`."""


def functional(name: str = "own") -> Any:
    x = keras.Input((8,), name="x")
    return Trained(x, keras.layers.Dense(3, name="d")(x), name=name)


def saved(model: Any, folder: Path) -> Path:
    path = folder / "model.json"
    path.write_text(model.to_json())
    return path


def test_a_functional_model_of_a_class_of_ones_own(tmp_path: Path) -> None:
    for source in (functional(), saved(functional(), tmp_path)):
        analysis = netlint.analyze(source)
        assert analysis.totals.params == 27
        assert analysis.coverage.layers["unknown"] == 0


def test_the_same_nested(tmp_path: Path) -> None:
    x = keras.Input((8,), name="x")
    outer = keras.Model(x, functional("inner")(x))
    analysis = netlint.analyze(saved(outer, tmp_path))
    assert "inner/d" in [row.layer.name for row in analysis.rows]
    assert analysis.network.warnings == ()


def test_a_frozen_model_freezes_what_is_in_it(tmp_path: Path) -> None:
    model = functional()
    model.trainable = False
    model.layers[-1].trainable = True  # no training reaches it: the model around it is frozen
    for source in (model, saved(model, tmp_path)):
        assert netlint.analyze(source).totals.trainable_params == 0


def test_a_live_model_called_at_two_depths_is_counted_once() -> None:
    inner = keras.Sequential([keras.Input((8,)), keras.layers.Dense(8)], name="inner")
    x = keras.Input((8,))
    middle = keras.Model(x, inner(inner(x)), name="middle")
    y = keras.Input((8,))
    outer = keras.Model(y, inner(middle(y)))
    analysis = netlint.analyze(outer)
    assert analysis.totals.params == outer.count_params() == 72
    assert analysis.totals.mult_adds == 3 * 64


def test_equal_numbers_of_shared_objects_are_not_enough(tmp_path: Path) -> None:
    """Keras 2 counts shared objects anew in each Sequential model."""

    def sequential(name: str, units: int) -> dict[str, Any]:
        dense = {"name": f"{name}_dense", "units": units, "trainable": True}
        layers = [
            {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 4]}},
            {"class_name": "Dense", "config": dense, "shared_object_id": 2},
        ]
        return {"class_name": "Sequential", "config": {"name": name, "layers": layers}}

    document = sequential("outer", 4)
    document["config"]["layers"] += [sequential("a", 4), sequential("b", 4)]
    path = tmp_path / "model.json"
    path.write_text(json.dumps(document))
    assert netlint.analyze(path).totals.params == 3 * 20


def test_a_shape_that_no_input_takes_is_refused(tmp_path: Path) -> None:
    path = saved(functional(), tmp_path)
    with pytest.raises(UsageError, match=r"\[9\] is not used, the model fixes its inputs at \[8\]"):
        netlint.analyze(path, input_shapes=(9,))
    assert netlint.analyze(path, input_shapes=(8,)).totals.params == 27
    with pytest.raises(UsageError, match="is not a sequence of dimensions"):
        netlint.analyze(path, input_shapes=5)  # type: ignore[arg-type]


def test_an_operation_has_no_parameters_even_if_unknown(tmp_path: Path) -> None:
    x = keras.Input((8,))
    values, _ = keras.ops.top_k(x, 2)
    model = keras.Model(x, keras.layers.Dense(3)(values))
    analysis = netlint.analyze(saved(model, tmp_path))
    assert analysis.totals.params == 9
    assert analysis.totals.trainable_params == 9
    assert analysis.totals.mult_adds is None
