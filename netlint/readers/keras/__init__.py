"""From a Keras configuration to a network.

What a plugin needs to describe layer classes of its own is here:

    from netlint.readers.keras import Built, Call, keras_layer

    @keras_layer("MyBlock")
    def my_block(call: Call) -> Built: ...
"""

from netlint.readers.keras.registry import (
    Built,
    Call,
    keras_layer,
    keras_operation,
    tf_function,
)

__all__ = ["Built", "Call", "keras_layer", "keras_operation", "tf_function"]
