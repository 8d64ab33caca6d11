"""What element-wise operations hold of a constant, and slices of the part that they take."""

from __future__ import annotations

from typing import Any

import pytest

from netlint.operations import Elementwise, Move
from tests.readers.building import (
    Json,
    called,
    flat,
    functional,
    k2,
    k3,
    last,
    layer,
    source,
    written_by,
)
from tests.readers.conftest import NetworkOf

X = (1, 8, 8, 6)


def _one(it: Json, keras: int = 2) -> Json:
    return written_by(keras, functional(source("x", X), source("y", X), it))


def _function(name: str, node: Any) -> Json:
    return _one(called(layer("TFOpLambda", function=f"math.{name}"), node))


def _constant(network_of: NetworkOf, model: Json) -> float | None:
    operation = last(network_of(model)).operation
    assert isinstance(operation, Elementwise)
    return operation.constant


@pytest.mark.parametrize(
    ("name", "kwargs", "expected"),
    [
        ("add", {"y": 3.0, "name": None}, 3.0),
        ("multiply", {"y": 0.25}, 0.25),
        ("truediv", {"y": 6}, 6),
        ("subtract", {"y": -1}, -1),
        ("add", {"y": ["y", 0, 0]}, None),
        ("add", {"y": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}, None),
        ("add", {"y": True}, None),
        ("add", {"y": None}, None),
        ("add", {}, None),
    ],
)
def test_constants_of_tensorflow_functions(
    name: str, kwargs: dict[str, Any], expected: float | None, network_of: NetworkOf
) -> None:
    assert _constant(network_of, _function(name, flat("x", **kwargs))) == expected


@pytest.mark.parametrize(
    ("operation", "args", "expected"),
    [
        ("Add", ("x", 3.0), 3.0),
        ("Multiply", (0.5, "x"), 0.5),
        ("TrueDivide", ("x", 6), 6),
        ("TrueDivide", (6, "x"), None),
        ("Subtract", (6, "x"), None),
        ("Multiply", ("x", "y"), None),
    ],
)
def test_constants_of_keras_operations(
    operation: str, args: tuple[Any, ...], expected: float | None, network_of: NetworkOf
) -> None:
    it = called(layer(operation) | {"module": "keras.src.ops.numpy"}, k3(*args))

    assert _constant(network_of, _one(it, 3)) == expected


def test_constants_of_graph_nodes(network_of: NetworkOf) -> None:
    """As TensorFlow 2.0 to 2.3 writes them: by their place among the operands."""
    config = {"node_def": {"op": "AddV2"}, "constants": {"1": 3.0}}

    assert _constant(network_of, _one(called(layer("TensorFlowOpLayer", **config), k2("x")))) == 3.0


def _selection(network_of: NetworkOf, model: Json) -> str | None:
    operation = last(network_of(model)).operation
    assert isinstance(operation, Move)
    return operation.selection


def _slice(start: int | None, stop: int | None) -> Json:
    return {"class_name": "__slice__", "config": {"start": start, "stop": stop, "step": None}}


def _get_item(*key: Any) -> Json:
    return called(layer("GetItem") | {"module": "keras.src.ops.numpy"}, k3("x", list(key)))


_DOTS = {"class_name": "__ellipsis__", "config": {}}


def test_equal_slices_have_equal_selections(network_of: NetworkOf) -> None:
    first = _selection(network_of, _one(_get_item(_DOTS, _slice(0, 2)), 3))

    assert first is not None
    assert first == _selection(network_of, _one(_get_item(_DOTS, _slice(0, 2)), 3))
    assert first != _selection(network_of, _one(_get_item(_DOTS, _slice(2, 4)), 3))


def test_slices_by_tensors_are_told_apart_by_the_tensor(network_of: NetworkOf) -> None:
    by_x, by_y = (_selection(network_of, _one(_get_item(_DOTS, key), 3)) for key in ("x", "y"))

    assert by_x != by_y


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("strided_slice", {"slice_spec": [0]}, {"slice_spec": [1]}),
        ("slice", {"begin": [0, 0, 0, 0], "size": [1, 8, 8, 2]},
         {"begin": [0, 0, 0, 2], "size": [1, 8, 8, 2]}),
        ("slice", {"begin": [0, 0, 0, 0], "size": [1, 8, 8, 2]},
         {"begin": [0, 0, 0, 0], "size": [1, 8, 8, 3]}),
        ("gather", {"indices": [0, 1], "axis": 3}, {"indices": [0, 2], "axis": 3}),
        ("gather", {"indices": [0, 1], "axis": 3}, {"indices": [0, 1], "axis": 2}),
    ],
)  # fmt: skip
def test_every_argument_of_a_slice_counts(
    name: str, first: dict[str, Any], second: dict[str, Any], network_of: NetworkOf
) -> None:
    one, same, other = (
        _selection(network_of, _function(name, flat("x", **kwargs)))
        for kwargs in (first, first, second)
    )

    assert one == same != other


def test_a_slice_whose_arguments_are_not_known_says_nothing(network_of: NetworkOf) -> None:
    model = _function("slice", flat("x", begin=["y", 0, 0], size=[1, 8, 8, 2]))

    assert _selection(network_of, model) is None
