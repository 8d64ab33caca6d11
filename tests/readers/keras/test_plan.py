"""Models of models: order of execution, calls of nested and shared layers, and damage."""

from __future__ import annotations

from typing import Any

import pytest

from netlint.readers.keras import plan, record
from tests.readers.building import (
    Json,
    called,
    chain,
    functional,
    joined,
    k1,
    k2,
    k3,
    last,
    layer,
    sequential,
    shapes_of,
    source,
    tensor,
    written_by,
)
from tests.readers.conftest import NetworkOf, Refused
from tests.readers.models import conv, keras1, late_sequential, nested, several_inputs_and_outputs


@pytest.mark.parametrize("keras", [2, 3])
def test_a_nested_model_is_flattened(keras: int, network_of: NetworkOf) -> None:
    network = network_of(written_by(keras, nested(keras)))
    assert [each.name for each in network.layers] == [
        "a",
        "b",
        "backbone/image",
        "backbone/conv",
        "backbone/image#2",
        "backbone/conv#2",
        "both",
    ]
    first, second = network.layers[3], network.layers[5]
    assert (first.params, second.params) == (3 * 3 * 3 * 4 + 4, 0)
    assert (first.shared, second.shared) == (False, True)
    assert second.weight_elements() == first.params
    assert second.path == ("backbone", "conv")
    assert network.layers[4].inputs[0].producer == "b"
    assert last(network).outputs[0].shape == (1, 8, 8, 8)
    assert [t.producer for t in last(network).inputs] == ["backbone/conv", "backbone/conv#2"]


def _around(inside: Json, index: int, output: int, keras: int) -> Json:
    """A model of a nested one, whose output is read as call `index`, and as call `output`."""
    call: Any = k3 if keras == 3 else k2
    return written_by(
        keras,
        functional(
            source(),
            called(inside, call("x")),
            called(layer("ReLU"), call((inside["name"], index, 0))),
            outputs=[["it", 0, 0], [inside["name"], output, 0]],
        ),
    )


_FUNCTIONAL = functional(source("i"), called(layer("ReLU", "r"), k2("i")), name="inner")
_SEQUENTIAL = sequential(layer("ReLU", "r"), name="inner")
_WITH_INPUT = sequential(source("i"), layer("ReLU", "r"), name="inner")


@pytest.mark.parametrize(
    ("inside", "keras", "index", "output"),
    [
        (_FUNCTIONAL, 3, 0, 1),
        (_SEQUENTIAL, 3, 0, 0),
        (_WITH_INPUT, 3, 0, 0),
        (_FUNCTIONAL, 2, 1, 1),
        (_WITH_INPUT, 2, 1, 1),
        (_SEQUENTIAL, 2, 0, 0),
        (_FUNCTIONAL, 3, 1, 1),
        (_FUNCTIONAL, 2, 0, 0),
    ],
)
def test_calls_of_nested_models_are_counted_from_0_or_1(
    inside: Json, keras: int, index: int, output: int, network_of: NetworkOf
) -> None:
    network = network_of(_around(inside, index, output, keras))
    assert last(network).inputs[0].producer == "inner/r"
    assert [tensor.producer for tensor in network.outputs] == ["it", "inner/r"]


@pytest.mark.parametrize(
    ("inside", "keras", "first"),
    [(_FUNCTIONAL, 2, 1), (_SEQUENTIAL, 2, 0), (_FUNCTIONAL, 3, 0)],
)
def test_where_indices_tell_nothing_the_rule_decides(
    inside: Json, keras: int, first: int, network_of: NetworkOf
) -> None:
    """Called three times, but only call 1 as the file counts is read."""
    call: Any = k3 if keras == 3 else k2
    model = functional(
        source(),
        called(inside, call("x"), call("x"), call("x")),
        called(layer("ReLU"), call(("inner", 1, 0))),
    )
    producer = last(network_of(written_by(keras, model))).inputs[0].producer
    assert producer == ("inner/r" if first else "inner/r#2")


@pytest.mark.parametrize("index", [2, -1, 7])
def test_a_call_of_a_nested_model_that_does_not_exist(index: int, refused: Refused) -> None:
    message = refused(_around(_FUNCTIONAL, index, 1, 2))
    assert f"output 0 of call {index} of 'inner' does not exist" in message


def test_models_nested_in_nested_models(network_of: NetworkOf) -> None:
    inside: Json = layer("Dense", "d", units=4)
    for depth in range(40):
        inside = sequential(inside, name=f"m{depth}")
    network = network_of(sequential(source("x", (None, 4)), inside))
    assert last(network).name == "/".join([*(f"m{d}" for d in range(39, -1, -1)), "d"])
    assert last(network).params == 20


