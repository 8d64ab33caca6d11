"""Writes the architectures of some Keras applications and what Keras says of them.

    python -m tests.data.make_applications

The facts are per layer `[parameters, trainable parameters, output shape]`.
"""

from __future__ import annotations

import gzip
import json
from math import prod
from pathlib import Path
from typing import Any

QUICK = (
    "ConvNeXtTiny",
    "DenseNet121",
    "EfficientNetV2B0",
    "InceptionResNetV2",
    "MobileNet",
    "MobileNetV3Small",
    "NASNetMobile",
    "ResNet50V2",
)
NAMES = (
    *("ConvNeXtBase", "ConvNeXtLarge", "ConvNeXtSmall", "ConvNeXtTiny", "ConvNeXtXLarge"),
    *("DenseNet121", "DenseNet169", "DenseNet201"),
    *(f"EfficientNetB{number}" for number in range(8)),
    *(f"EfficientNetV2{kind}" for kind in ("B0", "B1", "B2", "B3", "L", "M", "S")),
    *("InceptionResNetV2", "InceptionV3"),
    *("MobileNet", "MobileNetV2", "MobileNetV3Large", "MobileNetV3Small"),
    *("NASNetLarge", "NASNetMobile"),
    *("ResNet101", "ResNet101V2", "ResNet152", "ResNet152V2", "ResNet50", "ResNet50V2"),
    *("VGG16", "VGG19", "Xception"),
)
_OPEN = ("MobileNetV3Large", "MobileNetV3Small")


def build(name: str) -> Any:
    """The application with random weights; with an input of 224 x 224 where it leaves it open."""
    import keras

    shape = {"input_shape": (224, 224, 3)} if name in _OPEN else {}
    return getattr(keras.applications, name)(weights=None, **shape)


def facts(model: Any) -> dict[str, Any]:
    """What Keras says of a model."""
    return {
        "params": model.count_params(),
        "trainable": sum(prod(weight.shape) for weight in model.trainable_weights),
        "layers": dict(_layers(model, "")),
    }


def _layers(model: Any, prefix: str) -> Any:
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from _layers(layer, f"{prefix}{layer.name}/")
            continue
        trainable = sum(prod(weight.shape) for weight in layer.trainable_weights)
        yield (
            f"{prefix}{layer.name}",
            (layer.count_params(), trainable, list(layer.output.shape)),
        )


def main() -> None:
    """Writes one compressed file per application of the quick tests."""
    folder = Path(__file__).parent / "applications"
    folder.mkdir(exist_ok=True)
    for name in QUICK:
        model = build(name)
        document = {"architecture": json.loads(model.to_json()), "facts": facts(model)}
        text = json.dumps(document, separators=(",", ":")).encode()
        (folder / f"{name}.json.gz").write_bytes(gzip.compress(text, 9, mtime=0))


if __name__ == "__main__":
    main()
