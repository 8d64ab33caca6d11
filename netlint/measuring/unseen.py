"""The whole networks that a calibration does not see: the five of the zoo, and three of Keras."""

from __future__ import annotations

from netlint.errors import UsageError
from netlint.measuring.needs import NEEDS
from netlint.pipeline import analyze
from netlint.quiet import without_native_messages
from netlint.report import Analysis
from netlint.zoo import DEFAULTS

APPLICATIONS = ("MobileNetV2", "ResNet50", "DenseNet121")
"""Of `keras.applications`, at 224x224."""


def unseen_networks() -> dict[str, Analysis]:
    """The networks by name, at batch size 1.

    Raises:
        UsageError: Keras is not installed.
    """
    found = {name.removeprefix("zoo:"): analyze(name) for name in DEFAULTS}
    for name in APPLICATIONS:
        found[name] = analyze(_built(name), batch=1)
    return found


def _built(name: str) -> object:
    """A network of Keras, its weights drawn at random."""
    with without_native_messages():
        try:
            from keras import applications
        except ImportError as error:
            raise UsageError(f"{NEEDS}: Keras cannot be imported ({error})") from None
        return getattr(applications, name)(weights=None, input_shape=(224, 224, 3))
