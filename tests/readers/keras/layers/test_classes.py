"""Every layer class of Keras 3 and Keras 2 is described, or stands here with its reason."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from netlint.errors import UsageError
from netlint.readers.keras import describe
from netlint.readers.keras.registry import LAYERS, keras_layer

_NOT_DESCRIBED = {
    "Layer": "the base of all layers",
    "Wrapper": "the base of wrappers",
    "InputSpec": "no layer",
    "InputLayer": "an input, handled with the model",
    "AbstractRNNCell": "the base of cells",
    "PreprocessingLayer": "the base of preprocessing layers",
    "Pipeline": "a list of layers for tf.data, never part of a model",
    "DenseFeatures": "its columns are Python objects",
    "FlaxLayer": "code of another framework",
    "JaxLayer": "code of another framework",
    "TFSMLayer": "a TensorFlow SavedModel elsewhere",
    "TorchModuleWrapper": "code of another framework",
}


def _names(module: Any) -> set[str]:
    """The class names that files hold: a public name may stand for another class."""
    classes = [cls for _, cls in inspect.getmembers(module, inspect.isclass)]
    return {cls.__name__ for cls in classes if cls.__module__ != "builtins"}


def _missing(module: Any) -> set[str]:
    describe.load_layers()
    return _names(module) - set(LAYERS) - set(_NOT_DESCRIBED)


def test_keras_3() -> None:
    keras = pytest.importorskip("keras", minversion="3")
    assert not _missing(keras.layers)
    assert len(_names(keras.layers)) > 140


@pytest.mark.slow
def test_keras_2() -> None:
    keras = pytest.importorskip("tf_keras")
    assert not _missing(keras.layers)
    assert not _missing(keras.layers.experimental.preprocessing)
    assert len(_names(keras.layers)) > 110


def test_a_class_is_described_once() -> None:
    describe.load_layers()
    with pytest.raises(UsageError, match="the layer class 'Dense' is registered twice"):
        keras_layer("Dense")(lambda call: pytest.fail(str(call)))
