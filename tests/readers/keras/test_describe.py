"""Whose class it is: Keras's, an operation's, a plugin's, or somebody's own."""

from __future__ import annotations

from typing import Any

import pytest

from netlint.operations import Fixed, Opaque
from netlint.readers.keras.registry import LAYERS, Built, Call, keras_layer
from tests.readers.building import Json, called, chain, functional, k3, last, layer, source
from tests.readers.conftest import NetworkOf
from tests.readers.models import operation

_DENSE = layer("Dense", units=3)


@pytest.mark.parametrize(
    ("whose", "described"),
    [
        ({}, True),
        ({"module": "keras.layers"}, True),
        ({"module": "keras.src.layers.core.dense"}, True),
        ({"module": "tf_keras.layers", "registered_name": None}, True),
        ({"module": "tensorflow.python.keras.layers.core", "registered_name": "Dense"}, True),
        ({"module": "my.layers"}, False),
        ({"module": "my.layers", "registered_name": "Mine>Dense"}, False),
        ({"module": None, "registered_name": "Mine>Dense"}, False),
        ({"class_name": "Mine>Dense"}, False),
    ],
)
def test_a_class_with_the_name_of_one_of_keras(
    whose: Json, described: bool, network_of: NetworkOf
) -> None:
    it = last(network_of(chain((None, 4), _DENSE | whose)))
    assert it.class_name == "Dense"
    assert (it.op, it.params) == (("dense", 15) if described else ("opaque", None))


@pytest.mark.parametrize(("config", "word"), [({"units": 3}, "dense"), ({"size": 3}, "opaque")])
def test_a_class_that_lacks_what_keras_always_writes(
    config: Json, word: str, network_of: NetworkOf
) -> None:
    it = last(network_of(chain((None, 4), layer("Dense", **config), keras=2)))
    assert it.op == word
    if word == "opaque":
        assert isinstance(it.operation, Opaque)
        assert it.operation.reason == "a Dense that is not Keras's"


def test_layers_and_operations_share_names(network_of: NetworkOf) -> None:
    config = {"axis": -1}
    as_operation = operation("Softmax", **config)
    bare = {key: value for key, value in as_operation.items() if key != "module"}
    for entry in (as_operation, bare, layer("Softmax", **config)):
        assert last(network_of(chain((None, 4), entry))).op == "activation"
    reshape = operation("Reshape", newshape=[2, 2])
    del reshape["module"]
    assert last(network_of(chain((None, 4), reshape))).outputs[0].shape == (2, 2)
    it = layer("Reshape", target_shape=[2, 2])
    assert last(network_of(chain((None, 4), it))).outputs[0].shape == (1, 2, 2)


def test_an_operation_that_nobody_knows(network_of: NetworkOf) -> None:
    model = functional(source(), called(operation("Fft2"), k3("x")))
    assert last(network_of(model)).op == "opaque"


def _mine(call: Call) -> Built:
    return Built(Fixed("identity"), (call.input,))


@pytest.mark.parametrize("name", ["Mine", "Pack>Mine"])
def test_a_plugin_describes_a_class_of_its_own(
    name: str, network_of: NetworkOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netlint.readers.keras.registry.LAYERS", LAYERS)
    monkeypatch.delitem(LAYERS, name, raising=False)
    keras_layer(name)(_mine)
    try:
        for whose in ({"registered_name": "Pack>Mine", "module": "x"}, {}):
            if name == "Mine" or whose:
                it = last(network_of(chain((None, 4), layer("Mine") | whose)))
                assert it.op == "identity"
    finally:
        del LAYERS[name]


def _opaque(config: Json, network_of: NetworkOf) -> tuple[str, ...]:
    return network_of(chain((None, 4), layer("Mine", **config))).warnings


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"function": ["4wEAAA==", None, None]}, "function is Python code in the file"),
        ({"function": {"class_name": "__lambda__", "config": {}}}, "it is not run here"),
        ({"activation": {"module": "os", "class_name": "function", "config": "system"}},
         "activation names 'os.system': it is not imported here"),
        ({"inner": {"module": "my.layers", "class_name": "Gate", "config": {}}},
         "inner names 'my.layers.Gate': it is not imported here"),
        ({"vocabulary": "/etc/passwd"}, "its vocabulary is the file '/etc/passwd'"),
    ],
)  # fmt: skip
def test_code_and_files_in_a_configuration_are_named(
    config: Json, expected: str, network_of: NetworkOf
) -> None:
    (warning,) = _opaque(config, network_of)
    assert warning.startswith("layer 'it': ")
    assert expected in warning


@pytest.mark.parametrize(
    "config",
    [
        {"kernel_initializer": {"module": "keras.initializers", "class_name": "Zeros"}},
        {"activation": {"module": "builtins", "class_name": "function", "config": "relu"}},
        {"shape": [1, 2, 3], "vocabulary": ["a", "b"]},
    ],
)
def test_what_keras_writes_itself_is_no_danger(config: Json, network_of: NetworkOf) -> None:
    assert _opaque(config, network_of) == ()


def test_layers_that_say_the_same_stand_together(network_of: NetworkOf) -> None:
    code: Any = ["4wEAAA==", None, None]
    layers = [layer("Lambda", f"l{n}", function=code) for n in range(5)]
    assert network_of(chain((None, 4), *layers)).warnings == (
        "5 layers ('l0', 'l1', 'l2', ...): function is Python code in the file: it is not run here",
    )
