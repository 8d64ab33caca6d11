"""A Keras model as its file holds it: the configuration, the version, the weights' shapes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from netlint.errors import ModelError
from netlint.network import Shape, Weight
from netlint.readers.keras.plan import is_model
from netlint.readers.keras.weights import DAMAGED, Chain, WeightStore

MAX_CONFIG_BYTES = 64 * 2**20
_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (list, "a list"),
    (str, "a string"),
    ((int, float), "a number"),
    (object, "null"),
)
_SAVE_AGAIN = "save the whole model again with model.save(...)"


Disagreements = Callable[[Mapping[str, Counter[Shape]]], Iterable[tuple[str, str]]]


@dataclass(frozen=True)
class Document:
    """A Keras model, read and not yet understood.

    Attributes:
        file: the file as the user named it.
        model: the serialised model, `{"class_name": ..., "config": ...}`.
        keras: the major version of Keras that wrote it.
        framework: for instance `Keras 3.15.1`; `Keras` where the file is silent.
        open_weights: opens the stored weights; called only if a layer needs them.
        warnings: what was odd about the file.
        disagreements: compares the shapes of the weights that the configuration gives each
            outermost layer with those stored; each layer that disagrees, with a sentence.
        identity_of: a number for a layer that stands in several models, where that is known.
        close: closes the file; the document is of no use afterwards.
    """

    file: str
    model: dict[str, Any]
    keras: int
    framework: str
    open_weights: Callable[[], WeightStore | None]
    warnings: tuple[str, ...] = ()
    disagreements: Disagreements = lambda _: ()
    identity_of: Callable[[Chain], int | None] = lambda _: None
    close: Callable[[], None] = lambda: None

    def weights_of(self, chain: Chain) -> tuple[Weight, ...] | None:
        """The stored weights of the layer at the end of `chain`, or None where not stored.

        An empty chain stands for a layer inside another one, whose weights no file lists apart.

        Raises:
            ModelError: they are damaged.
        """
        store = self.open_weights() if chain else None
        try:
            return None if store is None else store.weights_of(chain)
        except DAMAGED as error:
            raise damaged_weights(self.file, error) from None


def damaged_weights(file: str, error: Exception) -> ModelError:
    """What to say where h5py cannot read about the weights of a file that it opened."""
    reason = " ".join(str(error).split())
    return ModelError(file, f"its stored weights are damaged: {reason}", "copy or save it again")


def parse_config(file: str, text: str | bytes) -> dict[str, Any]:
    """The serialised model in a JSON text.

    Raises:
        ModelError: the text is too large, is not JSON, is nested too deep, or no model.
    """
    if len(text) > MAX_CONFIG_BYTES:
        limit = MAX_CONFIG_BYTES // 2**20
        raise ModelError(file, f"its model configuration is larger than {limit} MiB", "")
    try:
        raw = json.loads(text)
    except RecursionError:
        raise ModelError(file, "its model configuration is nested too deep") from None
    except UnicodeDecodeError:
        raise ModelError(file, "its model configuration is not UTF-8 text", _SAVE_AGAIN) from None
    except json.JSONDecodeError as error:
        raise ModelError(
            file, f"its model configuration is not JSON: {error}", _SAVE_AGAIN
        ) from None
    except ValueError:
        raise ModelError(
            file, "its model configuration holds an impossibly large number", _SAVE_AGAIN
        ) from None
    return _checked(file, raw)


def _checked(file: str, raw: Any) -> dict[str, Any]:
    if is_model(raw):
        return dict(raw)
    if not isinstance(raw, dict):
        kind = next(text for types, text in _KINDS if isinstance(raw, types))
        raise ModelError(file, f"its model configuration is {kind}, not a model", _SAVE_AGAIN)
    class_name = raw.get("class_name")
    if isinstance(class_name, str) and isinstance(raw.get("config"), dict):
        raise ModelError(
            file,
            f"the model's class {class_name!r} is written in Python: the file lists no layers",
            "rebuild it with keras.Model(inputs, outputs) and save that",
        )
    raise ModelError(file, "its JSON is not a Keras model configuration", _SAVE_AGAIN)


def version_of(version: object, model: dict[str, Any]) -> tuple[int, str]:
    """The major version of Keras and what to call the framework.

    Where the file does not say (architecture JSON of Keras 3 does not), the form tells:
    Keras 3 writes `batch_shape`, or dtype policies as dictionaries, Keras 2 neither.
    """
    if isinstance(version, str) and version[:1].isdigit():
        return int(version[0]), f"Keras {version[:40]}"
    written = model.get("keras_version")
    if isinstance(written, str) and written[:1].isdigit():
        return int(written[0]), f"Keras {written[:40]}"
    config = model["config"]
    layers = config if isinstance(config, list) else config.get("layers")
    for layer in layers if isinstance(layers, list) else []:
        if not isinstance(layer, dict):
            continue
        inner = layer.get("config")
        if isinstance(inner, dict):
            if "batch_shape" in inner or isinstance(inner.get("dtype"), dict):
                return 3, "Keras 3"
            if "border_mode" in inner or "dim_ordering" in inner:
                return 1, "Keras 1"
    return 2, "Keras"
