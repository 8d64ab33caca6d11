"""TensorFlow's own converter: folds normalisations, fuses activations, writes the LiteRT model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from netlint.errors import ModelError, UsageError
from netlint.measuring.lowering.trace import Trace, signature
from netlint.measuring.lowering.values import random_values
from netlint.measuring.needs import NEEDS
from netlint.network import Network
from netlint.quiet import without_native_messages

if TYPE_CHECKING:
    from netlint.measuring.lowering.trace import Values

_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class LiteRTModel:
    """A network as LiteRT takes it.

    Attributes:
        network: what was converted.
        content: the bytes of the `.tflite` file.
    """

    network: Network
    content: bytes


def converted(network: Network, values: Values = random_values) -> LiteRTModel:
    """Converts a network to LiteRT in float32, with the converter's default optimisations.

    Args:
        network: as read, all shapes known.
        values: gives each weight its values; by default random ones.

    Raises:
        UsageError: TensorFlow is not installed.
        ModelError: a layer cannot be lowered, or the converter refuses the network.
    """
    with without_native_messages():
        tf = _tensorflow()
        from tensorflow.lite.python.convert_phase import ConverterError

        function = traced(network, values)
        try:
            content = tf.lite.TFLiteConverter.from_concrete_functions([function]).convert()
        except ConverterError as error:
            reason = str(error).strip().partition("\n")[0][:_LONGEST_REASON]
            problem = f"TensorFlow cannot convert it to LiteRT: {reason}"
            raise ModelError(network.file or network.name, problem) from None
    return LiteRTModel(network, bytes(content))


def traced(network: Network, values: Values = random_values) -> Any:
    """The network as one concrete TensorFlow function of its inputs.

    Raises:
        UsageError: TensorFlow is not installed.
        ModelError: a layer cannot be lowered.
    """
    tf = _tensorflow()
    specs = [
        tf.TensorSpec(shape, dtype, name=f"input{place}")
        for place, (shape, dtype) in enumerate(zip(*signature(network), strict=True))
    ]
    run = Trace(network, values).run
    return tf.function(lambda *inputs: run(inputs), specs, autograph=False).get_concrete_function()


def _tensorflow() -> Any:
    try:
        import tensorflow
    except ImportError as error:
        raise UsageError(f"{NEEDS}: TensorFlow cannot be imported ({error})") from None
    return tensorflow
