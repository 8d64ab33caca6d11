"""`keras.ops` on Keras tensors: what netlint says of a saved model, against Keras itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.readers.building import read

Make = Callable[[Any, Any], Any]

_OPERATIONS: list[tuple[str, Make]] = [
    ("add", lambda ops, x: ops.add(x, x)),
    ("subtract", lambda _, x: x - 1.0),
    ("multiply", lambda _, x: 2.0 * x),
    ("divide", lambda _, x: x / x),
    ("power", lambda ops, x: ops.power(x, 2.0)),
    ("maximum", lambda ops, x: ops.maximum(x, 0.5)),
    ("greater", lambda _, x: x > 1.0),
    ("logical_not", lambda ops, x: ops.logical_not(ops.cast(x, "bool"))),
    ("square", lambda ops, x: ops.square(x)),
    ("log1p", lambda ops, x: ops.log1p(x)),
    ("isnan", lambda ops, x: ops.isnan(x)),
    ("where", lambda ops, x: ops.where(x > 0, x, x)),
    ("clip", lambda ops, x: ops.clip(x, 0.0, 1.0)),
    ("activation", lambda ops, x: ops.relu6(x)),
    ("activation", lambda ops, x: ops.gelu(x)),
    ("activation", lambda ops, x: ops.softmax(x)),
    ("activation", lambda ops, x: ops.silu(x)),
    ("cast", lambda ops, x: ops.cast(x, "float16")),
    ("identity", lambda ops, x: ops.stop_gradient(x)),
    ("fill", lambda ops, x: ops.zeros_like(x)),
    ("reshape", lambda ops, x: ops.reshape(x, (-1, 16, 12))),
    ("reshape", lambda ops, x: ops.ravel(x)),
    ("reshape", lambda ops, x: ops.expand_dims(x, (1, -1))),
    ("reshape", lambda ops, x: ops.squeeze(ops.expand_dims(x, 1))),
    ("reshape", lambda ops, x: ops.squeeze(ops.expand_dims(x, 2), axis=2)),
    ("transpose", lambda ops, x: ops.transpose(x, (0, 3, 1, 2))),
    ("transpose", lambda ops, x: ops.swapaxes(x, 1, -1)),
    ("transpose", lambda ops, x: ops.moveaxis(x, (1, 2), (-1, 1))),
    ("concat", lambda ops, x: ops.concatenate([x, x], axis=2)),
    ("concat", lambda ops, x: ops.hstack([x, x])),
    ("concat", lambda ops, x: ops.vstack([x, x])),
    ("concat", lambda ops, x: ops.stack([x, x, x], axis=1)),
    ("split", lambda ops, x: ops.split(x, 2, axis=-1)),
    ("split", lambda ops, x: ops.split(x, [1, 4], axis=1)),
    ("split", lambda ops, x: ops.array_split(x, 3, axis=1)),
    ("split", lambda ops, x: ops.unstack(x, axis=3)),
    ("slice", lambda _, x: x[:, 1:5, ::2]),
    ("slice", lambda _, x: x[..., 0]),
    ("slice", lambda _, x: x[:, None, ..., -2:]),
    ("slice", lambda ops, x: ops.slice(x, (0, 1, 1, 0), (2, 3, 3, 4))),
    ("pad", lambda ops, x: ops.pad(x, ((0, 0), (1, 2), (0, 3), (0, 0)))),
    ("pad", lambda ops, x: ops.pad(x, 1)),
    ("tile", lambda ops, x: ops.tile(x, (1, 2, 1, 3))),
    ("tile", lambda ops, x: ops.repeat(x, 3, axis=2)),
    ("tile", lambda ops, x: ops.broadcast_to(x, (3, 2, 8, 6, 4))),
    ("gather", lambda ops, x: ops.flip(x, axis=1)),
    ("gather", lambda ops, x: ops.take(x, [0, 2], axis=3)),
    ("reduce", lambda ops, x: ops.sum(x, axis=-1, keepdims=True)),
    ("reduce", lambda ops, x: ops.mean(x)),
    ("global_pool", lambda ops, x: ops.mean(x, axis=(1, 2))),
    ("reduce", lambda ops, x: ops.std(x, axis=2)),
    ("reduce", lambda ops, x: ops.any(x, axis=2)),
    ("reduce", lambda ops, x: ops.argmax(x, axis=1)),
    ("reduce", lambda ops, x: ops.argmax(x, axis=1, keepdims=True)),
    ("norm", lambda ops, x: ops.normalize(x)),
    ("matmul", lambda ops, x: ops.matmul(x, ops.transpose(x, (0, 1, 3, 2)))),
    ("matmul", lambda ops, x: ops.einsum("bhwc,bhvc->bhwv", x, x)),
    ("matmul", lambda ops, x: ops.einsum("...c,...c->...", x, x)),
    ("pool", lambda ops, x: ops.max_pool(x, 2, 2, "valid")),
    ("pool", lambda ops, x: ops.average_pool(x, (2, 3), 1, "same")),
    ("conv", lambda ops, x: ops.conv(x, ops.ones((3, 3, 4, 5)), 2, "same")),
    ("depthwise_conv", lambda ops, x: ops.depthwise_conv(x, ops.ones((3, 3, 4, 2)))),
    ("resize", lambda ops, x: ops.image.resize(x, (4, 3))),
    ("one_hot", lambda ops, x: ops.one_hot(ops.cast(x, "int32"), 5)),
]
_WORDS = {"one_hot": "fill"}


@pytest.mark.parametrize(
    ("word", "make"),
    [pytest.param(*row, id=f"{place}-{row[0]}") for place, row in enumerate(_OPERATIONS)],
)
def test_shape_and_dtype(word: str, make: Make, tmp_path: Path) -> None:
    keras = pytest.importorskip("keras", minversion="3")
    x = keras.Input((8, 6, 4), batch_size=2)
    outputs = make(keras.ops, x)
    outputs = outputs if isinstance(outputs, list | tuple) else [outputs]
    path = tmp_path / "net.json"
    path.write_text(keras.Model(x, list(outputs)).to_json())
    network = read(path)
    assert [t.shape for t in network.outputs] == [tuple(t.shape) for t in outputs]
    assert [t.dtype for t in network.outputs] == [t.dtype for t in outputs]
    assert network.layers[-1].op == _WORDS.get(word, word)
    assert not any(layer.inferred for layer in network.layers)
