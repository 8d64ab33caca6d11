"""Live Keras models: `netlint.analyze(model)`."""

from __future__ import annotations

from typing import Any

from netlint.errors import ModelError
from netlint.network import Weight
from netlint.readers.keras.document import Document, parse_config, version_of
from netlint.readers.keras.weights import Chain


def live_document(model: Any) -> Document:
    """The document of a live Keras model, through its own `to_json`.

    Raises:
        ModelError: the object is no Keras model, or one that Keras cannot serialise.
    """
    label = f"model {getattr(model, 'name', type(model).__name__)!r}"
    if not hasattr(model, "to_json") or not hasattr(model, "layers"):
        raise ModelError(
            repr(type(model).__name__), "is neither a path nor a Keras model", "pass one of them"
        )
    try:
        text = model.to_json()
    except (NotImplementedError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ModelError(
            label,
            f"Keras cannot write down its architecture: {reason}",
            "rebuild it with keras.Model(inputs, outputs)",
        ) from None
    document = parse_config(label, text)
    keras, framework = version_of(None, document)
    weights = LiveWeights(model)
    return Document(
        file=label,
        model=document,
        keras=keras,
        framework=framework,
        open_weights=lambda: weights,
        identity_of=weights.identity_of,
    )


class LiveWeights:
    """The layers of a live model: their weights, and which of them are the same."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def identity_of(self, chain: Chain) -> int | None:
        """A number for the layer at the end of `chain`, the same wherever it is called."""
        layer = self._layer(chain)
        return None if layer is None else id(layer)

    def _layer(self, chain: Chain) -> Any:
        layer = self._model
        for _, entry in chain:
            layer = next((x for x in getattr(layer, "layers", ()) if x.name == entry.name), None)
        return layer

    def weights_of(self, chain: Chain) -> tuple[Weight, ...] | None:
        """The weights of the layer at the end of `chain`, or None where it has none."""
        layer = self._layer(chain)
        if layer is None:
            return None
        trained = {id(weight) for weight in layer.trainable_weights}
        return tuple(
            Weight(
                str(getattr(weight, "path", weight.name)),
                tuple(weight.shape),
                id(weight) in trained,
                str(getattr(weight.dtype, "name", weight.dtype)),
            )
            for weight in layer.weights
        )
