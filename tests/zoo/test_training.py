"""The networks train."""

from __future__ import annotations

import math
from typing import Any

import pytest

from netlint.zoo import entry, families

keras: Any = pytest.importorskip("keras", minversion="3")
pytestmark = pytest.mark.slow

SMALL = {
    "ghostnet": "width=0.5&classes=3&resolution=32",
    "mobilenet_v1": "width=0.25&classes=3&resolution=128",
    "pp_lcnet": "width=0.25&classes=3&resolution=32",
    # Keras compiles grouped convolutions on a CPU: seconds, so without groups in the quick loop.
    "shufflenet_v1": "width=0.25&classes=3&resolution=32&groups=1",
    "shufflenet_v2": "width=0.5&classes=3&resolution=32",
}


def test_every_network_is_trained() -> None:
    assert set(SMALL) == set(families())


@pytest.mark.parametrize(
    ("name", "query"),
    [
        *SMALL.items(),
        pytest.param("shufflenet_v1", "width=0.25&classes=3&resolution=32&groups=3"),
    ],
)
def test_one_optimisation_step_changes_every_weight(name: str, query: str) -> None:
    import numpy as np

    model = entry(f"zoo:{name}?{query}").build()
    model.compile(
        keras.optimizers.SGD(0.1),
        "sparse_categorical_crossentropy",
        run_eagerly=True,
        jit_compile=False,
    )
    before = [keras.ops.convert_to_numpy(each) for each in model.trainable_variables]
    images = np.random.default_rng(0).normal(size=(4, *model.input_shape[1:]))
    loss = model.train_on_batch(images.astype("float32"), np.array([0, 1, 2, 0]))
    assert math.isfinite(float(np.ravel(loss)[0]))
    same = [
        weight.path
        for weight, old in zip(model.trainable_variables, before, strict=True)
        if (keras.ops.convert_to_numpy(weight) == old).all()
    ]
    assert same == []
