"""A hash of what a file says: equal texts are told apart from different ones, and nothing more.

Code that a file holds (the marshalled function of a Lambda) is text here, like all the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from netlint.network import Tensor

_BESIDE = frozenset({"name", "trainable", "dtype", "batch_input_shape"})
_NUMBERED = re.compile(r'("name": "[^"\\]*?)_[0-9]+(?=")|("shared_object_id": )[0-9]+')
"""Members of JSON that count layers: no text within JSON looks so, its quotes are escaped."""


def said_in(config: Mapping[str, Any]) -> dict[str, Any]:
    """What a layer's configuration says of what it does: two that differ beside it do the same."""
    return {key: value for key, value in config.items() if key not in _BESIDE}


def fingerprint(value: object) -> str | None:
    """A hash of a JSON structure; what is no JSON in it (slices, tensors) counts as it prints.

    None: it is nested too deep, or its keys are of several kinds.
    """
    text = _text(value, repr)
    return None if text is None else _hash(text)


def settings_fingerprint(value: object) -> str | None:
    """The same without what follows from other layers: tensors, and the numbers behind names.

    Keras numbers the layers inside a layer too, as a program makes them.
    """
    text = _text(value, lambda each: "" if isinstance(each, Tensor) else repr(each))
    return None if text is None else _hash(_NUMBERED.sub(r"\1\2", text))


def _text(value: object, default: Callable[[object], str]) -> str | None:
    try:
        return json.dumps(value, sort_keys=True, default=default)
    except (RecursionError, TypeError, ValueError):
        return None


def _hash(text: str) -> str:
    from hashlib import blake2b

    return blake2b(text.encode(), digest_size=16).hexdigest()
