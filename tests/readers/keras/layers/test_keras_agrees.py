"""Keras itself on each row of `cases.py`: the same shape, the same parameters."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from netlint.network import Layer
from tests.readers.building import last
from tests.readers.conftest import NetworkOf
from tests.readers.keras.layers.cases import CASES, Case

_PUBLIC = {"GroupedQueryAttention": "GroupQueryAttention"}


def _rows(version: int) -> list[Any]:
    return [pytest.param(case, id=str(case)) for case in CASES if version in case.keras]


def _compare(keras: Any, case: Case, it: Layer) -> None:
    inputs = [keras.Input(shape[1:], dtype=case.dtype) for shape in case.inputs]
    made = _made(keras, case)
    arguments = inputs if case.call == "args" or len(inputs) == 1 else [inputs]
    outputs = made(*arguments)
    first = outputs[0] if isinstance(outputs, list | tuple) else outputs
    pairs = zip(it.outputs[0].shape or (), (1, *first.shape[1:]), strict=True)
    assert all(theirs in (ours, None) for ours, theirs in pairs)
    assert it.outputs[0].dtype == (getattr(first.dtype, "name", None) or first.dtype)
    assert it.params == made.count_params()
    assert it.trainable_params == sum(_size(weight) for weight in made.trainable_weights)


def _made(keras: Any, case: Case) -> Any:
    """A layer: wrappers from their configuration, others as a person writes them."""
    found = getattr(keras.layers, _PUBLIC.get(case.class_name, case.class_name))
    if {"layer", "cell"} & set(case.config):
        return found.from_config(copy.deepcopy(case.config))
    return found(**case.config)


def _size(weight: Any) -> int:
    size = 1
    for dim in weight.shape:
        size *= int(dim)
    return size


@pytest.mark.parametrize("case", _rows(3))
def test_keras_3(case: Case, network_of: NetworkOf) -> None:
    keras = pytest.importorskip("keras", minversion="3")
    _compare(keras, case, last(network_of(case.model(3))))


@pytest.mark.slow
@pytest.mark.parametrize("case", _rows(2))
def test_keras_2(case: Case, network_of: NetworkOf) -> None:
    keras = pytest.importorskip("tf_keras")
    _compare(keras, case, last(network_of(case.model(2))))
