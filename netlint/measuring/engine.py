"""LiteRT: loads a model and runs it, one thread, with its default delegate (XNNPACK)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netlint.errors import UsageError
from netlint.measuring.needs import NEEDS
from netlint.quiet import without_native_messages

if TYPE_CHECKING:
    import numpy as np


class Engine:
    """A model ready to run on random inputs."""

    def __init__(self, content: bytes) -> None:
        """Loads a model, with one thread.

        Args:
            content: the bytes of a `.tflite` file.

        Raises:
            UsageError: LiteRT is not installed.
        """
        try:
            from ai_edge_litert.interpreter import Interpreter
        except ImportError as error:
            raise UsageError(f"{NEEDS}: LiteRT cannot be imported ({error})") from None
        with without_native_messages():
            self._interpreter = Interpreter(model_content=content, num_threads=1)
            self._interpreter.allocate_tensors()
        for place, detail in enumerate(self._interpreter.get_input_details()):
            self._interpreter.set_tensor(detail["index"], random_input(detail, place))

    def run(self) -> None:
        """Runs the model once."""
        self._interpreter.invoke()

    def outputs(self, *inputs: np.ndarray[Any, Any]) -> list[np.ndarray[Any, Any]]:
        """What the model says of some inputs."""
        details = self._interpreter.get_input_details()
        for detail, value in zip(details, inputs, strict=True):
            self._interpreter.set_tensor(detail["index"], value)
        self._interpreter.invoke()
        found = self._interpreter.get_output_details()
        return [self._interpreter.get_tensor(detail["index"]) for detail in found]


def random_input(detail: dict[str, Any], seed: int) -> np.ndarray[Any, Any]:
    """What an input is set to: random floats, zeros for all else (the first row of a table).

    Args:
        detail: the input's `shape` and `dtype`, as LiteRT tells them.
        seed: makes inputs differ.
    """
    import numpy as np

    shape, dtype = tuple(detail["shape"]), np.dtype(detail["dtype"])
    if dtype.kind != "f":
        return np.zeros(shape, dtype)
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)
