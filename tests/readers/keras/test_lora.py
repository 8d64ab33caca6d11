"""Low-rank weights: what Keras says of them, and what they cost by hand."""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import Any

import pytest

import netlint


@pytest.fixture(scope="module")
def model() -> Any:
    """A dense layer, an embedding and an einsum layer, each adapted with another rank."""
    keras = pytest.importorskip("keras", minversion="3")
    x, tokens = keras.Input((32,)), keras.Input((5,))
    dense, embedding = keras.layers.Dense(64, name="dense"), keras.layers.Embedding(20, 8)
    einsum = keras.layers.EinsumDense("abc,cd->abd", output_shape=(None, 6), bias_axes="d")
    model = keras.Model([x, tokens], [dense(x), einsum(embedding(tokens))])
    for layer, rank in ((dense, 4), (embedding, 2), (einsum, 3)):
        layer.enable_lora(rank)
    return model


@pytest.mark.parametrize("suffix", [".h5", ".keras", ".json"])
def test_parameters_are_those_of_keras(model: Any, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"model{suffix}"
    if suffix == ".json":
        path.write_text(model.to_json())
    else:
        model.save(path)
    analysis = netlint.analyze(path)
    found = {row.layer.name: row.layer for row in analysis.rows}
    for layer in model.layers:
        trained = sum(prod(weight.shape) for weight in layer.trainable_weights)
        assert found[layer.name].params == layer.count_params()
        assert found[layer.name].trainable_params == trained
    assert analysis.network.warnings == ()


def test_a_dense_layer_adds_the_product_to_its_kernel_at_each_call(model: Any) -> None:
    rows = {row.layer.name: row.cost for row in netlint.analyze(model).rows}
    assert rows["dense"].mult_adds == 32 * 4 * 64 + 32 * 64
    assert rows["dense"].other_ops == 32 * 64 + 64


def test_an_embedding_multiplies_only_the_rows_it_fetches(model: Any) -> None:
    rows = {row.layer.class_name: row.cost for row in netlint.analyze(model).rows}
    assert rows["Embedding"].mult_adds == 5 * 2 * 8


def test_a_quantised_one_is_not_guessed() -> None:
    keras = pytest.importorskip("keras", minversion="3")
    layer = keras.layers.Dense(8, name="dense")
    model = keras.Sequential([keras.Input((16,)), layer])
    layer.enable_lora(2)
    layer.quantize("int8")
    (row,) = (row for row in netlint.analyze(model).rows if row.layer.name == "dense")
    assert row.status == "unknown"
    assert row.layer.params == layer.count_params()
