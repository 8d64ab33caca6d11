"""Random damage: whatever a file holds, reading it gives a Network or a NetlintError."""

from __future__ import annotations

import copy
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netlint.costs import cost_of
from netlint.errors import ModelError
from netlint.readers.keras import describe, registry
from tests.readers.building import (
    ROOT,
    Weights,
    called,
    flat,
    functional,
    k3,
    layer,
    places,
    read,
    source,
    tensor,
    write_h5,
    write_json,
    write_keras,
    written_by,
)
from tests.readers.keras.layers.cases import CASES
from tests.readers.models import MODELS, operation

pytestmark = pytest.mark.slow  # hundreds of damaged files


def _examples(count: int, *, derandomize: bool = True) -> settings:
    return settings(
        max_examples=count,
        derandomize=derandomize,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


_SEEDS: list[Any] = [*MODELS.values(), *(case.model((case.keras or (2,))[-1]) for case in CASES)]
_PLACES = [list(places(seed))[1:] for seed in _SEEDS]
_VALUES = """
    x it Dense InputLayer Sequential Lambda RNN valid same th channels_first concat mixed_float16
    int8_from_float32 ab,bc->ac __lambda__ TFOpLambda TensorFlowOpLayer StridedSlice reshape
    getitem einsum split
"""
_WORDS = st.sampled_from(_VALUES.split())
_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 12),
    st.sampled_from([2**31, 2**63, 10**30, -(10**30)]),
    st.floats(),
    st.text(max_size=5),
    _WORDS,
)
_JSON = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["class_name", "config", "name", "layers"]), inner, max_size=3
        )
        | st.dictionaries(_WORDS, inner, max_size=3)
    ),
    max_leaves=8,
)


@st.composite
def _damaged(draw: st.DrawFn) -> Any:
    """A valid configuration with up to three values deleted, replaced, or swapped in."""
    number = draw(st.integers(0, len(_SEEDS) - 1))
    model = copy.deepcopy(_SEEDS[number])
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(_PLACES[number]))
        parent = _at(model, path[:-1])
        if not _has(parent, path[-1]):
            continue
        match draw(st.sampled_from(["delete", "replace", "copy"])):
            case "delete":
                del parent[path[-1]]
            case "replace":
                parent[path[-1]] = draw(_JSON)
            case _:
                parent[path[-1]] = copy.deepcopy(_at(model, draw(st.sampled_from(_PLACES[number]))))
    return model


