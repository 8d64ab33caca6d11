"""`LintCallback`: a model is checked when its training begins, by Keras 3 and by tf_keras."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from netlint.errors import CheckFailed, ModelError, NetlintError, UsageError
from netlint.keras import LintCallback
from tests.models import dense_model
from tests.rulebook import built_in


class Live:
    """What netlint asks of a live model."""

    name = "net"
    layers = ()

    def __init__(self, text=None):
        self._text = dense_model() if text is None else text

    def to_json(self):
        return self._text


class Base:
    """A Keras's own callback, as far as it matters."""

    def __init__(self):
        self.model = None
        self.made = True

    def set_model(self, model):
        self.model = model


@pytest.fixture(autouse=True)
def _one_small_keras(tmp_path, monkeypatch):
    """Keras is a module with a callback; G1 is an error above 10 parameters, the model has 25."""
    built_in(monkeypatch, tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "tf_keras", raising=False)
    _load(monkeypatch, "keras", Base)


def _load(monkeypatch, name, base):
    keras, callbacks = ModuleType(name), ModuleType(f"{name}.callbacks")
    callbacks.Callback = base
    monkeypatch.setitem(sys.modules, name, keras)
    monkeypatch.setitem(sys.modules, f"{name}.callbacks", callbacks)


def begin(callback, model=None):
    callback.set_model(model or Live())
    callback.on_train_begin({})
    return callback


def test_a_model_that_does_not_pass_is_not_trained():
    callback = LintCallback()
    assert callback.report is None
    with pytest.raises(CheckFailed, match="25 is above 10"):
        begin(callback)
    assert not callback.report.passed


def test_a_model_that_passes_is_trained():
    assert begin(LintCallback(select="G2")).report.passed


def test_it_warns_on_request():
    with pytest.warns(UserWarning, match=r"netlint: model 'net'[^$]*25 is above 10"):
        callback = begin(LintCallback("warn", fail_on="warning"))
    assert not callback.report.passed
    with pytest.warns(UserWarning, match="netlint: .*is not"):
        begin(LintCallback("warn"), Live("no JSON"))


def test_a_model_that_cannot_be_checked_is_not_trained():
    with pytest.raises(ModelError):
        begin(LintCallback(), Live("no JSON"))


def test_a_wrong_option_is_said_even_where_findings_only_warn():
    with pytest.raises(UsageError, match="'G9' matches no rule"):
        begin(LintCallback("warn", select="G9"))
    with pytest.raises(UsageError, match="on_findings is 'raise' or 'warn', not 'ignore'"):
        LintCallback("ignore")


def test_it_is_a_callback_of_every_keras_that_is_loaded(monkeypatch):
    class Older(Base):
        """Has what the newer one lacks."""

        def __init__(self):
            super().__init__()
            self.older = True

    class Newer:
        """Its `model` cannot be set, as that of Keras 3."""

        def __init__(self):
            self._model = None

        model = property(lambda self: self._model)

        def set_model(self, model):
            self._model = model

    _load(monkeypatch, "keras", Newer)
    _load(monkeypatch, "tf_keras", Older)
    callback = LintCallback(select="G2")
    assert isinstance(callback, Newer)
    assert isinstance(callback, Older)
    assert callback.older
    assert begin(callback).report.passed


def test_keras_is_loaded_where_none_is(monkeypatch):
    monkeypatch.delitem(sys.modules, "keras")
    asked = []

    def find_spec(name):
        asked.append(name)
        return object() if name == "tf_keras" else None

    monkeypatch.setattr("importlib.util.find_spec", find_spec)
    callbacks = ModuleType("tf_keras.callbacks")
    callbacks.Callback = Base
    monkeypatch.setitem(sys.modules, "tf_keras.callbacks", callbacks)
    assert isinstance(LintCallback(), Base)
    assert asked == ["keras", "tf_keras"]
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(NetlintError, match="LintCallback needs Keras: pip install keras"):
        LintCallback()
