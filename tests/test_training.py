"""`LintCallback` in real training."""

from __future__ import annotations

import pytest

from netlint.errors import CheckFailed
from netlint.keras import LintCallback

TIGHT = {"limits": {"G1": {"warn": 0.01}}, "fail_on": "warning"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["keras", "tf_keras"])
def test_training_begins_only_where_the_model_passes(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    np = pytest.importorskip("numpy")
    keras = pytest.importorskip(name)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 8, 4)),
            layers.Conv2D(64, 1),
            layers.Conv2D(8, 1, name="narrow"),
            layers.Flatten(),
            layers.Dense(1),
        ]
    )
    model.compile(loss="mse")
    data = np.zeros((4, 8, 8, 4)), np.zeros((4, 1))
    before = model.get_weights()[0].copy()
    with pytest.raises(CheckFailed, match="narrow"):
        model.fit(*data, callbacks=[LintCallback(**TIGHT)], verbose=0)
    assert (model.get_weights()[0] == before).all()
    passing = LintCallback()
    assert isinstance(passing, keras.callbacks.Callback)
    model.fit(*data, callbacks=[passing], verbose=0)
    assert passing.report.passed
    with pytest.warns(UserWarning, match="narrow"):
        model.fit(*data, callbacks=[LintCallback("warn", **TIGHT)], verbose=0)
