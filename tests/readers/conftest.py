"""Fixtures that write a model and read it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from netlint.errors import ModelError
from netlint.network import Network
from tests.readers.building import read, write_json

NetworkOf = Callable[..., Network]
Refused = Callable[..., str]


@pytest.fixture
def network_of(tmp_path: Path) -> NetworkOf:
    """Reads a configuration as an architecture JSON file; keywords are those of `InputShapes`."""

    def build(model: Any, **shapes: Any) -> Network:
        return read(write_json(tmp_path / "net.json", model), **shapes)

    return build


@pytest.fixture
def refused(network_of: NetworkOf) -> Refused:
    """The message with which a configuration is refused: one line that names file and layer."""

    def message(model: Any, layer: str | None = "it", **shapes: Any) -> str:
        with pytest.raises(ModelError) as caught:
            network_of(model, **shapes)
        text = str(caught.value)
        assert "net.json: " in text
        assert "\n" not in text
        assert caught.value.layer == layer
        assert layer is None or f"layer {layer!r}" in text
        return text

    return message