def test_models_nested_too_deep(refused: Refused) -> None:
    inside: Json = layer("Dense", "d", units=4)
    for number in range(210):
        inside = sequential(inside, name=f"m{number}")
    message = refused(sequential(source("x", (None, 4)), inside), layer=None)
    assert "models are nested more than 200 deep" in message


def test_recursion_ends_in_one_line(refused: Refused) -> None:
    deep: Any = 1
    for _ in range(400):
        deep = {"start": deep}
    model = chain((None, 4), layer("Dense", units=3))
    model["config"]["layers"][1]["inbound_nodes"] = [[["x", 0, 0, {"y": deep}]]]
    assert "nested too deep" in refused(model, layer=None)


def test_doubling_models_are_stopped(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each model calls the one inside it twice: 2**30 calls in a small file."""
    inside: Json = layer("ReLU", "r")
    for number in range(30):
        twice = functional(
            source("i", (None, 4)),
            called(inside, k3("i"), k3((inside["name"], 0, 0))),
            outputs=[inside["name"], 1 + (number > 0), 0],
            name=f"m{number}",
        )
        inside = twice
    monkeypatch.setattr("netlint.readers.keras.build.MAX_LAYERS", 500)
    model = functional(source("x", (None, 4)), called(inside, k3("x")), outputs=["m29", 1, 0])
    path = "/".join(f"m{n}" for n in range(29, -1, -1))
    assert "nested models unroll to more than 500 layer calls" in refused(model, layer=path)


def test_a_model_of_too_many_layers(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "MAX_LAYERS", 1)
    message = refused(chain((None, 4), layer("ReLU")), layer=None)
    assert "the model has 2 layers; the limit is 1" in message


def test_too_many_tensors(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "MAX_TENSORS", 50)
    model = functional(
        source(),
        called(layer("Mine", "own"), k3("x")),
        called(layer("ReLU"), k3(("own", 0, 60))),
    )
    assert "the model has more than 50 tensors" in refused(model, layer="own")


def test_a_layer_called_twice(network_of: NetworkOf) -> None:
    shared = called(conv("it", 4), k3("x"), k3(("it", 0, 0)))
    network = network_of(functional(source(), shared, outputs=[["it", 0, 0], ["it", 1, 0]]))
    assert [each.name for each in network.layers] == ["x", "it", "it#2"]
    assert [each.params for each in network.layers] == [0, 148, 0]
    assert [each.trainable_params for each in network.layers] == [0, 148, 0]
    assert [tensor.producer for tensor in network.outputs] == ["it", "it#2"]


def test_one_object_under_two_parents(network_of: NetworkOf) -> None:
    """Keras 2 writes the identity of an object that stands in a file twice."""
    shared = conv("c", 4) | {"shared_object_id": 7}
    blocks = [sequential(shared, name=name) for name in ("a", "b")]
    network = network_of(sequential(source(), *blocks))
    assert [(each.name, each.params) for each in network.layers[1:]] == [("a/c", 148), ("b/c", 0)]


def test_names_that_meet_are_told_apart(network_of: NetworkOf) -> None:
    inside = sequential(layer("ReLU", "b"), name="a")
    network = network_of(sequential(source(), inside, layer("ReLU", "a/b"), layer("ReLU", "a/b#2")))
    names = [each.name for each in network.layers]
    assert len(set(names)) == 4
    assert names[1:3] == ["a/b", "a/b#2"]


def test_dictionaries_of_inputs_and_outputs(network_of: NetworkOf) -> None:
    network = network_of(several_inputs_and_outputs())
    assert shapes_of(network) == {"a": (1, 4), "b": (1, 4), "left": (1, 3), "right": (1, 4)}
    assert [tensor.producer for tensor in network.outputs] == ["left", "right"]


def test_a_nested_model_called_with_a_dictionary(network_of: NetworkOf) -> None:
    inside = functional(
        source("p", (None, 2)),
        source("q", (None, 3)),
        called(layer("Concatenate", "both"), k3(["q", "p"])),
        inputs={"p": ["p", 0, 0], "q": ["q", 0, 0]},
        name="inner",
    )
    model = functional(
        source("a", (None, 3)),
        source("b", (None, 2)),
        called(inside, k3({"q": tensor("a"), "p": tensor("b")})),
        outputs=[["inner", 1, 0]],
    )
    assert [t.shape for t in last(network_of(model)).inputs] == [(1, 3), (1, 2)]


def test_a_nested_model_with_too_few_inputs(refused: Refused) -> None:
    inside = functional(
        source("p"), source("q"), called(layer("Add", "s"), k3(["p", "q"])), name="inner"
    )
    model = functional(source(), called(inside, k3("x")), outputs=[["inner", 1, 0]])
    assert "has 2 inputs and is called with 1" in refused(model, layer="inner")


@pytest.mark.parametrize("shape", [{"build_input_shape": [None, 5]}, {}])
def test_a_sequential_model_without_an_input_layer(
    shape: dict[str, Any], network_of: NetworkOf
) -> None:
    model = late_sequential()
    del model["config"]["build_input_shape"]
    model["config"] |= shape
    network = network_of(model, **({} if shape else {"default": (5,)}))
    assert shapes_of(network) == {"first": (1, 6), "block/inner": (1, 4), "it": (1, 4)}
    assert network.inputs[0].shape == (1, 5)


@pytest.mark.parametrize(
    ("config", "extra"),
    [
        ({"batch_input_shape": [None, 5]}, {}),
        ({"batch_shape": [None, 5]}, {}),
        ({}, {"build_config": {"input_shape": [None, 5]}}),
    ],
)
def test_a_sequential_model_whose_first_layer_says_the_shape(
    config: Json, extra: Json, network_of: NetworkOf
) -> None:
    inside = sequential(layer("Dense", "d", units=2, **config) | extra, name="block")
    model = sequential(inside if config else layer("Dense", "d", units=2) | extra)
    assert last(network_of(model)).params == 12


def test_a_sequential_model_that_leaves_its_shape_open(refused: Refused) -> None:
    message = refused(sequential(layer("Dense", units=2)))
    assert "does not say the shape of the input 'input'; pass --input-shape" in message


def test_keras_1(network_of: NetworkOf) -> None:
    network = network_of(written_by(1, keras1()))
    assert [(each.class_name, each.params) for each in network.layers] == [
        ("InputLayer", 0),
        ("Conv2D", 148),
        ("Add", 0),
        ("Flatten", 0),
        ("Dense", 256 * 3 + 3),
    ]


@pytest.mark.parametrize(
    ("class_name", "config", "shape", "expected"),
    [
        ("Convolution1D", {"nb_filter": 2, "filter_length": 3}, (None, 5, 4), (1, 3, 2)),
        ("AtrousConvolution2D",
         {"nb_filter": 2, "nb_row": 3, "nb_col": 2, "atrous_rate": [2, 2]}, (None, 8, 8, 4),
         (1, 4, 6, 2)),
        ("Convolution3D",
         {"nb_filter": 2, "kernel_dim1": 3, "kernel_dim2": 2, "kernel_dim3": 1, "nb_row": 1},
         (None, 4, 4, 4, 1), (1, 2, 3, 4, 2)),
        ("MaxPooling1D", {"pool_length": 2, "stride": 2}, (None, 6, 4), (1, 3, 4)),
        ("Dropout", {"p": 0.5}, (None, 6), (1, 6)),
        ("LSTM", {"output_dim": 3, "inner_activation": "hard_sigmoid"}, (None, 6, 4), (1, 3)),
        ("Embedding", {"input_dim": 5, "output_dim": 3}, (None, 6), (1, 6, 3)),
        ("UpSampling1D", {"length": 2}, (None, 6, 4), (1, 12, 4)),
    ],
)  # fmt: skip
def test_keras_1_in_other_words(
    class_name: str, config: Json, shape: Any, expected: Any, network_of: NetworkOf
) -> None:
    it = last(network_of(chain(shape, layer(class_name, **config), keras=1)))
    assert it.outputs[0].shape == expected


@pytest.mark.parametrize(
    ("mode", "word"),
    [("sum", "add"), ("mul", "multiply"), ("ave", "average"), ("max", "maximum"),
     ("concat", "concat"), ("cos", "opaque"), (3, "opaque")],
)  # fmt: skip
def test_keras_1_merges(mode: Any, word: str, network_of: NetworkOf) -> None:
    model = joined([(None, 4), (None, 4)], layer("Merge", mode=mode), keras=1)
    assert last(network_of(model)).op == word


def test_the_order_of_execution(network_of: NetworkOf) -> None:
    model = functional(
        called(layer("Add", "it"), k2("b", "a")),
        called(layer("ReLU", "a"), k2("x")),
        called(layer("ReLU", "b"), k2("a")),
        source(),
        outputs=["it", 0, 0],
    )
    assert [each.name for each in network_of(model).layers] == ["x", "a", "b", "it"]


def test_a_layer_that_is_never_called(network_of: NetworkOf) -> None:
    network = network_of(functional(source(), layer("Dense", "d", units=2), outputs=["x", 0, 0]))
    assert network.warnings == ("layer 'd' is never called: not counted",)
    assert [each.name for each in network.layers] == ["x"]


def test_an_empty_model(network_of: NetworkOf) -> None:
    assert network_of(sequential()).layers == ()
    assert network_of(functional()).layers == ()


def _with(entry: Any, **config: Any) -> Json:
    return functional(source(), entry, **config)


_RELU = layer("ReLU")


@pytest.mark.parametrize(
    ("model", "at", "expected"),
    [
        (_with(called(_RELU, k2("it"))), "it", "its calls form a cycle"),
        (_with(called(_RELU, k2("b"))) | {"config": functional(
            source(), called(_RELU, k2("b")), called(layer("ReLU", "b"), k2("it"))
        )["config"]}, "it", "its calls form a cycle"),
        (_with(called(_RELU, k2("gone"))), "it", "the output of 'gone', which is no layer"),
        (_with(called(_RELU, k2(("x", 1, 0)))), "it", "output 0 of call 1 of 'x' does not exist"),
        (_with(called(_RELU, k2(("x", 0, 1)))), "it", "output 1 of 'x' does not exist"),
        (_with(called(_RELU, k2(("x", 0, -1)))), "it", "output -1 of call 0 of 'x'"),
        (_with(called(_RELU, k2(("x", 0, 2**40)))), "it", "does not exist"),
        (_with(called(_RELU, "x")), "it", "inbound node 'x' is malformed"),
        (_with(_RELU | {"inbound_nodes": 3}), "it", "its inbound nodes are 3, not a list"),
        (_with(called(_RELU, k2("x")), outputs=["gone", 0, 0]), None,
         "the model's output 'gone' is not a layer of the model"),
        (_with(called(_RELU, k2("x")), outputs=["it", 0, 5]), None, "output 5 of 'it' does not"),
        (_with(called(_RELU, k2("x")), outputs="it"), None, "its outputs cannot be read"),
        (_with(called(_RELU, k2("x")), inputs=[3]), None, "its inputs cannot be read"),
        (_with(called(layer("ReLU", "x"), k2("x"))), "x", "two layers of one model have this name"),
        ({"class_name": "Functional", "config": {"layers": ["ReLU"]}}, None,
         "a layer is 'ReLU', not a dictionary"),
        (_with({"class_name": 3, "name": "it"}, outputs=[]), None, "a layer has the class name 3"),
        (_with({"class_name": "ReLU", "name": "it"}, outputs=[]), "it",
         "its configuration is None, not a dictionary"),
        (functional(called(layer("Dense", units=2), {"args": []})), "it",
         "Dense is called without an input"),
        (functional(called(_RELU, {"args": []})), "it", "called without an input"),
        (sequential(layer("Lambda"), build_input_shape=[3, "x"]), "it", "impossible dimension 'x'"),
        (sequential(_RELU, build_input_shape=7), "it", "its input shape is 7, not a list"),
        (functional(source(shape=[None] * 300)), "x", "its input shape has 300 axes"),
        (functional(source(shape=[None, 2**31])), "x", "impossible dimension 2147483648"),
        (functional(source(shape=[None, -4])), "x", "impossible dimension -4"),
        (functional(source(shape=[None, 2**30, 2**30, 2**30])), "x", "is impossibly large"),
    ],
)  # fmt: skip
def test_a_damaged_model(model: Json, at: str | None, expected: str, refused: Refused) -> None:
    assert expected in refused(model, layer=at)


def test_a_model_without_an_input(refused: Refused) -> None:
    model = functional(called(layer("ZerosLike"), {"args": [], "kwargs": {"shape": [1]}}))
    model["config"]["layers"][0]["class_name"] = "Mine"
    assert "the model has no input; save it with an InputLayer" in refused(model, layer=None)


def test_the_problem_of_a_nested_layer_names_its_path(refused: Refused) -> None:
    inside = sequential(layer("Dense", "d", units=-1), name="block")
    message = refused(sequential(source("x", (None, 4)), inside), layer="block/d")
    assert "units is -1, not an integer of at least 1" in message


def test_a_problem_of_a_nested_plan_names_its_path(refused: Refused) -> None:
    inside = functional(source("i"), called(layer("ReLU", "r"), k1("r")), name="block")
    assert "cycle" in refused(functional(source(), called(inside, k2("x"))), layer="r")


def test_a_layer_without_a_name_has_that_of_its_class(network_of: NetworkOf) -> None:
    unnamed = {"class_name": "ReLU", "config": {}}
    assert last(network_of(sequential(source(), unnamed))).name == "relu"
