"""Layers made of layers: wrappers of models, attention in parts, embeddings used backwards."""

from __future__ import annotations

from typing import Any

import pytest

from netlint.operations import Composite
from tests.readers.building import (
    Json,
    called,
    chain,
    functional,
    joined,
    k2,
    k3,
    last,
    layer,
    sequential,
    source,
    tensor,
)
from tests.readers.conftest import NetworkOf
from tests.readers.keras.layers.cases import inner


def _parts(operation: Any) -> list[str]:
    assert isinstance(operation, Composite)
    return [part.name for part in operation.parts]


def _wrapped(class_name: str, inside: Json, **config: Any) -> Json:
    return chain((None, 6, 8, 8, 3), layer(class_name, layer=inside, **config))


@pytest.mark.parametrize("own", [False, True])
def test_a_model_at_every_time_step(own: bool, network_of: NetworkOf) -> None:
    inside = sequential(
        source("x", (None, 8, 8, 3)),
        layer("Conv2D", "c", filters=4, kernel_size=3),
        *([layer("Mine", "m", function=["AA==", None, None])] if own else []),
        layer("GlobalAveragePooling2D", "g"),
        name="block",
    )
    network = network_of(_wrapped("TimeDistributed", inside))
    it = last(network)
    assert it.outputs[0].shape == (1, 6, None if own else 4)
    assert it.params == (None if own else 3 * 3 * 3 * 4 + 4)
    assert [name.rpartition("/")[2] for name in _parts(it.operation)][1] == "c"
    assert it.operation.parts[1].outputs[0].shape == (6, 6, 6, 4)  # type: ignore[attr-defined]
    assert len(network.warnings) == int(own)


def test_a_functional_model_at_every_time_step(network_of: NetworkOf) -> None:
    inside = functional(source("i"), called(layer("ReLU", "r"), k2("i")), name="block")
    network = network_of(chain((None, 6, 8, 8, 4), layer("TimeDistributed", layer=inside)))
    assert last(network).outputs[0].shape == (1, 6, 8, 8, 4)


def test_a_frozen_layer_inside_a_wrapper(network_of: NetworkOf) -> None:
    inside = inner("Dense", units=3, trainable=False)
    it = last(network_of(chain((None, 6, 4), layer("TimeDistributed", layer=inside))))
    assert (it.params, it.trainable_params) == (15, 0)


@pytest.mark.parametrize(
    ("mode", "shapes"),
    [
        ("concat", [(1, 6, 6)]),
        ("mul", [(1, 6, 3)]),
        ("ave", [(1, 6, 3)]),
        (None, [(1, 6, 3), (1, 6, 3)]),
    ],
)
def test_the_outputs_of_both_directions(
    mode: Any, shapes: list[Any], network_of: NetworkOf
) -> None:
    config = {"units": 3, "return_sequences": True}
    it = layer("Bidirectional", layer=inner("LSTM", **config), merge_mode=mode,
               backward_layer=inner("LSTM", **config))  # fmt: skip
    found = last(network_of(chain((None, 6, 4), it)))
    assert [t.shape for t in found.outputs] == shapes
    assert found.params == 2 * 96


def test_states_are_outputs(network_of: NetworkOf) -> None:
    it = layer("Bidirectional", layer=inner("LSTM", units=3, return_state=True))
    found = last(network_of(chain((None, 6, 4), it)))
    assert [t.shape for t in found.outputs] == [(1, 6), *[(1, 3)] * 4]
    it = layer("GRU", units=3, return_state=True, return_sequences=True)
    found = last(network_of(chain((None, 6, 4), it)))
    assert [t.shape for t in found.outputs] == [(1, 6, 3), (1, 3)]


def test_time_first(network_of: NetworkOf) -> None:
    it = layer("LSTM", units=3, return_sequences=True, time_major=True)
    found = last(network_of(chain((6, 2, 4), it, keras=2)))
    assert found.outputs[0].shape == (6, 2, 3)
    assert found.operation.repeat == 6  # type: ignore[attr-defined]


