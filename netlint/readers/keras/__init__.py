"""From a Keras configuration to a network."""
