"""Dtype policies, and the weights of quantised layers."""

from __future__ import annotations

from typing import Any

import pytest

from netlint.network import Weight
from netlint.readers.keras.dtypes import FLOAT32, Policy, policy_of
from tests.readers.building import chain, last, layer, read, write_h5
from tests.readers.conftest import NetworkOf


def _object(class_name: str, **config: Any) -> dict[str, Any]:
    return {"module": "keras", "class_name": class_name, "config": config}


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [
        (None, FLOAT32),
        ("float32", FLOAT32),
        ("float16", Policy("float16", "float16")),
        ("mixed_float16", Policy("float16", "float32")),
        ("mixed_bfloat16", Policy("bfloat16", "float32")),
        ("string", Policy("string", "string")),
        ("no_such_dtype", FLOAT32),
        (7, FLOAT32),
        (_object("DTypePolicy", name="mixed_bfloat16"), Policy("bfloat16", "float32")),
        (_object("Policy"), FLOAT32),
        ({"class_name": "Policy", "config": None}, FLOAT32),
        ("int8_from_mixed_bfloat16", Policy("bfloat16", "float32", "int8")),
        (
            _object("QuantizedDTypePolicy", mode="int4/128", source_name="float16"),
            Policy("float16", "float16", "int4", 128),
        ),
        (
            _object("QuantizedDTypePolicy", mode="int4/x", source_name="float16"),
            Policy("float16", "float16", "int4", None),
        ),
    ],
)
def test_a_policy(dtype: Any, expected: Policy) -> None:
    assert policy_of({"dtype": dtype}) == expected


def test_an_inner_layer_takes_over_the_policy() -> None:
    outer = Policy("float16", "float32")
    assert policy_of({}, outer) == policy_of({"dtype": 3}, outer) == outer


def test_mixed_precision(network_of: NetworkOf) -> None:
    it = last(network_of(chain((None, 4), layer("Dense", units=3, dtype="mixed_float16"))))
    assert it.outputs[0].dtype == "float16"
    assert {weight.dtype for weight in it.weights or ()} == {"float32"}


def _dense(network_of: NetworkOf, policy: str) -> list[tuple[str, Any, bool | None, str]]:
    it = last(network_of(chain((None, 6), layer("Dense", units=5, dtype=policy))))
    return [(w.name, w.shape, w.trainable, w.dtype) for w in it.weights or ()]


def test_int8(network_of: NetworkOf) -> None:
    assert _dense(network_of, "int8_from_float32") == [
        ("bias", (5,), True, "float32"),
        ("kernel", (6, 5), False, "int8"),
        ("kernel_scale", (5,), False, "float32"),
    ]


def test_int4_packs_two_values_in_a_byte(network_of: NetworkOf) -> None:
    assert _dense(network_of, "int4_from_float32")[1:] == [
        ("kernel", (6, 3), False, "int8"),
        ("kernel_scale", (5,), False, "float32"),
    ]


def test_int4_in_blocks(network_of: NetworkOf) -> None:
    assert _dense(network_of, "int4/4_from_float32")[1:] == [
        ("kernel", (6, 3), False, "int8"),
        ("kernel_scale", (2, 5), False, "float32"),
        ("kernel_zero", (2, 5), False, "int8"),
        ("g_idx", (6,), False, "float32"),
    ]


def test_float8_keeps_histories(network_of: NetworkOf) -> None:
    found = _dense(network_of, "float8_from_float32")
    assert [shape for _, shape, _, _ in found] == [(6, 5), (5,), *[(), (1024,)] * 3]


@pytest.mark.parametrize(
    ("policy", "params"),
    [("int8_from_float32", 24 + 6), ("int4_from_float32", 12 + 6), ("int4/4_from_float32", 28)],
)
def test_quantised_embeddings(policy: str, params: int, network_of: NetworkOf) -> None:
    it = layer("Embedding", input_dim=6, output_dim=4, dtype=policy)
    assert last(network_of(chain((None, 3), it))).params == params


def test_a_quantised_einsum_is_flattened(network_of: NetworkOf) -> None:
    it = layer(
        "EinsumDense", equation="abc,cde->abde", output_shape=[None, 2, 5], bias_axes=None,
        dtype="int4_from_float32",
    )  # fmt: skip
    weights = last(network_of(chain((None, 3, 6), it))).weights or ()
    assert [weight.shape for weight in weights] == [(6, 5), (10,)]


def test_int4_of_unknown_channels(network_of: NetworkOf) -> None:
    it = layer("Dense", units=5, use_bias=False, dtype="int4_from_float32")
    weights = last(network_of(chain((None, 6), layer("Lambda", "code"), it))).weights
    assert weights == (Weight("kernel", (None, 5)),)


def test_an_unknown_mode_takes_what_is_stored(network_of: NetworkOf, tmp_path: Any) -> None:
    model = chain((None, 6), layer("Dense", units=5, dtype="gptq_from_float32"))
    assert last(network_of(model)).params == 35
    weights = {"it": {"it/packed:0": (6, 2)}}
    assert last(read(write_h5(tmp_path / "n.h5", model, weights, "3.15.0"))).params == 12
