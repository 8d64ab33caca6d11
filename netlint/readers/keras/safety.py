"""What a layer's configuration would make Keras run or open. netlint only says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from netlint.readers.keras.config import shown

_TRUSTED = ("keras", "tf_keras", "tensorflow", "builtins")


def dangers(config: Mapping[str, Any]) -> Iterator[str]:
    """One sentence for each piece of code or file that the configuration refers to."""
    for key, value in config.items():
        if not isinstance(value, dict | list):
            continue
        if _is_code(value):
            yield f"{key} is Python code in the file: it is not run here"
        elif isinstance(value, dict):
            module = value.get("module")
            if isinstance(module, str) and module.split(".", 1)[0] not in _TRUSTED:
                name = value.get("config") if value.get("class_name") == "function" else None
                name = name if isinstance(name, str) else value.get("class_name")
                yield f"{key} names {shown(f'{module}.{name}')}: it is not imported here"
    vocabulary = config.get("vocabulary")
    if isinstance(vocabulary, str):
        yield f"its vocabulary is the file {shown(vocabulary)}: it is not opened here"


def _is_code(value: Any) -> bool:
    """Marshalled code: `[base64, defaults, closure]` (Keras 2) or `__lambda__` (Keras 3)."""
    if isinstance(value, dict):
        return value.get("class_name") == "__lambda__"
    if not isinstance(value, list) or len(value) != 3 or not isinstance(value[0], str):
        return False
    return all(part is None or isinstance(part, list) for part in value[1:])
