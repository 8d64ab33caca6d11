"""What is found by inference: from stored shapes, and from the layers downstream."""

from __future__ import annotations

from typing import Any

import pytest

from netlint.network import Shape
from tests.readers.building import (
    Json,
    called,
    functional,
    k2,
    k3,
    layer,
    sequential,
    source,
    tensor,
    written_by,
)
from tests.readers.conftest import NetworkOf
from tests.readers.models import conv

_CODE = called(layer("Lambda", "code"), k2("x"))


def _code(model: Json, network_of: NetworkOf) -> tuple[Shape | None, bool]:
    network = network_of(model)
    found = next(each for each in network.layers if each.name == "code")
    return found.outputs[0].shape, found.inferred


def test_a_consumer_stores_the_shape(network_of: NetworkOf) -> None:
    model = functional(
        source(), _CODE, called(layer("ReLU"), k3(tensor("code", (None, 3, 2)))),
    )  # fmt: skip
    assert _code(model, network_of) == ((1, 3, 2), False)
    network = network_of(model, batch=5)
    assert network.layers[-1].outputs[0].shape == (5, 3, 2)


def test_outputs_store_their_shapes(network_of: NetworkOf) -> None:
    both = called(
        layer("Add"),
        k3([tensor("code", (None, 3)), tensor(("code", 0, 2), (None, 3))]),
    )
    network = network_of(functional(source(), called(layer("Mine", "code"), k3("x")), both))
    assert [t.shape for t in network.layers[1].outputs] == [(1, 3), None, (1, 3)]


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ([None, 3, 2], (1, 3, 2)),
        ([[None, 3, 2]], (1, 3, 2)),
        ([[None, 3, 2], [None, 3]], None),
        ([], None),
        ("x", None),
        ([None, "x"], None),
    ],
)
def test_the_build_configuration_stores_the_input(
    stored: Any, expected: Shape | None, network_of: NetworkOf
) -> None:
    it = called(layer("Lambda"), k3("code")) | {"build_config": {"input_shape": stored}}
    assert _code(functional(source(), _CODE, it), network_of) == (expected, False)


def test_a_stored_shape_that_contradicts_the_configuration(network_of: NetworkOf) -> None:
    model = functional(
        source(),
        called(conv("a", 3), k3("x")),
        called(layer("ReLU"), k3(tensor("a", (None, 8, 8, 7)))),
        called(layer("ReLU", "b"), k3(tensor("it", (None, 8)))),
    )
    for warning, stored in zip(network_of(model).warnings, ("(1, 8, 8, 7)", "(1, 8)"), strict=True):
        assert f"the file stores the output shape {stored}, its configuration gives" in warning
        assert warning.endswith(" (1, 8, 8, 3)")


def test_a_lambda_may_state_its_shape(network_of: NetworkOf) -> None:
    it = called(layer("Lambda", "code", output_shape=[3, 2]), k2("x"))
    assert _code(functional(source(), it), network_of)[0] == (1, 3, 2)
    it = called(layer("Lambda", "code", output_shape=["x"]), k2("x"))
    assert _code(functional(source(), it), network_of)[0] is None


def _then(*layers: Json) -> Json:
    """A Lambda of unknown shape and then layers on it, each in a chain."""
    linked = [source("x", (None, 8, 8, 4)), source("y", (None, 8, 8, 4)), _CODE]
    for each in layers:
        linked.append(each if each["inbound_nodes"] else called(each, k2(linked[-1]["name"])))
    return written_by(2, functional(*linked))


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([called(layer("Add"), k2("code", "y"))], (1, 8, 8, 4)),
        ([layer("ReLU", "r"), called(layer("Add"), k2("r", "y"))], (1, 8, 8, 4)),
        ([layer("BatchNormalization", "r"), called(layer("Add"), k2("y", "r"))], (1, 8, 8, 4)),
        ([layer("Dropout", "r", rate=0.5), called(layer("Average"), k2("y", "r"))], (1, 8, 8, 4)),
        ([called(layer("Concatenate"), k2("code", "y"))], (1, 8, 8, None)),
        ([conv("c", 6)], None),
        ([layer("Flatten", "r")], None),
    ],
)
def test_layers_downstream_tell(
    layers: list[Json], expected: Shape | None, network_of: NetworkOf
) -> None:
    shape, inferred = _code(_then(*layers), network_of)
    if expected is None:
        assert shape is None or set(shape) == {None}
    else:
        assert (shape, inferred) == (expected, True)


def test_what_stays_unknown_is_not_guessed(network_of: NetworkOf) -> None:
    """A constant of shape (4,) says nothing of the tensor that it is multiplied with."""
    scale = called(
        layer("TFOpLambda", function="math.multiply"),
        ["code", 0, 0, {"y": ["_CONSTANT_VALUE", -1, [1.0, 2.0], {}]}],
    )
    network = network_of(_then(scale))
    assert network.layers[-1].outputs[0].shape is None


def test_a_gate_may_be_broadcast(network_of: NetworkOf) -> None:
    """`Multiply([unknown, (1, 1, 1, 4)])`: only the channels are known."""
    model = written_by(
        2,
        functional(
            source("g", (None, 1, 1, 4)),
            source("x"),
            _CODE,
            called(layer("Multiply"), k2("code", "g")),
        ),
    )
    assert network_of(model).layers[-1].outputs[0].shape == (1, None, None, 4)


def test_a_dense_layer_tells_its_input(network_of: NetworkOf) -> None:
    model = sequential(
        source("x", (None, 4)),
        layer("Lambda", "code", output_shape=[7]),
        layer("Dense", units=3),
    )
    assert network_of(model).layers[-1].params == 24
