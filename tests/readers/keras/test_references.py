"""The forms in which a file says what a layer is called with."""

from __future__ import annotations

from typing import Any

import pytest

from netlint.errors import LayerProblem
from netlint.readers.keras.references import (
    Arguments,
    Reference,
    parse_node,
    parse_reference,
    parse_structure,
)
from tests.readers.building import flat, k1, k2, k3, tensor

A, B = Reference("a", 0, 0), Reference("b", 1, 2)
A3, B3 = Reference("a", 0, 0, None, "float32"), Reference("b", 1, 2, None, "float32")
_KERAS_3 = k3("a", [("b", 1, 2), 3], training=False)


@pytest.mark.parametrize(
    ("node", "args", "kwargs"),
    [
        (k1("a"), (A,), {}),
        (k1("a", ("b", 1, 2)), ([A, B],), {}),
        (k2("a"), (A,), {}),
        (k2("a", mask=["b", 1, 2], training=True), (A,), {"mask": B, "training": True}),
        ({"left": ["a", 0, 0, {}], "right": ["b", 1, 2, {}]}, ({"left": A, "right": B},), {}),
        ([[["a", 0, 0, {}], ["b", 1, 2, {}]], ["a", 0, 0, {}]], ([[A, B], A],), {}),
        (flat("a", y=["b", 1, 2]), (A,), {"y": B}),
        (flat("a", y=["_CONSTANT_VALUE", -1, [1, 2], {}]), (A,), {"y": [1, 2]}),
        (flat(("_CONSTANT_VALUE", -1, 0.5), y=["a", 0, 0]), (0.5,), {"y": A}),  # type: ignore[arg-type]
        (flat("a", slice_spec={"start": 1, "stop": None, "step": 2}), (A,),
         {"slice_spec": slice(1, None, 2)}),
        (flat("a", key=[{"class_name": "__ellipsis__"}, None, {"x": ["b", 1, 2]}]), (A,),
         {"key": [..., None, {"x": B}]}),
        (_KERAS_3, (A3, [B3, 3]), {"training": False}),
        (k3({"q": tensor("a")}), ({"q": A3},), {}),
        (k3({"class_name": "__slice__", "config": {"start": tensor("a"), "stop": 4}}),
         (slice(A3, 4, None),), {}),
        (k3({"class_name": "__numpy__", "config": {"value": [1, 2]}}), ([1, 2],), {}),
        (k3({"class_name": "__tuple__", "items": [1, 2]}), ([1, 2],), {}),
        (k3({"class_name": "__tuple__", "config": [1, 2]}), ([1, 2],), {}),
        ({"args": []}, (), {}),
        ({"args": [], "kwargs": {"start": 1, "stop": 2}}, (), {"start": 1, "stop": 2}),
    ],
)  # fmt: skip
def test_a_call(node: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    assert parse_node(node) == Arguments(args, kwargs)


def test_a_tensor_with_its_shape() -> None:
    (found,) = parse_node(k3(tensor("a", [None, 3]))).references()
    assert found == Reference("a", 0, 0, (None, 3), "float32")


def _deep(inner: Any, wrap: Any, depth: int = 60) -> Any:
    for _ in range(depth):
        inner = wrap(inner)
    return inner


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (None, "inbound node None is malformed"),
        ("a", "is malformed"),
        ({"args": None}, "is malformed"),
        ({"args": [], "kwargs": 3}, "is malformed"),
        ([["a", 0, 0, 5]], "the keyword arguments 5 are not a dictionary"),
        ([["a", 0]], "stands where a tensor is expected"),
        ([["a", 0.5, 0]], "stands where a tensor is expected"),
        ([[True, 0, 0]], "stands where a tensor is expected"),
        (k3({"class_name": "__keras_tensor__", "config": []}), "the tensor .* is malformed"),
        (k3({"class_name": "__keras_tensor__", "config": {}}), "is not a reference"),
        (k3(tensor("a", [-1])), "the stored shape of an input .* impossible dimension -1"),
        (_deep(["a", 0, 0], lambda x: [x]), "an inbound node is nested too deep"),
        (_deep({}, lambda x: {"a": x}), "an inbound node is nested too deep"),
        (flat("a", y=_deep([], lambda x: [x])), "a keyword argument is nested too deep"),
        (k3(_deep(3, lambda x: [x])), "an argument is nested too deep"),
    ],
)
def test_a_call_that_is_none(node: Any, expected: str) -> None:
    with pytest.raises(LayerProblem, match=expected):
        parse_node(node)


def test_a_structure_of_references() -> None:
    raw = {"x": ["a", 0, 0], "y": [["b", 1, 2], ["a", 0, 0]]}
    assert parse_structure(raw) == {"x": A, "y": [B, A]}
    assert parse_structure([]) == []


@pytest.mark.parametrize("raw", [3, ["a"], "a", None, {"x": 3}])
def test_a_structure_of_something_else(raw: Any) -> None:
    with pytest.raises(LayerProblem, match="is not a reference to a layer's output"):
        parse_structure(raw)


def test_a_structure_that_never_ends() -> None:
    with pytest.raises(LayerProblem, match="nested too deep"):
        parse_structure(_deep([], lambda x: [x]))


def test_a_constant_is_no_reference() -> None:
    with pytest.raises(LayerProblem, match="is not a reference"):
        parse_reference(["_CONSTANT_VALUE", -1, 3, {}])