def _at(model: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        if not _has(model, key):
            return None
        model = model[key]
    return model


def _has(value: Any, key: Any) -> bool:
    if isinstance(value, dict):
        return key in value
    return isinstance(value, list) and isinstance(key, int) and key < len(value)


def _survives(path: Path) -> None:
    """Reads a file and works out its costs; an error on purpose is one line with the file."""
    try:
        network = read(path, default=(4, 4, 2))
    except ModelError as error:
        message = str(error)
    else:
        for each in network.layers:
            cost_of(each)
        assert network.graph.number_of_nodes() == len(network.layers)
        return
    assert message.startswith(f"{path}: ")
    assert "\n" not in message


@_examples(200)
@given(model=_damaged())
def test_a_damaged_configuration(tmp_path: Path, model: Any) -> None:
    _survives(write_json(tmp_path / "net.json", model))


@pytest.mark.slow
@_examples(3_000, derandomize=False)
@given(model=_damaged())
def test_many_damaged_configurations(tmp_path: Path, model: Any) -> None:
    _survives(write_json(tmp_path / "net.json", model))


_SHAPES: st.SearchStrategy[list[int | None]] = st.sampled_from(
    [[None], [None, 3], [None, 8, 8, 4], [None, 4, 4, 4, 2], [], [None, None, 4], [3, 3]]
)
_NAMES = """
    axis axes shape newshape perm paddings pad_width keepdims indices num_or_size_splits size
    strides padding filters y x2 data_format equation subscripts units kernel_size layer cell dims
    mean target_shape dtype slice_spec begin repeats block_size merge_mode
"""
_KEYS = st.sampled_from(_NAMES.split())
_ARGUMENT = st.one_of(
    _JSON,
    st.lists(st.integers(-2, 5), max_size=5),
    st.lists(st.lists(st.integers(-1, 3), max_size=3), max_size=5),
    st.sampled_from(
        [
            tensor("x"),
            tensor("z"),
            ["y", 0, 0],
            ["_CONSTANT_VALUE", -1, 2, {}],
            {"class_name": "__ellipsis__"},
            {"class_name": "__slice__", "config": {"start": 1, "stop": None, "step": -2}},
            {"start": {"value": 1}, "stop": ["z", 0, 0], "step": None},
            {"class_name": "__numpy__", "config": {"value": [1, 2], "dtype": "int32"}},
            {"class_name": "Dense", "config": {"units": 2}},
            {"class_name": "LSTMCell", "config": {"units": 2}},
        ]
    ),
)


@st.composite
def _called_at_random(draw: st.DrawFn) -> Any:
    """Any layer, operation or function that netlint knows, called with anything."""
    describe.load_layers()
    settings_ = draw(st.dictionaries(_KEYS, _ARGUMENT, max_size=4))
    kwargs = draw(st.dictionaries(_KEYS, _ARGUMENT, max_size=2))
    node: Any = {"args": [tensor("x"), *draw(st.lists(_ARGUMENT, max_size=3))], "kwargs": kwargs}
    keras = 3
    match draw(st.sampled_from(["layer", "operation", "function"])):
        case "layer":
            name = draw(st.sampled_from(sorted(registry.LAYERS)))
            entry = layer(name, **(_USUAL | settings_))
            keras = draw(st.sampled_from([2, 3]))
        case "operation":
            entry = operation(draw(st.sampled_from(sorted(registry.KERAS_OPERATIONS))), **settings_)
        case _:
            name = draw(st.sampled_from(sorted(registry.TF_FUNCTIONS)))
            entry = layer("TFOpLambda", function=name)
            node, keras = flat("x", **kwargs), 2
    sources = [source("x", draw(_SHAPES)), source("y", draw(_SHAPES))]
    unknown = called(layer("Lambda", "z"), k3("x"))
    return written_by(keras, functional(*sources, unknown, called(entry, node)))


_USUAL: dict[str, Any] = {"units": 3, "filters": 4, "kernel_size": 2, "pool_size": 2, "size": 2}


@_examples(200)
@given(model=_called_at_random())
def test_anything_called_with_anything(tmp_path: Path, model: Any) -> None:
    _survives(write_json(tmp_path / "net.json", model))


@pytest.mark.slow
@_examples(3_000, derandomize=False)
@given(model=_called_at_random())
def test_many_called_with_anything(tmp_path: Path, model: Any) -> None:
    _survives(write_json(tmp_path / "net.json", model))


@_examples(100)
@given(model=_JSON)
def test_any_json(tmp_path: Path, model: Any) -> None:
    _survives(write_json(tmp_path / "net.json", model))


def _damage(path: Path, count: int) -> None:
    command = [sys.executable, "-m", "tests.readers.damage", str(path), str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    found = re.fullmatch(r"survived (\d+), failed (\d+), lost to libhdf5 (\d+)\n", done.stdout)
    assert found is not None
    survived, failed, lost = map(int, found.groups())
    assert not failed, done.stderr
    assert survived + lost == count
    assert lost <= count / 50


@pytest.mark.parametrize("count", [50, pytest.param(600, marks=pytest.mark.slow)])
def test_a_damaged_archive(tmp_path: Path, count: int) -> None:
    weights = {"layers/functional/layers/conv2d/vars/0": (3, 3, 3, 4)}
    _damage(write_keras(tmp_path / "net.keras", MODELS["nested Keras 2"], weights), count)


@pytest.mark.parametrize("count", [50, pytest.param(600, marks=pytest.mark.slow)])
def test_a_damaged_hdf5_file(tmp_path: Path, count: int) -> None:
    weights: Weights = {"gate": {"gate/w:0": (2, 2)}, "it": {"it/kernel:0": (3, 3, 4, 2)}}
    _damage(write_h5(tmp_path / "net.h5", MODELS["unknown code"], weights), count)
