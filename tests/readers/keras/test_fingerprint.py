import json

import pytest

from netlint.network import Tensor
from netlint.operations import Opaque
from netlint.readers.keras.fingerprint import fingerprint, settings_fingerprint
from tests.readers.building import (
    called,
    chain,
    functional,
    k2,
    k3,
    last,
    layer,
    read,
    source,
    write_json,
    written_by,
)

CODE = "4wEAAAAAAAAAAQAAAAcAAAATAAAAcywAAAB8AGQAZACFAmQAZACFAmQAZACFAogA\n"


def _fingerprint(tmp_path, **config):
    described = layer("Lambda", config.pop("name", "cut"), **config)
    operation = last(read(write_json(tmp_path / "m.json", chain((1, 4, 4, 6), described, keras=2))))
    assert isinstance(operation.operation, Opaque)
    return operation.operation.fingerprint


def _lambda(closure=(1, 3), **config):
    return {"function": [CODE, None, [list(closure)]], "arguments": {}} | config


def test_lambdas_that_the_file_describes_alike_have_one_fingerprint(tmp_path):
    first = _fingerprint(tmp_path, name="cut_1", **_lambda())

    assert first is not None
    assert first == _fingerprint(tmp_path, name="cut_2", **_lambda())
    assert first == _fingerprint(tmp_path, **_lambda(dtype="float32", trainable=False))


@pytest.mark.parametrize(
    "config",
    [
        _lambda(closure=(2, 3)),
        _lambda(function=[CODE.lower(), None, [[1, 3]]]),
        _lambda(function=[CODE, [2], [[1, 3]]]),
        _lambda(arguments={"part": 2}),
        _lambda(output_shape=[4, 4, 3]),
    ],
    ids=["closure", "code", "defaults", "arguments", "output shape"],
)
def test_whatever_the_file_says_else_tells_lambdas_apart(tmp_path, config):
    assert _fingerprint(tmp_path, **config) != _fingerprint(tmp_path, **_lambda())


def test_arguments_of_the_call_tell_lambdas_apart(tmp_path):
    calls = [k2("x"), k2("x", part=1), k2("x", part=1)]
    steps = [called(layer("Lambda", f"cut_{i}", **_lambda()), c) for i, c in enumerate(calls)]
    model = written_by(2, functional(source("x", (1, 4, 4, 6)), *steps))

    network = read(write_json(tmp_path / "m.json", model))
    plain, first, second = (each.operation.fingerprint for each in network.layers[1:])

    assert plain != first == second


def test_lambdas_of_keras_3_have_fingerprints_too(tmp_path):
    def config(i):
        return {"class_name": "__lambda__", "config": {"code": CODE, "closure": [i, 3]}}

    steps = [
        called(layer("Lambda", f"cut_{place}", function=config(i)), k3("x"))
        for place, i in enumerate((2, 2, 1))
    ]
    model = written_by(3, functional(source("x", (1, 4, 4, 6)), *steps))

    network = read(write_json(tmp_path / "m.json", model))
    first, second, other = (each.operation.fingerprint for each in network.layers[1:])

    assert first == second != other


def test_a_lambda_is_hashed_and_never_decoded(tmp_path):
    """Text that no marshal reader accepts, and no base64 decoder."""
    assert _fingerprint(tmp_path, **_lambda(function=["\ud800 not base64 \u0000", None, None]))


def test_layers_of_unknown_classes_have_no_fingerprint(tmp_path):
    """Their weights are not in it."""
    model = chain((1, 4), layer("Mystery", "it"), keras=2)

    assert last(read(write_json(tmp_path / "m.json", model))).operation.fingerprint is None


def _settings(tmp_path, name="it", **config):
    model = chain((1, 4), layer("Mystery", name, **config), keras=2)
    return last(read(write_json(tmp_path / "m.json", model))).operation.settings


def test_settings_of_unknown_classes_tell_them_apart(tmp_path):
    plain = _settings(tmp_path, units=3)
    assert plain is not None
    assert plain == _settings(tmp_path, units=3, name="it_7")
    assert plain == _settings(tmp_path, units=3, trainable=False)
    assert plain != _settings(tmp_path, units=4)


def test_the_numbers_of_layers_inside_are_no_settings(tmp_path):
    def inner(name, number, units=3, dtype="float16"):
        config = {"name": name, "units": units, "dtype": {"config": {"name": dtype}}}
        return {"class_name": "Dense", "config": config, "shared_object_id": number}

    plain = _settings(tmp_path, cell=inner("dense_3", 3))
    assert plain == _settings(tmp_path, cell=inner("dense_12", 17))
    assert plain == _settings(tmp_path, cell=inner("dense_3", 3))
    assert plain != _settings(tmp_path, cell=inner("gate_3", 3))
    assert plain != _settings(tmp_path, cell=inner("dense_3", 3, units=4))
    assert plain != _settings(tmp_path, cell=inner("dense_3", 3, dtype="float32"))
    assert plain != _settings(tmp_path, cell=inner("dense_3", 3), said='"name": "dense_3"')


def test_arguments_of_a_call_are_settings_and_tensors_are_none(tmp_path):
    steps = [
        called(layer("Mystery", f"it_{place}"), k2(source_of, part=part))
        for place, (source_of, part) in enumerate([("x", 1), ("it_0", 1), ("it_1", 2)])
    ]
    model = written_by(2, functional(source("x", (1, 4)), *steps))
    network = read(write_json(tmp_path / "m.json", model))
    first, second, other = (each.operation.settings for each in network.layers[1:])

    assert first == second != other


def test_a_lambda_has_its_code_and_no_settings_beside(tmp_path):
    model = chain((1, 4, 4, 6), layer("Lambda", "cut", **_lambda()), keras=2)
    assert last(read(write_json(tmp_path / "m.json", model))).operation.settings is None


def test_long_names_take_little_time():
    hostile = {"name": "_1" * 200_000 + "x", "more": '"name": "' * 50_000}
    assert settings_fingerprint(hostile) == settings_fingerprint(dict(hostile))


def test_a_fingerprint_does_not_depend_on_the_order_of_keys():
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    assert fingerprint([1, 2]) != fingerprint([2, 1])


def test_slices_and_tensors_count_as_they_print():
    assert fingerprint([slice(0, 3)]) == fingerprint([slice(0, 3)]) != fingerprint([slice(3, 6)])
    first, second = Tensor((1,), producer="a"), Tensor((1,), producer="b")
    assert fingerprint([first]) != fingerprint([second])


def test_what_cannot_be_written_has_no_fingerprint():
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]

    assert fingerprint({1: "one", "two": 2}) is None
    assert fingerprint(10**10_000) is None
    assert fingerprint(deep) is None
    while deep:  # taken apart level by level: its destructor would go as deep
        deep = deep.pop()


def test_the_lambdas_of_a_file_are_as_long_as_a_fingerprint_at_most():
    assert len(fingerprint(json.dumps("x" * 1_000_000)) or "") == 32
