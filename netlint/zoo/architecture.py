"""The architecture of a built network as JSON that older versions of Keras 3 take too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

# Recent versions write them (3.15 does), older ones refuse them (3.10 does). The networks have
# them at their defaults, which is what a file without them means.
_YOUNG = {"BatchNormalization": ("renorm", "renorm_clipping", "renorm_momentum")}


def architecture_of(model: keras.Model) -> str:
    """What `model.to_json()` says, without settings that older versions refuse: from 3.6 on."""
    document = json.loads(model.to_json())
    for layer in document["config"]["layers"]:
        for setting in _YOUNG.get(layer["class_name"], ()):
            layer["config"].pop(setting, None)
    return json.dumps(document) + "\n"