def test_a_custom_cell(network_of: NetworkOf) -> None:
    cell = {"class_name": "Mine", "config": {"name": "cell"}}
    found = last(network_of(chain((None, 6, 4), layer("RNN", cell=cell))))
    assert (found.params, found.outputs[0].shape) == (None, None)
    found = last(network_of(chain((None, 6, 4), layer("RNN", cell=[cell, cell]))))
    assert found.params is None
    cells = [inner("SimpleRNNCell", units=3), inner("SimpleRNNCell", units=2)]
    found = last(network_of(chain((None, 6, 4), layer("RNN", cell=cells))))
    assert found.params == 24 + 12


def test_attention_in_parts(network_of: NetworkOf) -> None:
    config = {"num_heads": 2, "key_dim": 3}
    model = functional(
        source("q", (None, 6, 8)),
        source("v", (None, 5, 8)),
        called(
            layer("MultiHeadAttention", **config),
            k3("q", "v") | {"kwargs": {"key": tensor("v"), "return_attention_scores": True}},
        ),
    )
    it = last(network_of(model))
    assert [t.shape for t in it.outputs] == [(1, 6, 8), (1, 2, 6, 5)]
    assert _parts(it.operation) == [
        "query", "key", "value", "scale", "scores", "softmax", "weighted_sum", "output",
    ]  # fmt: skip


def test_attention_over_two_axes(network_of: NetworkOf) -> None:
    it = layer("MultiHeadAttention", num_heads=2, key_dim=3, attention_axes=[2, 3])
    model = functional(source("q", (None, 4, 5, 6, 8)), called(it, k3("q", "q")))
    parts = last(network_of(model)).operation.parts  # type: ignore[attr-defined]
    assert parts[4].outputs[0].shape == (1, 4, 2, 5, 6, 5, 6)


def test_gated_attention(network_of: NetworkOf) -> None:
    it = layer("GroupedQueryAttention", head_dim=3, num_query_heads=4, num_key_value_heads=2,
               use_gate=True)  # fmt: skip
    model = functional(source("q", (None, 6, 8)), called(it, k3("q", "q")))
    assert last(network_of(model)).params == 320 + 108


def test_an_embedding_used_backwards(network_of: NetworkOf) -> None:
    it = called(
        layer("ReversibleEmbedding", input_dim=10, output_dim=4),
        k3("i"),
        k3(("it", 0, 0), reverse=True),
    )
    network = network_of(functional(source("i", (None, 5), "int32"), it))
    assert [each.outputs[0].shape for each in network.layers[1:]] == [(1, 5, 4), (1, 5, 10)]
    assert [each.op for each in network.layers[1:]] == ["embedding", "dense"]
    assert [each.params for each in network.layers[1:]] == [40, 0]


def test_an_embedding_with_two_tables_is_not_described(network_of: NetworkOf) -> None:
    it = layer("ReversibleEmbedding", input_dim=10, output_dim=4, tie_weights=False)
    assert last(network_of(chain((None, 5), it))).op == "opaque"


def test_spectral_normalization_of_a_layer_without_weights(network_of: NetworkOf) -> None:
    it = layer("SpectralNormalization", layer=inner("ReLU"))
    assert last(network_of(chain((None, 5), it))).params == 0


@pytest.mark.parametrize(
    ("name", "config", "shapes", "word", "params"),
    [
        ("LayerScale", {"projection_dim": 4}, 1, "multiply", 4),
        ("CustomScaleLayer", {"scale": 0.1}, 2, "scaled_add", 0),
        ("StochasticDepth", {"drop_path_rate": 0.1}, 1, "identity", 0),
        ("Custom>LayerScale", {"projection_dim": 4}, 1, "multiply", 4),
    ],
)
def test_layers_of_keras_applications(
    name: str, config: Json, shapes: int, word: str, params: int, network_of: NetworkOf
) -> None:
    it = last(network_of(joined([(None, 8, 8, 4)] * shapes, layer(name, **config), keras=2)))
    assert (it.op, it.params, it.outputs[0].shape) == (word, params, (1, 8, 8, 4))


@pytest.mark.parametrize("name", ["MelSpectrogram", "AutoContrast", "MaxNumBoundingBoxes"])
def test_what_is_not_counted_is_opaque(name: str, network_of: NetworkOf) -> None:
    it = last(network_of(chain((None, 8, 8, 3), layer(name))))
    assert it.op == "opaque"
    assert "its cost is not counted" in it.operation.reason  # type: ignore[attr-defined]
