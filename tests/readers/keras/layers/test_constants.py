"""What element-wise operations hold of a constant, and slices of the part that they take."""

from __future__ import annotations

from typing import Any

import pytest

from netlint.errors import ModelError
from netlint.operations import Elementwise, Move, Norm
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


def _taken(network_of: NetworkOf, model: Json) -> tuple[range | None, ...] | None:
    operation = last(network_of(model)).operation
    assert isinstance(operation, Move)
    return operation.taken


_ALL = {"class_name": "__slice__", "config": {"start": None, "stop": None, "step": 1}}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ([_DOTS, _slice(0, 2)], (None, None, None, range(2))),
        ([_ALL, _ALL, _ALL, _slice(2, 4)], (None, None, None, range(2, 4))),
        ([_DOTS, _slice(-2, None)], (None, None, None, range(4, 6))),
        ([_DOTS, _slice(0, 99)], (None, None, None, None)),
        ([_DOTS, {"class_name": "__slice__", "config": {"start": 1, "stop": None, "step": 2}}],
         (None, None, None, range(1, 6, 2))),
        ([_ALL, 0], (None, range(1), None, None)),
        ([_ALL, -1, None], (None, range(7, 8), None, None)),
        ([_ALL, 8], None),
        ([_ALL, [0, 1]], None),
        ([_ALL, "y"], None),
    ],
)  # fmt: skip
def test_which_part_indexing_takes(key: Any, expected: Any, network_of: NetworkOf) -> None:
    assert _taken(network_of, _one(_get_item(*key), 3)) == expected


@pytest.mark.parametrize(
    ("begin", "size", "expected"),
    [
        ([0, 0, 0, 2], [-1, -1, -1, 2], (None, None, None, range(2, 4))),
        ([0, 0, 0, 2], [1, 8, 8, -1], (None, None, None, range(2, 6))),
        ([0, 0, 0, 0], [-1, -1, -1, -1], (None,) * 4),
        ([0, 0, 0], [-1, -1, -1], None),
        ([0, 0, 0, 2], [-1, -1, -1, None], None),
    ],
)
def test_which_part_a_block_takes(
    begin: list[int], size: list[int], expected: Any, network_of: NetworkOf
) -> None:
    assert _taken(network_of, _function("slice", flat("x", begin=begin, size=size))) == expected


@pytest.mark.parametrize(
    ("kwargs", "shape", "expected"),
    [
        ({"begin": [0, 0, 0, 2], "end": [1, 8, 8, 4]}, (1, 8, 8, 2), range(2, 4)),
        ({"begin": [0, 0, 0, 0], "end": [1, 8, 8, 6], "strides": [1, 1, 1, 2]},
         (1, 8, 8, 3), range(0, 6, 2)),
        ({"begin": [0, 0, 0, 0], "end": [0, 0, 0, 2], "begin_mask": 15, "end_mask": 7},
         (1, 8, 8, 2), range(2)),
    ],
)  # fmt: skip
def test_a_strided_slice_is_read_by_its_bounds(
    kwargs: Json, shape: tuple[int, ...], expected: range, network_of: NetworkOf
) -> None:
    model = _function("strided_slice", flat("x", **kwargs))
    assert last(network_of(model)).outputs[0].shape == shape
    assert _taken(network_of, model) == (None, None, None, expected)


@pytest.mark.parametrize("kwargs", [{"begin": [0, 0]}, {"begin": 1, "end": 2}])
def test_a_strided_slice_without_its_bounds_is_refused(kwargs: Json, network_of: NetworkOf) -> None:
    with pytest.raises(ModelError, match="bounds are not constants"):
        network_of(_function("strided_slice", flat("x", **kwargs)))


def test_a_slice_up_to_a_computed_index_is_not_known(network_of: NetworkOf) -> None:
    key = {"start": 0, "stop": ["y", 0, 0], "step": None}
    assert _taken(network_of, _function("getitem", flat("x", slice_spec=[key]))) is None


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ([_ALL, _ALL, _slice(0, 2)], (None, None, range(2))),
        ([_ALL, _slice(0, None)], (None, None, None)),
        ([_ALL, _slice(0, 2)], None),
        ([_ALL, 0], None),
    ],
)
def test_of_an_axis_of_unknown_length_only_the_whole_is_known(
    key: list[Any], expected: Any, network_of: NetworkOf
) -> None:
    code = called(layer("Lambda", "code", output_shape=[None, 6]), k3("x"))
    it = called(layer("GetItem") | {"module": "keras.src.ops.numpy"}, k3("code", key))
    model = written_by(3, functional(source("x", X), code, it))
    assert _taken(network_of, model) == expected


def test_a_block_of_an_axis_of_unknown_length_is_not_known(network_of: NetworkOf) -> None:
    code = called(layer("Lambda", "code", output_shape=[None, 6]), k2("x"))

    def taken(size: int) -> Any:
        node = flat("code", begin=[0, 0, 3], size=[-1, size, -1])
        it = called(layer("TFOpLambda", function="slice"), node)
        return _taken(network_of, written_by(2, functional(source("x", X), code, it)))

    assert taken(-1) == (None, None, range(3, 6))
    assert taken(2) is None


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"scale": 1.0, "offset": 3.0}, (1.0, 3.0)),
        ({"scale": 0.5}, (0.5, 0)),
        ({"scale": [1.0, 2.0], "offset": 0.0}, None),
        ({"scale": 1.0, "offset": [1.0, 2.0]}, None),
        ({"scale": True, "offset": 0}, None),
    ],
)
def test_the_numbers_of_a_rescaling(
    config: Json, expected: tuple[float, float] | None, network_of: NetworkOf
) -> None:
    operation = last(network_of(_one(called(layer("Rescaling", **config), k2("x"))))).operation
    assert isinstance(operation, Norm)
    assert operation.numbers == expected
