"""Live Keras models give what their saved files give, and custom layers what Keras knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import netlint
from netlint.errors import ModelError
from netlint.report import Analysis

keras: Any = pytest.importorskip("keras", minversion="3")


class Gate(keras.layers.Layer):  # type: ignore[misc]
    """A layer of one's own: three trained parameters and two that are not."""

    def build(self, _shape: Any) -> None:
        self.scale = self.add_weight(shape=(3,), name="scale")
        self.steps = self.add_weight(shape=(2,), name="steps", trainable=False)

    def call(self, x: Any) -> Any:
        return x

    def compute_output_shape(self, shape: Any) -> Any:
        return shape


def _network() -> Any:
    """Nested, shared, with an operation, several inputs and outputs and a frozen layer."""
    layers = keras.layers
    image = keras.Input((16, 16, 3), name="image")
    x = layers.BatchNormalization()(layers.Conv2D(4, 3, padding="same")(image))
    block = keras.Model(image, x, name="block")
    a, b = keras.Input((16, 16, 3), name="a"), keras.Input((16, 16, 3), name="b")
    shared = layers.Conv2D(4, 1, name="shared")
    shared.trainable = False
    added = keras.ops.relu(layers.Add()([shared(block(a)), shared(block(b))]))
    head = keras.Sequential([layers.GlobalAveragePooling2D(), layers.Dense(5)], name="head")
    return keras.Model([a, b], [head(added), added], name="net")


def _figures(analysis: Analysis) -> list[Any]:
    return [
        (
            row.layer.name,
            row.layer.op,
            row.layer.params,
            row.layer.trainable_params,
            [tensor.shape for tensor in row.layer.outputs],
            row.cost,
            row.status,
        )
        for row in analysis.rows
    ]


@pytest.mark.parametrize("suffix", ["h5", "keras"])
@pytest.mark.filterwarnings("ignore:You are saving")
def test_a_live_model_and_its_file(suffix: str, tmp_path: Path) -> None:
    model = _network()
    file = tmp_path / f"net.{suffix}"
    model.save(file)
    live, saved = netlint.analyze(model), netlint.analyze(file)
    assert _figures(live) == _figures(saved)
    assert live.totals.params == model.count_params()
    assert live.totals.trainable_params == sum(w.shape.num_elements() for w in _trained(model))
    assert live.network.name == "net"
    assert live.network.file == "model 'net'"
    assert {row.status for row in live.rows} == {"exact"}


def _trained(model: Any) -> list[Any]:
    return [weight.value for weight in model.trainable_weights]


def test_a_custom_layer_is_exact_in_its_parameters() -> None:
    inside = keras.Sequential([keras.Input((4,)), Gate(name="deep")], name="block")
    model = keras.Sequential([keras.Input((4,)), Gate(name="gate"), inside, keras.layers.Dense(2)])
    found = {row.layer.name: row.layer for row in netlint.analyze(model).rows}
    for name in ("gate", "block/deep"):
        assert (found[name].op, found[name].params) == ("opaque", 5)
        assert found[name].trainable_params == 3
    assert found[model.layers[-1].name].params == 10


def test_a_frozen_custom_layer() -> None:
    gate = Gate(name="gate")
    gate.trainable = False
    layer = netlint.analyze(keras.Sequential([keras.Input((4,)), gate])).rows[-1].layer
    assert (layer.params, layer.trainable_params) == (5, 0)


def test_a_subclassed_model_lists_no_layers() -> None:
    class Own(keras.Model):  # type: ignore[misc]
        def call(self, x: Any) -> Any:
            return x

    with pytest.raises(ModelError, match="class 'Own' is written in Python") as caught:
        netlint.analyze(Own(name="own"))
    assert str(caught.value).startswith("model 'own': ")
    assert "rebuild it with keras.Model(inputs, outputs)" in str(caught.value)


def test_a_layer_that_keras_cannot_write_down() -> None:
    class Sized(Gate):
        def __init__(self, size: object) -> None:
            super().__init__()
            self.size = size

    with pytest.raises(ModelError, match="Keras cannot write down its architecture") as caught:
        netlint.analyze(keras.Sequential([keras.Input((4,)), Sized(object())], name="own"))
    assert "\n" not in str(caught.value)


def test_a_model_that_was_never_built() -> None:
    model = keras.Sequential([keras.layers.Dense(2, name="it")], name="open")
    with pytest.raises(ModelError, match="'it': the file does not say the shape of the input"):
        netlint.analyze(model)
    assert netlint.analyze(model, input_shapes=(4,)).totals.params == 10


@pytest.mark.parametrize("value", [3, None, object(), keras.layers.Dense(2)])
def test_what_is_no_model(value: Any) -> None:
    with pytest.raises(ModelError, match="is neither a path nor a Keras model; pass one of them"):
        netlint.analyze(value)


@pytest.mark.slow
def test_keras_2(tmp_path: Path) -> None:
    old: Any = pytest.importorskip("tf_keras")
    inside = old.Sequential([old.layers.Conv2D(4, 3), old.layers.BatchNormalization()], name="in")
    x = old.Input((8, 8, 3), name="x")
    model = old.Model(x, old.layers.Flatten()(inside(x)) * 2.0)
    file = tmp_path / "net.h5"
    model.save(file)
    assert _figures(netlint.analyze(model)) == _figures(netlint.analyze(file))
