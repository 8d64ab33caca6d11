"""Architecture `.json` files (`model.to_json()`)."""

from __future__ import annotations

from netlint.errors import ModelError
from netlint.readers.keras.document import (
    MAX_CONFIG_BYTES,
    Document,
    parse_config,
    version_of,
)
from netlint.readers.registry import ModelFile, reader


@reader(lambda file: file.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"))
def read_architecture(file: ModelFile) -> Document:
    """Reads an architecture JSON.

    Raises:
        ModelError: the text is too large, is not JSON, or no Keras model.
    """
    try:
        with file.path.open("rb") as stream:
            text = stream.read(MAX_CONFIG_BYTES + 1)
    except OSError as error:
        raise ModelError(file.name, f"cannot be read: {error.strerror}") from None
    model = parse_config(file.name, text.removeprefix(b"\xef\xbb\xbf"))
    keras, framework = version_of(None, model)
    return Document(file.name, model, keras, framework, lambda: None)
